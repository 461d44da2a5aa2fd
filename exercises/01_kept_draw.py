# %% exercise
# title: Build the first suspect
# chapter: 1
# kind: write it
# difficulty: 3
# importance: 4
# minutes: 12
# objective: turn an explanation into a program that can be questioned
# answer: KeptDraw
# read: Make your guess

# %% statement
# Explanation (a) of the chapter says *a draw that is kept*. Build it so that it can be questioned the way
# KerasTuner's `hp` was. The first time that `Int` is asked for a name, it uses `self.rng` to draw one of the values
# that the range allows; from then on it repeats that number for that name, whatever the range.
#
# All values are equally likely: `min_value`, `min_value + step`, and so on, up to `max_value` if the steps reach it.
# `self.rng` must be the only source of randomness.

# %% starter
class KeptDraw:
    def __init__(self, rng):
        self.rng = rng  # a random.Random

    def Int(self, name, min_value, max_value, step=1):
        ...

# %% hint
# What has to be remembered, and under what? A dictionary in `__init__` can do it.

# %% hint
# `self.rng.choice(...)` takes any list, and a `range` as well. Where does a `range` end?

# %% solution
class KeptDraw:
    def __init__(self, rng):
        self.rng = rng  # a random.Random
        self.drawn = {}

    def Int(self, name, min_value, max_value, step=1):
        if name not in self.drawn:
            allowed = range(min_value, max_value + 1, step)
            self.drawn[name] = self.rng.choice(allowed)
        return self.drawn[name]

# %% another solution
class KeptDraw(dict):
    def __init__(self, rng):
        super().__init__()
        self.rng = rng

    def Int(self, name, min_value, max_value, step=1):
        try:
            return self[name]
        except KeyError:
            steps = self.rng.randint(0, (max_value - min_value) // step)
            self[name] = min_value + steps * step
            return self[name]

# %% check
import random

expect_that(
    """
    hp = KeptDraw(random.Random(1))
    [hp.Int("units", 0, 100_000) for _ in range(3)]
    """,
    lambda got: got[0] == got[1] == got[2] and 0 <= got[0] <= 100_000,
    "one number from 0 to 100000, three times",
    "draws at each call",
)
expect_that(
    """
    [KeptDraw(random.Random(seed)).Int("units", 0, 100_000) for seed in (1, 2, 3)]
    """,
    lambda got: len(set(got)) == 3,
    "three numbers that differ",
    "Another `rng` should lead to another number: is yours drawn at all?",
)
expect_that(
    """
    [KeptDraw(random.Random(1)).Int("units", 0, 100_000) for _ in range(3)]
    """,
    lambda got: len(set(got)) == 1,
    "the same number three times",
    "another generator",
)
expect_that(
    """
    hp = KeptDraw(random.Random(1))
    [hp.Int("units", 100, 100_000), hp.Int("units", 0, 1)]
    """,
    lambda got: got[0] == got[1],
    "the same number twice",
    "a draw for each range",
)
expect_that(
    """
    hp = KeptDraw(random.Random(1))
    [hp.Int("units", 0, 100_000), hp.Int("width", 0, 100_000)]
    """,
    lambda got: got[0] != got[1],
    "two numbers that differ",
    "one number for all names",
)
expect_that(
    """
    rng = random.Random(1)
    sorted({KeptDraw(rng).Int("units", 32, 160, step=32) for _ in range(500)})
    """,
    lambda got: got == [32, 64, 96, 128, 160],
    "the five values that the range allows",
    "In 500 draws each of the five comes up, and nothing else.",
    mistakes={
        (32, 64, 96, 128): "the maximum never comes",
        lambda got: any(value % 32 for value in got): "the step is not used",
    },
)
expect_that(
    """
    rng = random.Random(1)
    sorted({KeptDraw(rng).Int("units", 0, 10, step=4) for _ in range(300)})
    """,
    lambda got: got == [0, 4, 8],
    "0, 4 and 8",
    "From 0 the steps lead to 4 and 8; 12 would be beyond the maximum.",
    mistakes={lambda got: 12 in got: "goes beyond the maximum"},
)
expect_that(
    """
    rng = random.Random(1)
    drawn = [KeptDraw(rng).Int("units", 0, 2) for _ in range(3000)]
    [drawn.count(value) for value in (0, 1, 2)]
    """,
    lambda got: all(850 < each < 1150 for each in got),
    "three numbers near 1000",
    "Each of the values 0, 1 and 2 is as likely as the others. Is something rounded, making the ends rarer?",
)

# %% right
# Now question it. It passes clue one and clue two; clue three breaks it, since a new name gets a draw
# and not the minimum. The suspect's excuse is the word *while*: clue three was asked after the search.
# Chapter 2 finds out whether the excuse holds.

# %% wrong: draws at each call
# read: Three clues
# Asked again for the same name, the same object says something else. What a search judges has to
# stay the same, and the chapter's witnesses did repeat themselves.
class KeptDraw:
    def __init__(self, rng):
        self.rng = rng

    def Int(self, name, min_value, max_value, step=1):
        return self.rng.randrange(min_value, max_value + 1, step)

# %% wrong: a draw for each range
# read: A range that cannot be
# The second range made it draw again. What is remembered should be looked up by the name alone.
class KeptDraw:
    def __init__(self, rng):
        self.rng = rng
        self.drawn = {}

    def Int(self, *call, step=1):
        if call not in self.drawn:
            name, low, high = call
            self.drawn[call] = self.rng.randrange(low, high + 1, step)
        return self.drawn[call]

# %% wrong: one number for all names
# read: A name that it has never heard
# Two names got one number. You keep one draw for the whole object; keep one for each name.
class KeptDraw:
    def __init__(self, rng):
        self.rng = rng
        self.drawn = None

    def Int(self, name, min_value, max_value, step=1):
        if self.drawn is None:
            self.drawn = self.rng.randrange(min_value, max_value + 1, step)
        return self.drawn

# %% wrong: the maximum never comes
# read: The line
# 160 is allowed but never comes up. Python's ranges end before their second argument; `hp.Int` does not.
class KeptDraw:
    def __init__(self, rng):
        self.rng = rng
        self.drawn = {}

    def Int(self, name, min_value, max_value, step=1):
        if name not in self.drawn:
            self.drawn[name] = self.rng.randrange(min_value, max_value, step)
        return self.drawn[name]

# %% wrong: the step is not used
# read: The line
# Some of these are not multiples of 32. `step=32` says how far apart the allowed values lie.
class KeptDraw:
    def __init__(self, rng):
        self.rng = rng
        self.drawn = {}

    def Int(self, name, min_value, max_value, step=1):
        if name not in self.drawn:
            self.drawn[name] = self.rng.randint(min_value, max_value)
        return self.drawn[name]

# %% wrong: another generator
# Generators with the same seed draw the same numbers, and all three were `random.Random(1)`. Yours come from
# elsewhere, so nobody could repeat the experiment.
import random


class KeptDraw:
    def __init__(self, rng):
        self.rng = rng
        self.drawn = {}

    def Int(self, name, min_value, max_value, step=1):
        if name not in self.drawn:
            self.drawn[name] = random.randrange(min_value, max_value + 1, step)
        return self.drawn[name]

# %% wrong: goes beyond the maximum
# read: The line
# 12 is above the maximum, 10. The end of a Python range is not part of it; how far beyond the maximum may that
# end lie?
class KeptDraw:
    def __init__(self, rng):
        self.rng = rng
        self.drawn = {}

    def Int(self, name, min_value, max_value, step=1):
        if name not in self.drawn:
            self.drawn[name] = self.rng.randrange(min_value, max_value + step, step)
        return self.drawn[name]
