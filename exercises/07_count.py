# %% exercise
# title: How large is a tree?
# chapter: 7
# kind: write it
# difficulty: 3
# importance: 3
# minutes: 15
# objective: count the configurations of a space whose names have conditions
# answer: count
# read: Conditions

# %% statement
# A space is a list of triples (a name, its values, its conditions), with parents before their children:
#
#     space = [("kind", ["svm", "forest"], []), ("C", [1, 10], [("kind", ["svm"])])]
#
# A name counts if *each* of its parents counts and has one of the values that are listed for it. A configuration has
# a value for every name that counts, and for no other. Write `count(space)`, which returns how many different
# configurations there are.

# %% starter
def count(space):
    number = 1
    for _name, values, _conditions in space:
        number *= len(values)
    return number

# %% hint
# Build the configurations one name at a time, starting from a single empty one.

# %% hint
# What becomes of a configuration in which the next name counts? And of one in which it does not?

# %% hint
# Look parents up in the configuration itself: a parent that does not count is not there.

# %% solution
def count(space):
    found = [{}]
    for name, values, conditions in space:
        longer = []
        for each in found:
            if all(each.get(parent) in allowed for parent, allowed in conditions):
                longer += [{**each, name: value} for value in values]
            else:
                longer.append(each)
        found = longer
    return len(found)

# %% another solution
def count(space, chosen=()):
    if not space:
        return 1
    (name, values, conditions), *rest = space
    pairs = set(chosen)
    for parent, allowed in conditions:
        if not pairs & {(parent, value) for value in allowed}:
            return count(rest, chosen)
    return sum(count(rest, (*chosen, (name, value))) for value in values)

# %% check
expect(
    """
    count([("x", [1, 2], []), ("y", [1, 2, 3], [])])
    """,
    6,
    "Without conditions all values are combined.",
    mistakes={5: "adds"},
)
expect(
    """
    count([
        ("kind", ["svm", "forest"], []),
        ("C", [1, 10], [("kind", ["svm"])]),
        ("trees", [10, 50, 100], [("kind", ["forest"])]),
        ("depth", [2, 4], [("kind", ["forest"])]),
    ])
    """,
    8,
    "Two svms, and three times two forests.",
    mistakes={24: "ignores the conditions", 72: "one value more"},
)
expect(
    """
    count([
        ("kind", ["forest", "network"], []),
        ("depth", [1, 2, 3, 4], [("kind", ["forest"])]),
        ("layers", [1, 2, 3], [("kind", ["network"])]),
        ("units_1", [10, 20], [("layers", [2, 3])]),
    ])
    """,
    9,
    "Four forests; one network without a second layer, and two times two with one.",
    mistakes={17: "a parent that does not count"},
)
expect(
    """
    count([
        ("a", [0, 1], []),
        ("b", [0, 1, 2], []),
        ("c", [1, 2, 3, 4, 5], [("a", [1]), ("b", [1])]),
    ])
    """,
    10,
    "`c` counts in one of the six cases.",
    mistakes={
        22: "one condition is enough",
        14: "the last condition alone",
        18: "the first condition alone",
    },
)

# %% right
# The package does the same with `configuration`, which goes through the list once, and `configurations`, which the
# grid search reads like an odometer.

# %% wrong: adds
# Each value of the first name goes with each of the second.
def count(space):
    return sum(len(values) for _, values, _ in space)

# %% wrong: ignores the conditions
# read: Why a loop confuses an oracle
# That is the whole product, which is what an oracle sees if nobody has told it about the conditions.
from math import prod


def count(space):
    return prod(len(values) for _, values, _ in space)

# %% wrong: one value more
# Your count treats *does not count* as one more value that a name may choose. But a name is not free to choose:
# its parents decide whether it has a value or none.
def count(space):
    number = 1
    for _, values, conditions in space:
        number *= len(values) + bool(conditions)
    return number

# %% wrong: a parent that does not count
# A forest was given a second layer: its `layers`, which do not count, were consulted anyway. The value of a parent
# does not matter if the parent itself is not there.
from itertools import product


def count(space):
    found = set()
    for values in product(*[values for _, values, _ in space]):
        wanted = {name: value for (name, _, _), value in zip(space, values)}
        found.add(
            tuple(
                (name, wanted[name])
                for name, _, conditions in space
                if all(wanted[parent] in allowed for parent, allowed in conditions)
            )
        )
    return len(found)

# %% wrong: one condition is enough
# `c` was counted where only one of its two conditions holds. Where conditions are stacked, all of them have to hold.
def count(space):
    found = [{}]
    for name, values, conditions in space:
        found = [
            more
            for each in found
            for more in (
                [{**each, name: value} for value in values]
                if not conditions or any(each.get(p) in allowed for p, allowed in conditions)
                else [each]
            )
        ]
    return len(found)

# %% wrong: the last condition alone
# `c` was counted without a look at `a`. Only the last of its conditions was checked: is something overwritten in a
# loop?
def count(space):
    found = [{}]
    for name, values, conditions in space:
        longer = []
        for each in found:
            counts = True
            for parent, allowed in conditions:
                counts = each.get(parent) in allowed
            longer += [{**each, name: value} for value in values] if counts else [each]
        found = longer
    return len(found)

# %% wrong: the first condition alone
# `c` was counted without a look at `b`. Only the first of its conditions was checked: does a loop over them return or
# break too early?
def count(space):
    found = [{}]
    for name, values, conditions in space:
        longer = []
        for each in found:
            counts = True
            for parent, allowed in conditions[:1]:
                counts = each.get(parent) in allowed
            longer += [{**each, name: value} for value in values] if counts else [each]
        found = longer
    return len(found)
