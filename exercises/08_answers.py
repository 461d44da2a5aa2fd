# %% exercise
# title: Nothing now, or nothing more?
# chapter: 8
# kind: fix it
# difficulty: 2
# importance: 4
# minutes: 10
# objective: tell when an oracle has nothing to offer for the moment from when it has nothing to offer at all
# answer: ask
# read: Several at a time

# %% statement
# `ask(grid, history, max_trials)` answers for an oracle that goes through a list of values in order. The history is
# a list of pairs, the values and the status of each trial: `("a", "RUNNING")`, `("b", "COMPLETED")` or
# `("c", "FAILED")`.
#
# It returns the first values that *no* trial has had; `"IDLE"` if there are none and a trial is still running, since
# its end may bring new names; and `"STOPPED"` if nothing can come anymore, or if there are `max_trials` trials.
# `max_trials` may be `None`, for no limit. The starter gets three of these cases wrong.

# %% starter
def ask(grid, history, max_trials):
    ended = [values for values, status in history if status == "COMPLETED"]
    if max_trials is not None and len(ended) >= max_trials:
        return "STOPPED"
    left = [values for values in grid if values not in ended]
    return left[0] if left else "STOPPED"

# %% hint
# Two workers ask, one after the other, and no trial has ended. What does the second one get?

# %% hint
# For each of the three answers, which trials in the history matter: those that have ended, those that are running,
# or both?

# %% solution
def ask(grid, history, max_trials):
    if max_trials is not None and len(history) >= max_trials:
        return "STOPPED"
    tried = [values for values, _ in history]
    for values in grid:
        if values not in tried:
            return values
    running = any(status == "RUNNING" for _, status in history)
    return "IDLE" if running else "STOPPED"

# %% another solution
def ask(grid, history, max_trials):
    number = len(history)
    tried, states = zip(*history, strict=True) if history else ((), ())
    if number == max_trials or number > (max_trials or number):
        return "STOPPED"
    otherwise = ("STOPPED", "IDLE")["RUNNING" in states]
    return next((each for each in grid if each not in tried), otherwise)

# %% check
expect(
    "ask(['a', 'b', 'c'], [('a', 'COMPLETED')], None)",
    "b",
    "`a` was tried, and `b` is next.",
)
expect(
    "ask(['a', 'b', 'c'], [('a', 'RUNNING')], None)",
    "b",
    "`a` is being tried, and `b` is next.",
    mistakes={"a": "gives a running trial away twice", "IDLE": "waits although something is left"},
)
expect(
    "ask(['a', 'b', 'c'], [('a', 'FAILED')], None)",
    "b",
    "`a` was tried, and it failed.",
    mistakes={"a": "tries a failure forever"},
)
expect(
    "ask(['a', 'b'], [('a', 'RUNNING'), ('b', 'COMPLETED')], None)",
    "IDLE",
    "stops while a trial runs",
)
expect(
    "ask(['a', 'b'], [('a', 'FAILED'), ('b', 'COMPLETED')], None)",
    "STOPPED",
    "idles forever",
)
expect(
    "ask(['a', 'b', 'c'], [('a', 'RUNNING'), ('b', 'COMPLETED')], 2)",
    "STOPPED",
    "counts only what has ended",
    mistakes={"IDLE": "waits for the last one"},
)
expect(
    "ask(['a', 'b', 'c'], [('a', 'COMPLETED')], 2)",
    "b",
    "One trial of two is left.",
)

# %% right
# A worker that hears `"IDLE"` asks again a little later, and one that hears `"STOPPED"` goes home. Mix up the two,
# and a worker waits forever or a search ends too early.

# %% wrong: gives a running trial away twice
# `a` is being trained at this moment, by somebody else. A trial counts from its start: with many workers, most of
# the history is still running.
def ask(grid, history, max_trials):
    if max_trials is not None and len(history) >= max_trials:
        return "STOPPED"
    tried = [values for values, status in history if status != "RUNNING"]
    left = [values for values in grid if values not in tried]
    running = any(status == "RUNNING" for _, status in history)
    return left[0] if left else "IDLE" if running else "STOPPED"

# %% wrong: waits although something is left
# A trial is running, but that is no reason to wait: `b` and `c` do not depend on it.
def ask(grid, history, max_trials):
    if max_trials is not None and len(history) >= max_trials:
        return "STOPPED"
    if any(status == "RUNNING" for _, status in history):
        return "IDLE"
    tried = [values for values, _ in history]
    left = [values for values in grid if values not in tried]
    return left[0] if left else "STOPPED"

# %% wrong: tries a failure forever
# Whether a failure deserves another try is for the tuner to say, and it said no: the trial is in the history as
# failed. An oracle that hands it out again will do so forever.
def ask(grid, history, max_trials):
    if max_trials is not None and len(history) >= max_trials:
        return "STOPPED"
    tried = [values for values, status in history if status != "FAILED"]
    left = [values for values in grid if values not in tried]
    running = any(status == "RUNNING" for _, status in history)
    return left[0] if left else "IDLE" if running else "STOPPED"

# %% wrong: stops while a trial runs
# read: When the space grows behind us
# Nothing is left, but a trial is running, and when it ends there may be names that nobody knows yet. A worker that is
# sent home now will not hear of them.
def ask(grid, history, max_trials):
    if max_trials is not None and len(history) >= max_trials:
        return "STOPPED"
    tried = [values for values, _ in history]
    left = [values for values in grid if values not in tried]
    return left[0] if left else "STOPPED"

# %% wrong: idles forever
# read: When both have ended
# No trial is running and nothing is left, so nothing can change: whoever waits here waits forever.
def ask(grid, history, max_trials):
    if max_trials is not None and len(history) >= max_trials:
        return "STOPPED"
    tried = [values for values, _ in history]
    left = [values for values in grid if values not in tried]
    return left[0] if left else "IDLE"

# %% wrong: counts only what has ended
# Two trials were allowed, and two have been started. If only ended trials count, every worker that asks in the
# meantime starts one too many.
def ask(grid, history, max_trials):
    ended = [values for values, status in history if status != "RUNNING"]
    if max_trials is not None and len(ended) >= max_trials:
        return "STOPPED"
    tried = [values for values, _ in history]
    left = [values for values in grid if values not in tried]
    return left[0] if left else "IDLE" if len(ended) < len(history) else "STOPPED"

# %% wrong: waits for the last one
# A trial is running, but whatever it brings, no further trial is allowed. There is nothing to wait for.
def ask(grid, history, max_trials):
    tried = [values for values, _ in history]
    left = [values for values in grid if values not in tried]
    full = max_trials is not None and len(history) >= max_trials
    if left and not full:
        return left[0]
    running = any(status == "RUNNING" for _, status in history)
    return "IDLE" if running else "STOPPED"
