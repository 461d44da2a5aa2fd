# %% exercise
# title: Built, trained, thrown away
# chapter: 1
# kind: work it out
# difficulty: 2
# importance: 3
# minutes: 5
# objective: tell the calls of `build_model` from the trials of a search
# answer: answer
# read: The same line in a search

# %% statement
# `build_model` prints a line each time it is called. Somebody writes:
#
#     first = keras_tuner.RandomSearch(build_model, max_trials=5, ...)
#     first.search(x, y, ...)
#     first.search(x, y, ...)
#     second = keras_tuner.RandomSearch(build_model, max_trials=5, ...)
#
# The two tuners have folders of their own, and no trial fails. How many networks does the second
# `search` train? How many are trained in all, and how many lines are printed in all?

# %% starter
answer = {"second search": ..., "trained": ..., "printed": ...}

# %% hint
# `max_trials` is a limit. Does it belong to the tuner, or to a call of `search`?

# %% hint
# A line is printed whenever a network is built. When was one built that nobody trained?

# %% solution
answer = {"second search": 0, "trained": 5, "printed": 7}

# %% another solution
trials = {"first": 5, "second": 0}
answer = {}
answer["trained"] = sum(trials.values())
answer["second search"] = trials["first"] - 5
answer["printed"] = answer["trained"] + len(trials)

# %% check
expect_answer(
    "second search",
    0,
    "When `search` is called again, how many of the allowed trials are left?",
    mistakes={5: "a fresh start"},
)
expect_answer(
    "trained",
    5,
    "A network is trained in a trial, and nowhere else.",
    mistakes={
        lambda got: got in (6, 7): "building is training",
        lambda got: got == 10: "the second tuner searches too",
    },
)
expect_answer(
    "printed",
    7,
    "Count the lines of each trial, and those that are printed when a tuner is made.",
    mistakes={
        5: "no call before a search",
        6: "no call without a search",
        lambda got: got == 10: "the second tuner searches too",
    },
)

# %% right
# For each tuner, anyone who prints in `build_model`, or counts its calls, sees one more than there
# are trials. Chapter 3 shows what that extra call is for.

# %% wrong: a fresh start
# read: The same cell, run again
# You took `search` for a fresh start. But the trials are kept, and the limit belongs to the tuner.
answer = {"second search": 5, "trained": 10, "printed": 12}

# %% wrong: building is training
# read: Two trials
# You counted a network that was only built. It had weights, but was thrown away before it saw any data.
answer = {"second search": 0, "trained": 7, "printed": 7}

# %% wrong: the second tuner searches too
# Nobody called `search` on the second tuner, so it has no trials.
answer = {"second search": 0, "trained": 10, "printed": 12}

# %% wrong: no call before a search
# You count a line for each trial. But the cell that made the tuner printed one too, before any trial.
answer = {"second search": 0, "trained": 5, "printed": 5}

# %% wrong: no call without a search
# The second tuner never searches, but it was made, and making a tuner is enough to build a network.
answer = {"second search": 0, "trained": 5, "printed": 6}
