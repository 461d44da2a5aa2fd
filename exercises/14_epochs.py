# %% exercise
# title: For how many epochs?
# chapter: 14
# kind: fix it
# difficulty: 2
# importance: 4
# minutes: 8
# objective: retrain the best recipe for as many epochs as its weights had behind them
# answer: epochs_to_train
# read: The best model, and the best recipe

# %% statement
# A search has ended, and its best recipe is to be trained again on all the data. `values` holds the recipe's values,
# and `best_step` is the epoch in which its trial was best; KerasTuner 1.4.8 counts it from 0, from the start of *that
# trial*. In a Hyperband search, `tuner/initial_epoch` says how many epochs an earlier trial had already trained.
#
# `epochs_to_train(values, best_step)` should return how many epochs to train a new network for. The line below was
# copied from a report. Mend it. It has to work for the trials of every tuner and leave the recipe as it is.

# %% starter
def epochs_to_train(values, best_step):
    return values["tuner/epochs"]

# %% hint
# Where did the trial end, and where was it best?

# %% hint
# Whoever counts from 0 has trained one epoch when they say 0.

# %% hint
# Random search has no keys that begin with `tuner/`. What would a dictionary's `get` do?

# %% solution
def epochs_to_train(values, best_step):
    return values.get("tuner/initial_epoch", 0) + best_step + 1

# %% another solution
def epochs_to_train(values, best_step):
    epochs = range(best_step + 1)
    if "tuner/initial_epoch" in values:
        earlier = range(values["tuner/initial_epoch"])
        return len(earlier) + len(epochs)
    return len(epochs)

# %% check
expect(
    'epochs_to_train({"units": 64, "tuner/epochs": 27, "tuner/initial_epoch": 9}, 4)',
    14,
    "Nine epochs came before this trial, and it was best in its fifth.",
    mistakes={
        27: "where the trial ended",
        18: "all that the trial trained",
        5: "forgets the earlier trial",
        4: "forgets the earlier trial",
        13: "counts from one",
    },
)
expect(
    'epochs_to_train({"units": 64, "tuner/epochs": 3, "tuner/initial_epoch": 0}, 2)',
    3,
    "A first trial of Hyperband has nothing before it.",
    mistakes={2: "counts from one"},
)
expect(
    'epochs_to_train({"units": 64}, 7)',
    8,
    "These are the values of a random search.",
    mistakes={KeyError: "only Hyperband"},
)
expect(
    'epochs_to_train({"units": 64, "tuner/epochs": 9, "tuner/initial_epoch": 3}, 0)',
    4,
    "Three epochs came before this trial, and it was best in its first.",
    mistakes={9: "takes 0 for nothing", 3: "counts from one"},
)
expect(
    """
    promoted = {"units": 64, "tuner/epochs": 27, "tuner/initial_epoch": 9}
    random = {"units": 32}
    epochs_to_train(promoted, 4), epochs_to_train(random, 4)
    promoted, random
    """,
    ({"units": 64, "tuner/epochs": 27, "tuner/initial_epoch": 9}, {"units": 32}),
    "changes the recipe",
)

# %% right
# That is still a little too much if the earlier trial was best before its own last epoch. Adam's step count, where it
# is kept, would tell.

# %% wrong: where the trial ended
# read: Hyperband
# That is where the trial *ended*. Its best epoch came earlier, and what came after it was worse on the validation images.
def epochs_to_train(values, best_step):
    return values.get("tuner/epochs", best_step + 1)

# %% wrong: all that the trial trained
# That is how many epochs this trial trained, from start to end. But it was not best at its end, and the network had not
# begun at its start.
def epochs_to_train(values, best_step):
    return values["tuner/epochs"] - values["tuner/initial_epoch"]

# %% wrong: forgets the earlier trial
# You count from the start of this trial. The network was promoted and had already trained for nine epochs.
def epochs_to_train(values, best_step):
    return best_step + 1

# %% wrong: counts from one
# One epoch is missing. `best_step` counts from 0, so a network that was best at once has trained for one epoch, not for none.
def epochs_to_train(values, best_step):
    return values.get("tuner/initial_epoch", 0) + best_step

# %% wrong: only Hyperband
# The trials of a random search have no such key, and your code ends with an error there.
def epochs_to_train(values, best_step):
    return values["tuner/initial_epoch"] + best_step + 1

# %% wrong: takes 0 for nothing
# `best_step` is 0 here, and your code takes that for no step at all: in a condition 0 counts as false. The trial was best in its
# first epoch.
def epochs_to_train(values, best_step):
    if not best_step:
        return values.get("tuner/epochs", 1)
    return values.get("tuner/initial_epoch", 0) + best_step + 1

# %% wrong: changes the recipe
# Your call changed a recipe. It is still needed: the network is built from it, and whoever asks a second time should
# get the same answer.
def epochs_to_train(values, best_step):
    return values.pop("tuner/initial_epoch", 0) + best_step + 1
