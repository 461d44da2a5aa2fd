# %% exercise
# title: Who goes where?
# chapter: 10
# kind: work it out
# difficulty: 2
# importance: 4
# minutes: 8
# objective: say where a search looks next, and where its doubt is largest
# answer: answer
# read: A smooth guess with an honest doubt

# %% statement
# The best score so far is 0.50, and higher is better. For three places, the surrogate says (guess ± deviation):
#
# | `"A"` | `"B"` | `"C"` |
# |---|---|---|
# | 0.52 ± 0.01 | 0.40 ± 0.15 | 0.10 ± 0.30 |
#
# Where does a search go next if it takes the highest *expected improvement*? And where if the doubt at B is halved?
#
# Another surrogate has seen two points of the range from 0 to 1, at 0.1 and at 0.5. Where in the range is its doubt
# greatest? And what does a *longer* length scale do to the doubt at 0.3: is it `"smaller"`, `"larger"`, or the
# `"same"`?

# %% starter
answer = {
    "next": ...,
    "next with B halved": ...,
    "greatest doubt": ...,
    "a longer scale": ...,
}

# %% hint
# A is nearly certain to improve, but only by very little. What can B and C gain, and how probable is that?

# %% hint
# Work it out: the exercise *What a place promises* has the formula, and 10,000 draws work, too.

# %% hint
# Doubt grows with the distance to the nearest point that was seen. A length scale says how far around it a score still
# tells something.

# %% solution
answer = {
    "next": "B",
    "next with B halved": "A",
    "greatest doubt": 1,
    "a longer scale": "smaller",
}

# %% another solution
import random

import numpy as np


def promise(place, rng):
    guess, doubt = place
    return sum(max(rng.gauss(guess, doubt) - 0.5, 0) for _ in range(20_000))


def doubt(u, scale):
    seen = np.array([0.1, 0.5])

    def alike(a, b):
        distance = np.sqrt(5) * np.abs(np.subtract.outer(a, b)) / scale
        return (1 + distance + distance**2 / 3) * np.exp(-distance)

    k = alike(seen, u)
    return 1 - np.sum(np.linalg.solve(alike(seen, seen), k) * k, axis=0)


places = {"A": (0.52, 0.01), "B": (0.40, 0.15), "C": (0.10, 0.30)}
halved = {**places, "B": (0.40, 0.075)}
first, second = (
    max(each, key=lambda name: promise(each[name], random.Random(0)))
    for each in (places, halved)
)
axis, middle = np.linspace(0, 1, 101), np.array([0.3])
answer = {
    "next": first,
    "next with B halved": second,
    "greatest doubt": float(axis[doubt(axis, 0.2).argmax()]),
    "a longer scale": "smaller" if doubt(middle, 0.4) < doubt(middle, 0.2) else "larger",
}

# %% check
from statistics import NormalDist

normal = NormalDist()


def promise(guess, doubt, best=0.5):
    z = (guess - best) / doubt
    return (guess - best) * normal.cdf(z) + doubt * normal.pdf(z)


def highest(places):
    return max(places, key=lambda name: promise(*places[name]))


places = {"A": (0.52, 0.01), "B": (0.40, 0.15), "C": (0.10, 0.30)}
expect_answer(
    "next",
    highest(places),
    "Ask how much each place improves on average, with anything worse counted as nothing.",
    mistakes={"A": "the highest guess", "C": "the greatest doubt"},
)
expect_answer(
    "next with B halved",
    highest({**places, "B": (0.40, 0.075)}),
    "The guesses are what they were, and one of the promises has become much smaller.",
    mistakes={"B": "the doubt changes nothing", "C": "from one unknown place to another"},
)
expect_answer(
    "greatest doubt",
    1,
    "How far is each place from the nearest point that was seen?",
    mistakes={0.3: "doubt lives between points", 0: "the nearer end", 0.5: "where something was seen"},
    tolerance=0.005,
)
expect_answer(
    "a longer scale",
    "smaller",
    "With a longer scale the two scores tell more about what lies between them.",
    mistakes={"larger": "long means vague", "same": "the distance alone"},
)

# %% right
# Promise is guess and doubt together. And the doubt itself comes from places and scale, before any score is looked at: a
# search knows where it knows little.

# %% wrong: the highest guess
# read: Where next?
# That place has the highest guess but next to no chance of gaining more than 0.05. The others are lower on average but
# can gain ten times as much.
answer = {"next": "A", "next with B halved": "A", "greatest doubt": 1, "a longer scale": "smaller"}

# %% wrong: the greatest doubt
# read: Where next?
# That one has the greatest doubt. But its score would have to beat the guess by more than a whole deviation before it
# improved anything.
answer = {"next": "C", "next with B halved": "A", "greatest doubt": 1, "a longer scale": "smaller"}

# %% wrong: the doubt changes nothing
# read: Where next?
# Half as wide, the bell at B hardly reaches beyond the best score so far: the little that still does is worth less than
# a small but certain gain elsewhere.
answer = {"next": "B", "next with B halved": "B", "greatest doubt": 1, "a longer scale": "smaller"}

# %% wrong: from one unknown place to another
# read: Where next?
# The place with the greatest doubt came last of the three before, and nothing about it has changed.
answer = {"next": "B", "next with B halved": "C", "greatest doubt": 1, "a longer scale": "smaller"}

# %% wrong: doubt lives between points
# Between two points there is doubt, but each of them is near. One end of the range is farther from both.
answer = {"next": "B", "next with B halved": "A", "greatest doubt": 0.3, "a longer scale": "smaller"}

# %% wrong: the nearer end
# That end has a neighbor at a distance of a tenth. Look at the other one.
answer = {"next": "B", "next with B halved": "A", "greatest doubt": 0, "a longer scale": "smaller"}

# %% wrong: where something was seen
# There a score was seen, and without noise nothing is left to doubt.
answer = {"next": "B", "next with B halved": "A", "greatest doubt": 0.5, "a longer scale": "smaller"}

# %% wrong: long means vague
# read: What is wrong with it
# A long scale claims *more*: that scores change slowly, so that what was seen here holds for a good distance around.
# The claim may be wrong, but the band is narrow all the same.
answer = {"next": "B", "next with B halved": "A", "greatest doubt": 1, "a longer scale": "larger"}

# %% wrong: the distance alone
# The distance is measured in length scales: if the scale doubles, what was two of them away is only one away.
answer = {"next": "B", "next with B halved": "A", "greatest doubt": 1, "a longer scale": "same"}
