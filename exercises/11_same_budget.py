# %% exercise
# title: Sixteen, or three?
# chapter: 11
# kind: measure and report
# difficulty: 4
# importance: 5
# minutes: 30
# objective: compare many short trainings with few long ones at the same cost
# answer: answer
# read: Many, or long?
# needs: numpy

# %% statement
# A candidate is a pair: its `floor` is uniform from 0 to 0.5, its `half` is 0.5 · 2⁴ᵛ with *v* uniform from 0 to 1. Its
# loss after `e` epochs is `floor + (1 - floor) * 0.5 ** (e / half)`.
#
# A tournament has 16 candidates and looks at them after 1, 2, 4, and 8 epochs: each time, the better half is trained
# further, and one reaches epoch 16. Play 5,000 tournaments and report
#
# * `"best is lost"`: the share in which the candidate that would end lowest is out at the first look,
# * `"16 candidates"`: the median of the winner's loss after 16 epochs,
# * `"epochs"`: what one tournament costs,
# * `"as many epochs"`: how many candidates could have 16 epochs each at that cost,
# * `"instead"`: the median of the lowest loss of these.
#
# Shares may be off by 0.03, medians by 0.012.

# %% starter
answer = {
    "best is lost": ...,
    "16 candidates": ...,
    "epochs": ...,
    "as many epochs": ...,
    "instead": ...,
}

# %% hint
# A candidate is lost at the first look if at least eight others are lower after one epoch.

# %% hint
# Eight go on from epoch 1, and have been trained for an epoch already.

# %% hint
# What the few find is compared with what the many find *for the same epochs*. So work out the bill first.

# %% solution
import random
from statistics import median

rng, lost, many, few = random.Random(0), 0, [], []


def loss(e, candidate):
    floor, half = candidate
    return floor + (1 - floor) * 0.5 ** (e / half)


for _ in range(5000):
    drawn = [(0.5 * rng.random(), 0.5 * 2 ** (4 * rng.random())) for _ in range(16)]
    best = min(drawn, key=lambda c: loss(16, c))
    left = drawn
    for e in (1, 2, 4, 8):
        left = sorted(left, key=lambda c: loss(e, c))[: len(left) // 2]
        lost += e == 1 and best not in left
    many.append(loss(16, left[0]))
    few.append(min(loss(16, c) for c in drawn[:3]))
epochs = 16 * 1 + 8 * 1 + 4 * 2 + 2 * 4 + 1 * 8
answer = {
    "best is lost": lost / 5000,
    "16 candidates": median(many),
    "epochs": epochs,
    "as many epochs": epochs // 16,
    "instead": median(few),
}

# %% another solution
import numpy as np

rng = np.random.default_rng(1)
floor, half = 0.5 * rng.random((5000, 16)), 0.5 * 2 ** (4 * rng.random((5000, 16)))


def all_losses(e):
    return floor + (1 - floor) * 0.5 ** (e / half)


end, first = all_losses(16), all_losses(1)
rows = np.arange(5000)
place = (first < first[rows, end.argmin(axis=1)][:, None]).sum(axis=1)
alive = np.ones_like(end, dtype=bool)
for e, number in ((1, 8), (2, 4), (4, 2), (8, 1)):
    now = np.where(alive, all_losses(e), np.inf)
    alive = now.argsort(axis=1).argsort(axis=1) < number
answer = {
    "best is lost": (place >= 8).mean(),
    "16 candidates": np.median(end[alive]),
    "epochs": 48,
    "as many epochs": 3,
    "instead": np.median(end[:, :3].min(axis=1)),
}

# %% check
import numpy as np

rng = np.random.default_rng(16)
floor, half = 0.5 * rng.random((4000, 16)), 0.5 * 2 ** (4 * rng.random((4000, 16)))


def losses(e):
    return floor + (1 - floor) * 0.5 ** (e / half)


def places(values):
    return values.argsort(axis=1).argsort(axis=1)


end, left = losses(16), np.ones_like(floor, dtype=bool)
the_best = places(end) == 0
first_look = places(losses(1))[the_best]
for e, number in ((1, 8), (2, 4), (4, 2), (8, 1)):
    left = places(np.where(left, losses(e), np.inf)) < number
lost, not_first = np.mean(first_look >= 8), np.mean(first_look > 0)
winner, lowest, few = end[left], end[the_best], end[:, :3].min(axis=1)


def near(value, tolerance):
    return lambda got: abs(got - value) < tolerance


expect_answer(
    "best is lost",
    lost,
    "Among the first eight after one epoch is good enough for a candidate to go on.",
    mistakes={
        near(not_first, 0.03): "has to lead",
        near(0.5, 0.03): "half of all",
        near(100 * lost, 3): "percent",
    },
    tolerance=0.03,
)
expect_answer(
    "16 candidates",
    np.median(winner),
    "For each tournament, take the survivor's loss after 16 epochs; then take the median of these.",
    mistakes={
        near(np.median(lowest), 0.006): "the best of all sixteen",
        near(np.mean(winner), 0.0035): "a mean",
    },
    tolerance=0.012,
)
expect_answer(
    "epochs",
    16 + 8 + 4 * 2 + 2 * 4 + 8,
    "Each rung adds the epochs that are missing.",
    mistakes={80: "each rung from scratch", 256: "all to the end", 40: "the last stretch is missing", 31: "one epoch a rung"},
)
expect_answer(
    "as many epochs",
    3,
    "How many times 16 epochs are in that bill?",
    mistakes={5: "each rung from scratch", 16: "as many candidates"},
)
expect_answer(
    "instead",
    np.median(few),
    "Train them all to the end, and take the lowest loss, in each of 5,000 draws.",
    mistakes={
        near(np.median(lowest), 0.012): "as many candidates",
        near(np.mean(few), 0.0035): "a mean",
        lambda got: got > 0.2: "one of them",
    },
    tolerance=0.012,
)

# %% right
# With the same number of candidates the tournament can only lose, since it sometimes throws the best one out. At the
# same *cost* it wins by far: it loses less by haste than the few lose by being few.

# %% wrong: has to lead
# You have counted the tournaments in which it does not *lead* after one epoch. It is enough to be in the better half.
answer = {"best is lost": 0.73, "16 candidates": 0.05, "epochs": 48, "as many epochs": 3, "instead": 0.139}

# %% wrong: half of all
# Half of the candidates are thrown out, but the best one is less likely to be among them than most: its low floor helps
# it from the first epoch on.
answer = {"best is lost": 0.5, "16 candidates": 0.05, "epochs": 48, "as many epochs": 3, "instead": 0.139}

# %% wrong: percent
# That looks like percent. A share is a number from 0 to 1.
answer = {"best is lost": 11.2, "16 candidates": 0.05, "epochs": 48, "as many epochs": 3, "instead": 0.139}

# %% wrong: the best of all sixteen
# That is the median of the best one, whether it wins or not. A tournament hands back its *winner*.
answer = {"best is lost": 0.112, "16 candidates": 0.0357, "epochs": 48, "as many epochs": 3, "instead": 0.139}

# %% wrong: a mean
# That looks like a mean, which a few unlucky tournaments pull up. The question asks for the median.
answer = {"best is lost": 0.112, "16 candidates": 0.0663, "epochs": 48, "as many epochs": 3, "instead": 0.155}

# %% wrong: each rung from scratch
# That is the bill if each rung begins at the first epoch. Here, candidates that go on are trained further.
answer = {"best is lost": 0.112, "16 candidates": 0.05, "epochs": 80, "as many epochs": 5, "instead": 0.1}

# %% wrong: all to the end
# That is what it would cost to train them all to the end. Most are thrown out earlier.
answer = {"best is lost": 0.112, "16 candidates": 0.05, "epochs": 256, "as many epochs": 16, "instead": 0.036}

# %% wrong: the last stretch is missing
# read: Successive halving
# You paid for everything up to the last look, but not for the last candidate's stretch from there to the end.
answer = {"best is lost": 0.112, "16 candidates": 0.05, "epochs": 40, "as many epochs": 2.5, "instead": 0.139}

# %% wrong: one epoch a rung
# read: Successive halving
# That is the number of trials. The rungs become longer: from one look to the next a candidate trains for more and more
# epochs.
answer = {"best is lost": 0.112, "16 candidates": 0.05, "epochs": 31, "as many epochs": 2, "instead": 0.139}

# %% wrong: as many candidates
# The same number of candidates, all trained to the end, costs more than five times as much. Comparing that with the
# tournament compares two different prices.
answer = {"best is lost": 0.112, "16 candidates": 0.05, "epochs": 48, "as many epochs": 16, "instead": 0.036}

# %% wrong: one of them
# That is the loss of a single candidate. Of those that are trained to the end, the best one is kept.
answer = {"best is lost": 0.112, "16 candidates": 0.05, "epochs": 48, "as many epochs": 3, "instead": 0.26}
