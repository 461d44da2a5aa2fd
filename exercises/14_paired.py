# %% exercise
# title: The images that tell them apart
# chapter: 14
# kind: write it
# difficulty: 3
# importance: 5
# minutes: 15
# objective: compare two classifiers image by image, with an exact test
# answer: p_value
# read: How sure is a test accuracy?

# %% statement
# Two networks have classified the same images. `mine` and `yours` are lists of the same length, with `True` where the
# network was right. Write `p_value(mine, yours)`, McNemar's exact test, without a statistics library.
#
# Only images on which the two differ count. If both were equally good, each of these would be a toss of a fair coin.
# The result is the probability that such tosses fall *as unevenly as this or more so, to either side*. If they never
# differ, it is 1.

# %% starter
def p_value(mine, yours):
    ...

# %% hint
# How many images did one network get right and the other wrong, and how many the other way around? Call these numbers
# `a` and `b`.

# %% hint
# `math.comb(n, k) / 2**n` is the probability that a fair coin shows k heads in n tosses.

# %% hint
# Add that up for all k that are as far from the middle as `a`, or farther. Count no k twice.

# %% solution
from math import comb


def p_value(mine, yours):
    a = sum(m and not y for m, y in zip(mine, yours, strict=True))
    b = sum(y and not m for m, y in zip(mine, yours, strict=True))
    n = a + b
    return sum(comb(n, k) for k in range(n + 1) if abs(2 * k - n) >= abs(a - b)) / 2**n

# %% another solution
from math import comb


def p_value(mine, yours):
    pairs = list(zip(mine, yours, strict=True))
    few, many = sorted([pairs.count((True, False)), pairs.count((False, True))])
    tail = sum(comb(few + many, heads) for heads in range(few + 1))
    return min(1.0, 2 * tail / 2 ** (few + many))

# %% check
def answers(both, mine, yours, neither):
    """Two lists: images right for both, for mine alone, for yours alone, for neither."""
    first = [True] * both + [True] * mine + [False] * yours + [False] * neither
    second = [True] * both + [False] * mine + [True] * yours + [False] * neither
    return first, second


expect(
    "p_value(*answers(both=0, mine=5, yours=1, neither=0))",
    14 / 64,
    "Of six tosses five fall to one side. As uneven or more so, to either side: 0, 1, 5 or 6.",
    mistakes={
        6 / 64: "this very count alone",
        12 / 64: "this very count alone",
        7 / 64: "one side",
        1 / 64: "Only the most extreme case is counted.",
    },
    tolerance=1e-6,
)
expect(
    "p_value(*answers(both=300, mine=5, yours=1, neither=40))",
    14 / 64,
    "counts what they agree on",
    tolerance=1e-6,
)
expect(
    "p_value(*answers(both=300, mine=1, yours=5, neither=40))",
    14 / 64,
    "Whichever network is called mine, the test is the same.",
    mistakes={lambda got: got > 0.5: "one side, the wrong one"},
    tolerance=1e-6,
)
expect(
    "p_value(*answers(both=10, mine=7, yours=2, neither=1))",
    92 / 512,
    "Of nine tosses seven fall to one side. As uneven or more so: 0, 1, 2, 7, 8 or 9.",
    mistakes={56 / 512: "a middle that is rounded"},
    tolerance=1e-6,
)
expect(
    "p_value(*answers(both=10, mine=4, yours=4, neither=0))",
    1.0,
    "Four against four is as even as can be.",
    mistakes={lambda got: got > 1: "more than certain"},
    tolerance=1e-6,
)
expect(
    "p_value(*answers(both=10, mine=0, yours=0, neither=3))",
    1.0,
    "They never differ here.",
    mistakes={
        2.0: "more than certain",
        ZeroDivisionError: "no toss at all",
        0.0: "no toss at all",
    },
    tolerance=1e-6,
)

# %% right
# The 300 images that both networks can read say nothing about which is better, yet in two separate intervals they make
# up most of the width.

# %% wrong: counts what they agree on
# Adding 340 images changed your answer, although the two networks agree on all of them. Such an image is not a toss of
# the coin.
from math import comb


def p_value(mine, yours):
    n, a, b = len(mine), sum(mine), sum(yours)
    far = abs(a - b)
    return sum(comb(n, k) for k in range(n + 1) if abs(2 * k - n) >= far) / 2**n

# %% wrong: this very count alone
# That is how likely *exactly* this count is, or this count on either side. Any single count is unlikely if there are many
# tosses; ask for this one and all that are more uneven.
from math import comb


def p_value(mine, yours):
    a = sum(m and not y for m, y in zip(mine, yours))
    b = sum(y and not m for m, y in zip(mine, yours))
    return comb(a + b, a) / 2 ** (a + b)

# %% wrong: one side
# You count one side only. Before you looked, you did not know which network would be ahead; had it been the other one,
# you would have counted that side.
from math import comb


def p_value(mine, yours):
    a = sum(m and not y for m, y in zip(mine, yours))
    b = sum(y and not m for m, y in zip(mine, yours))
    return sum(comb(a + b, k) for k in range(max(a, b), a + b + 1)) / 2 ** (a + b)

# %% wrong: one side, the wrong one
# Here the second network is ahead, and your p is large: it asks whether the *first* one is better, which is a different
# question.
from math import comb


def p_value(mine, yours):
    a = sum(m and not y for m, y in zip(mine, yours))
    b = sum(y and not m for m, y in zip(mine, yours))
    return min(1.0, 2 * sum(comb(a + b, k) for k in range(a, a + b + 1)) / 2 ** (a + b))

# %% wrong: more than certain
# That is a probability above 1: where the two sides meet in the middle, you count the middle twice.
from math import comb


def p_value(mine, yours):
    a = sum(m and not y for m, y in zip(mine, yours))
    b = sum(y and not m for m, y in zip(mine, yours))
    return 2 * sum(comb(a + b, k) for k in range(min(a, b) + 1)) / 2 ** (a + b)

# %% wrong: no toss at all
# Two networks that never differ are as even as can be, and nothing about that is surprising.
from math import comb


def p_value(mine, yours):
    a = sum(m and not y for m, y in zip(mine, yours))
    b = sum(y and not m for m, y in zip(mine, yours))
    if a + b == 0:
        return 0.0
    return min(1.0, 2 * sum(comb(a + b, k) for k in range(min(a, b) + 1)) / 2 ** (a + b))

# %% wrong: a middle that is rounded
# There are nine tosses here, and their middle lies between two whole numbers. Rounded, it is nearer to one of the two sides, and
# a count is missing on the other.
from math import comb


def p_value(mine, yours):
    a = sum(m and not y for m, y in zip(mine, yours))
    b = sum(y and not m for m, y in zip(mine, yours))
    n, middle = a + b, (a + b) // 2
    return sum(comb(n, k) for k in range(n + 1) if abs(k - middle) >= abs(a - middle)) / 2**n
