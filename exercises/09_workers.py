# %% exercise
# title: When will it be done?
# chapter: 9
# kind: write it
# difficulty: 3
# importance: 3
# minutes: 12
# objective: predict how long several workers take, the trial that runs alone included
# answer: wall_clock
# read: Several workers

# %% statement
# Write `wall_clock(seconds, workers)`: how long a search takes whose trials last so many seconds, in the order of the
# list.
#
# The first trial runs alone, since nobody knows the space before it has ended. From then on each worker that is free
# takes the next trial of the list, and asks again when it is done. The search has ended when all trials have.

# %% starter
def wall_clock(seconds, workers):
    return sum(seconds) / workers

# %% hint
# For each worker, keep the moment at which it will be free.

# %% hint
# Who takes the next trial? The one that is free first. And when will that one be free again?

# %% solution
def wall_clock(seconds, workers):
    first, *rest = seconds
    free = [first] * workers
    for each in rest:
        soonest = free.index(min(free))
        free[soonest] += each
    return max(free)

# %% another solution
from heapq import heapify, heapreplace


def wall_clock(seconds, workers):
    free = [0] * workers
    heapify(free)
    for each in seconds[1:]:
        heapreplace(free, free[0] + each)
    return seconds[0] + max(free)

# %% check
expect("wall_clock([3, 2, 4], 1)", 9, "One worker runs one trial after the other.")
expect(
    "wall_clock([2.0, 1.0], 2)",
    3.0,
    "The first one runs alone, and the second one begins when it has ended.",
    mistakes={
        1.5: "divides the work",
        2.0: "forgets that the first one is alone",
        2.5: "splits a trial",
    },
)
expect(
    "wall_clock([1] * 16, 4)",
    5,
    "One alone, and fifteen by four workers.",
    mistakes={4.75: "splits a trial", 4: "forgets that the first one is alone", 6: "one round too many"},
)
expect(
    "wall_clock([1, 6, 1, 1, 6, 3], 2)",
    10,
    "While one worker is busy for six seconds, the other one takes what comes.",
    mistakes={16: "waits for the whole round", 11: "deals them out beforehand"},
)
expect(
    "wall_clock([1, 1, 1, 4], 2)",
    6,
    "Nobody knows beforehand how long a trial will take: they begin in their order.",
    mistakes={5: "puts the longest first", 9: "one worker does it all"},
)
expect("wall_clock([2, 5], 8)", 7, "More workers than trials are no help.")

# %% right
# With few trials the first one, which is alone, and the last one, for which all wait, decide. So the gain of many
# workers is smaller than their number, and it is smallest where trials differ in length.

# %% wrong: divides the work
# That would need a trial on two machines at once. A trial is run by one worker from its start to its end.
def wall_clock(seconds, workers):
    return sum(seconds) / workers

# %% wrong: forgets that the first one is alone
# Both began at once. But before the first trial has ended, nobody knows which hyperparameters there are, so there is
# nothing that the second worker could run.
def wall_clock(seconds, workers):
    free = [0] * workers
    for each in seconds:
        free[free.index(min(free))] += each
    return max(free)

# %% wrong: splits a trial
# The first one is alone, that is right. What is left was divided evenly, and a part of a trial does nobody any good.
def wall_clock(seconds, workers):
    return seconds[0] + sum(seconds[1:]) / workers

# %% wrong: waits for the whole round
# After each round all have waited for its slowest. A worker that is free asks at once; it does not know of rounds.
def wall_clock(seconds, workers):
    rest = seconds[1:]
    rounds = [rest[i : i + workers] for i in range(0, len(rest), workers)]
    return seconds[0] + sum(map(max, rounds))

# %% wrong: deals them out beforehand
# The trials were dealt like cards, by turns. Then a worker waits with empty hands while the other has several left.
def wall_clock(seconds, workers):
    rest = seconds[1:]
    return seconds[0] + max(sum(rest[i::workers]) for i in range(workers))

# %% wrong: puts the longest first
# The longest one was begun first. It would be clever, if one could know which it is; a search begins them as they were
# asked for.
def wall_clock(seconds, workers):
    free = [seconds[0]] * workers
    for each in sorted(seconds[1:], reverse=True):
        free[free.index(min(free))] += each
    return max(free)
