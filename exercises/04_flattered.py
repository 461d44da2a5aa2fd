# %% exercise
# title: The best of many that know nothing
# chapter: 4
# kind: measure and report
# difficulty: 4
# importance: 5
# minutes: 25
# objective: measure by how much the winner's score flatters it
# answer: answer
# read: Was that luck?
# needs: numpy

# %% statement
# Neither `y` below has anything to do with `x`, so no model can be any good. Still, somebody has to win.
#
# `tournament(k, rng)` draws data, fits `k` models, each to three random columns, and should return two
# numbers about the model with the highest validation score: that score, and its score on 2,000 fresh rows.
# Write its last lines. Then report the *gap*, the first number minus the second, as the mean over 200
# tournaments, for k = 1 and for k = 25. It runs for some seconds; a mean counts as right if it is within 0.012
# of ours, which is four standard errors.

# %% starter
import numpy as np


def r2(coefficients, x, y):
    errors = y - x @ coefficients
    return 1 - np.sum(errors**2) / np.sum((y - y.mean()) ** 2)


def tournament(k, rng):
    x, y = rng.standard_normal((100, 20)), rng.standard_normal(100)
    x_val, y_val = rng.standard_normal((100, 20)), rng.standard_normal(100)
    x_fresh, y_fresh = rng.standard_normal((2000, 20)), rng.standard_normal(2000)
    models = []
    for _ in range(k):
        columns = rng.choice(20, 3, replace=False)
        coefficients = np.zeros(20)
        coefficients[columns] = np.linalg.lstsq(x[:, columns], y, rcond=None)[0]
        models.append(coefficients)
    ...


answer = {"gap for k = 1": ..., "gap for k = 25": ...}

# %% hint
# `max(models, key=...)` with a function that scores a model on the validation rows.

# %% hint
# The fresh rows come in once, for the winner, after it has been chosen.

# %% hint
# A generator for each tournament, `np.random.default_rng(number)`, makes the report repeatable.

# %% solution
import numpy as np


def r2(coefficients, x, y):
    errors = y - x @ coefficients
    return 1 - np.sum(errors**2) / np.sum((y - y.mean()) ** 2)


def tournament(k, rng):
    x, y = rng.standard_normal((100, 20)), rng.standard_normal(100)
    x_val, y_val = rng.standard_normal((100, 20)), rng.standard_normal(100)
    x_fresh, y_fresh = rng.standard_normal((2000, 20)), rng.standard_normal(2000)
    models = []
    for _ in range(k):
        columns = rng.choice(20, 3, replace=False)
        coefficients = np.zeros(20)
        coefficients[columns] = np.linalg.lstsq(x[:, columns], y, rcond=None)[0]
        models.append(coefficients)
    winner = max(models, key=lambda model: r2(model, x_val, y_val))
    return r2(winner, x_val, y_val), r2(winner, x_fresh, y_fresh)


def gap(k):
    pairs = [tournament(k, np.random.default_rng(number)) for number in range(200)]
    return float(np.mean([reported - fresh for reported, fresh in pairs]))


answer = {"gap for k = 1": gap(1), "gap for k = 25": gap(25)}

# %% another solution
import numpy as np


def score(predicted, y):
    return 1 - ((y - predicted) ** 2).sum(axis=-1) / ((y - y.mean()) ** 2).sum()


def gaps(k, seed):
    rng = np.random.default_rng([seed, k])
    for _ in range(200):
        x, x_val, x_fresh = (rng.standard_normal((n, 20)) for n in (100, 100, 2000))
        y, y_val, y_fresh = (rng.standard_normal(n) for n in (100, 100, 2000))
        columns = [rng.permutation(20)[:3] for _ in range(k)]
        fits = [np.linalg.solve(x[:, c].T @ x[:, c], x[:, c].T @ y) for c in columns]
        seen = [score(x_val[:, c] @ f, y_val) for c, f in zip(columns, fits, strict=True)]
        best = int(np.argmax(seen))
        yield seen[best] - score(x_fresh[:, columns[best]] @ fits[best], y_fresh)


answer = {f"gap for k = {k}": np.mean(list(gaps(k, seed=5))) for k in (1, 25)}

# %% check
expect_answer(
    "gap for k = 1",
    -0.0105,
    "With one model nothing is chosen, and nothing is flattered; what is left is small, and negative, as the "
    "mean of a hundred rows flatters itself. Is yours a mean over 200 tournaments?",
    mistakes={
        lambda got: got > 0.035: "scores the training rows",
        lambda got: got < -0.03: "reports the score",
        lambda got: 0.002 < got < 0.025: "the wrong way round",
    },
    tolerance=0.012,
)
expect_answer(
    "gap for k = 25",
    0.0417,
    "The winner is the best of 25 on the validation rows, and one of many on the fresh ones.",
    mistakes={
        lambda got: -0.025 < got < 0.005: "the fresh rows choose",
        lambda got: 0.012 < got < 0.027: "the best of the fresh scores",
    },
    tolerance=0.012,
)

# %% right
# The more models, the better the best of them looks, and the fresh rows know nothing of it. This is why the
# book opens its test data once.

# %% wrong: scores the training rows
# read: Which one is best?
# A single model that knows nothing cannot look better than it is by so much, unless it is scored on rows that it
# was fitted to. The first score is the one on `x_val` and `y_val`.
answer = {"gap for k = 1": 0.053, "gap for k = 25": 0.149}

# %% wrong: reports the score
# read: Fresh rows
# That looks like the validation score. The gap is what it is *more* than the score on fresh rows, which is below
# zero as well.
answer = {"gap for k = 1": -0.043, "gap for k = 25": 0.016}

# %% wrong: the wrong way round
# You have subtracted the validation score from the fresh one. The gap says how much too good the report is.
answer = {"gap for k = 1": 0.010, "gap for k = 25": -0.042}

# %% wrong: the fresh rows choose
# read: Fresh rows
# Your winner is not flattered at all, so the validation rows have not chosen it: either the fresh rows have, or
# nothing has. Rows that choose cannot judge.
answer = {"gap for k = 1": -0.011, "gap for k = 25": -0.013}

# %% wrong: the best of the fresh scores
# You compare the best score on the one kind of rows with the best on the other, which are two models. The gap is
# about one of them, the winner.
answer = {"gap for k = 1": -0.010, "gap for k = 25": 0.020}
