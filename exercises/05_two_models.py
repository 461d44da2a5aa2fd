# %% exercise
# title: Two models, the same rows
# chapter: 5
# kind: write it
# difficulty: 3
# importance: 5
# minutes: 10
# objective: say how far a difference of two models can be trusted
# answer: compare
# read: Two models on the same rows

# %% statement
# Two models have predicted the same rows, and you have their squared errors, row by row. Write
# `compare(errors_a, errors_b)`: it returns the mean of the difference, a minus b, and the half-width of its 95 %
# interval, which is 1.96 standard errors.
#
# Whether the standard deviation is divided by n or by n − 1 makes no difference to the check.

# %% starter
def compare(errors_a, errors_b):
    ...

# %% hint
# A row that is hard for one model is hard for the other. What happens to that if you subtract row by row?

# %% hint
# The standard error of a mean is the standard deviation of what was averaged, divided by the root of their number.

# %% solution
from statistics import fmean, stdev


def compare(errors_a, errors_b):
    difference = [a - b for a, b in zip(errors_a, errors_b, strict=True)]
    return fmean(difference), 1.96 * stdev(difference) / len(difference) ** 0.5

# %% another solution
def compare(errors_a, errors_b):
    n = total = squares = 0
    for pair in zip(errors_a, errors_b, strict=True):
        gap = pair[0] - pair[1]
        n, total, squares = n + 1, total + gap, squares + gap**2
    mean = total / n
    return [mean, 1.96 * ((squares / n - mean**2) / n) ** 0.5]

# %% check
from math import cos, sin

# Rows are hard or easy for both models; the second one is better by 300, more or less
hard = [9000 + 8000 * sin(7 * i) for i in range(200)]
a = [each + 400 * cos(3 * i) for i, each in enumerate(hard)]
b = [each - 300 for each in hard]
ROWS = "for 200 rows, some of them hard for both models, some of them easy"
expect_that(
    "compare(a, b)",
    lambda got: len(got) == 2,
    "two numbers",
    "The mean of the difference, and the half-width of its interval.",
    called=f"compare(a, b), {ROWS}",
)
expect(
    "compare(a, b)[0]",
    sum(a) / 200 - sum(b) / 200,
    "The mean of the first errors minus the mean of the second.",
    mistakes={sum(b) / 200 - sum(a) / 200: "the other way round"},
    called=f"compare(a, b)[0], {ROWS}",
    tolerance=1e-6,
)
expect(
    "compare(b, a)[0]",
    sum(b) / 200 - sum(a) / 200,
    "loses the sign",
    called=f"compare(b, a)[0], {ROWS}: the better model comes first now",
    tolerance=1e-6,
)


def spread(values):
    mean = sum(values) / len(values)
    return (sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5


def near(value):
    return lambda got: abs(got / value - 1) < 0.01


error = spread([one - other for one, other in zip(a, b)]) / 200**0.5
apart = ((spread(a) ** 2 + spread(b) ** 2) / 200) ** 0.5
expect(
    "compare(a, b)[1]",
    1.96 * error,
    "It is 1.96 times the standard deviation of the differences, over the root of the number of rows.",
    mistakes={
        near(1.96 * apart): "as if the rows were others",
        near(1.96 * error * 200**0.5): "forgets the number of rows",
        near(error): "one standard error",
        near(1.96 * error / 200**0.5): "divides by n",
    },
    called=f"compare(a, b)[1], {ROWS}",
    tolerance=0.01 * error,
)

# %% right
# Here each score by itself is known to within a thousand, but the difference to within forty. Whoever sees two
# overlapping intervals and says *no difference* throws that away.

# %% wrong: as if the rows were others
# You added the two variances, as if for two samples of rows. But both models saw the *same* rows: what makes a row
# hard is in both errors, and cancels if you subtract first.
def compare(errors_a, errors_b):
    def variance(values):
        mean = sum(values) / len(values)
        return sum((value - mean) ** 2 for value in values) / len(values)

    n = len(errors_a)
    difference = sum(errors_a) / n - sum(errors_b) / n
    return difference, 1.96 * ((variance(errors_a) + variance(errors_b)) / n) ** 0.5

# %% wrong: forgets the number of rows
# read: What 100 rows can tell
# That is how far a single row lies from the mean. The *mean* of 200 rows is known much better.
from statistics import fmean, stdev


def compare(errors_a, errors_b):
    difference = [a - b for a, b in zip(errors_a, errors_b, strict=True)]
    return fmean(difference), 1.96 * stdev(difference)

# %% wrong: one standard error
# That is one standard error, which covers two thirds. To cover 95 of 100 takes 1.96 of them.
from statistics import fmean, stdev


def compare(errors_a, errors_b):
    difference = [a - b for a, b in zip(errors_a, errors_b, strict=True)]
    return fmean(difference), stdev(difference) / len(difference) ** 0.5

# %% wrong: divides by n
# The interval is far too narrow: four times as many rows make it half as wide, not a quarter.
from statistics import fmean, stdev


def compare(errors_a, errors_b):
    difference = [a - b for a, b in zip(errors_a, errors_b, strict=True)]
    return fmean(difference), 1.96 * stdev(difference) / len(difference)

# %% wrong: the other way round
# That is b minus a. In a report the sign decides who won, so it has to be the one that was agreed on.
from statistics import fmean, stdev


def compare(errors_a, errors_b):
    difference = [b - a for a, b in zip(errors_a, errors_b, strict=True)]
    return fmean(difference), 1.96 * stdev(difference) / len(difference) ** 0.5

# %% wrong: loses the sign
# The first model is the better one here, so a minus b is below zero. Without its sign a difference does not say who
# won.
from statistics import fmean, stdev


def compare(errors_a, errors_b):
    difference = [a - b for a, b in zip(errors_a, errors_b, strict=True)]
    return abs(fmean(difference)), 1.96 * stdev(difference) / len(difference) ** 0.5
