# %% exercise
# title: Which rows has the search seen?
# chapter: 15
# kind: fix it
# difficulty: 3
# importance: 5
# minutes: 15
# objective: put a whole search inside a cross-validation, so that no test row helps to choose
# answer: honest_scores
# read: Was it luck?

# %% statement
# `search(rows)` tries many configurations on a list of rows and returns the best model, fitted to these rows.
# `score(model, rows)` judges a model. `honest_scores(search, score, rows, folds)` should say how well *such a search*
# does: it returns a list of `folds` scores, for which every row is a test row once, for one search.
#
# The code below runs, but its scores are flattered. Mend it. `rows` is a list whose length is a multiple of `folds`;
# leave it as it is. Two of its rows may be equal.

# %% starter
def honest_scores(search, score, rows, folds):
    model = search(rows)
    size = len(rows) // folds
    parts = [rows[n * size : (n + 1) * size] for n in range(folds)]
    return [score(model, part) for part in parts]

# %% hint
# On which rows was the winner chosen? And on which was it scored?

# %% hint
# The search has to be repeated for each part and must not see that part.

# %% solution
def honest_scores(search, score, rows, folds):
    size, scores = len(rows) // folds, []
    for start in range(0, len(rows), size):
        test = rows[start : start + size]
        model = search(rows[:start] + rows[start + size :])
        scores.append(score(model, test))
    return scores

# %% another solution
def honest_scores(search, score, rows, folds):
    tests = [range(first, len(rows), folds) for first in range(folds)]
    models = [
        search([row for place, row in enumerate(rows) if place not in test]) for test in tests
    ]
    return [
        score(model, [rows[place] for place in test])
        for model, test in zip(models, tests, strict=True)
    ]

# %% check
searches, judged = [], []


def search(rows):
    searches.append(list(rows))
    return tuple(rows)  # a model that is all that it has seen


def score(model, rows):
    judged.append((model, list(rows)))
    return float(len(model) + sum(rows))


def watched(rows, folds):
    searches.clear()
    judged.clear()
    return honest_scores(search, score, list(range(rows)), folds)


def flattered():
    return sum(row in model for model, rows in judged for row in rows)


def sizes(rows, folds):
    searches.clear()
    honest_scores(search, score, rows, folds)
    return sorted(map(len, searches))


expect(
    """
    watched(20, 4)
    len(searches)
    """,
    4,
    "There is one search for each part.",
    mistakes={
        0: "What you return is not worked out yet, so nothing was searched. A list was asked for.",
        1: "searches once",
        20: "leaves out one row at a time",
    },
    called="how many searches there are, with 20 rows and 4 folds",
)
expect(
    """
    watched(20, 4)
    flattered()
    """,
    0,
    "A model was judged on a row that its search had met. Which search left out which part?",
    mistakes={
        lambda got: all(set(model) == set(rows) for model, rows in judged): "scores what it searched on",
        lambda got: all(len(model) == 20 for model, rows in judged): "searches on all the rows",
        lambda got: len({model for model, rows in judged}) == 1: "asks the last model alone",
    },
    called="how many test rows had been seen by the search that found the model",
)
expect(
    """
    watched(20, 4)
    sorted(row for _, rows in judged for row in rows)
    """,
    list(range(20)),
    "Every row is a test row, once.",
    called="the rows that were judged, of 0 to 19",
)
expect(
    """
    watched(20, 4)
    sorted(len(rows) for rows in searches)
    """,
    [15] * 4,
    "A search gets every row but those of its part.",
    mistakes={(5, 5, 5, 5): "searches on the small part"},
    called="on how many rows each search worked, with 20 rows and 4 folds",
)
expect_that(
    "watched(20, 4)",
    lambda got: sorted(got) == sorted(float(len(model) + sum(rows)) for model, rows in judged),
    "the four scores that `score` returned",
    "It returns what `score` said, once for each part.",
    mistakes={
        lambda got: abs(got - sum(score(*each) for each in list(judged)[:4]) / 4) < 1e-9: "reports the mean",
        lambda got: isinstance(got, float): "reports the best part",
    },
)
expect(
    "sizes(list(range(12)), 3)",
    [8] * 3,
    "is right for four parts",
    called="on how many rows each search worked, with 12 rows and 3 folds",
)
expect(
    "sizes([1, 2, 3, 4] * 3, 3)",
    [8] * 3,
    "leaves out what looks alike",
    called="on how many rows each search worked, with the 12 rows 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4 and 3 folds",
)
expect(
    """
    rows = [5, 6, 7, 8]
    honest_scores(search, score, rows, 2)
    rows
    """,
    [5, 6, 7, 8],
    "changes the rows",
    called="the list `rows`, which was [5, 6, 7, 8], after honest_scores(search, score, rows, 2)",
)

# %% right
# This costs as many searches as there are folds and gives you no model: each of the four is different. What is judged
# is the procedure, and that is what you can promise of the model that you find with all rows.

# %% wrong: searches once
# There was one search, and every test row took part in it: each helped to choose the winner that it then judges.
# Scoring part by part afterwards cannot undo that.
def honest_scores(search, score, rows, folds):
    model = search(rows)
    size = len(rows) // folds
    return [score(model, rows[n * size : (n + 1) * size]) for n in range(folds)]

# %% wrong: searches on all the rows
# You repeat the search for each part but give it that part as well. A row that chooses cannot judge.
def honest_scores(search, score, rows, folds):
    size = len(rows) // folds
    return [score(search(rows), rows[n * size : (n + 1) * size]) for n in range(folds)]

# %% wrong: scores what it searched on
# Each search is scored on the very rows it used to choose. The part that was left out is still waiting its turn.
def honest_scores(search, score, rows, folds):
    size, scores = len(rows) // folds, []
    for start in range(0, len(rows), size):
        rest = rows[:start] + rows[start + size :]
        scores.append(score(search(rest), rest))
    return scores

# %% wrong: searches on the small part
# Each search got one quarter of the rows, and was judged on another. The search is what you want to judge, so give it nearly
# as many rows as it will have in the end.
def honest_scores(search, score, rows, folds):
    size, scores = len(rows) // folds, []
    for n in range(folds):
        model = search(rows[n * size : (n + 1) * size])
        next_part = (n + 1) % folds
        scores.append(score(model, rows[next_part * size : (next_part + 1) * size]))
    return scores

# %% wrong: reports the best part
# You picked one of the four scores. Whatever is picked because it is the best is flattered once more.
def honest_scores(search, score, rows, folds):
    size, scores = len(rows) // folds, []
    for start in range(0, len(rows), size):
        model = search(rows[:start] + rows[start + size :])
        scores.append(score(model, rows[start : start + size]))
    return max(scores)

# %% wrong: leaves out one row at a time
# There are as many searches as rows. That is honest, but it is not the number of folds you were given; with a thousand
# rows it would mean a thousand searches.
def honest_scores(search, score, rows, folds):
    return [
        score(search(rows[:place] + rows[place + 1 :]), [row]) for place, row in enumerate(rows)
    ]

# %% wrong: asks the last model alone
# There were four searches, but the model from one of them was scored on every part. It has seen three of the four.
def honest_scores(search, score, rows, folds):
    size = len(rows) // folds
    for start in range(0, len(rows), size):
        model = search(rows[:start] + rows[start + size :])
    return [score(model, rows[start : start + size]) for start in range(0, len(rows), size)]

# %% wrong: reports the mean
# That is the mean of the four scores. A list was asked for: how far the scores lie apart is half of the news.
def honest_scores(search, score, rows, folds):
    size, scores = len(rows) // folds, []
    for start in range(0, len(rows), size):
        model = search(rows[:start] + rows[start + size :])
        scores.append(score(model, rows[start : start + size]))
    return sum(scores) / folds

# %% wrong: is right for four parts
# The numbers of rows and of folds are different here, but your code goes on as before. Both follow from the arguments.
def honest_scores(search, score, rows, folds):
    return [
        score(search(rows[:start] + rows[start + 5 :]), rows[start : start + 5])
        for start in (0, 5, 10, 15)
    ]

# %% wrong: leaves out what looks alike
# Some rows are equal here, as two flowers may be, and a search lost some that only *look* like the rows of its part.
# Choose rows by their places, not by what is in them.
def honest_scores(search, score, rows, folds):
    size = len(rows) // folds
    parts = [rows[n * size : (n + 1) * size] for n in range(folds)]
    return [score(search([row for row in rows if row not in part]), part) for part in parts]

# %% wrong: changes the rows
# Your call changed the list of rows. It belongs to the caller, who needs all of them for the next search.
def honest_scores(search, score, rows, folds):
    size, before, scores = len(rows) // folds, [], []
    for _ in range(folds):
        test = [rows.pop() for _ in range(size)]
        scores.append(score(search(before + rows), test))
        before += test
    return scores
