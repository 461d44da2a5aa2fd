# %% exercise
# title: What a place promises
# chapter: 10
# kind: write it
# difficulty: 3
# importance: 5
# minutes: 15
# objective: turn a guess and a doubt into the improvement that a trial promises
# answer: expected_improvement
# read: Where next?

# %% statement
# Write `expected_improvement(guess, doubt, best)` for three numbers. A higher score is better, and `best` is the
# highest one so far. At the place in question the score is normally distributed, with the mean `guess` and the standard
# deviation `doubt`, which may be 0. The improvement is the score minus `best` if the score is above `best`, and 0
# otherwise. Return its mean.
#
# There is a closed form; a fine sum over the bell curve, or 10,000 draws from it, will do, too. An error of up to a
# fiftieth of `doubt` is allowed.

# %% starter
def expected_improvement(guess, doubt, best):
    return max(guess - best, 0.0)

# %% hint
# Begin with no doubt at all. What is the score then, and what is the improvement?

# %% hint
# To use a sum, cut the bell into narrow strips. Each has a probability, a score, and an improvement, which is 0 for
# most.

# %% hint
# The closed form has two terms, one with the distribution function of the normal distribution and one with its density,
# both at `(guess - best) / doubt`. `statistics.NormalDist` has the two.

# %% solution
from statistics import NormalDist


def expected_improvement(guess, doubt, best):
    if doubt == 0:
        return max(guess - best, 0.0)
    z = (guess - best) / doubt
    normal = NormalDist()
    return (guess - best) * normal.cdf(z) + doubt * normal.pdf(z)

# %% another solution
from math import exp


def expected_improvement(guess, doubt, best):
    strips = [i / 500 for i in range(-3000, 3001)]  # in deviations
    weights = [exp(-strip * strip / 2) for strip in strips]
    gains = [max(guess + doubt * strip - best, 0) for strip in strips]
    return sum(w * gain for w, gain in zip(weights, gains)) / sum(weights)

# %% check
from statistics import NormalDist

CLOSE = 0.001
normal = NormalDist()


def near(number):
    """Says yes to a number that is right to within what the statement allows."""
    return lambda got: abs(got - number) < 0.004


def exact(guess, doubt, best):
    z = (guess - best) / doubt
    return round(doubt * (z * normal.cdf(z) + normal.pdf(z)), 4)


expect(
    "expected_improvement(0.60, 0.0, 0.50)",
    0.1,
    "With a doubt of 0 the score is 0.60 for certain, which is 0.10 more than the best so far.",
    mistakes={ZeroDivisionError: "divides by no doubt"},
    tolerance=CLOSE,
)
expect(
    "expected_improvement(0.40, 0.0, 0.50)",
    0.0,
    "A score that is certainly lower improves nothing.",
    mistakes={-0.1: "goes below zero", 0.1: "lower is better"},
    tolerance=CLOSE,
)
expect(
    "expected_improvement(0.50, 0.20, 0.50)",
    exact(0.50, 0.20, 0.50),
    "The guess is as good as the best so far, and in half of all cases the score is better than that.",
    mistakes={
        0: "the guess alone",
        0.2: "one deviation up",
        0.5: "how probable, and not how much",
        near(normal.pdf(0)): "a density without its unit",
        near(2 * exact(0.50, 0.20, 0.50)): "the better cases alone",
        near(exact(0.50, 0.20**2, 0.50)): "mistakes deviation and variance",
        near(exact(0.50, 0.20**0.5, 0.50)): "mistakes deviation and variance",
    },
    tolerance=0.2 / 50,
)
expect(
    "expected_improvement(0.40, 0.15, 0.50)",
    exact(0.40, 0.15, 0.50),
    "The guess is lower than the best so far, but the doubt leaves it a chance.",
    mistakes={
        lambda got: abs(got - 0.15 * normal.pdf(0.1 / 0.15)) < CLOSE: "one term of two",
        lambda got: abs(got - exact(0.60, 0.15, 0.50)) < CLOSE: "lower is better",
        lambda got: got < 0: "goes below zero",
    },
    tolerance=0.15 / 50,
)
expect(
    "expected_improvement(0.52, 0.01, 0.50)",
    exact(0.52, 0.01, 0.50),
    "The guess is higher than the best so far, and hardly in doubt.",
    tolerance=0.01 / 50,
)
expect(
    "expected_improvement(90.0, 2.0, 91.0)",
    exact(90.0, 2.0, 91.0),
    "Scores may be on any scale.",
    mistakes={0: "strips on a fixed scale"},
    tolerance=2.0 / 50,
)

# %% right
# The promise grows with the guess *and* with the doubt, and weighs the two without a setting. That is why a search that
# uses it looks at good places and at unknown ones.

# %% wrong: the guess alone
# That asks only what the score will be on average. Half of the scores lie above the average and improve; those below
# cost nothing, since the best so far is kept.
def expected_improvement(guess, doubt, best):
    return max(guess - best, 0.0)

# %% wrong: one deviation up
# That is a fine rule, too, called the *upper confidence bound*: how good could it be? The question here is how much
# better it is on average, with everything worse counted as nothing.
def expected_improvement(guess, doubt, best):
    return max(guess + doubt - best, 0.0)

# %% wrong: how probable, and not how much
# That is the *probability* of an improvement. It is highest next to the best point, where a tiny improvement is nearly
# certain.
from statistics import NormalDist


def expected_improvement(guess, doubt, best):
    if doubt == 0:
        return max(guess - best, 0.0)
    return NormalDist().cdf((guess - best) / doubt)

# %% wrong: divides by no doubt
# At a place that was tried without noise there is no doubt, and your formula divides by that 0.
from statistics import NormalDist


def expected_improvement(guess, doubt, best):
    z = (guess - best) / doubt
    return doubt * (z * NormalDist().cdf(z) + NormalDist().pdf(z))

# %% wrong: goes below zero
# Your improvement is negative. Nobody has to take the new trial: if it is worse, the best one is still there.
def expected_improvement(guess, doubt, best):
    return guess - best + doubt * 0.3989

# %% wrong: lower is better
# That is the improvement of a *loss*. Here the higher score is the better one, as it is for R².
from statistics import NormalDist


def expected_improvement(guess, doubt, best):
    if doubt == 0:
        return max(guess - best, 0.0)
    z = (best - guess) / doubt
    return doubt * (z * NormalDist().cdf(z) + NormalDist().pdf(z))

# %% wrong: one term of two
# That would be right if the guess were as high as the best so far. It is lower, and the term that says by how much is
# missing.
from statistics import NormalDist


def expected_improvement(guess, doubt, best):
    if doubt == 0:
        return max(guess - best, 0.0)
    return doubt * NormalDist().pdf((guess - best) / doubt)

# %% wrong: strips on a fixed scale
# Your sum runs over scores from −3 to 3, but these scores lie elsewhere. Measure the strips in deviations from the
# guess.
from math import exp


def expected_improvement(guess, doubt, best):
    if doubt == 0:
        return max(guess - best, 0.0)
    total = weights = 0.0
    for i in range(-30000, 30001):
        score = i / 10000
        weight = exp(-(((score - guess) / doubt) ** 2) / 2)
        total += weight * max(score - best, 0.0)
        weights += weight
    return total / weights if weights else 0.0

# %% wrong: a density without its unit
# 0.3989 is the height of the bell at its middle, for a deviation of 1. Here the scores scatter by 0.20, so what this term
# promises is that much smaller.
from statistics import NormalDist


def expected_improvement(guess, doubt, best):
    if doubt == 0:
        return max(guess - best, 0.0)
    z = (guess - best) / doubt
    return (guess - best) * NormalDist().cdf(z) + NormalDist().pdf(z)

# %% wrong: the better cases alone
# That is how much better the score is *when* it is better. The mean is over all cases, and in half of them the
# improvement is 0.
from statistics import NormalDist


def expected_improvement(guess, doubt, best):
    if doubt == 0:
        return max(guess - best, 0.0)
    z = (guess - best) / doubt
    total = (guess - best) * NormalDist().cdf(z) + doubt * NormalDist().pdf(z)
    return total / NormalDist().cdf(z)

# %% wrong: mistakes deviation and variance
# That is right for another doubt: yours was squared on the way, or its root was taken. `doubt` is a standard deviation,
# which is what `NormalDist` and NumPy's `normal` ask for, not a variance.
from statistics import NormalDist


def expected_improvement(guess, doubt, best):
    if doubt == 0:
        return max(guess - best, 0.0)
    deviation = doubt**0.5
    z = (guess - best) / deviation
    return (guess - best) * NormalDist().cdf(z) + deviation * NormalDist().pdf(z)
