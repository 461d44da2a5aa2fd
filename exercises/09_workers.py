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
# Write `wall_clock(seconds, workers)`, which returns how long a search takes. The list `seconds` says how long each
# trial lasts, in order.
#
# The first trial runs alone, since nobody knows the space until it has ended. From then on, each free worker takes the
# next trial on the list and asks again when it is done. The search has ended when all trials have.

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
    "The first trial runs alone, and the second begins when it has ended.",
    mistakes={
        1.5: "divides the work",
        2.0: "forgets that the first one is alone",
        2.5: "splits a trial",
    },
)
expect(
    "wall_clock([1] * 16, 4)",
    5,
    "One alone, then fifteen shared by four workers.",
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
    "Nobody knows beforehand how long a trial will take: they begin in list order.",
    mistakes={5: "puts the longest first", 9: "one worker does it all"},
)
expect("wall_clock([2, 5], 8)", 7, "More workers than trials are no help.")

# %% right
# With few trials, two of them decide: the first, which runs alone, and the last, for which everyone waits. So the gain
# is smaller than the number of workers, and smallest where trials differ in length.

# %% wrong: divides the work
# That would need a trial on two machines at once. A trial is run by one worker from its start to its end.
def wall_clock(seconds, workers):
    return sum(seconds) / workers

# %% wrong: forgets that the first one is alone
# Both began at once. But until the first trial has ended, nobody knows which hyperparameters there are, so the second
# worker has nothing to run.
def wall_clock(seconds, workers):
    free = [0] * workers
    for each in seconds:
        free[free.index(min(free))] += each
    return max(free)

# %% wrong: splits a trial
# The first trial is alone, which is right. But the rest was divided evenly, and part of a trial does nobody any good.
def wall_clock(seconds, workers):
    return seconds[0] + sum(seconds[1:]) / workers

# %% wrong: waits for the whole round
# After each round, everyone waits for the slowest. A free worker asks at once; it knows nothing of rounds.
def wall_clock(seconds, workers):
    rest = seconds[1:]
    rounds = [rest[i : i + workers] for i in range(0, len(rest), workers)]
    return seconds[0] + sum(map(max, rounds))

# %% wrong: deals them out beforehand
# The trials were dealt out in turn, like cards. Then one worker waits empty-handed while the other has several left.
def wall_clock(seconds, workers):
    rest = seconds[1:]
    return seconds[0] + max(sum(rest[i::workers]) for i in range(workers))

# %% wrong: puts the longest first
# The longest trial was started first. That would be clever if you could know which it is; a search starts its trials in
# the order in which they were asked for.
def wall_clock(seconds, workers):
    free = [seconds[0]] * workers
    for each in sorted(seconds[1:], reverse=True):
        free[free.index(min(free))] += each
    return max(free)
