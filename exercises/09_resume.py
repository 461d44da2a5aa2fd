# %% exercise
# title: What a `finally` cannot save
# chapter: 9
# kind: find the bug
# difficulty: 2
# importance: 5
# minutes: 12
# objective: write down each result when it is known, and go on from what is written
# answer: search
# read: Four things that go wrong

# %% statement
# `search(run, disk, number)` runs trials 0, 1, …, `number` of them in all; `run(i)` returns the score of trial `i`. The
# list `disk` stands for a file: whatever else the function remembers is gone when its process is killed.
#
# The starter saves its results in a `finally`, so that nothing is lost. Yet after a kill, everything was lost. Find out
# why, and mend it: `disk` should hold a pair `(i, score)` for each trial that has ended, and a search restarted with
# the same `disk` should run the missing trials and no others. It returns all the pairs.

# %% starter
def search(run, disk, number):
    results = []
    try:
        for i in range(number):
            results.append((i, run(i)))
    finally:
        disk.extend(results)
    return results

# %% hint
# A kill asks nobody: after it, no line of the program runs, not even a `finally`. What is on the disk while trial 3 is
# running?

# %% hint
# The second session can read from `disk` which trial is next.

# %% solution
def search(run, disk, number):
    for i in range(len(disk), number):
        disk.append((i, run(i)))
    return list(disk)

# %% another solution
def search(run, disk, number):
    ended = dict(disk)
    for i in set(range(number)) - ended.keys():
        score = run(i)
        disk += [(i, score)]
    return sorted(disk)

# %% check
class Killed(BaseException):
    """Stands for a kill; no answer should catch it."""


def session(disk, number=4, dies_in=None):
    """What trials were run, and what the disk held when each of them began."""
    ran, held = [], []

    def run(i):
        ran.append(i)
        held.append(list(disk))
        if i == dies_in:
            raise Killed
        if len(ran) > 20:
            raise RuntimeError("20 trials have run")
        return i / 10

    returned = None
    try:
        returned = search(run, disk, number)
    except Killed:
        pass
    return ran, held, returned


expect(
    "[len(held) for held in session([])[1]]",
    [0, 1, 2, 3],
    "While a trial runs, those before it are on the disk.",
    mistakes={
        (0, 0, 0, 0): "saves at the end",
        (1, 2, 3, 4): "writes before it knows",
        (0, 1, 3, 6): "writes everything again",
        (0, 0, 1, 2): "one result behind",
    },
    called="how many results are on the disk as each of four trials begins",
)
expect(
    "session([], dies_in=2)[1][-1]",
    [(0, 0.0), (1, 0.1)],
    "Two trials had ended when the third one was killed, and the disk holds a pair for each.",
    called="what is on the disk when trial 2 is killed",
)
expect(
    "session([(0, 0.0), (1, 0.1)])[0]",
    [2, 3],
    "Two of four trials are on the disk, so two are missing.",
    mistakes={
        (0, 1, 2, 3): "begins anew",
        (2, 3, 4, 5): "counts each session for itself",
        (0, 1): "counts each session for itself",
        (3,): "skips the one that was killed",
        (1, 2, 3): "runs the last one again",
    },
    called="which trials a second session runs, if trials 0 and 1 of 4 are on the disk",
)
expect(
    "session([(0, 0.0), (1, 0.1)])[2]",
    [(0, 0.0), (1, 0.1), (2, 0.2), (3, 0.3)],
    "It returns the pairs of all trials, those of earlier sessions too.",
    mistakes={((2, 0.2), (3, 0.3)): "returns its own part"},
    called="what the second session returns",
)
expect(
    "session([(i, i / 10) for i in range(4)])[0]",
    [],
    "A search that has ended has nothing left to run.",
    called="which trials are run by a search that has ended",
)

# %% right
# A result is safe once it is on the disk, not once it is known. One line per trial, written at once, is all that a
# journal is.

# %% wrong: saves at the end
# While the trials run, the disk is empty. `finally` runs when an exception passes through; a kill is not an exception,
# so what is only in memory dies with the process.
def search(run, disk, number):
    results = list(disk)
    try:
        for i in range(len(disk), number):
            results.append((i, run(i)))
    finally:
        disk[:] = results
    return results

# %% wrong: writes before it knows
# An entry is on the disk before its trial has run. After a kill at that moment, the disk says that the trial has ended,
# and the next session will not run it. A journal that records starts must tell them from ends.
def search(run, disk, number):
    for i in range(len(disk), number):
        disk.append((i, None))
        disk[i] = (i, run(i))
    return list(disk)

# %% wrong: writes everything again
# You write all results each time, including those already there. A file that only grows should get only what is new.
def search(run, disk, number):
    results = list(disk)
    for i in range(len(disk), number):
        results.append((i, run(i)))
        disk.extend(results)
    return results

# %% wrong: one result behind
# When the second trial begins, the first result is not on the disk yet. A known result has nothing to wait for.
def search(run, disk, number):
    last = None
    for i in range(len(disk), number):
        score = run(i)
        if last:
            disk.append(last)
        last = (i, score)
    if last:
        disk.append(last)
    return list(disk)

# %% wrong: begins anew
# read: Killed before your eyes
# Trials 0 and 1 were run a second time, although their scores are on the disk. Writing is only half of it; the next
# session has to read.
def search(run, disk, number):
    del disk[:]
    for i in range(number):
        disk.append((i, run(i)))
    return list(disk)

# %% wrong: counts each session for itself
# read: A journal
# `number` is for the whole search, across all its sessions. The trials on the disk count, too.
def search(run, disk, number):
    first = len(disk)
    for i in range(first, first + number):
        disk.append((i, run(i)))
    return list(disk)

# %% wrong: skips the one that was killed
# Trial 2 had begun but not ended: the disk says nothing of it. Run it again, or its score will never be known.
def search(run, disk, number):
    first = len(disk) + 1 if disk else 0
    for i in range(first, number):
        disk.append((i, run(i)))
    return list(disk)

# %% wrong: runs the last one again
# Trial 1 is on the disk with its score. A line that is there can be trusted: its trial need not be run again.
def search(run, disk, number):
    del disk[-1:]
    for i in range(len(disk), number):
        disk.append((i, run(i)))
    return list(disk)

# %% wrong: returns its own part
# Only the trials of the second session came back. To someone looking for the best one, there is one search and no
# sessions.
def search(run, disk, number):
    results = []
    for i in range(len(disk), number):
        results.append((i, run(i)))
        disk.append(results[-1])
    return results
