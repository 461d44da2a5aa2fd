# %% exercise
# title: Enough trials for a promise
# chapter: 15
# kind: write it
# difficulty: 2
# importance: 5
# minutes: 8
# objective: compute how many random trials a stated certainty needs
# answer: trials_needed
# read: How many trials?

# %% statement
# Write `trials_needed(share, certainty)`: the *smallest* number of random trials for which, with a chance of at least
# `certainty`, one trial or more is among the best `share` of all that could be drawn.
#
# Both lie between 0 and 1, and neither is 0 or 1.

# %% starter
def trials_needed(share, certainty):
    ...

# %% hint
# A search fails if *every* trial misses. How likely is that for one trial, and for n of them?

# %% hint
# You may let n grow until it is enough, or solve for n with a logarithm. A trial cannot be cut in two.

# %% solution
from math import ceil, log


def trials_needed(share, certainty):
    return ceil(log(1 - certainty) / log(1 - share))

# %% another solution
def trials_needed(share, certainty):
    n, missed = 0, 1.0
    while missed > 1 - certainty:
        n += 1
        missed *= 1 - share
    return n

# %% check
expect(
    "trials_needed(0.05, 0.95)",
    59,
    "This is the chapter's case: the best twentieth, with a certainty of 95 %.",
    mistakes={
        19: "adds the chances",
        20: "adds the chances",
        58: "rounds down",
        lambda got: 58 < got < 59: "is no number of trials",
        1: "The chance that one trial is among the best is small. How large is it?",
    },
)
expect(
    "trials_needed(0.1, 0.9)",
    22,
    "A larger share, and less certainty. Is one of the two numbers of the chapter's case left in your code?",
    mistakes={59: "is right for one case"},
)
expect(
    "trials_needed(0.1, 0.95)",
    29,
    "The two arguments are not the same thing, and here they differ.",
    mistakes={45: "takes one for the other"},
)
expect("trials_needed(0.01, 0.95)", 299, "A share of one in a hundred costs about five times as many trials.")
expect(
    "trials_needed(0.5, 0.75)",
    2,
    "A trial misses the better half as often as not. How often do two trials miss it, and how often one?",
    mistakes={3: "wants more than was promised"},
)
expect(
    "trials_needed(0.5, 0.25)",
    1,
    "A single trial is among the better half as often as not.",
    mistakes={2: "begins with two"},
)
expect(
    "trials_needed(0.01, 0.999)",
    688,
    "A small share, and hardly a doubt: that takes hundreds of trials.",
    mistakes={None: "gives up"},
)

# %% right
# The number does not depend on your model or on how many hyperparameters it has. It promises a rank, not a score, and
# from 95 % to 99 % certainty it grows by half.

# %% wrong: adds the chances
# You add up the chances until they reach the certainty. But two trials may both be among the best, and are then counted
# twice; chances may be added only for things that cannot happen together.
from math import ceil


def trials_needed(share, certainty):
    return ceil(round(certainty / share, 9))

# %% wrong: rounds down
# One trial too few breaks the promise, if only by a little. Put your number into the formula.
from math import log


def trials_needed(share, certainty):
    return int(log(1 - certainty) / log(1 - share))

# %% wrong: is no number of trials
# Nobody runs part of a trial. Which is the first whole number that will do?
from math import log


def trials_needed(share, certainty):
    return log(1 - certainty) / log(1 - share)

# %% wrong: is right for one case
# That was the right number for the chapter's case but not for this one: your code ignores the arguments.
def trials_needed(share, certainty):
    return 59

# %% wrong: takes one for the other
# A trial misses with probability 1 − `share`. Yours misses with probability `certainty`. In the chapter's case the two
# are the same number, so that case could not tell.
from math import ceil, log


def trials_needed(share, certainty):
    return ceil(log(share) / log(certainty))

# %% wrong: wants more than was promised
# With one trial fewer, the chance is *exactly* the certainty, and that is enough: the statement says *at least*. A
# number that is already whole need not be raised to the next.
from math import log


def trials_needed(share, certainty):
    return int(log(1 - certainty) / log(1 - share)) + 1

# %% wrong: begins with two
# One trial is enough here, and your code never tries that number.
def trials_needed(share, certainty):
    n = 2
    while (1 - share) ** n > 1 - certainty:
        n += 1
    return n

# %% wrong: gives up
# Your function ended without a `return`: it did not look at numbers as large as this one. Wherever you stop, somebody
# may need more.
def trials_needed(share, certainty):
    for n in range(1, 501):
        if 1 - (1 - share) ** n >= certainty:
            return n
