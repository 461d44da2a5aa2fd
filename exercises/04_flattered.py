# %% exercise
# title: The best of many that know nothing
# chapter: 4
# kind: measure and report
# difficulty: 4
# importance: 5
# minutes: 25
# objective: measure by how much the winner's score flatters it
# answer: tournament, answer
# read: Was that luck?
# needs: numpy

# %% statement
# No `y` below has anything to do with its `x`, so no model can be any good. Still, one of them has to win.
#
# `tournament(k, rng)` draws data and fits `k` models, each to three random columns. Leave these lines as they are and
# write the rest: it should return two numbers for the model with the highest validation score, first that score, then
# the model's score on the 2,000 fresh rows.
#
# Then report the *gap*, the first number minus the second, averaged over 200 tournaments, for k = 1 and for k = 25.
# Tournament number i, from 0 to 199, gets the generator `np.random.default_rng(i)`, so that your means match ours;
# three decimals are enough. This takes a second or two.

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
# A function of `k` that runs its 200 tournaments and returns the mean of their gaps is called twice.

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
    table = np.stack(models, axis=1)

    def all_scores(x, y):
        left = y[:, None] - x @ table
        return 1 - (left**2).sum(axis=0) / ((y - y.mean()) ** 2).sum()

    seen, fresh = all_scores(x_val, y_val), all_scores(x_fresh, y_fresh)
    best = int(np.argmax(seen))
    return seen[best], fresh[best]


answer = {}
for k in (1, 25):
    total = 0.0
    for i in range(200):
        seen, fresh = tournament(k, np.random.default_rng(i))
        total += (seen - fresh) / 200
    answer[f"gap for k = {k}"] = round(total, 3)

# %% check
import numpy as np


def r2(coefficients, x, y):
    errors = y - x @ coefficients
    return 1 - np.sum(errors**2) / np.sum((y - y.mean()) ** 2)


def reference(k, seed):
    """The scores of all models on the training, validation and fresh rows."""
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal((100, 20)), rng.standard_normal(100)
    x_val, y_val = rng.standard_normal((100, 20)), rng.standard_normal(100)
    x_fresh, y_fresh = rng.standard_normal((2000, 20)), rng.standard_normal(2000)
    models = np.zeros((k, 20))
    for model in models:
        some = rng.choice(20, 3, replace=False)
        model[some] = np.linalg.lstsq(x[:, some], y, rcond=None)[0]
    rows = ((x, y), (x_val, y_val), (x_fresh, y_fresh))
    return [np.array([r2(model, *pair) for model in models]) for pair in rows]


def pair(first, second):
    return round(float(first), 6), round(float(second), 6)


def rounded(got):
    """Numbers that can be read, if it is numbers that came."""
    if isinstance(got, tuple | list | np.ndarray):
        return tuple(round(float(each), 6) for each in got)
    return got


def near(*pairs):
    """Says yes to one of these pairs, whatever was rounded."""

    def test(got):
        return any(len(got) == 2 and np.allclose(got, each, atol=1e-5) for each in pairs)

    return test


for k, seed in ((1, 0), (6, 33), (25, 0)):
    train, val, fresh = reference(k, seed)
    winner, by_train, by_fresh = val.argmax(), train.argmax(), fresh.argmax()
    expect(
        f"rounded(tournament({k}, np.random.default_rng({seed})))",
        pair(val[winner], fresh[winner]),
        "The first number is the highest validation score, and the second is the score of the same model on the "
        "fresh rows. If you left the lines that draw the data alone, these are the two.",
        mistakes={
            near(
                pair(train[winner], fresh[winner]), pair(train[by_train], fresh[by_train])
            ): "scores the training rows",
            near(pair(val[by_train], fresh[by_train])): "the training rows choose",
            near(pair(val[by_fresh], fresh[by_fresh])): "the fresh rows choose",
            near(pair(val[winner], fresh[by_fresh])): "the best of the fresh scores",
            near(*(pair(val[winner], each) for each in fresh)): "the fresh score of another model",
            near(pair(fresh[winner], val[winner])): "the fresh score first",
            near(pair(val.min(), fresh[val.argmin()])): "That is the model with the lowest validation score.",
            lambda got: isinstance(got, float): "You returned one number. Return the two scores; subtract them later.",
        },
        called=f"tournament({k}, np.random.default_rng({seed}))",
        tolerance=1e-5,
    )


def about(number):
    return lambda got: abs(got - number) < 0.0006


for key, gap, score in (("gap for k = 1", -0.00794, -0.03964), ("gap for k = 25", 0.04231, 0.01805)):
    expect_answer(
        key,
        gap,
        "This is not the mean of 200 gaps.",
        mistakes={
            about(-gap): "the wrong way round",
            about(score): "reports the score",
            lambda got: abs(got - 100 * gap) < 0.06: "answers in percent",
            lambda got: abs(got - 200 * gap) < 0.06: "That is the sum of the 200 gaps. How large is one of them?",
            lambda got: abs(got - gap) < 0.02: "other tournaments",
        },
        tolerance=0.0006,
    )

# %% right
# One model that knows nothing is not flattered, but the best of 25 is, by about 0.04. The more models there are, the
# better the best of them looks, and the fresh rows show none of that. This is why the book opens its test data once.

# %% wrong: scores the training rows
# read: Which one is best?
# Your first number is a score on the rows that the model was fitted to. The task asks for the one on `x_val` and
# `y_val`.
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
    return r2(winner, x, y), r2(winner, x_fresh, y_fresh)


answer = {"gap for k = 1": 0.0, "gap for k = 25": 0.0}

# %% wrong: the training rows choose
# read: Which one is best?
# Your winner has the highest score on the rows that all of them were fitted to. The validation rows are there to choose.
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
    winner = max(models, key=lambda model: r2(model, x, y))
    return r2(winner, x_val, y_val), r2(winner, x_fresh, y_fresh)


answer = {"gap for k = 1": 0.0, "gap for k = 25": 0.0}

# %% wrong: the fresh rows choose
# read: Fresh rows
# Your winner is the model with the highest score on the *fresh* rows. Rows that choose cannot judge: these two scores
# say nothing about how much the validation rows flatter a winner.
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
    winner = max(models, key=lambda model: r2(model, x_fresh, y_fresh))
    return r2(winner, x_val, y_val), r2(winner, x_fresh, y_fresh)


answer = {"gap for k = 1": 0.0, "gap for k = 25": 0.0}

# %% wrong: the best of the fresh scores
# Your second number is the highest of all fresh scores, and it belongs to a different model from the first. The gap
# is about one model, the winner.
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
    return r2(winner, x_val, y_val), max(r2(model, x_fresh, y_fresh) for model in models)


answer = {"gap for k = 1": 0.0, "gap for k = 25": 0.0}

# %% wrong: the fresh score of another model
# The first number is the winner's, but the second is another model's fresh score, perhaps the last one's. Keep the
# winner and score it twice.
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
    return r2(winner, x_val, y_val), r2(models[-1], x_fresh, y_fresh)


answer = {"gap for k = 1": 0.0, "gap for k = 25": 0.0}

# %% wrong: the fresh score first
# Both numbers are right, but in the wrong order: first comes the reported score, on the validation rows.
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
    return r2(winner, x_fresh, y_fresh), r2(winner, x_val, y_val)


answer = {"gap for k = 1": 0.0, "gap for k = 25": 0.0}

# %% wrong: the wrong way round
# You subtracted the validation score from the fresh one. The gap says by how much the reported score is too good.
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
    return float(np.mean([fresh - reported for reported, fresh in pairs]))


answer = {"gap for k = 1": gap(1), "gap for k = 25": gap(25)}

# %% wrong: reports the score
# read: Fresh rows
# That is the mean of the validation scores. The gap is how much *higher* such a score is than the one on fresh rows,
# which is itself below zero.
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
    return float(np.mean([reported for reported, fresh in pairs]))


answer = {"gap for k = 1": gap(1), "gap for k = 25": gap(25)}

# %% wrong: answers in percent
# That is a hundred times the gap. R² is a share, with 1 for a perfect model, and so is the difference of two.
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
    return float(np.mean([100 * (reported - fresh) for reported, fresh in pairs]))


answer = {"gap for k = 1": gap(1), "gap for k = 25": gap(25)}

# %% wrong: other tournaments
# Close, but not the mean of these 200. Did tournament number i get a generator of its own,
# `np.random.default_rng(i)`, with i from 0 to 199, and do all of them count?
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


answer = {"gap for k = 1": 0.0, "gap for k = 25": 0.042}
