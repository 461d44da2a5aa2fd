# %% exercise
# title: Where the mended loop fails
# chapter: 4
# kind: find the bug
# difficulty: 3
# importance: 4
# minutes: 12
# objective: construct scores on which tuning one hyperparameter at a time misses the best
# answer: scores
# read: A second hyperparameter

# %% statement
# Somebody mends the broken loop: after the loop over `alpha` they go back to the *best* value found, and
# only then vary `l1_ratio`. It begins at `alpha=1, l1_ratio=0`, and higher scores are better. Among
# values with the same score it takes the smallest.
#
# Write six scores, for `alpha` 1, 2 or 3 and `l1_ratio` 0 or 1, for which this search does *not* end with a
# best combination: another one has a higher score.

# %% starter
scores = {  # (alpha, l1_ratio): score
    (1, 0): 0.1,
    (2, 0): 0.2,
    (3, 0): 0.3,
    (1, 1): 0.4,
    (2, 1): 0.5,
    (3, 1): 0.6,
}

# %% hint
# The search sees the row with `l1_ratio=0`, and then one column. Where must the best combination be so
# that the search sees it neither time?

# %% hint
# The best `alpha` of the row with `l1_ratio=0` must not be the best one of the other row.

# %% solution
scores = {
    (1, 0): 0.3,
    (2, 0): 0.5,
    (3, 0): 0.4,
    (1, 1): 0.9,
    (2, 1): 0.6,
    (3, 1): 0.2,
}

# %% another solution
pairs = [(alpha, ratio) for ratio in (0, 1) for alpha in (1, 2, 3)]
scores = {pair: -abs(pair[0] - 3 * pair[1]) + 2 * pair[1] for pair in pairs}

# %% check
import numbers

PAIRS = [(alpha, ratio) for ratio in (0, 1) for alpha in (1, 2, 3)]


def search(scores, best=max):
    alpha = best((1, 2, 3), key=lambda each: scores[each, 0])
    ratio = best((0, 1), key=lambda each: scores[alpha, each])
    return alpha, ratio


expect(
    "sorted(scores)",
    sorted(PAIRS),
    "Six combinations have a score each: alpha is 1, 2 or 3, and l1_ratio 0 or 1.",
)
expect_that(
    "list(scores.values())",
    lambda got: all(isinstance(value, numbers.Real) and value == value for value in got),
    "six numbers",
    "A search can compare numbers, and nothing else.",
    mistakes={lambda got: any(value != value for value in got): "a score that is no number"},
)
found, most = search(scores), max(scores.values())
if scores[found] == most:
    gaps = {round(float(scores[alpha, 1]) - float(scores[alpha, 0]), 9) for alpha in (1, 2, 3)}
    least = search(scores, min)
    if sum(value == most for value in scores.values()) > 1:
        why = "a tie"
    elif len(gaps) == 1:
        why = "no interaction"
    elif scores[least] != min(scores.values()):
        why = "the least is meant"
    elif most in [scores[alpha, 0] for alpha in (1, 2, 3)]:
        why = "the best is in the first row"
    else:
        why = "the first row leads to the best"
    fail(
        why,
        called=f"the search: alpha = {found[0]} is the best with l1_ratio=0; with it, l1_ratio = {found[1]} is the best",
        got=f"{found}, with the score {most!r}, and no other is better",
        expected="a result that another combination beats",
    )

# %% right
# For that, the hyperparameters have to depend on each other, and nearly all do: a network with more layers wants a
# different learning rate. So the mended loop is wrong less often than the broken one, but no less silently.

# %% wrong: no interaction
# From `l1_ratio=0` to `l1_ratio=1` the score changes by the same amount for each `alpha`. Then each of the two can
# be chosen by itself, and tuning one at a time is enough.
scores = {(1, 0): 0.1, (2, 0): 0.2, (3, 0): 0.3, (1, 1): 0.5, (2, 1): 0.6, (3, 1): 0.7}

# %% wrong: a tie
# Several combinations share the highest score, and the search found one of them: no other is better. Make one that it
# misses better than those.
scores = {(1, 0): 0.3, (2, 0): 0.5, (3, 0): 0.4, (1, 1): 0.9, (2, 1): 0.9, (3, 1): 0.2}

# %% wrong: the least is meant
# read: Which one is best?
# For a search that wants the *lowest* value these six would do. Here a higher score is better, as it is for R².
scores = {(1, 0): 0.7, (2, 0): 0.5, (3, 0): 0.6, (1, 1): 0.1, (2, 1): 0.4, (3, 1): 0.65}

# %% wrong: the best is in the first row
# read: As a picture
# The best combination has `l1_ratio=0`, which is where the search begins: it looks at all three of those.
scores = {(1, 0): 0.2, (2, 0): 0.9, (3, 0): 0.1, (1, 1): 0.1, (2, 1): 0.3, (3, 1): 0.2}

# %% wrong: the first row leads to the best
# The two do depend on each other, but the search was lucky: the best `alpha` in the first row is also the best
# combination's.
scores = {(1, 0): 0.1, (2, 0): 0.5, (3, 0): 0.4, (1, 1): 0.2, (2, 1): 0.9, (3, 1): 0.3}

# %% wrong: a score that is no number
# NaN is neither higher nor lower than any number, nor equal to itself, so none of these combinations is the best.
# Give each a score that can be compared.
scores = {(1, 0): 0.3, (2, 0): 0.5, (3, 0): 0.4, (1, 1): 0.9, (2, 1): float("nan"), (3, 1): 0.2}
