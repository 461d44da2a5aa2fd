# %% exercise
# title: Where the draws fall
# chapter: 6
# kind: work it out
# difficulty: 1
# importance: 4
# minutes: 5
# objective: choose the scale on which a hyperparameter is drawn
# answer: answer
# read: One method is enough

# %% statement
# `hp.Float("alpha", 0.001, 1000)` is drawn at random twelve times as it stands, and twelve times with
# `sampling="log"`. How many of the twelve draws lie *below 1*, on average, in each case? And how many lie between 10
# and 1000?
#
# Answers above 1 count as right within 0.05, answers below 1 within 0.005.

# %% starter
answer = {
    "plain, below 1": ...,
    "log, below 1": ...,
    "plain, 10 to 1000": ...,
    "log, 10 to 1000": ...,
}

# %% hint
# On the plain scale equal *lengths* are equally likely. How long is the stretch up to 1, and how long is the whole?

# %% hint
# On the log scale each power of ten is equally likely. How many of them are there from 0.001 to 1000?

# %% solution
answer = {
    "plain, below 1": 0.012,
    "log, below 1": 6,
    "plain, 10 to 1000": 11.88,
    "log, 10 to 1000": 4,
}

# %% another solution
from math import log10


def expected(low, high, scale=lambda value: value):
    return 12 * (scale(high) - scale(low)) / (scale(1000) - scale(0.001))


answer = {
    "plain, below 1": expected(0.001, 1),
    "log, below 1": expected(0.001, 1, log10),
    "plain, 10 to 1000": expected(10, 1000),
    "log, 10 to 1000": expected(10, 1000, log10),
}

# %% check
expect_answer(
    "plain, below 1",
    12 * (1 - 0.001) / (1000 - 0.001),
    "The stretch up to 1 is a thousandth of the whole.",
    mistakes={
        6: "powers of ten on the plain scale",
        1: "one at least",
        0: "none at all",
        lambda got: abs(got - 0.001) < 0.0005: "the chance of one draw",
    },
    tolerance=0.005,
)
expect_answer(
    "log, below 1",
    6,
    "Three powers of ten lie below 1. How many above?",
    mistakes={0.012: "the scale changes nothing", 12: "all of them small"},
    tolerance=0.05,
)
expect_answer(
    "plain, 10 to 1000",
    12 * 990 / (1000 - 0.001),
    "The stretch from 10 to 1000 is nearly the whole.",
    mistakes={4: "powers of ten on the plain scale", 12: "rounds a stretch away"},
    tolerance=0.05,
)
expect_answer(
    "log, 10 to 1000",
    4,
    "From 10 to 1000 there are two powers of ten, of how many?",
    mistakes={6: "half of the range"},
    tolerance=0.05,
)

# %% right
# On the plain scale a search over `alpha` would spend one trial in a hundred below 10, where the Lasso's best value
# lies. The scale is part of what you know about a hyperparameter, and often the most valuable part.

# %% wrong: powers of ten on the plain scale
# You see powers of ten, but the plain scale does not: it sees lengths, and from 0.001 to 1 is not a long way.
answer = {
    "plain, below 1": 6,
    "log, below 1": 6,
    "plain, 10 to 1000": 4,
    "log, 10 to 1000": 4,
}

# %% wrong: one at least
# One in twelve would take a stretch of about eighty. What is rare enough may never happen in twelve draws.
answer = {
    "plain, below 1": 1,
    "log, below 1": 6,
    "plain, 10 to 1000": 11.88,
    "log, 10 to 1000": 4,
}

# %% wrong: the scale changes nothing
# The range is the same, but the draws are not: on the log scale the *exponent* is drawn evenly.
answer = {
    "plain, below 1": 0.012,
    "log, below 1": 0.012,
    "plain, 10 to 1000": 11.88,
    "log, 10 to 1000": 11.88,
}

# %% wrong: rounds a stretch away
# Nearly all, but not all: the stretch below 10 is a hundredth of the whole, and now and then one of twelve draws
# hits it.
answer = {
    "plain, below 1": 0.012,
    "log, below 1": 6,
    "plain, 10 to 1000": 12,
    "log, 10 to 1000": 4,
}

# %% wrong: half of the range
# Half of the powers of ten lie above 1. From 10 on there is one fewer.
answer = {
    "plain, below 1": 0.012,
    "log, below 1": 6,
    "plain, 10 to 1000": 11.88,
    "log, 10 to 1000": 6,
}

# %% wrong: none at all
# It is a small number, but not zero: the stretch has a length, and each of twelve draws may fall on it. A mean need
# not be a whole number.
answer = {"plain, below 1": 0, "log, below 1": 6, "plain, 10 to 1000": 11.88, "log, 10 to 1000": 4}

# %% wrong: the chance of one draw
# That is the chance that a single draw lies there. How many of twelve do, on average?
answer = {
    "plain, below 1": 0.001,
    "log, below 1": 0.5,
    "plain, 10 to 1000": 0.99,
    "log, 10 to 1000": 0.333,
}
