# %% exercise
# title: The lost maximum
# chapter: 7
# kind: find the bug
# difficulty: 2
# importance: 3
# minutes: 10
# objective: list the values of a range with a step, in decimals as they were typed
# answer: values
# read: Steps

# %% statement
# `values(low, high, step)` should list all the numbers that a range with a step allows: `low`, then one step more
# each time, as long as that does not exceed `high`. A step may be as small as 0.001. The numbers should be the ones
# that you would type: 0.3, not 0.30000000000000004.
#
# Below is how KerasTuner counts. Find out where it goes wrong, and fix it.

# %% starter
def values(low, high, step):
    count = int((high - low) // step + 1)
    return [low + i * step for i in range(count)]

# %% hint
# `1.0 // 0.1` is 9, and `1.0 / 0.1` is 10. Print a few more of these pairs.

# %% hint
# A quotient that is off by a little needs a little tolerance: how close to a whole number is close enough?

# %% hint
# `Decimal("0.1")` is exactly a tenth, and `str` says how a number was typed.

# %% solution
from decimal import Decimal


def values(low, high, step):
    low, high, step = (Decimal(str(number)) for number in (low, high, step))
    count = int((high - low) // step) + 1
    return [float(low + i * step) for i in range(count)]

# %% another solution
def values(low, high, step):
    found, i = [], 0
    while (value := round(low + i * step, 10)) <= high:
        found.append(value)
        i += 1
    return found

# %% check
def exactly(code, expected, why, mistakes):
    """To the last digit, which `expect` does not look at."""
    expect_that(code, lambda got: list(got) == expected, repr(expected), why, mistakes)


exactly(
    "values(0.0, 1.0, 0.25)",
    [0.0, 0.25, 0.5, 0.75, 1.0],
    "A quarter is exact in binary, so this range is the easy one.",
    {
        lambda got: list(got) == [0.0, 0.25, 0.5, 0.75]: "leaves out the maximum",
        lambda got: list(got) == [0.0, 0.2, 0.5, 0.8, 1.0]: "rounds to too few decimals",
    },
)
exactly(
    "values(0.0, 1.0, 0.1)",
    [i / 10 for i in range(11)],
    "Eleven tenths, each as you would type it.",
    {
        lambda got: len(got) == 10: "divides and rounds down",
        lambda got: len(got) == 11 and got[-1] != 1.0: "adds up",
        lambda got: len(got) == 11 and got[-1] == 1.0: "shows how it was computed",
    },
)
exactly(
    "values(6, 14, 3)",
    [6, 9, 12],
    "The next one would be 15, and that is more than 14.",
    {
        lambda got: got[-1] == 15: "goes beyond the maximum",
        lambda got: got[-1] == 14: "moves the values",
    },
)
exactly(
    "values(0.5, 2.0, 0.7)",
    [0.5, 1.2, 1.9],
    "A range need not begin at zero, nor end on a step.",
    {},
)
exactly(
    "values(0.0, 0.01, 0.001)",
    [i / 1000 for i in range(11)],
    "Eleven values, a thousandth apart, each as you would type it.",
    {lambda got: len(set(got)) < 11 or all(each == round(each, 2) for each in got): "rounds to too few decimals"},
)

# %% right
# The machine computes in binary, but whoever typed 0.1 meant a decimal. Every program that counts steps of 0.1 has
# run into this; few say so.

# %% wrong: leaves out the maximum
# The maximum is missing. Python's `range` leaves its end out; a range of a hyperparameter includes it.
def values(low, high, step):
    return [low + i * step for i in range(int((high - low) / step))]

# %% wrong: divides and rounds down
# The last tenth is missing. The binary number for 0.1 is a little too large, so it goes into 1 only nine times, and
# `//` does not say how narrowly it missed the tenth.
def values(low, high, step):
    count = int((high - low) // step + 1)
    return [round(low + i * step, 10) for i in range(count)]

# %% wrong: adds up
# The error of each step carries over into the next, and by the end they have added up. Get from the first value to
# each of the others in one multiplication.
def values(low, high, step):
    found = [low]
    while found[-1] + step <= high + step / 2:
        found.append(found[-1] + step)
    return found

# %% wrong: shows how it was computed
# The number of values is right. But to the machine 3 · 0.1 is not 0.3, and whoever searches a table of trials for 0.3
# will not find it.
def values(low, high, step):
    count = int((high - low) / step + 1e-9) + 1
    return [low + i * step for i in range(count)]

# %% wrong: goes beyond the maximum
# 15 is out of the range. The quotient 8 / 3 was rounded up; only a quotient that is off by a rounding error
# should be.
def values(low, high, step):
    count = round((high - low) / step) + 1
    return [round(low + i * step, 10) for i in range(count)]

# %% wrong: moves the values
# The ends are right, but the step is not: you stretched it to meet the maximum. The step is what was declared; a
# maximum that no step reaches is left out.
def values(low, high, step):
    count = int((high - low) / step + 1e-9)
    return [round(low + i * (high - low) / count, 10) for i in range(count + 1)]

# %% wrong: rounds to too few decimals
# You rounded part of the step away, and with smaller steps several values become one. How many decimals a value has
# depends on the step and on where the range begins.
def values(low, high, step):
    count = int((high - low) / step + 1e-9) + 1
    return [round(low + i * step, 2) for i in range(count)]
