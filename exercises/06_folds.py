# %% exercise
# title: Each row is judged once
# chapter: 6
# kind: write it
# difficulty: 3
# importance: 4
# minutes: 12
# objective: score a recipe by cross-validation, with no model that is judged on rows it has seen
# answer: cross_validated
# read: `SklearnTuner`

# %% statement
# `SklearnTuner` scores a recipe in five folds. Write it yourself: `cross_validated(build, x, y, folds)` cuts the rows
# into `folds` parts, in their order and as equal in size as possible. For each part a *new* model, `build()`, is
# fitted to all other rows and scored on this part. The function returns the mean of the scores.
#
# `x` and `y` are lists of the same length. Every row is judged exactly once.

# %% starter
def cross_validated(build, x, y, folds):
    model = build()
    model.fit(x, y)
    return model.score(x, y)

# %% hint
# With 7 rows and 3 folds, where does each fold begin and end? `fold * len(x) // folds` is one way to say it.

# %% hint
# `x[:start] + x[stop:]` is everything but the fold.

# %% solution
def cross_validated(build, x, y, folds):
    scores = []
    for fold in range(folds):
        start, stop = fold * len(x) // folds, (fold + 1) * len(x) // folds
        model = build()
        model.fit(x[:start] + x[stop:], y[:start] + y[stop:])
        scores.append(model.score(x[start:stop], y[start:stop]))
    return sum(scores) / folds

# %% another solution
from statistics import mean


def cross_validated(build, x, y, folds):
    small, more = divmod(len(x), folds)
    parts, end = [], 0
    for number in range(folds):
        begin, end = end, end + small + (number < more)
        parts.append(range(begin, end))

    def judged(part):
        rest = [row for row in range(len(x)) if row not in part]
        model = build()
        model.fit([x[row] for row in rest], [y[row] for row in rest])
        return model.score([x[row] for row in part], [y[row] for row in part])

    return mean(map(judged, parts))

# %% check
class Model:
    """Keeps what it has seen, and what it was judged on; its score is the number of rows."""

    made = []

    def __init__(self):
        self.seen, self.judged = [], []
        Model.made.append(self)

    def fit(self, x, y):
        self.seen += list(zip(x, y))
        return self

    def score(self, x, y):
        self.judged += list(zip(x, y))
        return float(len(self.judged))


def watched(rows, folds):
    Model.made.clear()
    x, y = list(range(rows)), [10 * row for row in range(rows)]
    value = cross_validated(Model, x, y, folds)
    return value, [m for m in Model.made if m.judged]


def overlap(models):
    return sum(row in model.seen for model in models for row in model.judged)


def judged(models):
    return sorted(row for model in models for row, _ in model.judged)


expect(
    "overlap(watched(10, 5)[1])",
    0,
    "judged on what it has seen",
    mistakes={
        lambda got: len(Model.made) == 1 and len(Model.made[0].seen) > 10: "one model for all folds"
    },
    called="how many rows were scored by a model that was fitted to them, with 10 rows and 5 folds",
)
expect(
    "[len(model.seen) for model in watched(10, 5)[1]]",
    [8] * 5,
    "turns the folds around",
    mistakes={(8,): "the last fold alone", (): "No model was scored."},
    called="how many rows each model was fitted to, with 10 rows and 5 folds",
)
expect(
    "judged(watched(7, 3)[1])",
    list(range(7)),
    "loses the last rows",
    called="the rows that were judged, with 7 rows (0 to 6) and 3 folds",
)
expect(
    "sorted(len(model.judged) for model in watched(11, 3)[1])",
    [3, 4, 4],
    "the last fold takes the rest",
    called="how many rows each model was scored on, with 11 rows and 3 folds, sorted",
)
expect(
    "sorted([row for row, _ in model.judged] for model in watched(6, 3)[1])",
    [[0, 1], [2, 3], [4, 5]],
    "deals the rows out",
    called="the rows of each part, with 6 rows (0 to 5) and 3 folds",
)
expect(
    "sum(y != 10 * x for model in watched(7, 3)[1] for x, y in model.seen + model.judged)",
    0,
    "pairs rows with the targets of others",
    called="how many rows came with the `y` of another row, in fits and scores",
)
expect(
    "watched(10, 5)[0]",
    2.0,
    "It is the mean of the scores of the folds.",
    mistakes={10.0: "returns the sum"},
    called="cross_validated(...), where each of 5 folds has the score 2.0",
)

# %% right
# The mean of five scores judges the *recipe*; there are five models, and none of them has seen all rows. So fit once
# more, to everything, once the recipe is chosen.

# %% wrong: judged on what it has seen
# read: The final picture
# A model was scored on rows that it had been fitted to. There every flexible model looks good, as chapter 4 showed.
def cross_validated(build, x, y, folds):
    scores = []
    for fold in range(folds):
        start, stop = fold * len(x) // folds, (fold + 1) * len(x) // folds
        model = build()
        model.fit(x, y)
        scores.append(model.score(x[start:stop], y[start:stop]))
    return sum(scores) / folds

# %% wrong: one model for all folds
# The same model went from fold to fold, so it had already met the rows of the second fold in the first. Some models
# forget at each `fit`, others go on from where they were; make a new one each time.
def cross_validated(build, x, y, folds):
    scores, model = [], build()
    for fold in range(folds):
        start, stop = fold * len(x) // folds, (fold + 1) * len(x) // folds
        model.fit(x[:start] + x[stop:], y[:start] + y[stop:])
        scores.append(model.score(x[start:stop], y[start:stop]))
    return sum(scores) / folds

# %% wrong: loses the last rows
# Seven rows do not divide into three equal parts, and nobody judged what was left over.
def cross_validated(build, x, y, folds):
    size, scores = len(x) // folds, []
    for start in range(0, size * folds, size):
        stop = start + size
        model = build()
        model.fit(x[:start] + x[stop:], y[:start] + y[stop:])
        scores.append(model.score(x[start:stop], y[start:stop]))
    return sum(scores) / folds

# %% wrong: the last fold alone
# Only one part was judged. That is a single split, and its score depends on the luck of these few rows.
def cross_validated(build, x, y, folds):
    start = (folds - 1) * len(x) // folds
    model = build()
    model.fit(x[:start], y[:start])
    return model.score(x[start:], y[start:])

# %% wrong: turns the folds around
# Each model was fitted to one part and scored on the others. It should learn from four fifths and be judged on the
# other.
def cross_validated(build, x, y, folds):
    scores = []
    for fold in range(folds):
        start, stop = fold * len(x) // folds, (fold + 1) * len(x) // folds
        model = build()
        model.fit(x[start:stop], y[start:stop])
        scores.append(model.score(x[:start] + x[stop:], y[:start] + y[stop:]))
    return sum(scores) / folds

# %% wrong: returns the sum
# That is the sum of the scores. It grows with the number of folds, so it cannot be compared with anything.
def cross_validated(build, x, y, folds):
    scores = []
    for fold in range(folds):
        start, stop = fold * len(x) // folds, (fold + 1) * len(x) // folds
        model = build()
        model.fit(x[:start] + x[stop:], y[:start] + y[stop:])
        scores.append(model.score(x[start:stop], y[start:stop]))
    return sum(scores)

# %% wrong: the last fold takes the rest
# The last part took everything that was left over. As equal as possible means that no two parts differ by more than
# one row.
def cross_validated(build, x, y, folds):
    size, scores = len(x) // folds, []
    for fold in range(folds):
        start = fold * size
        stop = len(x) if fold == folds - 1 else start + size
        model = build()
        model.fit(x[:start] + x[stop:], y[:start] + y[stop:])
        scores.append(model.score(x[start:stop], y[start:stop]))
    return sum(scores) / folds

# %% wrong: deals the rows out
# You dealt the rows out like cards. The parts should be cut in the order of the rows, so that neighbors stay
# together, which matters if they resemble each other.
def cross_validated(build, x, y, folds):
    scores = []
    for fold in range(folds):
        inside = [i for i in range(len(x)) if i % folds == fold]
        outside = [i for i in range(len(x)) if i % folds != fold]
        model = build()
        model.fit([x[i] for i in outside], [y[i] for i in outside])
        scores.append(model.score([x[i] for i in inside], [y[i] for i in inside]))
    return sum(scores) / folds

# %% wrong: pairs rows with the targets of others
# A model was given rows and targets that do not belong together. Whatever you leave out of `x`, or put back together,
# `y` has to follow in the same order.
def cross_validated(build, x, y, folds):
    scores = []
    for fold in range(folds):
        start, stop = fold * len(x) // folds, (fold + 1) * len(x) // folds
        model = build()
        model.fit(x[:start] + x[stop:], y[stop:] + y[:start])
        scores.append(model.score(x[start:stop], y[start:stop]))
    return sum(scores) / folds
