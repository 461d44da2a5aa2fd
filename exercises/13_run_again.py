# %% exercise
# title: After the power cut
# chapter: 13
# kind: fix it
# difficulty: 3
# importance: 4
# minutes: 12
# objective: decide from two files that disagree which trials have to run again
# answer: to_run_again
# read: Pull the plug

# %% statement
# A search was cut off. Two things are left: `files`, which maps each trial's id to the status in its own file; and
# `listed`, the ids that the oracle's file calls running. They were not written at the same moment, so they may
# disagree.
#
# `to_run_again(files, listed)` returns a sorted list of the ids of all trials that have begun but have no result, and
# leaves both sources as they are. The code below believes only one of the two, as KerasTuner does, and errs in both
# directions. Mend it.
#
# A trial is over if its own file says `"COMPLETED"` or `"FAILED"`; `"RUNNING"` and `"INVALID"` (to be retried) are not over.

# %% starter
def to_run_again(files, listed):
    return sorted(listed)

# %% hint
# Four cases: on the list or not, and over or not. Which source is newer in each?

# %% hint
# A trial's own file is written first. What if it says `COMPLETED`, and the list has not heard of it?

# %% hint
# What if an id is on the list but has no file?

# %% solution
def to_run_again(files, listed):
    over = {trial for trial, status in files.items() if status in ("COMPLETED", "FAILED")}
    return sorted((set(files) | set(listed)) - over)

# %% another solution
def to_run_again(files, listed):
    found = []
    for trial in sorted({*files, *listed}):
        if files.get(trial, "RUNNING") in ("RUNNING", "INVALID"):
            found.append(trial)
    return found

# %% check
expect(
    'to_run_again({"0000": "COMPLETED", "0001": "RUNNING"}, ["0001"])',
    ["0001"],
    "Here both sources agree: one trial was running.",
    mistakes={lambda got: isinstance(got, set): "A set has no order. A list was asked for."},
)
expect(
    'to_run_again({"0000": "COMPLETED", "0001": "COMPLETED"}, ["0001"])',
    [],
    "believes the list",
)
expect(
    'to_run_again({"0000": "COMPLETED", "0001": "RUNNING"}, [])',
    ["0001"],
    "The trial has begun, and its result is nowhere.",
    mistakes={(): "loses the orphan"},
)
expect(
    'to_run_again({"0000": "FAILED", "0001": "INVALID"}, [])',
    ["0001"],
    "Which of the four statuses say that a trial is over?",
    mistakes={
        ("0000", "0001"): "runs failed ones again",
        (): "forgets the retry",
    },
)
expect(
    'to_run_again({"0000": "COMPLETED"}, ["0001"])',
    ["0001"],
    "The list knows of a trial that has no file.",
    mistakes={(): "believes the files alone", KeyError: "asks for a file that is not there"},
)
expect(
    'to_run_again({"0002": "RUNNING", "0001": "RUNNING"}, ["0001"])',
    ["0001", "0002"],
    "Each id once, and in order.",
)
expect(
    'to_run_again({"0000": "FAILED", "0001": "INVALID"}, ["0000", "0001"])',
    ["0001"],
    "On the list or not, a trial is over if its own file says so, and only then.",
    mistakes={
        ("0000", "0001"): "runs a failed one that is on the list",
        (): "drops the retry that is on the list",
    },
)
expect(
    """
    files, listed = {"0000": "COMPLETED", "0001": "RUNNING"}, ["0000", "0002"]
    to_run_again(files, listed)
    files, listed
    """,
    ({"0000": "COMPLETED", "0001": "RUNNING"}, ["0000", "0002"]),
    "changes what it reads",
)

# %% right
# Neither source was wrong when it was written. In a single file to which lines are only added, they could not have
# disagreed.

# %% wrong: believes the list
# This trial has a result in its own file, yet you run it again: the list is a moment older than the file. KerasTuner
# does the same, at the cost of a training run.
def to_run_again(files, listed):
    unfinished = {trial for trial, status in files.items() if status in ("RUNNING", "INVALID")}
    return sorted(unfinished | set(listed))

# %% wrong: loses the orphan
# This trial has a file but is not on the list, so nobody will ever run it: it stays `RUNNING` for good. This is how two
# of the chapter's cuts lost a trial without a word.
def to_run_again(files, listed):
    return sorted(trial for trial in listed if files.get(trial) not in ("COMPLETED", "FAILED"))

# %% wrong: runs failed ones again
# read: What a failure does
# You rerun a trial that has failed for good. It had used up its retries before it got that status.
def to_run_again(files, listed):
    return sorted(t for t in {*files, *listed} if files.get(t) != "COMPLETED")

# %% wrong: forgets the retry
# read: What a failure does
# `INVALID` is not the end of a trial: it went wrong, and may be tried again.
def to_run_again(files, listed):
    return sorted(t for t in {*files, *listed} if files.get(t, "RUNNING") == "RUNNING")

# %% wrong: believes the files alone
# The oracle handed this trial out, but its file was never written. You look only at the files, so the trial is
# forgotten.
def to_run_again(files, listed):
    return sorted(t for t, status in files.items() if status in ("RUNNING", "INVALID"))

# %% wrong: asks for a file that is not there
# An id on the list need not have a file: the power may have failed before one was written.
def to_run_again(files, listed):
    return sorted(t for t in {*files, *listed} if files[t] in ("RUNNING", "INVALID"))

# %% wrong: runs a failed one that is on the list
# Both ids are on the list, but one of the two trials has failed for good, as its own file says. Completed trials are
# not the only ones that are over.
def to_run_again(files, listed):
    waiting = {trial for trial, status in files.items() if status in ("RUNNING", "INVALID")}
    return sorted(waiting | {trial for trial in listed if files.get(trial) != "COMPLETED"})

# %% wrong: drops the retry that is on the list
# One of the two should be retried, and you dropped it: it has a file and is on the list as well. That both sources know
# a trial does not mean that it is over.
def to_run_again(files, listed):
    orphans = {t for t, status in files.items() if status in ("RUNNING", "INVALID") and t not in listed}
    return sorted(orphans | {t for t in listed if files.get(t, "RUNNING") == "RUNNING"})

# %% wrong: changes what it reads
# Your call changed one of the two sources. They are all that is left of the search: work on a copy.
def to_run_again(files, listed):
    for trial, status in files.items():
        if status in ("COMPLETED", "FAILED") and trial in listed:
            listed.remove(trial)
        elif status in ("RUNNING", "INVALID") and trial not in listed:
            listed.append(trial)
    return sorted(listed)
