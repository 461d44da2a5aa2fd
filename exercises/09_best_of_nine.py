# %% exercise
# title: The best of nine equals
# chapter: 9
# kind: measure and report
# difficulty: 3
# importance: 4
# minutes: 12
# objective: measure by how much the best of several equal scores flatters, and what a mean does about it
# answer: answer
# read: One trial, several numbers

# %% statement
# Nine models are exactly equally good: each has a true score of 0. A measured score is off by chance: the error is
# normally distributed with a standard deviation of 1.
#
# What does the best of the nine report, on average? What if there are only three models? What does the best of nine
# report if each score is the mean of four runs? And if the winner of the first question is run once more, what does it
# report *then*, on average?
#
# Simulate it: `random.Random(0).gauss(0, 1)` is one score. Answers within 0.03 count as right.

# %% starter
answer = {
    "best of nine": ...,
    "best of three": ...,
    "means of four": ...,
    "run once more": ...,
}

# %% hint
# Ten thousand times: draw nine scores, and note the largest. Then take the mean of what you have noted.

# %% hint
# The standard deviation of a mean of several runs is smaller. By which factor?

# %% hint
# The second run knows nothing of the first one.

# %% solution
from math import erf, exp, pi, sqrt


def best_of(n, step=0.001):
    """The mean of the largest of n: the integral of x times its density."""
    total = 0.0
    for i in range(-8000, 8001):
        x = i * step
        below = (1 + erf(x / sqrt(2))) / 2
        total += x * n * exp(-x * x / 2) / sqrt(2 * pi) * below ** (n - 1) * step
    return total


answer = {
    "best of nine": best_of(9),
    "best of three": best_of(3),
    "means of four": best_of(9) / 2,
    "run once more": 0,
}

# %% another solution
import random

rng, runs = random.Random(0), 20_000


def mean_best(models, executions):
    best = 0.0
    for _ in range(runs):
        best += max(
            sum(rng.gauss(0, 1) for _ in range(executions)) / executions for _ in range(models)
        )
    return best / runs


answer = {
    "best of nine": mean_best(9, 1),
    "best of three": mean_best(3, 1),
    "means of four": mean_best(9, 4),
    "run once more": mean_best(1, 1),
}

# %% check
from statistics import NormalDist

normal, step = NormalDist(), 0.01


def best_of(n):
    """The mean of the largest of n: the integral of x times its density."""
    points = [i * step for i in range(-800, 801)]
    return step * sum(x * n * normal.pdf(x) * normal.cdf(x) ** (n - 1) for x in points)


nine, three = best_of(9), best_of(3)
expect_answer(
    "best of nine",
    nine,
    "The largest of nine draws is rarely near the middle.",
    mistakes={
        0: "luck evens out",
        3: "the square root of nine",
        9: "nine times",
        1: "one deviation",
        lambda got: abs(got - nine * 3) < 0.2: "nine times",
    },
    tolerance=0.03,
)
expect_answer(
    "best of three",
    three,
    "Fewer models, less luck to choose from.",
    mistakes={lambda got: abs(got - nine / 3) < 0.03: "a third of it", 0: "luck evens out"},
    tolerance=0.03,
)
expect_answer(
    "means of four",
    nine / 2,
    "A mean of several runs is off by less than one run. By how much?",
    mistakes={
        lambda got: abs(got - nine / 4) < 0.03: "a quarter",
        lambda got: abs(got - nine) < 0.03: "a mean that changes nothing",
        0: "luck evens out",
    },
    tolerance=0.03,
)
expect_answer(
    "run once more",
    0,
    "All nine are equally good, the winner included.",
    mistakes={
        lambda got: abs(got - nine) < 0.03: "the winner stays the winner",
        lambda got: abs(got - nine / 2) < 0.03: "half of the luck stays",
    },
    tolerance=0.03,
)

# %% right
# The winner of a search has been good or lucky, and its own score cannot tell which. A score from a run that did not
# choose it can.

# %% wrong: luck evens out
# In a mean of all nine, luck would even out. The largest is chosen *because* luck was on its side.
answer = {"best of nine": 0, "best of three": 0, "means of four": 0, "run once more": 0}

# %% wrong: the square root of nine
# The square root belongs to the error of a mean of nine. The largest of several scores grows far more slowly with their
# number.
answer = {"best of nine": 3, "best of three": 1.73, "means of four": 1.5, "run once more": 0}

# %% wrong: nine times
# Nine chances do not add up to a score of that size: you will not see such a draw in a lifetime of searches.
answer = {"best of nine": 9, "best of three": 3, "means of four": 4.5, "run once more": 0}

# %% wrong: one deviation
# One draw in six is more than one standard deviation above the mean. With nine draws, the largest exceeds that more
# often than not.
answer = {"best of nine": 1, "best of three": 0.85, "means of four": 0.5, "run once more": 0}

# %% wrong: a third of it
# The flattery is not proportional to the number of models: the first few do most of it.
answer = {"best of nine": 1.485, "best of three": 0.495, "means of four": 0.74, "run once more": 0}

# %% wrong: a quarter
# The *variance* of a mean is divided by the number of runs. The question is about the scale of the scores.
answer = {"best of nine": 1.485, "best of three": 0.846, "means of four": 0.371, "run once more": 0}

# %% wrong: a mean that changes nothing
# The means scatter less than single runs, so there is less luck to choose from.
answer = {
    "best of nine": 1.485,
    "best of three": 0.846,
    "means of four": 1.485,
    "run once more": 0,
}

# %% wrong: the winner stays the winner
# It won by luck, and luck is not a property of the model. The next run draws afresh.
answer = {
    "best of nine": 1.485,
    "best of three": 0.846,
    "means of four": 0.742,
    "run once more": 1.485,
}

# %% wrong: half of the luck stays
# Half would stay if half of the differences were real. Here the models are equal, so all of it was luck.
answer = {
    "best of nine": 1.485,
    "best of three": 0.846,
    "means of four": 0.742,
    "run once more": 0.742,
}
