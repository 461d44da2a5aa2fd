# %% exercise
# title: What the grid makes of a branch
# chapter: 7
# kind: work it out
# difficulty: 2
# importance: 4
# minutes: 8
# objective: count the models of a space with branches, and the trials of an oracle that does not see them
# answer: answer
# read: Why a loop confuses an oracle
# needs: numpy

# %% statement
# A model is an `"svm"` or a `"forest"`. The first has 2 values of `C`; the second has 3 values of `trees` and 2 of
# `depth`. Either model may get the data scaled or unscaled.
#
# How many different models are there? All five names are declared in each run of `build`, without a scope: how many
# trials does a grid search make? And how often does it train one and the same svm?

# %% starter
answer = {
    "different models": ...,
    "trials without scopes": ...,
    "trials of one svm": ...,
}

# %% hint
# Draw the tree: two branches at the top. What lies side by side adds; what comes one after another multiplies.

# %% hint
# The oracle has a list of five names. What does a grid do with a list of names?

# %% hint
# Fix an svm, that is, `kind`, `C` and whether the data are scaled. Which names are left, and do they change anything?

# %% solution
answer = {"different models": 16, "trials without scopes": 48, "trials of one svm": 6}

# %% another solution
from itertools import product

every = list(product(["svm", "forest"], range(2), range(3), range(2), [False, True]))
models = [
    (kind, c, scale) if kind == "svm" else (kind, trees, depth, scale)
    for kind, c, trees, depth, scale in every
]
answer = {
    "different models": len(set(models)),
    "trials without scopes": len(every),
    "trials of one svm": models.count(("svm", 0, True)),
}

# %% check
from minituner import discover
from minituner.oracles.grid import configurations


def build(hp, scopes):
    def when(kind):
        return {"parent_name": "kind", "parent_values": [kind]} if scopes else {}

    hp.Choice("kind", ["svm", "forest"])
    hp.Choice("C", [1, 10], **when("svm"))
    hp.Choice("trees", [10, 50, 100], **when("forest"))
    hp.Choice("depth", [2, 4], **when("forest"))
    hp.Boolean("scale")


def every(scopes):
    return list(configurations(discover(lambda hp: build(hp, scopes)).space))


svm = {"kind": "svm", "C": 10, "scale": True}
models, trials = len(every(True)), every(False)
expect_answer(
    "different models",
    models,
    "Count each of the two kinds by itself, then add.",
    mistakes={
        14: "adds along a branch",
        8: "forgets the switch",
        24: "multiplies the branches",
        48: "multiplies the branches",
    },
)
expect_answer(
    "trials without scopes",
    len(trials),
    "A grid combines all the values of all the names that it knows.",
    mistakes={models: "lets the oracle see the branches", 24: "forgets that the kind is a name"},
)
expect_answer(
    "trials of one svm",
    sum(trial | svm == trial for trial in trials),
    "Which names differ between two trials that train the same svm?",
    mistakes={1: "trusts the grid", 12: "counts a change for a repeat"},
)

# %% right
# The cheaper a branch is, the more often it is repeated for nothing. And with a limit on the trials, the repeats
# take the place of models that then are never seen.

# %% wrong: adds along a branch
# `trees` and `depth` stand one after the other in the same model, so each value of the one goes with each of the other.
answer = {"different models": 14, "trials without scopes": 48, "trials of one svm": 6}

# %% wrong: forgets the switch
# That would be right if the data were always scaled. But both kinds have that switch.
answer = {"different models": 8, "trials without scopes": 48, "trials of one svm": 6}

# %% wrong: multiplies the branches
# No model has a `C` *and* trees. Names on different branches never meet; only an oracle that knows no better combines
# them.
answer = {"different models": 48, "trials without scopes": 48, "trials of one svm": 6}

# %% wrong: lets the oracle see the branches
# read: Conditions
# That would be right with scopes. Without them, nobody has told the oracle that `C` means nothing to a forest.
answer = {"different models": 16, "trials without scopes": 16, "trials of one svm": 6}

# %% wrong: forgets that the kind is a name
# Only four of the five names are in that product. `kind` looks like a fork in the road, but to the oracle it is a
# name with values like any other.
answer = {"different models": 16, "trials without scopes": 24, "trials of one svm": 6}

# %% wrong: trusts the grid
# True, each *trial* differs from all others. But some differ only in names that an svm does not read.
answer = {"different models": 16, "trials without scopes": 48, "trials of one svm": 1}

# %% wrong: counts a change for a repeat
# An svm on scaled data is a different model from the same svm on unscaled data.
answer = {"different models": 16, "trials without scopes": 48, "trials of one svm": 12}
