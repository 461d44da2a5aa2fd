# %% exercise
# title: The clock on the wall
# chapter: 12
# kind: write it
# difficulty: 2
# importance: 4
# minutes: 12
# objective: predict how long a search takes with several workers, without running it
# answer: wall_clock
# read: What it gains

# %% statement
# Trials are handed out in the order of the list `durations`. A free worker takes the next one at once, and nothing but
# the trials takes time. Write `wall_clock(durations, workers)`; it returns the time at which the last trial has ended.
# Leave the list as it is.
#
# With durations 4, 1, 1, 1 and two workers that is 4: while one worker is busy with the long trial, the other does the rest.

# %% starter
def wall_clock(durations, workers):
    return sum(durations) / workers

# %% hint
# Keep a list of the times at which each worker will be free. At first all of them are free at 0.

# %% hint
# Who takes the next trial? Whoever is free first. And what is that worker's new time?

# %% solution
import heapq


def wall_clock(durations, workers):
    free = [0] * workers
    for duration in durations:
        heapq.heapreplace(free, free[0] + duration)
    return max(free)

# %% another solution
def wall_clock(durations, workers):
    waiting, running, now = list(durations), [], 0
    while waiting or running:
        while waiting and len(running) < workers:
            running.append(now + waiting.pop(0))
        now = min(running)
        running.remove(now)
    return now

# %% check
expect(
    "wall_clock([3, 3, 3], 1)",
    9,
    "One worker runs one trial after the other.",
    mistakes={3: "the longest one alone"},
)
expect(
    "wall_clock([1, 4, 4, 1], 2)",
    5,
    "At 1 the first worker is free, and takes the third trial.",
    mistakes={8: "waits for everybody"},
)
expect(
    "wall_clock([4, 1, 1, 1], 2)",
    4,
    "One worker is busy until 4, and the other has finished everything else by then.",
    mistakes={
        3.5: "divides the work evenly",
        lambda got: got == 5 and wall_clock([5, 1, 5, 1, 5, 1], 2) == 15: "deals them out beforehand",
        5: "The trials were not handed out one by one, in the order of the list, to the worker that is free first.",
        3: "ends with the last one that was started",
    },
)
expect(
    "wall_clock([5, 1, 5, 1, 5, 1], 2)",
    11,
    "Write down who is free when: the second worker is at 1, the first at 5, and both at 6.",
    mistakes={
        15: "deals them out beforehand",
        10: "sorts the trials",
        9: "divides the work evenly",
    },
)
expect(
    "wall_clock([1, 1, 1, 6], 2)",
    7,
    "The long trial comes last here, and nobody helps with it.",
    mistakes={6: "sorts the trials", 4.5: "divides the work evenly"},
)
expect("wall_clock([2, 2], 8)", 2, "Six of the workers have nothing to do.")
expect(
    "wall_clock([2, 3, 4, 1, 1, 5], 3)",
    8,
    "The three workers are free at 2, 3 and 4; go on from there.",
    mistakes={10: "has two workers"},
)
expect(
    "wall_clock([0.5, 1.25, 0.5, 0.25], 2)",
    1.25,
    "counts whole steps",
    mistakes={TimeoutError: "counts whole steps"},
)
expect(
    """
    durations = [4, 1, 1, 1]
    wall_clock(durations, 2)
    durations
    """,
    [4, 1, 1, 1],
    "changes the durations",
)

# %% right
# Two workers are seldom twice as fast. A search ends with its last trial, so one long trial at the end keeps all the
# other workers waiting, and an oracle cannot know which one it will be.

# %% wrong: divides the work evenly
# That is the work divided by the workers. A trial cannot be cut in two, so somebody is left with a long one while the others
# have nothing to do.
def wall_clock(durations, workers):
    return sum(durations) / workers

# %% wrong: waits for everybody
# You run the trials in rounds, and each round waits for its slowest. A worker that is free takes the next trial at once.
def wall_clock(durations, workers):
    time = 0
    for start in range(0, len(durations), workers):
        time += max(durations[start : start + workers])
    return time

# %% wrong: deals them out beforehand
# You deal the trials out like cards, no matter who is free. Here one worker gets the long trial and a short one as
# well, while the other stands idle.
def wall_clock(durations, workers):
    return max(sum(durations[worker::workers]) for worker in range(workers))

# %% wrong: ends with the last one that was started
# That is when the trial that was *started* last ended. One that was started earlier may still be running.
def wall_clock(durations, workers):
    free, end = [0] * workers, 0
    for duration in durations:
        worker = free.index(min(free))
        free[worker] += duration
        end = free[worker]
    return end

# %% wrong: sorts the trials
# You put the long trials first, or look for the best plan in some other way. That would indeed be quicker, but nobody
# knows how long a trial will take before it has run; trials are handed out in the order of the list.
def wall_clock(durations, workers):
    free = [0] * workers
    for duration in sorted(durations, reverse=True):
        free[free.index(min(free))] += duration
    return max(free)

# %% wrong: the longest one alone
# You have a worker for each trial. Here there is one worker, and it takes them one after the other.
def wall_clock(durations, workers):
    return max(durations)

# %% wrong: has two workers
# Here there are three workers, but your code still has two. The argument says how many there are.
def wall_clock(durations, workers):
    if workers == 1:
        return sum(durations)
    one = other = 0
    for duration in durations:
        if one <= other:
            one += duration
        else:
            other += duration
    return max(one, other)

# %% wrong: counts whole steps
# These durations are not whole numbers. A clock that looks around once per tick sees a trial end too late; go from the
# end of one trial to the end of the next.
def wall_clock(durations, workers):
    waiting, left, time = list(durations), [0] * workers, 0
    while waiting or max(left) > 0:
        for worker in range(workers):
            if left[worker] <= 0 and waiting:
                left[worker] = waiting.pop(0)
        left = [rest - 1 for rest in left]
        time += 1
    return time

# %% wrong: changes the durations
# Your call changed the list of durations. The caller may want to ask again, with another number of workers.
def wall_clock(durations, workers):
    free = [0] * workers
    while durations:
        free[free.index(min(free))] += durations.pop(0)
    return max(free)
