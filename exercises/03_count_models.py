# %% exercise
# title: A visitor that counts
# chapter: 3
# kind: write it
# difficulty: 2
# importance: 4
# minutes: 10
# objective: write a visitor that learns about a hypermodel from one walk through it
# answer: count_models
# read: `hp` is a visitor

# %% statement
# Before you start a grid search, you want to know how many models it will fit. Write `count_models(build)`, which
# finds out with *one* call of `build`: it returns the number of combinations of all its `Choice`s. You pass `build`
# only a visitor of your own, and nothing is trained.
#
# You may assume that `build` has no `if`: each call goes through all its `Choice`s. It may ask for a
# name more than once.

# %% starter
class Counter:
    def Choice(self, name, choices):
        ...


def count_models(build):
    ...

# %% hint
# `Choice` has to return something, or no model can be built: which of the choices will do?

# %% hint
# The visitor takes notes while `build` walks it around. What do you read in them afterwards?

# %% hint
# A name that is asked for twice is still one hyperparameter. Notes in a dictionary have each name once.

# %% solution
class Counter:
    def __init__(self):
        self.lengths = {}

    def Choice(self, name, choices):
        self.lengths[name] = len(choices)
        return choices[0]


def count_models(build):
    visitor = Counter()
    build(visitor)
    product = 1
    for length in visitor.lengths.values():
        product *= length
    return product

# %% another solution
from minituner.first_steps import MyHP, combinations


def count_models(build):
    hp = MyHP()
    build(hp)
    return len(combinations(hp.choices))

# %% check
built = []


def three(hp):
    built.append(1)
    return [hp.Choice("a", [1, 2, 3]), hp.Choice("b", "xy"), hp.Choice("c", [1, 2, 3, 4])]


def again(hp):
    width = hp.Choice("width", [16, 32, 64])
    return [width, hp.Choice("bias", [True, False]), hp.Choice("width", [16, 32, 64])]


def fixed(hp):
    return "a model without hyperparameters"


def picky(hp):
    activation = hp.Choice("activation", ["relu", "tanh"])
    return {"relu": 1, "tanh": 2}[activation]


expect(
    "count_models(three)",
    24,
    "Three choices, two choices and four.",
    mistakes={9: "adds", 3: "counts the names"},
    called="count_models(build), for a build with Choices of 3, 2 and 4 values",
)
expect(
    "built.clear()\ncount_models(three)\nlen(built)",
    1,
    "builds them all",
    called="how often count_models called build",
)
expect(
    "count_models(again)",
    6,
    "One width and one bias.",
    mistakes={18: "counts a name twice"},
    called="count_models(build), for a build that asks for `width` (3 values), `bias` (2), and `width` again",
)
expect(
    "count_models(picky)",
    2,
    "A visitor has to answer with one of the choices.",
    mistakes={KeyError: "answers with something else"},
    called='count_models(build), for a build that uses what Choice("activation", ["relu", "tanh"]) returns',
)
expect(
    "count_models(fixed)",
    1,
    "A build without hyperparameters makes one model.",
    called="count_models(build), for a build without a Choice",
)

# %% right
# `build` was written for a search, and now it has served for a census. Where a `build` has branches, one
# walk sees only one branch and the product is wrong; chapter 7 has the words for that.

# %% wrong: adds
# You have added the lengths. Each choice of one name goes with each choice of the others.
class Counter:
    def __init__(self):
        self.lengths = {}

    def Choice(self, name, choices):
        self.lengths[name] = len(choices)
        return choices[0]


def count_models(build):
    visitor = Counter()
    build(visitor)
    return sum(visitor.lengths.values())

# %% wrong: counts the names
# read: Register or retrieve
# That is the number of names. Each of them stands for a list of values.
class Counter:
    def __init__(self):
        self.names = set()

    def Choice(self, name, choices):
        self.names.add(name)
        return choices[0]


def count_models(build):
    visitor = Counter()
    build(visitor)
    return len(visitor.names)

# %% wrong: builds them all
# The number is right, but you built every model to find it. With networks, that costs minutes and
# memory for a number that one walk can give.
from minituner.first_steps import MyHP, combinations


def count_models(build):
    hp, models = MyHP(), []
    build(hp)
    for combination in combinations(hp.choices):
        for name, value in combination.items():
            hp.pick(name, value)
        models.append(build(hp))
    return len(models)

# %% wrong: counts a name twice
# read: Register or retrieve
# `width` was asked for twice, and you took it for two hyperparameters. The name decides.
class Counter:
    product = 1

    def Choice(self, name, choices):
        self.product *= len(choices)
        return choices[0]


def count_models(build):
    visitor = Counter()
    build(visitor)
    return visitor.product

# %% wrong: answers with something else
# `build` works with what `Choice` returns, and yours returned nothing that it could use. A visitor may
# note anything, as long as it answers the way an `hp` would.
class Counter:
    def __init__(self):
        self.lengths = {}

    def Choice(self, name, choices):
        self.lengths[name] = len(choices)


def count_models(build):
    visitor = Counter()
    build(visitor)
    product = 1
    for length in visitor.lengths.values():
        product *= length
    return product
