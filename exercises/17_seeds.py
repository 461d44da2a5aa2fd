# %% exercise
# title: What a seed promises
# chapter: 17
# kind: write it
# difficulty: 3
# importance: 4
# minutes: 15
# objective: write a test that compares two searches, and not one search with itself
# answer: test_seeds
# read: The seed that did not count, and the neighbors

# %% statement
# `draws(seed, number)` returns a list of random numbers. It promises two things: the same seed gives the same numbers, and two
# different seeds have no number in common. Every whole number from 0 on is a seed.
#
# Write `test_seeds(draws)`. It passes for each function that keeps the promise, *however it draws*, and fails with an
# `AssertionError` for the others. It will meet some of these, with three bugs that were in libraries.

# %% starter
def test_seeds(draws):
    assert draws(7, 5) == draws(7, 5)

# %% hint
# Which whole number is false in a condition?

# %% hint
# Two lists may differ, and still share all but one of their numbers. Sets have an intersection.

# %% hint
# Which two seeds would share the most, if each draw raised the seed by 1?

# %% solution
def test_seeds(draws):
    for seed in range(4):
        assert draws(seed, 10) == draws(seed, 10)
        for other in range(seed):
            assert not set(draws(seed, 10)) & set(draws(other, 10))

# %% another solution
from itertools import chain


def test_seeds(draws):
    first = [draws(seed, 8) for seed in (0, 1, 2, 50)]
    second = [draws(seed, 8) for seed in (0, 1, 2, 50)]
    assert first == second
    numbers = list(chain.from_iterable(first))
    if len(numbers) != len(set(numbers)):
        raise AssertionError("two seeds share a number")

# %% check
import random
from itertools import count

fresh = count(10_000)
calls = []


def noting(function):
    def draws(seed, number):
        calls.append(seed)
        return function(seed, number)

    return draws


def right(seed, number):
    rng = random.Random(f"seed {seed}")
    return [rng.random() for _ in range(number)]


def right_backwards(seed, number):
    rng = random.Random(f"{seed} is mixed in another way")
    return [rng.uniform(-1, 1) for _ in range(number)][::-1]


def zero_is_none(seed, number):
    return right(seed or next(fresh), number)


def neighbors(seed, number):
    return [random.Random(seed + n).random() for n in range(number)]


def neighbors_backwards(seed, number):
    return neighbors(seed, number)[::-1]


def one_for_all(seed, number):
    return right(1, number)


def run(function):
    calls.clear()
    return test_seeds(noting(function))


def min_distance():
    seeds = sorted(set(calls))
    return min((b - a for a, b in zip(seeds, seeds[1:])), default=0)


def expect_to_pass(code, called):
    expect_that(
        code,
        lambda got: True,
        "no error",
        "knows the numbers",
        mistakes={Exception: "knows the numbers"},
        called=called,
    )


expect_to_pass("run(right)", "the test with a function that keeps the promise")
expect_to_pass("run(right_backwards)", "the test with another right function, which draws in another way")
expect_error(
    "run(zero_is_none)",
    AssertionError,
    "One whole number does not count as a seed here, and your test does not notice.",
    mistakes={
        lambda got: isinstance(got, bool): "returns a verdict",
        lambda got: got is None and 0 not in calls: "never asks for zero",
        lambda got: got is None and calls.count(0) < 2: "asks once",
    },
    called="the test with a function that says `seed or something_fresh`",
)
expect_error(
    "run(one_for_all)",
    AssertionError,
    "asks for repetition alone",
    called="the test with a function that ignores its seed",
)
expect_error(
    "run(neighbors)",
    AssertionError,
    "Neighboring seeds share most of their numbers, and your test does not notice.",
    mistakes={
        lambda got: got is None and min_distance() > 1: "takes seeds that lie far apart",
        lambda got: got is None: "compares lists as a whole",
    },
    called="the test with a function whose n-th draw has a generator of its own, with the seed `seed + n`",
)
expect_error(
    "run(neighbors_backwards)",
    AssertionError,
    "knows the places",
    called="the test with the same function, when its list is the other way round",
)

# %% right
# The last bug exists only *between* two searches. Whoever tests one object at a time cannot see it.

# %% wrong: knows the numbers
# This function keeps its promise, but your test fails on it: the test asks for particular numbers, or for something
# else that nobody promised. Ask what a seed promises, and leave open how the numbers come about.
import random


def test_seeds(draws):
    rng = random.Random(1)
    assert draws(1, 3) == [rng.random() for _ in range(3)]

# %% wrong: never asks for zero
# Your test uses a few seeds, but not the one with which this function goes wrong. Which number would somebody who
# writes `seed or ...` forget?
def test_seeds(draws):
    for seed in (1, 2, 3):
        assert draws(seed, 10) == draws(seed, 10)
        assert not set(draws(seed, 10)) & set(draws(seed + 1, 10))

# %% wrong: asks once
# You asked for seed 0 only once. Whether it gives the *same* numbers shows only the second time.
def test_seeds(draws):
    lists = [draws(seed, 10) for seed in range(5)]
    assert len(set().union(*lists)) == 50

# %% wrong: asks for repetition alone
# This function returns the same numbers for every seed. Nothing repeats itself better than that, but the promise has a
# second half.
def test_seeds(draws):
    for seed in range(5):
        assert draws(seed, 10) == draws(seed, 10)

# %% wrong: takes seeds that lie far apart
# Your seeds lie so far apart that these searches never meet. People use 1, 2, and 3.
def test_seeds(draws):
    for seed in (0, 1000, 2000):
        assert draws(seed, 10) == draws(seed, 10)
        assert not set(draws(seed, 10)) & set(draws(seed + 500, 10))

# %% wrong: compares lists as a whole
# You compare whole lists, or their first numbers. Two lists differ even if they are only shifted by one place and share
# all but one of their numbers.
def test_seeds(draws):
    for seed in range(4):
        assert draws(seed, 10) == draws(seed, 10)
        assert draws(seed, 10) != draws(seed + 1, 10)

# %% wrong: returns a verdict
# Your test returned something, but nobody reads what a test returns: without an error it has passed.
def test_seeds(draws):
    return draws(0, 5) == draws(0, 5) and not set(draws(1, 5)) & set(draws(2, 5))

# %% wrong: knows the places
# Neighboring seeds share the same numbers as before, only in other places, and your test does not notice. It looks for
# one shift; the promise was that there is no number in common *anywhere*.
def test_seeds(draws):
    for seed in range(4):
        one, other = draws(seed, 10), draws(seed + 1, 10)
        assert one == draws(seed, 10)
        assert one != other
        assert one[1:] != other[:-1]
