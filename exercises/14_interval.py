# %% exercise
# title: All of them right
# chapter: 14
# kind: fix it
# difficulty: 3
# importance: 4
# minutes: 15
# objective: give an interval for an accuracy that holds where the accuracy is near 1
# answer: interval
# read: How sure is a test accuracy?

# %% statement
# `interval(right, images)` below is found in many reports. Ask it about 20 right out of 20, and it says *from 1 to 1*,
# as if nothing could be more certain.
#
# Mend it. Return the lowest and the highest probability `p` compatible with what was seen, meaning
#
#     abs(right/images - p) <= 1.96 * sqrt(p * (1 - p) / images)
#
# This is Wilson's interval. No statistics library is needed.

# %% starter
from math import sqrt


def interval(right, images):
    share = right / images
    half = 1.96 * sqrt(share * (1 - share) / images)
    return share - half, share + half

# %% hint
# Compare the condition with the code, letter by letter. Whose spread is under the root?

# %% hint
# Square both sides: that is a quadratic inequality in p. Or let a program look for the two ends, by halving.

# %% hint
# There is a formula for the two ends of ap² + bp + c ≤ 0. Here a is 1 + z²/n and b is −(2·share + z²/n).

# %% solution
from math import sqrt


def interval(right, images):
    share, extra = right / images, 1.96**2 / images
    middle = share + extra / 2
    half = sqrt(middle**2 - (1 + extra) * share**2)
    return (middle - half) / (1 + extra), (middle + half) / (1 + extra)

# %% another solution
def interval(right, images):
    share = right / images

    def goes_well(p):
        return (share - p) ** 2 <= 1.96**2 * p * (1 - p) / images

    def end(outside):
        inside = share
        for _ in range(60):
            between = (inside + outside) / 2
            inside, outside = (between, outside) if goes_well(between) else (inside, between)
        return inside

    return end(0.0), end(1.0)

# %% check
expect(
    "interval(20, 20)",
    (0.83887, 1.0),
    "Even a network that errs once in ten would get all of 20 right now and then.",
    mistakes={
        lambda got: got[0] > got[1]: "The lowest comes first, and then the highest.",
        lambda got: 80 < got[0] < got[1]: "A probability lies between 0 and 1; these look like percents.",
        lambda got: got[0] > 0.999 or got[1] - got[0] < 0.001: "the spread of what was seen",
        lambda got: got[1] > 1.01: "more than all of them",
        lambda got: abs(got[0] - 0.95) < 0.001 or abs(got[0] - 0.8611) < 0.001: "a rule for one case",
        lambda got: abs(got[0] - 0.8808) < 0.0005: "one side",
        lambda got: abs(got[0] - 0.83887) < 0.008 and abs(got[1] - 1) < 0.008: "That is close. Is it the 1.96 of the condition that you use, and do you look for the ends finely enough?",
    },
    tolerance=1e-3,
)
expect(
    "interval(370, 389)",
    (0.92489, 0.96851),
    "At either end the two sides of the condition are equal. Put your numbers in: which of the sides is too large?",
    mistakes={
        lambda got: abs(got[0] - 0.92970) < 0.0005: "the spread of what was seen",
        lambda got: abs(got[0] - 0.92960) < 0.0006: "the spread of what was seen",
        lambda got: abs(got[0] + got[1] - 2 * 370 / 389) < 1e-6: "the same to both sides",
    },
    tolerance=1e-3,
)
expect(
    "interval(0, 20)",
    (0.0, 0.16113),
    "The other end of the scale is the mirror image of the first case.",
    mistakes={lambda got: got[0] < -0.001: "more than all of them"},
    tolerance=1e-3,
)

# %% right
# The spread belongs to the probability that you ask about, not to the share that you saw. So the interval reaches
# farther toward the middle and never leaves the range from 0 to 1.

# %% wrong: the spread of what was seen
# You use the spread of the share that was seen. Whether p = 0.9 is compatible with it depends on the spread that *p*
# has, and at 0.9 that is not zero.
from math import sqrt


def interval(right, images):
    share = right / images
    half = 1.96 * sqrt(share * (1 - share) / images)
    return max(0.0, share - half), min(1.0, share + half)

# %% wrong: more than all of them
# Your interval leaves the range from 0 to 1, which no probability can. A spread that fits the middle, such as the
# largest that any p could have, is much too wide here.
from math import sqrt


def interval(right, images):
    share, half = right / images, 1.96 * sqrt(0.25 / images)
    return share - half, share + half

# %% wrong: one side
# A little too narrow: 1.645 leaves out one in twenty on *one* side. There are two sides, and the condition says 1.96.
from math import sqrt


def interval(right, images):
    share, extra = right / images, 1.645**2 / images
    middle = share + extra / 2
    half = sqrt(middle**2 - (1 + extra) * share**2)
    return (middle - half) / (1 + extra), (middle + half) / (1 + extra)

# %% wrong: a rule for one case
# *Three over n* is a good rule of thumb when all are right, but it is not what the condition says.
from math import sqrt


def interval(right, images):
    share = right / images
    if share == 1:
        return 0.05 ** (1 / images), 1.0
    half = 1.96 * sqrt(share * (1 - share) / images)
    return share - half, share + half

# %% wrong: the same to both sides
# Your interval reaches as far up as down. Near 1 there is more room below than above, so the two ends are not alike.
from math import sqrt


def interval(right, images):
    share, extra = right / images, 1.96**2 / images
    middle = share + extra / 2
    half = sqrt(middle**2 - (1 + extra) * share**2)
    low = (middle - half) / (1 + extra)
    return low, min(1.0, 2 * share - low)
