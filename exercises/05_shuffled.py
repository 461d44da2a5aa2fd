# %% exercise
# title: The columns in another order
# chapter: 5
# kind: work it out
# difficulty: 4
# importance: 3
# minutes: 12
# objective: tell what a curve says about data from what it owes to the order of their columns
# answer: answer
# read: Every size from 1 to 50

# %% statement
# The chapter's curve has its top at 8, since the 8 features that count come first. Somebody shuffles the 50 columns
# before drawing it: all orders are equally likely.
#
# How many of the 8 are among the first eight columns now, on average? At which column does the *last* of the 8 stand,
# on average? Compute it, or simulate it: answers within 0.2 count as right. And how does the highest exact R² on the
# new curve compare with the old one, as a rule: is it `"lower"`, `"equal"` or `"higher"`?

# %% starter
answer = {"true ones among eight": ..., "last true one": ..., "top": ...}

# %% hint
# Each column is equally likely to stand in each place. So each of the first eight counts with the same probability.

# %% hint
# `random.sample(range(1, 51), 8)` draws the places of the eight.

# %% hint
# To include every column that counts, the curve now has to take in most of those that do not.

# %% solution
answer = {"true ones among eight": 1.28, "last true one": 45.33, "top": "lower"}

# %% another solution
import random

rng = random.Random(0)
draws = [rng.sample(range(1, 51), 8) for _ in range(40_000)]
answer = {
    "true ones among eight": sum(place <= 8 for draw in draws for place in draw) / 40_000,
    "last true one": sum(map(max, draws)) / 40_000,
    "top": "lower",
}

# %% check
expect_answer(
    "true ones among eight",
    8 * 8 / 50,
    "Eight of fifty columns count, wherever you look.",
    mistakes={8: "eight is a number of columns", 4: "half of them", 1: "one, for sure"},
    tolerance=0.2,
)
expect_answer(
    "last true one",
    8 * 51 / 9,
    "The eight cut the row of columns into nine stretches, of the same length on average.",
    mistakes={
        lambda got: abs(got - 25.5) < 1: "the average place",
        50: "the end of the row",
        8: "eight is a number of columns",
    },
    tolerance=0.2,
)
expect_answer(
    "top",
    "lower",
    "By the time that all eight are in, how many useless ones are in as well, and what do they cost?",
    mistakes={"equal": "the same columns, the same curve", "higher": "more columns, more score"},
)

# %% right
# In 20 shuffled data sets the top lay anywhere from 2 to 50, and never at 8. A curve over "the first k features"
# tells you about the order; a search over *which* features is a different and far larger one.

# %% wrong: eight is a number of columns
# Before the shuffle, the first eight columns were the eight that count. After it, they are eight columns like any
# others.
answer = {"true ones among eight": 8, "last true one": 8, "top": "equal"}

# %% wrong: half of them
# Half would be right if half of all columns counted.
answer = {"true ones among eight": 4, "last true one": 45.3, "top": "lower"}

# %% wrong: the average place
# That is where one of them stands on average. The task asks for the one that comes last.
answer = {"true ones among eight": 1.28, "last true one": 25.5, "top": "lower"}

# %% wrong: the end of the row
# The last column counts in only one shuffle out of six, but that is where you put the last true one each time.
answer = {"true ones among eight": 1.28, "last true one": 50, "top": "lower"}

# %% wrong: the same columns, the same curve
# read: A formula for the price
# The two curves end alike, with all 50 columns. But on its way the old one passed a place with everything that counts
# and nothing else; the new one never does.
answer = {"true ones among eight": 1.28, "last true one": 45.3, "top": "equal"}

# %% wrong: more columns, more score
# read: Least squares without a hint
# No true feature comes in without useless ones before it, and each of those costs something.
answer = {"true ones among eight": 1.28, "last true one": 45.3, "top": "higher"}
