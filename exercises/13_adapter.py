# %% exercise
# title: Translate, and decide nothing
# chapter: 13
# kind: fill the gap
# difficulty: 4
# importance: 4
# minutes: 20
# objective: write an adapter between two libraries that ask an oracle in different words
# answer: populate_space
# read: Lend an oracle

# %% statement
# Our oracle is a function `ask(history)`. `history` is a list of dictionaries with the keys `values`, `status` and
# `score`, in the order in which the trials began. `ask` returns the values for the next trial, or `"IDLE"` (ask again
# later), or `"STOPPED"`.
#
# KerasTuner wants a dictionary: `{"status": "RUNNING", "values": ...}`, or one with a status alone. It keeps `trials`,
# which maps ids to dictionaries like those in `history`, in any order, and `start_order`, a list of ids. A trial that
# is not in `start_order` will never be run.
#
# Write `populate_space(ask, trials, start_order)`. Neither side may notice the other: hand neither of them an object
# that belongs to the other.

# %% starter
def populate_space(ask, trials, start_order):
    history = ...
    answer = ask(history)
    return ...

# %% hint
# Three things are translated: which trials, in which order, and the answer.

# %% hint
# A trial that is still running belongs to the history, too. Otherwise, what would the oracle propose next?

# %% hint
# An oracle may change the list and the dictionaries that it gets. Whose are they?

# %% solution
def populate_space(ask, trials, start_order):
    history = []
    for trial_id in start_order:
        trial = trials[trial_id]
        history.append({**trial, "values": dict(trial["values"])})
    answer = ask(history)
    if answer in ("IDLE", "STOPPED"):
        return {"status": answer}
    return {"status": "RUNNING", "values": dict(answer)}

# %% another solution
from copy import deepcopy


def populate_space(ask, trials, start_order):
    answer = deepcopy(ask([deepcopy(trials[name]) for name in start_order]))
    if isinstance(answer, str):
        return dict(status=answer)
    return dict(status="RUNNING", values=answer)

# %% check
def some_trials():
    trials = {
        "0002": {"values": {"x": 3}, "status": "RUNNING", "score": None},
        "0009": {"values": {"x": 9}, "status": "RUNNING", "score": None},
        "0003": {"values": {"x": 5}, "status": "FAILED", "score": None},
        "0000": {"values": {"x": 1}, "status": "COMPLETED", "score": 0.5},
        "0001": {"values": {"x": 2}, "status": "COMPLETED", "score": 0.4},
    }
    return trials, ["0001", "0003", "0000", "0002"]


def seen():
    """The x of each trial in the history that the oracle gets."""
    asked = []

    def ask(history):
        asked.extend(each["values"]["x"] for each in history)
        return "IDLE"

    populate_space(ask, *some_trials())
    return asked


def seen_again():
    seen()
    return seen()


def seen_whole():
    """What the oracle gets of each trial; other keys than the three do no harm."""
    asked = []

    def ask(history):
        for each in history:
            asked.append({key: each.get(key, "missing") for key in ("values", "status", "score")})
        return "IDLE"

    populate_space(ask, *some_trials())
    return asked


WHOLE = [some_trials()[0][name] for name in some_trials()[1]]


def answered(answer):
    return populate_space(lambda history: answer, *some_trials())


def left_alone():
    """Are KerasTuner's trials as they were, after an oracle that changes what it gets?"""

    def ask(history):
        for each in history:
            each["values"]["x"] = each["status"] = "changed"
        history.clear()
        return {"x": 4}

    trials, order = some_trials()
    populate_space(ask, trials, order)
    return (trials, order) == some_trials()


WISH = {"x": 4}


def kept_apart():
    """Are the oracle's own values as they were, after somebody changes the answer?"""
    answer = answered(WISH)
    answer["values"]["x"] = "changed"
    apart = WISH == {"x": 4}
    WISH["x"] = 4
    return apart


expect(
    "seen()",
    [2, 5, 1, 3],
    "The oracle gets the trials of `start_order`, in that order.",
    mistakes={
        lambda got: 9 in got: "takes the trials as they come",
        lambda got: 3 not in got: "hides what is running",
        (2, 1, 3): "leaves out what failed",
        (1, 2, 3, 5): "sorts by id",
        lambda got: isinstance(got.error, KeyError) and "values" in str(got.error): "Each entry of the history is a dictionary with three keys, and the values stand under one of them.",
    },
    called="the x of each trial in the history, with start_order = [0001 (x = 2), 0003 (x = 5, FAILED), 0000 (x = 1), 0002 (x = 3, RUNNING)]",
)
expect("seen_again()", [2, 5, 1, 3], "remembers the last time", called="the x of each trial in the history, when populate_space is called once more")
expect(
    "seen_whole()",
    WHOLE,
    "rewrites what is known",
    mistakes={lambda got: "missing" in (each[key] for each in got for key in each): "hands over the values alone"},
    called="what the oracle is told of these four trials",
)
expect(
    'answered({"x": 4})',
    {"status": "RUNNING", "values": {"x": 4}},
    "KerasTuner wants a status and the values.",
    mistakes={lambda got: got == {"x": 4}: "hands over the bare values"},
    called='populate_space(...), where the oracle answers {"x": 4}',
)
expect(
    'answered("STOPPED")',
    {"status": "STOPPED"},
    "The search is over, and KerasTuner has a word for it.",
    mistakes={
        lambda got: got["status"] == "RUNNING": "takes a word for values",
        lambda got: got["status"] == "STOPPED": "A status alone has no values beside it.",
    },
    called="populate_space(...), where the oracle answers STOPPED",
)
expect(
    'answered("IDLE")',
    {"status": "IDLE"},
    "Ask again later, it says.",
    mistakes={
        lambda got: got["status"] == "STOPPED": "stops when it should wait",
        lambda got: got["status"] == "RUNNING": "takes a word for values",
        lambda got: got["status"] == "IDLE": "A status alone has no values beside it.",
    },
    called="populate_space(...), where the oracle answers IDLE",
)
expect("left_alone()", True, "lends what it does not own", called="whether KerasTuner's trials are as before, after an oracle that changes its history")
expect("kept_apart()", True, "hands the oracle's own values over", called="whether the oracle's values are as before, after somebody changes the answer")

# %% right
# Nothing in these lines knows how an oracle works. So they fit any oracle that is a function of the history, and the grid
# that had lost its place finds it again.

# %% wrong: takes the trials as they come
# One of these trials is not in `start_order` and will never have a result, and the others come in an order that means
# nothing. A grid that looks at the last trial to find its place needs the order in which they began.
def populate_space(ask, trials, start_order):
    answer = ask([{**trial, "values": dict(trial["values"])} for trial in trials.values()])
    if answer in ("IDLE", "STOPPED"):
        return {"status": answer}
    return {"status": "RUNNING", "values": dict(answer)}

# %% wrong: hides what is running
# The running trial is missing. An oracle that does not know of it proposes the same configuration once more.
def populate_space(ask, trials, start_order):
    history = []
    for name in start_order:
        if trials[name]["status"] == "COMPLETED":
            history.append({**trials[name], "values": dict(trials[name]["values"])})
    answer = ask(history)
    if answer in ("IDLE", "STOPPED"):
        return {"status": answer}
    return {"status": "RUNNING", "values": dict(answer)}

# %% wrong: sorts by id
# You sort by id. The ids were given out when the trials were made, and a trial that was retried, or waited, began later
# than its id suggests.
def populate_space(ask, trials, start_order):
    history = [{**trials[n], "values": dict(trials[n]["values"])} for n in sorted(start_order)]
    answer = ask(history)
    if answer in ("IDLE", "STOPPED"):
        return {"status": answer}
    return {"status": "RUNNING", "values": dict(answer)}

# %% wrong: hands over the bare values
# KerasTuner will look for a key `status` in this and not find it. The values go into a dictionary of their own, beside
# the status.
def populate_space(ask, trials, start_order):
    answer = ask([{**trials[n], "values": dict(trials[n]["values"])} for n in start_order])
    if answer in ("IDLE", "STOPPED"):
        return {"status": answer}
    return dict(answer)

# %% wrong: takes a word for values
# The oracle's answer was a word, and you pass it on as the values of a trial to run.
def populate_space(ask, trials, start_order):
    answer = ask([{**trials[n], "values": dict(trials[n]["values"])} for n in start_order])
    values = dict(answer) if isinstance(answer, dict) else answer
    return {"status": "RUNNING", "values": values}

# %% wrong: stops when it should wait
# The oracle wants to wait for results, but you end the search. With one worker this never comes up; with two it does.
def populate_space(ask, trials, start_order):
    answer = ask([{**trials[n], "values": dict(trials[n]["values"])} for n in start_order])
    if not isinstance(answer, dict):
        return {"status": "STOPPED"}
    return {"status": "RUNNING", "values": dict(answer)}

# %% wrong: lends what it does not own
# The oracle changed what it was given, and KerasTuner's record changed with it: its own dictionaries went into the
# history. A list of your own is not enough if what is in it belongs to somebody else.
def populate_space(ask, trials, start_order):
    answer = ask([trials[name] for name in start_order])
    if answer in ("IDLE", "STOPPED"):
        return {"status": answer}
    return {"status": "RUNNING", "values": dict(answer)}

# %% wrong: hands the oracle's own values over
# KerasTuner writes into the values of its trials, and the values you return are the oracle's own dictionary.
def populate_space(ask, trials, start_order):
    answer = ask([{**trials[n], "values": dict(trials[n]["values"])} for n in start_order])
    if answer in ("IDLE", "STOPPED"):
        return {"status": answer}
    return {"status": "RUNNING", "values": answer}

# %% wrong: leaves out what failed
# A failed trial began like the others, but the oracle does not hear of it. It would propose the same values again, and
# a grid would lose its place.
def populate_space(ask, trials, start_order):
    history = []
    for name in start_order:
        if trials[name]["status"] in ("COMPLETED", "RUNNING"):
            history.append({**trials[name], "values": dict(trials[name]["values"])})
    answer = ask(history)
    if answer in ("IDLE", "STOPPED"):
        return {"status": answer}
    return {"status": "RUNNING", "values": dict(answer)}

# %% wrong: hands over the values alone
# The oracle needs more than the values: without the status it cannot tell which trials are over, and without the scores it
# has nothing to learn from.
def populate_space(ask, trials, start_order):
    answer = ask([{"values": dict(trials[name]["values"])} for name in start_order])
    if answer in ("IDLE", "STOPPED"):
        return {"status": answer}
    return {"status": "RUNNING", "values": dict(answer)}

# %% wrong: remembers the last time
# On the second call the oracle gets what it got on the first, and then everything again. A list that is an argument's
# default, or that lives outside the function, is made only once.
def populate_space(ask, trials, start_order, history=[]):
    for name in start_order:
        history.append({**trials[name], "values": dict(trials[name]["values"])})
    answer = ask(history)
    if answer in ("IDLE", "STOPPED"):
        return {"status": answer}
    return {"status": "RUNNING", "values": dict(answer)}

# %% wrong: rewrites what is known
# What you tell the oracle of a trial is not what KerasTuner recorded. An adapter passes on status and score as they
# are: it translates, and decides nothing.
def populate_space(ask, trials, start_order):
    history = []
    for name in start_order:
        values = dict(trials[name]["values"])
        history.append({"values": values, "status": "COMPLETED", "score": trials[name]["score"]})
    answer = ask(history)
    if answer in ("IDLE", "STOPPED"):
        return {"status": answer}
    return {"status": "RUNNING", "values": dict(answer)}
