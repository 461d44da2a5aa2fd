# %% exercise
# title: Guess and doubt
# chapter: 10
# kind: fill the gap
# difficulty: 3
# importance: 4
# minutes: 12
# objective: complete a Gaussian process, and test it where its answer is known beforehand
# answer: guess
# read: A smooth guess with an honest doubt
# needs: numpy

# %% statement
# `guess(u_seen, y_seen, u)` returns the surrogate's mean and standard deviation at the places `u`; all of these are
# arrays. Two lines are missing. `shares`, an array of shape (seen, new), says how much each score seen so far counts at
# each place.
#
# Far from everything seen, the mean is the average of the scores, and the deviation is the scores' own. At a place that
# was seen, the mean is its score and the deviation is 0: never less, never NaN.

# %% starter
import numpy as np


def alike(u, v, scale):
    distance = np.sqrt(5) * np.abs(u[:, None] - v) / scale
    return (1 + distance + distance**2 / 3) * np.exp(-distance)


def guess(u_seen, y_seen, u, scale=0.2):
    middle, width = y_seen.mean(), y_seen.std()
    k = alike(u_seen, u, scale)
    shares = np.linalg.solve(alike(u_seen, u_seen, scale), k)
    mean = ...
    doubt = ...
    return mean, doubt

# %% hint
# Far away, all shares are 0. What must be left of the mean then? So the shares apply to something that is 0 on average.

# %% hint
# Start from a variance of 1. What was seen takes some of it away: at each place, the sum of `shares * k` over the
# places seen. `width` turns what is left into the units of the scores: before the root, or after it?

# %% hint
# At a place that was seen, a rounding error may turn 0 into a tiny negative number, whose root is NaN.

# %% solution
import numpy as np


def alike(u, v, scale):
    distance = np.sqrt(5) * np.abs(u[:, None] - v) / scale
    return (1 + distance + distance**2 / 3) * np.exp(-distance)


def guess(u_seen, y_seen, u, scale=0.2):
    middle, width = y_seen.mean(), y_seen.std()
    k = alike(u_seen, u, scale)
    shares = np.linalg.solve(alike(u_seen, u_seen, scale), k)
    mean = middle + shares.T @ (y_seen - middle)
    doubt = width * np.sqrt(np.maximum(1 - np.sum(shares * k, axis=0), 0))
    return mean, doubt

# %% another solution
import numpy as np


def guess(u_seen, y_seen, u, scale=0.2):
    def alike(a, b):
        far = 5**0.5 * abs(a - b) / scale
        return (1 + far + far**2 / 3) * np.exp(-far)

    table = np.array([[alike(a, b) for b in u_seen] for a in u_seen])
    inverse = np.linalg.inv(table)
    means, doubts = [], []
    for place in u:
        k = np.array([alike(a, place) for a in u_seen])
        means.append(y_seen.mean() + k @ inverse @ (y_seen - y_seen.mean()))
        left = max(1 - k @ inverse @ k, 0)
        doubts.append((left * y_seen.var()) ** 0.5)
    return np.array(means), np.array(doubts)

# %% check
import numpy as np


def exact(place):
    """The doubt at a place, written out for the three points below."""
    seen = np.array([0.2, 0.5, 0.6])

    def alike(distance):
        far = 5**0.5 * np.abs(distance) / 0.2
        return (1 + far + far**2 / 3) * np.exp(-far)

    k = alike(seen - place)
    left = 1 - k @ np.linalg.inv(alike(seen[:, None] - seen)) @ k
    return round(float(np.std([1.0, 3.0, 2.0]) * left**0.5), 5)


SEEN = """
u_seen = np.array([0.2, 0.5, 0.6])
y_seen = np.array([1.0, 3.0, 2.0])
"""
expect(
    SEEN + "guess(u_seen, y_seen, np.array([100.0]))[0]",
    [2.0],
    "Far from everything the mean is the average of the scores, which is 2.",
    mistakes={
        (0.0,): "falls to zero",
        (6.0,): "adds the middle to what has one",
        (): "a mean that is missing",
    },
    tolerance=1e-5,
)
expect(
    SEEN + "guess(u_seen, y_seen, u_seen)[0]",
    [1.0, 3.0, 2.0],
    "At the places that were seen, the mean is what was seen there.",
    mistakes={
        (2.0, 2.0, 2.0): "the average everywhere",
        (3.0, 5.0, 4.0): "adds the middle to what has one",
    },
    tolerance=1e-5,
)
expect(
    SEEN + "guess(u_seen, y_seen, np.array([100.0]))[1]",
    [(2 / 3) ** 0.5],
    "Far from everything the doubt is the deviation of the scores, 0.816.",
    mistakes={(1.0,): "no units", (2 / 3,): "a variance", ((2 / 3) ** 0.25,): "the width under the root"},
    tolerance=1e-5,
)
expect(
    SEEN + "guess(u_seen, y_seen, np.array([0.35]))[1]",
    [exact(0.35)],
    "Halfway between two points, the doubt is in between, too.",
    mistakes={
        lambda got: abs(got[0] - (2 / 3) ** 0.5) < 1e-6: "a doubt that learns nothing",
        lambda got: abs(got[0] - exact(0.35) ** 2) < 1e-3: "a variance",
        lambda got: abs(got[0] - exact(0.35) ** 2 / (2 / 3) ** 0.5) < 1e-3: "no root",
    },
    tolerance=1e-4,
)
expect_that(
    """
    u_seen = np.linspace(0, 1, 12)
    guess(u_seen, np.sin(u_seen), u_seen)[1]
    """,
    lambda got: len(got) == 12 and np.all(np.abs(got) < 1e-3),
    "twelve times 0",
    "Nothing is in doubt where something was seen.",
    mistakes={lambda got: np.isnan(got).any(): "the root of less than nothing"},
)

# %% right
# Two places tell whether such a function is sound: one that was seen, and one far away. At both, the answer is known
# before anything is computed.

# %% wrong: falls to zero
# Far away, your mean is 0, a score that nobody has seen. The shares are 0 there, so the mean has to come from somewhere
# else.
import numpy as np


def alike(u, v, scale):
    distance = np.sqrt(5) * np.abs(u[:, None] - v) / scale
    return (1 + distance + distance**2 / 3) * np.exp(-distance)


def guess(u_seen, y_seen, u, scale=0.2):
    k = alike(u_seen, u, scale)
    shares = np.linalg.solve(alike(u_seen, u_seen, scale), k)
    variance = 1 - np.sum(shares * k, axis=0)
    return shares.T @ y_seen, y_seen.std() * np.sqrt(np.maximum(variance, 0))

# %% wrong: adds the middle to what has one
# You added the middle without subtracting it first: the scores that the shares apply to already contain it.
import numpy as np


def alike(u, v, scale):
    distance = np.sqrt(5) * np.abs(u[:, None] - v) / scale
    return (1 + distance + distance**2 / 3) * np.exp(-distance)


def guess(u_seen, y_seen, u, scale=0.2):
    k = alike(u_seen, u, scale)
    shares = np.linalg.solve(alike(u_seen, u_seen, scale), k)
    variance = 1 - np.sum(shares * k, axis=0)
    mean = y_seen.mean() + shares.T @ y_seen
    return mean, y_seen.std() * np.sqrt(np.maximum(variance, 0))

# %% wrong: the average everywhere
# read: Two places, one cloud
# The scores that were seen have no say in your mean. `shares` tells how much each of them counts.
import numpy as np


def alike(u, v, scale):
    distance = np.sqrt(5) * np.abs(u[:, None] - v) / scale
    return (1 + distance + distance**2 / 3) * np.exp(-distance)


def guess(u_seen, y_seen, u, scale=0.2):
    k = alike(u_seen, u, scale)
    shares = np.linalg.solve(alike(u_seen, u_seen, scale), k)
    variance = 1 - np.sum(shares * k, axis=0)
    mean = np.full(len(u), y_seen.mean())
    return mean, y_seen.std() * np.sqrt(np.maximum(variance, 0))

# %% wrong: no units
# Your doubt is in units of a standard normal distribution, whatever the scores are. R² values and dollar amounts do not
# scatter alike.
import numpy as np


def alike(u, v, scale):
    distance = np.sqrt(5) * np.abs(u[:, None] - v) / scale
    return (1 + distance + distance**2 / 3) * np.exp(-distance)


def guess(u_seen, y_seen, u, scale=0.2):
    k = alike(u_seen, u, scale)
    shares = np.linalg.solve(alike(u_seen, u_seen, scale), k)
    variance = 1 - np.sum(shares * k, axis=0)
    middle = y_seen.mean()
    return middle + shares.T @ (y_seen - middle), np.sqrt(np.maximum(variance, 0))

# %% wrong: a variance
# That is a variance, in squared units; the band is drawn with standard deviations.
import numpy as np


def alike(u, v, scale):
    distance = np.sqrt(5) * np.abs(u[:, None] - v) / scale
    return (1 + distance + distance**2 / 3) * np.exp(-distance)


def guess(u_seen, y_seen, u, scale=0.2):
    k = alike(u_seen, u, scale)
    shares = np.linalg.solve(alike(u_seen, u_seen, scale), k)
    variance = y_seen.var() * (1 - np.sum(shares * k, axis=0))
    middle = y_seen.mean()
    return middle + shares.T @ (y_seen - middle), np.maximum(variance, 0)

# %% wrong: the width under the root
# `width` is a deviation, and you have put it under the root, among the variances. Square it there, or take it out.
import numpy as np


def alike(u, v, scale):
    distance = np.sqrt(5) * np.abs(u[:, None] - v) / scale
    return (1 + distance + distance**2 / 3) * np.exp(-distance)


def guess(u_seen, y_seen, u, scale=0.2):
    k = alike(u_seen, u, scale)
    shares = np.linalg.solve(alike(u_seen, u_seen, scale), k)
    variance = y_seen.std() * (1 - np.sum(shares * k, axis=0))
    middle = y_seen.mean()
    return middle + shares.T @ (y_seen - middle), np.sqrt(np.maximum(variance, 0))

# %% wrong: a doubt that learns nothing
# Close to two points that were seen, your doubt is as large as it is far away. What was seen should reduce it.
import numpy as np


def alike(u, v, scale):
    distance = np.sqrt(5) * np.abs(u[:, None] - v) / scale
    return (1 + distance + distance**2 / 3) * np.exp(-distance)


def guess(u_seen, y_seen, u, scale=0.2):
    k = alike(u_seen, u, scale)
    shares = np.linalg.solve(alike(u_seen, u_seen, scale), k)
    middle, width = y_seen.mean(), y_seen.std()
    return middle + shares.T @ (y_seen - middle), np.full(len(u), width)

# %% wrong: the root of less than nothing
# Some of these are NaN: a rounding error turned a variance of 0 into a tiny negative one. Clip it at 0 before you take
# the root.
import numpy as np


def alike(u, v, scale):
    distance = np.sqrt(5) * np.abs(u[:, None] - v) / scale
    return (1 + distance + distance**2 / 3) * np.exp(-distance)


def guess(u_seen, y_seen, u, scale=0.2):
    k = alike(u_seen, u, scale)
    shares = np.linalg.solve(alike(u_seen, u_seen, scale), k)
    variance = 1 - np.sum(shares * k, axis=0)
    middle = y_seen.mean()
    return middle + shares.T @ (y_seen - middle), y_seen.std() * np.sqrt(variance)

# %% wrong: no root
# Far away your doubt is right, but here it is too small: you used what is left of the variance of 1 as the deviation,
# without taking the root. Where nothing or everything is left, at 0 and at 1, that makes no difference.
import numpy as np


def alike(u, v, scale):
    distance = np.sqrt(5) * np.abs(u[:, None] - v) / scale
    return (1 + distance + distance**2 / 3) * np.exp(-distance)


def guess(u_seen, y_seen, u, scale=0.2):
    k = alike(u_seen, u, scale)
    shares = np.linalg.solve(alike(u_seen, u_seen, scale), k)
    left = 1 - np.sum(shares * k, axis=0)
    middle = y_seen.mean()
    return middle + shares.T @ (y_seen - middle), y_seen.std() * np.maximum(left, 0)
