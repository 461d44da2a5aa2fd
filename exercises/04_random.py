# %% exercise
# title: A search that draws
# chapter: 4
# kind: write it
# difficulty: 3
# importance: 5
# minutes: 20
# objective: draw different combinations, repeatably, without touching anybody else's random numbers
# answer: MyRandomSearch
# read: What to do about it
# needs: numpy

# %% statement
# *A random search needs only another list behind `for combination in`.* Write it:
# `MyRandomSearch(build_model, number, seed)` tries `number` combinations, drawn at random from all of
# them, each as likely as any other. None is tried twice. If `number` is more than there are, it tries
# them all. The same seed gives the same trials in the same order, and other seeds give other trials;
# the order of the trials within a draw is up to you.
#
# `result` and `scores` are kept as in `MyGridSearch`. Nobody else's random numbers may change because of
# your search.

# %% starter
import numpy as np

from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        for combination in combinations(self.hp.choices):
            for name, value in combination.items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp)
            model.fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x_val, y_val))

# %% hint
# Make the list of all combinations first. Which way of drawing from a list never draws an entry twice?

# %% hint
# Shuffle a pack of cards and deal from the top: no card comes twice, and a pack has an end.

# %% hint
# A generator of your own, `np.random.default_rng(self.seed)`, moves nobody else's.

# %% solution
import numpy as np

from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        every = combinations(self.hp.choices)
        order = np.random.default_rng(self.seed).permutation(len(every))
        for place in order[: self.number]:
            for name, value in every[place].items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp)
            model.fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x_val, y_val))

# %% another solution
import random

from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.rng = number, random.Random(seed)

    def search(self, x, y, validation_data=None):
        self.build_model(self.hp)
        pack = list(combinations(self.hp.choices))
        some = self.rng.sample(pack, min(self.number, len(pack)))
        for chosen in some:
            for pair in chosen.items():
                self.hp.pick(*pair)
            fitted = self.build_model(self.hp).fit(x, y)
            self.result.append(fitted)
            self.scores.append(fitted.score(*(validation_data or (x, y))))

# %% check
import random

import numpy as np


# A model that draws nothing. An ElasticNet draws a number from the global generator in each `fit`, even
# where it needs none: with that one, a right search would be refused.
class Model:
    def __init__(self, alpha, l1_ratio):
        self.alpha, self.l1_ratio = alpha, l1_ratio

    def fit(self, x, y):
        self.fitted = sum(y)
        return self

    def score(self, x, y):
        return round(self.alpha * self.l1_ratio + self.fitted - sum(y), 9)


def build(hp):
    alpha = hp.Choice("alpha", [0.1, 1.0, 2.0, 10.0])
    return Model(alpha, hp.Choice("l1_ratio", [0.2, 0.5, 0.8]))


x, y = [[0.0], [1.0], [2.0], [3.0]], [0.0, 1.0, 1.0, 3.0]
validation = [[0.0], [1.0]], [3.0, 4.0]


def same_numbers(got, expected):
    return len(got) == len(expected) and all(abs(a - b) < 1e-9 for a, b in zip(got, expected))


SEEDS, SOME = 300, 35  # searches of three trials of twelve: each comes 75 times, give or take 7.5
searches = []


def tried(number, seed):
    search = MyRandomSearch(build, number, seed)
    search.search(x, y)
    return [(model.alpha, model.l1_ratio) for model in search.result]


def scored():
    search = MyRandomSearch(build, 5, seed=1)
    search.search(x, y, validation)
    searches.append(search)
    return search


def due(rows):
    """The scores that the models of the last search have on some rows."""
    return [round(m.alpha * m.l1_ratio + sum(y) - sum(rows), 9) for m in searches[-1].result]


def groups():
    return [frozenset(tried(3, seed)) for seed in range(SEEDS)]


def times():
    """How often each combination comes up, in the order of the grid."""
    found = [each for group in groups() for each in group]
    return [found.count((a, b)) for a in (0.1, 1.0, 2.0, 10.0) for b in (0.2, 0.5, 0.8)]


def state():
    return random.getstate(), np.random.get_state()[1].tolist(), np.random.get_state()[2]


def moved():
    random.seed(99)  # else it may stand already where a search that seeds it leaves it
    np.random.seed(99)
    before = state()
    tried(5, seed=1)
    return state() != before


THE_SPACE = "with 4 choices of alpha and 3 of l1_ratio"
expect(
    "len(tried(5, seed=1))",
    5,
    "`number` trials were asked for.",
    mistakes={12: "It is still a grid search: everything was tried."},
    called=f"the number of trials of a search {THE_SPACE}, and number=5",
)
expect(
    "len(set(tried(11, seed=1)))",
    11,
    "draws with replacement",
    mistakes={
        1: "sets nothing",
        lambda got: got in (3, 4): "Only one of the two names ever changes: each has to be set.",
    },
    called=f"how many of 11 trials differ, {THE_SPACE}",
)
expect(
    "len(tried(99, seed=1))",
    12,
    "99 were wanted, and there are 12: try all of them.",
    mistakes={
        ValueError: "cannot try everything",
        99: "draws with replacement",
    },
    called=f"the number of trials {THE_SPACE}, and number=99",
)
expect_that(
    "len(set(groups()))",
    lambda got: got > 20,
    "more than 100, as three of twelve can be chosen in 220 ways",
    "a few lists only",
    mistakes={1: "is no draw"},
    called=f"how many different groups of three trials come from the seeds 0 to {SEEDS - 1}",
)
expect_that(
    "times()",
    lambda got: all(SOME <= each <= 150 - SOME for each in got),
    "twelve numbers near 75",
    "Each combination should be as likely as any other.",
    mistakes={
        lambda got: min(got) == 0: "some never come",
        lambda got: max(got) == SEEDS: "one is always tried",
    },
    called=f"how often each of the 12 combinations is tried, in {SEEDS} searches of three trials",
)
expect_that(
    "len(set(groups()))",
    lambda got: got > 100,
    "more than 100, as three of twelve can be chosen in 220 ways",
    "a few lists only",
    called=f"how many different groups of three trials come from the seeds 0 to {SEEDS - 1}",
)
expect(
    "len(scored().scores)",
    5,
    "keeps no scores",
    called="search.search(x, y, validation_data) with number=5;\nlen(search.scores)",
)
expect(
    "searches[-1].scores",
    due(validation[1]),
    "scores that are none",
    mistakes={
        lambda got: same_numbers(got, due(y)): "scores the training rows",
        lambda got: same_numbers(sorted(got), sorted(due(validation[1]))): "These are the scores, in "
        "another order: `scores[i]` has to belong to `result[i]`, or `best` returns the wrong model.",
    },
    called="the same search;\nsearch.scores",
)
expect(
    "moved()",
    False,
    "moves the global generator",
    called="did the random numbers of the whole program move?",
)
expect(
    "tried(5, seed=1) == tried(5, seed=1)",
    True,
    "cannot be repeated",
    called="do two searches with seed=1 make the same trials, in the same order?",
)

# %% right
# The oracle of chapter 8 keeps these promises without keeping a list, which for ten hyperparameters would not
# fit into memory.

# %% wrong: draws with replacement
# A combination was tried twice, and another one not at all. Independent draws do not take turns: among 11
# draws from 12, some nearly always repeat.
import numpy as np

from minituner.first_steps import MyGridSearch


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        rng = np.random.default_rng(self.seed)
        for _ in range(self.number):
            for name, values in self.hp.choices.items():
                self.hp.pick(name, values[rng.integers(len(values))])
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x_val, y_val))

# %% wrong: cannot try everything
# The draw was asked for more than there are, and refused. Whoever writes `number=99` for a small space
# means "as many as you can".
import numpy as np

from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        rng = np.random.default_rng(self.seed)
        for combination in rng.choice(combinations(self.hp.choices), self.number, replace=False):
            for name, value in combination.items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x_val, y_val))

# %% wrong: is no draw
# read: A second hyperparameter
# Whatever the seed, the same combinations are tried: nothing is drawn. Taken from the start of a grid, they
# even differ only in the last name, so the others are hardly tuned at all.
from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        for combination in combinations(self.hp.choices)[: self.number]:
            for name, value in combination.items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x_val, y_val))

# %% wrong: moves the global generator
# Your search set or used the generator that the whole program shares. Whatever is drawn afterwards,
# such as a model's first weights, changes because somebody searched.
import numpy as np

from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        np.random.seed(self.seed)
        every = combinations(self.hp.choices)
        for place in np.random.permutation(len(every))[: self.number]:
            for name, value in every[place].items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x_val, y_val))

# %% wrong: cannot be repeated
# Two searches with the same seed went different ways, so the seed is not used. A result that nobody can
# reproduce cannot be investigated.
import numpy as np

from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        every = combinations(self.hp.choices)
        for place in np.random.default_rng().permutation(len(every))[: self.number]:
            for name, value in every[place].items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x_val, y_val))

# %% wrong: a few lists only
# Your seeds lead to the same few groups of trials again and again. Perhaps the seed only says where in the grid to
# begin, or how to divide it, and the rest follows. In a draw, any three combinations can meet.

from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        every = combinations(self.hp.choices)
        begin = self.seed % len(every)
        places = [(begin + i) % len(every) for i in range(min(self.number, len(every)))]
        for place in places:
            for name, value in every[place].items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x_val, y_val))

# %% wrong: some never come
# One of these is 0: no seed leads to that combination. Is the first or the last of the list left out of the draw? It
# may be the best.
import numpy as np

from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        every = combinations(self.hp.choices)
        order = np.random.default_rng(self.seed).permutation(len(every) - 1).tolist()
        for place in [*order, len(every) - 1][: self.number]:
            for name, value in every[place].items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x_val, y_val))

# %% wrong: one is always tried
# Every search tries one and the same combination: it was not drawn but given a place. Perhaps you took the first call
# of `build`, which registers the names, for a trial.
import numpy as np

from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        every = combinations(self.hp.choices)
        order = np.random.default_rng(self.seed).permutation(len(every) - 1) + 1
        for place in [0, *order.tolist()][: self.number]:
            for name, value in every[place].items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x_val, y_val))

# %% wrong: sets nothing
# All eleven trials had the same values. `build` reads what is set in `hp`, and nothing has been set since the names
# were registered.
import numpy as np

from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        every = combinations(self.hp.choices)
        for place in np.random.default_rng(self.seed).permutation(len(every))[: self.number]:
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x_val, y_val))

# %% wrong: keeps no scores
# Each trial leaves two things, the model in `result` and its score in `scores`. Without the scores, `best` has nothing to
# compare.
import numpy as np

from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        every = combinations(self.hp.choices)
        for place in np.random.default_rng(self.seed).permutation(len(every))[: self.number]:
            for name, value in every[place].items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)

# %% wrong: scores the training rows
# These are the scores on the rows that the models were fitted to. `validation_data` was given so that other rows decide
# which one is best.
import numpy as np

from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        every = combinations(self.hp.choices)
        for place in np.random.default_rng(self.seed).permutation(len(every))[: self.number]:
            for name, value in every[place].items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x, y))

# %% wrong: scores that are none
# There are as many scores as models, but they are not these models' scores. A score is what `score` returns, after
# the fit, for the validation rows.
import numpy as np

from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        every = combinations(self.hp.choices)
        for place in np.random.default_rng(self.seed).permutation(len(every))[: self.number]:
            for name, value in every[place].items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)
            self.scores.append(0.0)
