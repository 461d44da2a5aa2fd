# %% exercise
# title: Who draws the number?
# chapter: 2
# kind: write it
# difficulty: 3
# importance: 5
# minutes: 12
# objective: let one closure read what another one writes, through a dictionary that they share
# answer: build_int
# read: What is missing

# %% statement
# The nine lines of `build_int` never use `max_value` and `step`. Somebody who draws the next values
# needs both. Let `build_int` hand out a third thing, a function `draw(rng)`: for every name that
# `Int` was asked for so far, it writes a new value into `values`, drawn at random from those that
# the range allows. `max_value` is one of them.
#
# `rng` is a `random.Random`; use nothing else that is random. `Int` itself goes on as before.

# %% starter
def build_int():
    values = {}

    def Int(name, min_value, max_value, step=1):
        if name not in values:
            values[name] = min_value
        return values[name]

    def draw(rng):
        ...

    return Int, values, draw

# %% hint
# `draw` gets no range. Who has seen it, and when?

# %% hint
# A second dictionary beside `values` can keep what `Int` was told: from a name to its range.

# %% hint
# `range(32, 513, 32)` is a list of allowed values in disguise, and `rng.choice` takes it as it is.

# %% solution
def build_int():
    values, ranges = {}, {}

    def Int(name, min_value, max_value, step=1):
        if name not in values:
            ranges[name] = range(min_value, max_value + 1, step)
            values[name] = min_value
        return values[name]

    def draw(rng):
        for name, allowed in ranges.items():
            values[name] = rng.choice(allowed)

    return Int, values, draw

# %% another solution
def build_int():
    values = {}
    asked = []

    def Int(name, min_value, max_value, step=1):
        if name in values:
            return values[name]
        asked.append((name, min_value, max_value, step))
        values.update({name: min_value})
        return min_value

    def draw(rng):
        drawn = {}
        for name, low, high, step in asked:
            drawn[name] = low + step * rng.randint(0, (high - low) // step)
        values.update(drawn)

    return Int, values, draw

# %% check
import random

expect(
    """
    Int, values, draw = build_int()
    [Int("units", 32, 10**9), Int("units", 0, 1)]
    """,
    [32, 32],
    "draws in Int",
)
expect_that(
    """
    Int, values, draw = build_int()
    Int("units", 32, 512, step=32)
    rng, seen = random.Random(2), set()
    for _ in range(500):
        draw(rng)
        seen.add(Int("units", 32, 512, step=32))
    sorted(seen)
    """,
    lambda got: got == list(range(32, 513, 32)),
    "the 16 multiples of 32 from 32 to 512",
    "In 500 draws each allowed value comes up, and no other.",
    mistakes={
        (32,): "replaces the dictionary",
        lambda got: any(value % 32 for value in got): "forgets the step",
        tuple(range(32, 512, 32)): "leaves out the maximum",
    },
)
expect_that(
    """
    Int, values, draw = build_int()
    Int("units", 32, 512)
    Int("depth", 2, 100)
    draw(random.Random(3))
    [Int("units", 32, 512), Int("depth", 2, 100)]
    """,
    lambda got: got[0] != 32 and got[1] != 2,
    "two values that were drawn",
    "keeps one range for all",
)

# %% right
# The ranges had to be remembered besides the values, and the two closures meet in the dictionaries.
# This is the division of labor of chapter 2's spy: one function reads, and another one writes.

# %% wrong: draws in Int
# `Int` has drawn a number, or has looked at the range of a name that it knows. In a search it only
# reads: a new name gets its minimum, and whoever wants another value writes it.
import random


def build_int():
    values = {}

    def Int(name, min_value, max_value, step=1):
        if name not in values:
            values[name] = random.randrange(min_value, max_value + 1, step)
        return values[name]

    def draw(rng):
        values.clear()

    return Int, values, draw

# %% wrong: replaces the dictionary
# read: What `nonlocal` is for
# After 500 draws `Int` still says the minimum, so nothing that `draw` wrote has reached it. If yours
# does write, it writes into a dictionary of its own: a name that is assigned in a function belongs to
# that function, unless it is declared. An *entry* can be changed without that.
def build_int():
    values, ranges = {}, {}

    def Int(name, min_value, max_value, step=1):
        ranges[name] = range(min_value, max_value + 1, step)
        if name not in values:
            values[name] = min_value
        return values[name]

    def draw(rng):
        values = {name: rng.choice(allowed) for name, allowed in ranges.items()}

    return Int, values, draw

# %% wrong: forgets the step
# Some of these are no multiples of 32. The step says how far apart the allowed values lie, and the
# first of them is the minimum.
def build_int():
    values, ranges = {}, {}

    def Int(name, min_value, max_value, step=1):
        if name not in values:
            ranges[name] = min_value, max_value
            values[name] = min_value
        return values[name]

    def draw(rng):
        for name, (low, high) in ranges.items():
            values[name] = rng.randint(low, high)

    return Int, values, draw

# %% wrong: leaves out the maximum
# 512 never comes. `hp.Int` allows its maximum; Python's `range` ends before its second argument.
def build_int():
    values, ranges = {}, {}

    def Int(name, min_value, max_value, step=1):
        if name not in values:
            ranges[name] = range(min_value, max_value, step)
            values[name] = min_value
        return values[name]

    def draw(rng):
        for name, allowed in ranges.items():
            values[name] = rng.choice(allowed)

    return Int, values, draw

# %% wrong: keeps one range for all
# Two names were asked for, and at least one of them was not drawn. Each name has a range of its own.
def build_int():
    values, last = {}, {}

    def Int(name, min_value, max_value, step=1):
        if name not in values:
            last.clear()
            last[name] = range(min_value, max_value + 1, step)
            values[name] = min_value
        return values[name]

    def draw(rng):
        for name, allowed in last.items():
            values[name] = rng.choice(allowed)

    return Int, values, draw
