# %% exercise
# title: Every branch once
# chapter: 3
# kind: write it
# difficulty: 4
# importance: 3
# minutes: 20
# objective: find hyperparameters that one call of `build` does not pass
# answer: all_names
# read: Two kinds of model

# %% statement
# One call of `build_either` registered `kind`, but not the `alpha` of the other branch. Write
# `all_names(build)`, which returns the set of *all* names that `build` can ask for, whatever the values.
#
# All that you can do with `build` is call it, as often as you like, with an `hp` of your own. Its branches
# depend only on its `Choice`s, and may be nested. A branch may need certain values of several names at
# once; the largest `build` in the check has some 14,000 combinations.

# %% starter
from minituner.first_steps import MyHP, combinations


def all_names(build):
    hp = MyHP()
    build(hp)
    return set(hp.choices)

# %% hint
# Set every combination of what is known so far, and call `build` for each. What may be known afterwards
# that was not known before?

# %% hint
# If a round has brought new names to light, another round may bring more. When is it over?

# %% hint
# `hp.choices` grows while you go through its combinations; `combinations` makes its list beforehand.

# %% solution
from minituner.first_steps import MyHP, combinations


def all_names(build):
    hp, known = MyHP(), -1
    while known < len(hp.choices):
        known = len(hp.choices)
        for combination in combinations(hp.choices):
            for name, value in combination.items():
                hp.pick(name, value)
            build(hp)
    return set(hp.choices)

# %% another solution
class Scout:
    """Answers as it is told, else with the first choice; notes what else there was."""

    def __init__(self, told):
        self.path, self.others = dict(told), []

    def Choice(self, name, choices):
        if name not in self.path:
            self.others += [{**self.path, name: value} for value in choices[1:]]
            self.path[name] = choices[0]
        return self.path[name]


def all_names(build):
    found, waiting = set(), [{}]
    while waiting:
        scout = Scout(waiting.pop())
        build(scout)
        found.update(scout.path)
        waiting += scout.others
    return found

# %% check
from collections.abc import Set


def either(hp):
    if hp.Choice("kind", ["plain", "Lasso"]) == "Lasso":
        hp.Choice("alpha", [0.1, 1.0])


def middle(hp):
    if hp.Choice("kind", ["plain", "Lasso", "network"]) == "Lasso":
        hp.Choice("alpha", [0.1, 1.0])


def nested(hp):
    if hp.Choice("kind", ["plain", "network"]) == "network":
        if hp.Choice("optimizer", ["adam", "sgd"]) == "sgd":
            if hp.Choice("momentum", ["none", "some"]) == "some":
                hp.Choice("decay", [0.5, 0.9])


def together(hp):
    bias, kind = hp.Choice("bias", [False, True]), hp.Choice("kind", ["plain", "Lasso"])
    if bias and kind == "Lasso":
        hp.Choice("prior", [0.1, 1.0])


def deep(hp):
    if hp.Choice("kind", ["svm", "net"]) == "net":
        if hp.Choice("opt", ["adam", "sgd", "rms"]) == "sgd":
            if hp.Choice("nesterov", ["no", "yes", "auto"]) == "yes":
                hp.Choice("momentum", [0.5, 0.9])


def rare(hp):
    chosen = tuple(hp.Choice(name, list(range(24))) for name in "abc")
    for i in (3, 8, 11, 15, 18, 20):
        if chosen == (i, 23 - i, i // 2):
            hp.Choice(f"only {i}", [0])


expect(
    "sorted(all_names(either))",
    ["alpha", "kind"],
    "`alpha` is in the branch that the first call does not take.",
    mistakes={("kind",): "walks through it once"},
    called="sorted(all_names(build_either))",
)
expect_that(
    "all_names(either)",
    lambda got: isinstance(got, Set),
    "a set of two names",
    "returns a list",
    called="all_names(build_either)",
)
expect(
    "sorted(all_names(middle))",
    ["alpha", "kind"],
    "tries the ends alone",
    called='the same, for three kinds: "plain", "Lasso" (it asks for alpha) and "network"',
)
expect(
    "sorted(all_names(together))",
    ["bias", "kind", "prior"],
    "one at a time",
    called='for a build that asks for "prior" if `bias` is True and `kind` is "Lasso"',
)
expect(
    "sorted(all_names(nested))",
    ["decay", "kind", "momentum", "optimizer"],
    "A branch in a branch has names as well.",
    mistakes={
        ("kind", "optimizer"): "one round",
        ("kind", "momentum", "optimizer"): "two rounds",
    },
    called='for a build with branches in branches: kind, then optimizer, then momentum, then decay',
)
expect(
    "sorted(all_names(deep))",
    ["kind", "momentum", "nesterov", "opt"],
    "A branch may depend on any value, and on values of several names together.",
    mistakes={("kind", "nesterov", "opt"): "leaves the last value behind"},
    called='the same for kind ("svm", "net"), opt ("adam", "sgd", "rms") and nesterov ("no", "yes",\n'
    '"auto"): "net" asks for opt, then "sgd" for nesterov, then "yes" for momentum',
)
expect(
    "len(all_names(rare))",
    9,
    "draws at random",
    called="the number of names in a build that asks for a, b and c, with 24 choices each, and for one more\n"
    "name in each of six of the 13,824 combinations",
)

# %% right
# Every combination had to be built to find out what there is to combine. Chapter 7 avoids this by having
# `build` *declare* its branches.

# %% wrong: walks through it once
# One walk takes one branch. `build` is not read, it is run; `alpha` comes to light when somebody sets `kind`.
from minituner.first_steps import MyHP


def all_names(build):
    hp = MyHP()
    build(hp)
    build(hp)
    return set(hp.choices)

# %% wrong: tries the ends alone
# The branch belongs to the middle one of three choices, which you never tried. A branch may depend on any value.
from minituner.first_steps import MyHP, combinations


def all_names(build):
    hp, known = MyHP(), -1
    while known < len(hp.choices):
        known = len(hp.choices)
        ends = {name: [values[0], values[-1]] for name, values in hp.choices.items()}
        for combination in combinations(ends):
            for name, value in combination.items():
                hp.pick(name, value)
            build(hp)
    return set(hp.choices)

# %% wrong: one at a time
# This branch needs two values at once, but you changed one name while the others stayed at their defaults.
# Chapter 4 has a search that fails in the same way.
from minituner.first_steps import MyHP


def all_names(build):
    hp, known = MyHP(), -1
    build(hp)
    while known < len(hp.choices):
        known = len(hp.choices)
        for name, values in list(hp.choices.items()):
            for value in values:
                hp.pick(name, value)
                build(hp)
            hp.pick(name, values[0])
    return set(hp.choices)

# %% wrong: one round
# You have tried every choice of the names that the first call registered. The branch that this brought to light
# has branches of its own.
from minituner.first_steps import MyHP, combinations


def all_names(build):
    hp = MyHP()
    build(hp)
    for combination in combinations(hp.choices):
        for name, value in combination.items():
            hp.pick(name, value)
        build(hp)
    return set(hp.choices)

# %% wrong: two rounds
# You go through the choices twice, but this branch lies deeper. Nobody knows beforehand how many rounds it
# takes, so something has to tell when there is nothing more to find.
from minituner.first_steps import MyHP, combinations


def all_names(build):
    hp = MyHP()
    build(hp)
    for _ in range(2):
        for combination in combinations(hp.choices):
            for name, value in combination.items():
                hp.pick(name, value)
            build(hp)
    return set(hp.choices)

# %% wrong: leaves the last value behind
# `momentum` needs three values at once, each somewhere in the middle of its list or at its end. You vary one name
# while the others stay where the loop left them; that reaches some of these combinations, not all.
from minituner.first_steps import MyHP


def all_names(build):
    hp, known = MyHP(), -1
    build(hp)
    while known < len(hp.choices):
        known = len(hp.choices)
        for name, values in list(hp.choices.items()):
            for value in values:
                hp.pick(name, value)
                build(hp)
    return set(hp.choices)

# %% wrong: draws at random
# Some names are missing: each is asked for by one combination among thousands. Draws soon find most branches, but
# cannot tell when they have found the last.
import random

from minituner.first_steps import MyHP


def all_names(build):
    hp, rng = MyHP(), random.Random(0)
    for _ in range(2000):
        build(hp)
        for name, values in hp.choices.items():
            hp.pick(name, rng.choice(values))
    return set(hp.choices)

# %% wrong: returns a list
# The names are right. A list has an order, though, and may hold a name twice; the task asks for a set, in which each
# name occurs once and none comes first.
from minituner.first_steps import MyHP, combinations


def all_names(build):
    hp, known = MyHP(), -1
    while known < len(hp.choices):
        known = len(hp.choices)
        for combination in combinations(hp.choices):
            for name, value in combination.items():
                hp.pick(name, value)
            build(hp)
    return list(hp.choices)
