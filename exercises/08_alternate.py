# %% exercise
# title: By turns, and without a memory
# chapter: 8
# kind: write it
# difficulty: 3
# importance: 5
# minutes: 15
# objective: write an oracle that draws at random as a function of its seed and the history
# answer: ask
# read: An oracle is a function
# needs: numpy

# %% statement
# Write `ask(values, history, seed)`. `values` is a list, and `history` the list of those that have been tried so far.
# The answer is one that has *not* been tried. Turns alternate, from the first call on: the first one left in the
# order of `values`, then one at random, all those left being equally likely. If none is left, the answer is `None`.
#
# After a crash another process asks with the same three arguments, and has to get the same answer. Leave the whole
# program's random numbers as they are.

# %% starter
import random

turn = 0


def ask(values, history, seed):
    global turn
    turn += 1
    return values[0] if turn % 2 else random.choice(values)

# %% hint
# Whose turn it is can be seen from the history.

# %% hint
# A generator that is made anew in each call has no memory. What can you make it from, so that it differs from call
# to call?

# %% hint
# `random.Random` and NumPy's `default_rng` both make a generator of your own. The first takes a number or a text as
# its seed, the second a tuple of numbers too.

# %% solution
import random


def ask(values, history, seed):
    left = [value for value in values if value not in history]
    if not left:
        return None
    if len(history) % 2 == 0:
        return left[0]
    return random.Random(f"{seed}, {len(history)}").choice(left)

# %% another solution
import numpy as np


def ask(values, history, seed):
    generator = np.random.default_rng((seed, len(history)))
    order = generator.permutation(len(values)) if len(history) & 1 else range(len(values))
    return next((values[i] for i in order if values[i] not in history), None)

# %% check
import random

import numpy as np


def search(number, seed=3, most=20):
    values, history = [f"v{i:02d}" for i in range(number)], []
    while len(history) < most and (answer := ask(values, list(history), seed)) is not None:
        history.append(answer)
    return history


def places_drawn():
    values, history, places = list(range(1000)), [], []
    for turn in range(40):
        left = [value for value in values if value not in history]
        answer = ask(values, list(history), 3)
        if turn % 2:
            places.append(round(left.index(answer) / len(left), 2))
        history.append(answer)
    return places


def drawn():
    return [ask(list("abcdefgh"), ["a"], seed) for seed in range(2000)]


expect(
    "ask(['a', 'b', 'c'], [], 5)",
    "a",
    "The first turn takes the first value in the list.",
)
expect(
    "ask(['a', 'b', 'c', 'd'], ['a', 'c'], 5)",
    "b",
    "Two were tried, so it is the turn of the first one that is left.",
    mistakes={"a": "takes one that was tried", "c": "the place in the list"},
)
expect_that(
    "[ask(list('abcdefgh'), ['a'], 5) for _ in range(20)]",
    lambda got: len(set(got)) == 1,
    "twenty times the same",
    "remembers between calls",
    mistakes={lambda got: "a" in got and len(set(got)) == 1: "takes one that was tried"},
)
expect(
    """
    random.seed(1), np.random.seed(1)
    before = random.random(), np.random.random()
    random.seed(1), np.random.seed(1)
    ask(list("abcdefgh"), ["a"], 5)
    after = random.random(), np.random.random()
    after == before
    """,
    True,
    "sets the generator of everybody",
)
expect_that(
    "[ask(list('abcdefgh'), ['a'], seed) for seed in range(400)]",
    lambda got: "a" not in got,
    "never 'a', which was tried",
    "takes one that was tried",
    called="ask(['a', ..., 'h'], ['a'], seed), for 400 seeds",
)
expect_that(
    "[drawn().count(letter) for letter in 'bcdefgh']",
    lambda got: all(200 < each < 370 for each in got),
    "seven numbers near 286",
    "Those that are left should be equally likely.",
    mistakes={
        lambda got: got[0] == 2000: "It is chance's turn, and you took the first one.",
        lambda got: max(got[0], got[-1]) < 200 < min(got[1:-1]): "the ends come half as often",
    },
    called="how often 'b', 'c', ... and 'h' come from ask(['a', ..., 'h'], ['a'], seed), for 2000 seeds",
)
expect_that(
    "places_drawn()",
    lambda got: max(got) - min(got) > 0.2,
    "twenty places, here and there",
    "the same number in each turn",
    called="where each random turn draws among those left, from 0 to 1, in a search over 1000 values",
)
expect_that(
    "search(9)",
    lambda got: len(got) == 9 and len(set(got)) == 9,
    "all nine values, each once",
    "A search goes on until nothing is left.",
    called="a whole search over nine values",
)

# %% right
# The seed and the number of trials together make a new generator for each question. So nothing but the trials
# themselves has to be saved, and nothing can get out of step with them.

# %% wrong: remembers between calls
# The same question was asked twenty times and did not always get the same answer: something is remembered between
# the calls, or drawn from a generator that keeps going. Another process would not know about it.
import random

generator = random.Random(3)


def ask(values, history, seed):
    left = [value for value in values if value not in history]
    if not left:
        return None
    return generator.choice(left) if len(history) % 2 else left[0]

# %% wrong: takes one that was tried
# That one is already in the history. A model that was trained once need not be trained again.
import random


def ask(values, history, seed):
    if len(history) >= len(values):
        return None
    if len(history) % 2 == 0:
        return next(value for value in values if value not in history)
    return random.Random(f"{seed}, {len(history)}").choice(values)

# %% wrong: the place in the list
# You took the value whose place in the list is the number of trials. A random turn may have taken that one already,
# or left an earlier one untried: look for the first value that is left.
import random


def ask(values, history, seed):
    if len(history) >= len(values):
        return None
    if len(history) % 2 == 0:
        return values[len(history)]
    left = [value for value in values if value not in history]
    return random.Random(f"{seed}, {len(history)}").choice(left)

# %% wrong: sets the generator of everybody
# Your call set the generator that the whole program draws from, so weights, splits and shuffles elsewhere are no
# longer what they were. Make a generator of your own.
import random


def ask(values, history, seed):
    random.seed(f"{seed}, {len(history)}")
    left = [value for value in values if value not in history]
    if not left:
        return None
    return random.choice(left) if len(history) % 2 else left[0]

# %% wrong: the same number in each turn
# read: A seed that does not count
# Each random turn drew at the same place among those left. A generator that is made from the seed alone begins with
# the same number in each call. What else differs from call to call, and is known after a crash?
import random


def ask(values, history, seed):
    left = [value for value in values if value not in history]
    if not left:
        return None
    return left[int(random.Random(seed).random() * len(left))] if len(history) % 2 else left[0]

# %% wrong: the ends come half as often
# The first and the last of those that are left come up half as often as the others. Rounding to the nearest place
# gives each inner one room on both sides, and an end room on only one.
import random


def ask(values, history, seed):
    left = [value for value in values if value not in history]
    if not left:
        return None
    if len(history) % 2 == 0:
        return left[0]
    u = random.Random(f"{seed}, {len(history)}").random()
    return left[round(u * (len(left) - 1))]
