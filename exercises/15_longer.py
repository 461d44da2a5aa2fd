# %% exercise
# title: Sixty against twenty
# chapter: 15
# kind: measure and report
# difficulty: 2
# importance: 4
# minutes: 12
# objective: measure how often the longer of two equal searches wins
# answer: answer
# read: Is it worth it at all?

# %% statement
# Somebody reports that a new oracle, with 60 trials, beat the old one, with 20. Suppose that the two are the same: each
# trial of either is one random draw, and the lowest loss wins.
#
# In what share of such comparisons does the longer search win all the same? And of two comparisons, how often does it
# win *both*, and how often *at least one*? Simulate 20,000 comparisons or more, or compute the answer. Within 0.02
# counts as right.

# %% starter
import random

rng = random.Random(15)
short = min(rng.random() for _ in range(20))
long = min(rng.random() for _ in range(60))
answer = {"wins": ..., "wins both": ..., "wins at least one": ...}

# %% hint
# The starter makes one comparison. Repeat it, and count how often `long < short`.

# %% hint
# Or without a computer: among all the draws of both, which is the lowest? Each is as likely as any other.

# %% hint
# Two comparisons are independent. The opposite of *at least one* is *none*.

# %% solution
import random

rng = random.Random(15)


def longer_wins():
    return min(rng.random() for _ in range(60)) < min(rng.random() for _ in range(20))


pairs = [(longer_wins(), longer_wins()) for _ in range(10_000)]
answer = {
    "wins": sum(map(sum, pairs)) / 20_000,
    "wins both": sum(map(all, pairs)) / 10_000,
    "wins at least one": sum(map(any, pairs)) / 10_000,
}

# %% another solution
draws = {"long": 60, "short": 20}
p = draws["long"] / sum(draws.values())
answer = {"wins": p, "wins both": p * p, "wins at least one": 1 - (1 - p) ** 2}

# %% check
expect_answer(
    "wins",
    3 / 4,
    "Count the comparisons in which the longer search has the lower loss, and divide by all of them.",
    mistakes={
        lambda got: abs(got - 1 / 2) < 0.02: "equal, so a coin",
        lambda got: abs(got - 1) < 0.02: "longer always wins",
        lambda got: abs(got - 1 / 4) < 0.02: "the other one wins",
        lambda got: got > 1: "A share is a number from 0 to 1: divide by the number of comparisons.",
    },
    tolerance=0.02,
)
expect_answer(
    "wins both",
    9 / 16,
    "Both have to go the same way, so it is rarer than one win.",
    mistakes={
        lambda got: abs(got - 3 / 4) < 0.02: "a repetition changes nothing",
        lambda got: got > 1: "adds two shares",
    },
    tolerance=0.02,
)
expect_answer(
    "wins at least one",
    15 / 16,
    "In what share does it win neither?",
    mistakes={
        lambda got: got > 1: "adds two shares",
        lambda got: abs(got - 6 / 16) < 0.02: "exactly one of two",
    },
    tolerance=0.02,
)

# %% right
# An oracle that is no better at all wins most comparisons if it gets three times as many trials. Compare at equal cost.
# And anyone who may repeat the comparison until it works once will nearly always have a success to report.

# %% wrong: equal, so a coin
# A trial of one is worth a trial of the other, but one search has more of them. Whoever has more tickets wins the
# lottery more often.
answer = {"wins": 0.5, "wins both": 0.25, "wins at least one": 0.75}

# %% wrong: longer always wins
# More trials are no guarantee: the lowest of all draws may be one of the twenty. A win would be certain only if the
# longer search began with the trials of the shorter one.
answer = {"wins": 1.0, "wins both": 1.0, "wins at least one": 1.0}

# %% wrong: the other one wins
# That is how often the *shorter* search is ahead. Lower is better here; which way around do you compare?
import random

rng = random.Random(15)


def longer_wins():
    return min(rng.random() for _ in range(60)) > min(rng.random() for _ in range(20))


p = sum(longer_wins() for _ in range(20_000)) / 20_000
answer = {"wins": p, "wins both": p * p, "wins at least one": 1 - (1 - p) ** 2}

# %% wrong: a repetition changes nothing
# You report one win and two wins as equally likely. A second comparison can go wrong too, and it does so independently.
answer = {"wins": 0.75, "wins both": 0.75, "wins at least one": 0.75}

# %% wrong: adds two shares
# That is more than everything. Shares of two things are added only if they never happen together, and here they often do.
answer = {"wins": 0.75, "wins both": 0.5625, "wins at least one": 1.5}

# %% wrong: exactly one of two
# You have left out the case in which it wins both times. *At least one* includes it.
answer = {"wins": 0.75, "wins both": 0.5625, "wins at least one": 0.375}
