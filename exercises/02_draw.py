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
# The nine lines of `build_int` never use `max_value` and `step`. Whoever draws the next values needs both. Make
# `build_int` return a third thing, a function `draw(rng)`: for every name that `Int` has been asked for so far, it
# writes a new value into `values`, drawn at random from those that the range allows, all equally likely. These are
# `min_value`, `min_value + step`, and so on; `max_value` is one of them if the steps reach it, and none is above it.
#
# `rng` is a `random.Random`; use no other randomness, so that the same `rng` draws the same values.
# `Int` itself works as before.

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
# A second dictionary beside `values` can keep what `Int` was told, a range for each name.

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


def one_draw(seed):
    Int, _, draw = build_int()
    Int("units", 1, 100_000)
    draw(random.Random(seed))
    return Int("units", 1, 100_000)


def draws_of(number, *bounds, **step):
    Int, _, draw = build_int()
    rng, seen = random.Random(4), []
    for _ in range(number):
        Int("units", *bounds, **step)
        draw(rng)
        seen.append(Int("units", *bounds, **step))
    return seen


def moved():
    before = random.getstate()
    draws_of(1, 1, 100)
    return random.getstate() != before


expect(
    """
    Int, values, draw = build_int()
    [Int("units", 32, 100_000), Int("units", 0, 1)]
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
expect(
    """
    Int, values, draw = build_int()
    Int("units", 32, 512)
    draw(random.Random(3))
    values["units"] == Int("units", 32, 512)
    """,
    True,
    "detaches the dictionary",
)
expect_that(
    "sorted(set(draws_of(300, 0, 10, step=4)))",
    lambda got: got == [0, 4, 8],
    "[0, 4, 8]",
    "The steps from 0 are 0, 4 and 8; the next would be 12, and the maximum is 10.",
    mistakes={
        lambda got: 12 in got: "goes beyond the maximum",
        lambda got: 10 in got: "10 is the maximum, and no step from 0 reaches it: 0, 4 and 8 are allowed.",
    },
    called="the values that come in 300 draws, after Int(\"units\", 0, 10, step=4)",
)
expect_that(
    "[draws_of(3000, 0, 2).count(value) for value in (0, 1, 2)]",
    lambda got: all(850 < each < 1150 for each in got),
    "three numbers near 1000",
    "Each value that is allowed should be as likely as any other.",
    mistakes={lambda got: got[1] > 1300 and max(got[0], got[2]) < 850: "the ends come half as often"},
    called="how often 0, 1 and 2 come in 3000 draws, after Int(\"units\", 0, 2)",
)
expect(
    "one_draw(seed=7) == one_draw(seed=7)",
    True,
    "another generator",
    called="do random.Random(7) and another random.Random(7) draw the same of 100,000 values?",
)
expect(
    "one_draw(seed=7) == one_draw(seed=8)",
    False,
    "Two different generators led to the same draw, so the values do not come from `rng`.",
    called="do random.Random(7) and random.Random(8) draw the same of 100,000 values?",
)
expect(
    "moved()",
    False,
    "Your draw set or used the generator that the whole program shares. Use `rng` instead.",
    called="do the random numbers of the whole program move?",
)

# %% right
# The ranges had to be remembered along with the values, and the two closures share the dictionaries. Chapter 2's spy
# divides the labor in the same way: one function reads, another writes.

# %% wrong: draws in Int
# `Int` drew a number, or looked at the range of a name that it already knew. In a search it only
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
# After 500 draws `Int` still says the minimum, so nothing that `draw` wrote has reached it. If your
# `draw` does write, it writes into a dictionary of its own: a name that is assigned in a function
# belongs to that function unless it is declared otherwise. Changing an *entry* needs no declaration.
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
# 512 never comes up. `hp.Int` allows its maximum; Python's `range` ends before its second argument.
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

# %% wrong: another generator
# The same `rng` should draw the same values, so that a search can be repeated. Yours differ because they come from
# another generator, which nobody seeded.
import random


def build_int():
    values, ranges = {}, {}

    def Int(name, min_value, max_value, step=1):
        if name not in values:
            ranges[name] = min_value, max_value, step
            values[name] = min_value
        return values[name]

    def draw(rng):
        for name, (low, high, step) in ranges.items():
            values[name] = random.randrange(low, high + 1, step)

    return Int, values, draw

# %% wrong: goes beyond the maximum
# 12 is above the maximum of 10. How far beyond `max_value` may a `range` end without letting in another step?
def build_int():
    values, ranges = {}, {}

    def Int(name, min_value, max_value, step=1):
        if name not in values:
            ranges[name] = min_value, max_value, step
            values[name] = min_value
        return values[name]

    def draw(rng):
        for name, (low, high, step) in ranges.items():
            values[name] = rng.randrange(low, high + step, step)

    return Int, values, draw

# %% wrong: detaches the dictionary
# `Int` knows the new value, but the dictionary that you handed out does not. Rebinding the name has left two
# dictionaries: change the entries of the one that others already hold.
def build_int():
    values, ranges = {}, {}

    def Int(name, min_value, max_value, step=1):
        if name not in values:
            ranges[name] = min_value, max_value, step
            values[name] = min_value
        return values[name]

    def draw(rng):
        nonlocal values
        values = {
            name: rng.choice(range(low, high + 1, step))
            for name, (low, high, step) in ranges.items()
        }

    return Int, values, draw

# %% wrong: the ends come half as often
# The values are right, but the first and the last come up half as often as the one between. Rounding to the nearest
# gives an inner value room on both sides, and an end room on only one.
def build_int():
    values, ranges = {}, {}

    def Int(name, min_value, max_value, step=1):
        if name not in values:
            ranges[name] = min_value, max_value, step
            values[name] = min_value
        return values[name]

    def draw(rng):
        for name, (low, high, step) in ranges.items():
            steps = (high - low) // step
            values[name] = low + step * round(rng.random() * steps)

    return Int, values, draw
