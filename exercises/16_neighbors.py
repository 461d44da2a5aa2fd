# %% exercise
# title: How many are the same?
# chapter: 16
# kind: write it
# difficulty: 3
# importance: 3
# minutes: 15
# objective: predict what two searches share whose generators count up
# answer: in_common
# read: Are searches with seeds 1, 2 and 3 independent?

# %% statement
# In a certain library each draw makes a fresh generator from the current seed, takes one number from it, and then
# raises the seed by 1. A trial of a random search takes one draw for each of its hyperparameters, always in the same
# order. Nothing else draws, all hyperparameters have the same range, and no two seeds give the same number.
#
# Write `in_common(one, other, trials, names)`: two searches with the seeds `one` and `other` run `trials` trials each, with
# `names` hyperparameters. How many trials do they have in common?

# %% starter
def in_common(one, other, trials, names):
    return 0

# %% hint
# Write down the seeds that the first trial uses, and those of the second. Do so for searches with seeds 1 and 3 and two
# hyperparameters.

# %% hint
# A trial is the same only if *all* its draws are, each in its place.

# %% hint
# You may also play it through: a trial is the tuple of the seeds of its draws.

# %% solution
def in_common(one, other, trials, names):
    moved, rest = divmod(abs(one - other), names)
    return max(trials - moved, 0) if rest == 0 else 0

# %% another solution
def in_common(one, other, trials, names):
    def search(seed):
        found = set()
        for _ in range(trials):
            found.add(tuple(range(seed, seed + names)))
            seed += names
        return found

    return len(search(one) & search(other))

# %% check
expect("in_common(7, 7, 5, 2)", 5, "The same seed gives the same search.")
expect(
    "in_common(1, 3, 5, 2)",
    4,
    "After its first trial the search with seed 1 has made two draws. Where is it then?",
    mistakes={
        0: "takes seeds for streams",
        3: "counts a draw for a trial",
        8: "counts draws",
    },
)
expect(
    "in_common(1, 2, 5, 2)",
    0,
    "The two searches use nearly the same numbers here. In which places?",
    mistakes={5: "rounds the shift", 4: "rounds the shift", 9: "counts draws"},
)
expect(
    "in_common(1, 11, 5, 2)",
    0,
    "One search begins where the other ended.",
)
expect(
    "in_common(1, 1001, 5, 2)",
    0,
    "goes below nothing",
)
expect(
    "in_common(9, 3, 5, 2)",
    2,
    "It cannot matter which of the two is called one and which other.",
    mistakes={lambda got: got > 5 or got == 0: "knows one order"},
)
expect(
    "in_common(4, 13, 6, 3)",
    3,
    "A trial takes three draws here, and there are six trials. How far apart do the two searches begin?",
    mistakes={0: "is right for two hyperparameters", 2: "is right for five trials"},
)
expect(
    "in_common(2, 5, 4, 1)",
    1,
    "With one hyperparameter a trial is one draw.",
    mistakes={0: "is right for two hyperparameters"},
)

# %% right
# Seeds 1 to 10 look like ten experiments but are little more than one. Seeds farther apart than trials times
# hyperparameters share nothing; or use a generator that mixes its seed.

# %% wrong: takes seeds for streams
# You assume that another seed means another stream of numbers. Here a search uses one seed after another, so it soon
# comes to the seed that the other search began with.
def in_common(one, other, trials, names):
    return trials if one == other else 0

# %% wrong: counts a draw for a trial
# You move by one trial for each step between the seeds. A trial takes as many draws as it has hyperparameters, so one trial
# moves the seed by more than 1.
def in_common(one, other, trials, names):
    return max(trials - abs(one - other), 0)

# %% wrong: counts draws
# That is how many *numbers* they share. A trial is made of several of them, each in its place.
def in_common(one, other, trials, names):
    if one == other:
        return trials
    return max(trials * names - abs(one - other), 0)

# %% wrong: rounds the shift
# The searches are shifted by half a trial. The first number of a pair in one search is the second of a pair in the
# other, so all pairs differ although nearly all of the numbers are the same.
def in_common(one, other, trials, names):
    return max(trials - abs(one - other) // names, 0)

# %% wrong: goes below nothing
# Fewer than no trials in common? Seeds that lie far enough apart share nothing, and nothing is the least they can
# share.
def in_common(one, other, trials, names):
    moved, rest = divmod(abs(one - other), names)
    return trials - moved if rest == 0 else 0

# %% wrong: knows one order
# Here the first seed is the larger one, and your number makes no sense anymore. What two searches have in common does not
# depend on which of them you name first.
def in_common(one, other, trials, names):
    moved, rest = divmod(other - one, names)
    return max(trials - moved, 0) if rest == 0 else 0

# %% wrong: is right for two hyperparameters
# The number of hyperparameters has changed, but your code still counts in twos or asks whether the shift is even.
# `names` says how many draws a trial takes.
def in_common(one, other, trials, names):
    moved, rest = divmod(abs(one - other), 2)
    return max(trials - moved, 0) if rest == 0 else 0

# %% wrong: is right for five trials
# Earlier calls had five trials, and this one has more: `trials` says how many.
def in_common(one, other, trials, names):
    moved, rest = divmod(abs(one - other), names)
    return max(5 - moved, 0) if rest == 0 else 0
