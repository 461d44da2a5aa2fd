# %% exercise
# title: Widths that count when there is a layer
# chapter: 7
# kind: fix it
# difficulty: 2
# importance: 5
# minutes: 10
# objective: declare a loop of hyperparameters so that an oracle sees each where it counts
# answer: build
# read: Conditions
# needs: numpy

# %% statement
# The network below has one to four layers, and no oracle can know which widths count. Declare the widths so
# that each counts for exactly those networks that have its layer, and so that all of them are found before the
# first trial, whatever the default of `layers` is.
#
# `build` should still return the network's widths, one for each of its layers.

# %% starter
def build(hp):
    layers = hp.Int("layers", 1, 4)
    return tuple(hp.Choice(f"units_{i}", [16, 32, 64]) for i in range(layers))

# %% hint
# An oracle hears of a width only when the line that declares it runs, and of a scope only when it is entered. How
# often must the loop run?

# %% hint
# For which numbers of layers is there a third layer? A scope takes *all* the values for which its names count.

# %% hint
# Where its condition does not hold, a call returns `None`. The `None`s are at the end of the list.

# %% solution
def build(hp):
    layers = hp.Int("layers", 1, 4)
    widths = []
    for i in range(4):
        with hp.conditional_scope("layers", list(range(i + 1, 5))):
            widths.append(hp.Choice(f"units_{i}", [16, 32, 64]))
    return tuple(widths[:layers])

# %% another solution
def build(hp):
    hp.Int("layers", 1, 4)
    deep = {"units_0": [1, 2, 3, 4], "units_1": [2, 3, 4], "units_2": [3, 4], "units_3": [4]}
    found = [
        hp.Choice(name, [16, 32, 64], parent_name="layers", parent_values=counts)
        for name, counts in deep.items()
    ]
    return tuple(filter(None, found))

# %% check
from minituner import HyperParameters, discover
from minituner.oracles.grid import configurations

expect(
    """
    from minituner import discover
    sorted(dimension.name for dimension in discover(build).space)
    """,
    ["layers", "units_0", "units_1", "units_2", "units_3"],
    "There are five names to find.",
    mistakes={
        ("layers", "units_0"): "the loop ends early",
        lambda got: isinstance(got.error, Exception) and "parent_values" in str(got.error): "a scope of layers that cannot be",
    },
    called="the names that discover(build) finds",
)
expect(
    "len(list(configurations(discover(build).space)))",
    3 + 9 + 27 + 81,
    "With one layer there are three networks, with two layers nine, and so on.",
    mistakes={4 * 81: "no scope", 4 * 3: "a condition is an equality", 3 + 3 * 9: "at least two"},
    called="the number of configurations",
)
expect(
    "sorted(discover(build).space.active({'layers': 3}))",
    ["layers", "units_0", "units_1", "units_2"],
    "These are the names that should count in a network with three layers.",
    mistakes={("layers", "units_2", "units_3"): "the wrong way round"},
    called="the names that count with three layers",
)
expect(
    """
    from minituner import HyperParameters
    hp = HyperParameters()
    hp.values |= {"layers": 2, "units_0": 32}
    build(hp)
    """,
    (32, 16),
    "Two layers have two widths, that of the first layer first.",
    mistakes={(32, 16, None, None): "widths of layers that are not there"},
)

# %% right
# The loop and the scopes speak to the oracle; the last line speaks to Python. KerasTuner's grid search now goes
# through the same number of networks, each of them once.

# %% wrong: the loop ends early
# read: Discovering a space
# The space was discovered with one layer, the default. So the loop ran once, and nothing hinted at the other
# widths: a scope that nobody enters does not exist.
def build(hp):
    layers = hp.Int("layers", 1, 4)
    widths = []
    for i in range(layers):
        with hp.conditional_scope("layers", list(range(i + 1, 5))):
            widths.append(hp.Choice(f"units_{i}", [16, 32, 64]))
    return tuple(widths)

# %% wrong: no scope
# All names are found, and all are combined: a network with one layer is trained once for each value of three widths
# that it does not have.
def build(hp):
    layers = hp.Int("layers", 1, 4)
    widths = [hp.Choice(f"units_{i}", [16, 32, 64]) for i in range(4)]
    return tuple(widths[:layers])

# %% wrong: a condition is an equality
# Only one width counts at a time. But the second layer is there not only with two layers, but also with three
# and four.
def build(hp):
    layers = hp.Int("layers", 1, 4)
    widths = []
    for i in range(4):
        with hp.conditional_scope("layers", [i + 1]):
            widths.append(hp.Choice(f"units_{i}", [16, 32, 64]))
    return tuple(width or 16 for width in widths[:layers])

# %% wrong: the wrong way round
# The first width has vanished, and the last one counts. A width counts from its own layer *upward*: check which
# end of the list of values you filled in.
def build(hp):
    layers = hp.Int("layers", 1, 4)
    widths = []
    for i in range(4):
        with hp.conditional_scope("layers", list(range(1, i + 2))):
            widths.append(hp.Choice(f"units_{i}", [16, 32, 64]))
    return tuple(widths[:layers])

# %% wrong: at least two
# All the widths beyond the first came at once. Each layer needs a condition of its own.
def build(hp):
    layers = hp.Int("layers", 1, 4)
    widths = [hp.Choice("units_0", [16, 32, 64])]
    with hp.conditional_scope("layers", [2, 3, 4]):
        widths.append(hp.Choice("units_1", [16, 32, 64]))
    for i in (2, 3):
        with hp.conditional_scope("layers", [2, 3, 4]):
            hp.Fixed(f"units_{i}", 64)
            widths.append(64)
    return tuple(widths[:layers])

# %% wrong: widths of layers that are not there
# The widths that do not count came back as `None`. For the oracle the scope is enough; Python has to be told, too.
def build(hp):
    hp.Int("layers", 1, 4)
    widths = []
    for i in range(4):
        with hp.conditional_scope("layers", list(range(i + 1, 5))):
            widths.append(hp.Choice(f"units_{i}", [16, 32, 64]))
    return tuple(widths)

# %% wrong: a scope of layers that cannot be
# One of your scopes names a number of layers that `layers` never takes: it goes from 1 to 4. How many layers can a
# network have if width number i counts, and the first width is number 0?
def build(hp):
    layers = hp.Int("layers", 1, 4)
    widths = []
    for i in range(4):
        with hp.conditional_scope("layers", list(range(i, 5))):
            widths.append(hp.Choice(f"units_{i}", [16, 32, 64]))
    return tuple(widths[:layers])
