# %% exercise
# title: A test for the end of a range
# chapter: 17
# kind: find the bug
# difficulty: 3
# importance: 5
# minutes: 15
# objective: write a test that sees what is missing, and forgives what cannot be exact
# answer: test_the_range
# read: The lost maximum

# %% statement
# `values(low, high, step)` promises a list of numbers: `low`, and from there on in equal steps, up to `high` and not
# beyond. Where the steps end at `high`, `high` is in the list. Since these are binary numbers, the last digits may be
# wrong.
#
# Write `test_the_range(values)`. It gets such a function, passes if the function keeps its promise, and fails with an
# `AssertionError` if not. It will be run on two right functions and on four others, each with a bug that somebody made.

# %% starter
def test_the_range(values):
    assert values(0.0, 1.0, 0.25) == [0.0, 0.25, 0.5, 0.75, 1.0]

# %% hint
# With a step of 0.25, every number is exact. With which steps is that not so?

# %% hint
# Work out the right list by hand, and compare with a tolerance; `math.isclose` has one.

# %% hint
# One range that begins at 0 and ends at 1 is one example. What could a function get right there and wrong elsewhere?

# %% solution
from math import isclose


def test_the_range(values):
    cases = {
        (0.0, 1.0, 0.2): [0.0, 0.2, 0.4, 0.6, 0.8, 1.0],
        (2.0, 3.0, 0.1): [2.0, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7, 2.8, 2.9, 3.0],
        (0.5, 2.0, 0.4): [0.5, 0.9, 1.3, 1.7],
    }
    for arguments, expected in cases.items():
        got = values(*arguments)
        assert len(got) == len(expected)
        assert all(isclose(a, b, abs_tol=1e-9) for a, b in zip(got, expected, strict=True))

# %% another solution
def test_the_range(values):
    for tenths_low, tenths_high, tenths_step in [(0, 10, 2), (5, 20, 4), (10, 37, 3), (3, 9, 1)]:
        got = values(tenths_low / 10, tenths_high / 10, tenths_step / 10)
        wanted = list(range(tenths_low, tenths_high + 1, tenths_step))
        assert [round(10 * value, 6) for value in got] == wanted

# %% check
from decimal import Decimal
from math import floor

calls = []


def noting(function):
    def values(low, high, step):
        calls.append((low, high, step))
        return function(low, high, step)

    return values


def by_decimals(low, high, step):
    low, high, step = (Decimal(str(each)) for each in (low, high, step))
    steps = int((high - low) / step + Decimal("1e-9"))
    return [float(low + n * step) for n in range(steps + 1)]


def by_products(low, high, step):
    return [low + n * step for n in range(floor((high - low) / step + 1e-9) + 1)]


def loses_the_end(low, high, step):
    return [low + n * step for n in range(int((high - low) // step) + 1)]


def goes_beyond(low, high, step):
    steps = -((low - high) / step) - 1e-9
    return [low + n * step for n in range(int(-(-steps // 1)) + 1)]


def begins_at_zero(low, high, step):
    return [n * step for n in range(floor((high - low) / step + 1e-9) + 1)]


def uneven(low, high, step):
    last = len(by_products(low, high, step)) - 1
    return [low + (n * n / last if last else 0) * step for n in range(last + 1)]


def asked_where(wrong):
    """Did the test call a function with arguments at which this one is wrong?"""
    return any(len(wrong(*each)) != len(by_decimals(*each)) for each in calls)


def run(function):
    calls.clear()
    return test_the_range(noting(function))


expect_that(
    "run(by_decimals)",
    lambda got: True,
    "no error",
    "This function keeps its promise.",
    mistakes={Exception: "asks for more than was promised"},
    called="the test with a right function, which counts in decimals",
)
expect_that(
    "run(by_products)",
    lambda got: True,
    "no error",
    "asks for the last digit",
    mistakes={Exception: "asks for the last digit"},
    called="the test with another right function, in whose list 3 * 0.2 is 0.6000000000000001",
)
expect_error(
    "run(loses_the_end)",
    AssertionError,
    "A value is gone at the end of the list, and your test does not notice.",
    mistakes={
        lambda got: isinstance(got, bool): "returns a verdict",
        lambda got: got is None and calls and not asked_where(loses_the_end): "a step that is exact",
        lambda got: got is None and calls: "looks at what is there",
    },
    called="the test with a function that may lose its maximum, as 1.0 // 0.2 is 4",
)
expect_error(
    "run(goes_beyond)",
    AssertionError,
    "The list goes past the maximum, and your test does not notice.",
    mistakes={lambda got: got is None and not asked_where(goes_beyond): "steps that always fit"},
    called="the test with a function that goes beyond the maximum where the steps do not end at it",
)
expect_error(
    "run(begins_at_zero)",
    AssertionError,
    "always begins at zero",
    called="the test with a function that begins at 0, whatever the minimum is",
)
expect_error(
    "run(uneven)",
    AssertionError,
    "looks at the ends alone",
    called="the test with a function whose values lie closer together at the low end",
)

# %% right
# Values worked out by hand see what is missing. A property such as *all of them lie in the range* never will.

# %% wrong: asks for more than was promised
# The function is right, but your test fails on it: here the steps do not end at the maximum, so the maximum is not in
# the list.
def test_the_range(values):
    for arguments in [(0.0, 1.0, 0.2), (0.5, 2.0, 0.4)]:
        assert abs(values(*arguments)[-1] - arguments[1]) < 1e-9

# %% wrong: asks for the last digit
# read: The right input, and the wrong question
# The promise says that the last digits may be wrong, and your test wants them right. Compare with a tolerance.
def test_the_range(values):
    assert values(0.0, 1.0, 0.2) == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert values(0.5, 2.0, 0.4) == [0.5, 0.9, 1.3, 1.7]

# %% wrong: a step that is exact
# The function was never asked for a range in which it loses anything: your steps are exact as binary numbers. Choose one that is
# not, such as a tenth or a fifth.
def test_the_range(values):
    assert values(0.0, 1.0, 0.25) == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert values(1.0, 3.0, 0.5) == [1.0, 1.5, 2.0, 2.5, 3.0]

# %% wrong: looks at what is there
# read: The right input, and the wrong question
# You asked in the right place, but the wrong question. All values that are left do lie in the range; a missing one is
# not there to be looked at. Which ones ought to be there?
def test_the_range(values):
    for arguments in [(0.0, 1.0, 0.2), (0.5, 2.0, 0.4)]:
        assert all(arguments[0] <= value <= arguments[1] + 1e-9 for value in values(*arguments))

# %% wrong: returns a verdict
# Your test returned its finding, but nobody reads what a test returns: without an error it has passed.
def test_the_range(values):
    return abs(values(0.0, 1.0, 0.2)[-1] - 1.0) < 1e-9

# %% wrong: steps that always fit
# In all your ranges the steps end at the maximum. What does a function do where they do not?
def test_the_range(values):
    for low, high, step, number in [(0.0, 1.0, 0.2, 6), (2.0, 3.0, 0.1, 11)]:
        got = values(low, high, step)
        assert len(got) == number and abs(got[0] - low) < 1e-9 and abs(got[-1] - high) < 1e-9

# %% wrong: always begins at zero
# Your ranges begin at 0, and so does every list this function returns. Or you count the values without looking at them.
def test_the_range(values):
    assert len(values(0.0, 1.0, 0.2)) == 6
    assert len(values(0.5, 2.0, 0.4)) == 4

# %% wrong: looks at the ends alone
# The first value, the last one, and the number of values are right, but those in between are not: this function's steps
# grow. Equal steps were promised, and your test does not ask for them.
def test_the_range(values):
    for low, high, step, last, number in [(0.0, 1.0, 0.2, 1.0, 6), (0.5, 2.0, 0.4, 1.7, 4)]:
        got = values(low, high, step)
        assert len(got) == number
        assert abs(got[0] - low) < 1e-9 and abs(got[-1] - last) < 1e-9
