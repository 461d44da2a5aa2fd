# %% exercise
# title: How many rows would do?
# chapter: 5
# kind: write it
# difficulty: 3
# importance: 3
# minutes: 12
# objective: turn a formula for a score into a decision about data
# answer: rows_needed
# read: A formula for the price

# %% statement
# With `n` rows, least squares on `k` features has a mean squared error of `8 * (1 + k/(n-k-1))` on fresh rows.
# With 8 features and 100 rows that is 8.70.
#
# How many rows make `k` features as good as that? Write `rows_needed(k, features=8, rows=100)`: the *smallest* whole
# number of rows with which the error of `k` features is no higher than that of `features` features with `rows` rows.

# %% starter
def rows_needed(k, features=8, rows=100):
    ...

# %% hint
# The 8 and the first 1 are the same on both sides. What has to be compared?

# %% hint
# You may solve it on paper, or let a loop try one number of rows after another, starting at `k + 2`.

# %% solution
def rows_needed(k, features=8, rows=100):
    n = k + 2
    while k * (rows - features - 1) > features * (n - k - 1):
        n += 1
    return n

# %% another solution
from math import ceil


def rows_needed(k, features=8, rows=100):
    price = (rows - features - 1) * k
    return k + 1 + ceil(price / features)

# %% check
expect(
    "rows_needed(8)",
    100,
    "Eight features with 100 rows are as good as themselves.",
    mistakes={91: "counts the rows beyond"},
)
expect(
    "rows_needed(50)",
    620,
    "Put your number into the formula, then one row fewer.",
    mistakes={
        625: "keeps the ratio",
        619: "rounds down",
        619.75: "is no number of rows",
    },
)
expect("rows_needed(20, features=10, rows=61)", 121, "It works for 8 and 100; are they hard-coded?")

# %% right
# With 50 features instead of 8, the rows have to grow nearly in proportion. Chapter 6's Lasso gains much of what they
# would bring, without a single extra row.

# %% wrong: keeps the ratio
# You kept as many rows for each feature. That is nearly it, but the price is `k/(n-k-1)`, not `k/n`: the
# number of features counts below the line, too.
from math import ceil


def rows_needed(k, features=8, rows=100):
    return ceil(k * rows / features)

# %% wrong: rounds down
# One row too few: with that many the error is still a little higher. A number that is *needed* is rounded up.
def rows_needed(k, features=8, rows=100):
    return int(k + 1 + (rows - features - 1) * k / features)

# %% wrong: is no number of rows
# Nobody has three quarters of a row. Which whole number is the first that will do?
def rows_needed(k, features=8, rows=100):
    return k + 1 + (rows - features - 1) * k / features

# %% wrong: counts the rows beyond
# That is `n - k - 1`, what stands below the line. The rows that the coefficients use up are missing.
from math import ceil


def rows_needed(k, features=8, rows=100):
    return ceil((rows - features - 1) * k / features)
