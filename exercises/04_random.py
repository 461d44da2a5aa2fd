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
# them. No combination is tried twice. If `number` is larger than what there is, it tries everything.
# The same seed gives the same trials in the same order, and other seeds give others.
#
# Nobody else's random numbers may change because of your search.

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
# Make the list of all combinations first. Which way of drawing from a list never draws one twice?

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
        return self

    def score(self, x, y):
        return self.alpha * self.l1_ratio


def build(hp):
    alpha = hp.Choice("alpha", [0.1, 1.0, 2.0, 10.0])
    return Model(alpha, hp.Choice("l1_ratio", [0.2, 0.5, 0.8]))


x, y = [[0.0], [1.0], [2.0], [3.0]], [0.0, 1.0, 1.0, 3.0]


def tried(number, seed):
    search = MyRandomSearch(build, number, seed)
    search.search(x, y)
    return [(model.alpha, model.l1_ratio) for model in search.result]


def state():
    return random.getstate(), np.random.get_state()[1].tolist(), np.random.get_state()[2]


def moved():
    before = state()
    tried(5, seed=1)
    return state() != before


THE_SPACE = "with 4 choices of alpha and 3 of l1_ratio"
expect(
    "len(tried(5, seed=1))",
    5,
    "`number` trials were asked for.",
    mistakes={12: "It is a grid search still: everything was tried."},
    called=f"the number of trials of a search {THE_SPACE}, and number=5",
)
expect(
    "len(set(tried(11, seed=1)))",
    11,
    "draws with replacement",
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
    "[tried(3, seed) for seed in range(10)]",
    lambda got: len({str(each) for each in got}) > 5,
    "ten searches, most of which differ",
    "is no draw",
    called="[three trials, for each seed from 0 to 9]",
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
    called="do two searches with seed=1 try the same, in the same order?",
)

# %% right
# The oracle of chapter 8 keeps these promises without keeping a list, which for ten hyperparameters would not
# fit into memory.

# %% wrong: draws with replacement
# A combination was tried twice, and another one not at all. Draws that are independent do not take turns: of
# 12 draws from 12, some repeat nearly always.
import numpy as np

from minituner.first_steps import MyGridSearch


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        self.build_model(self.hp)
        rng = np.random.default_rng(self.seed)
        for _ in range(self.number):
            for name, values in self.hp.choices.items():
                self.hp.pick(name, values[rng.integers(len(values))])
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x, y))

# %% wrong: cannot try everything
# More were wanted than there are, and the draw refused. Whoever writes `number=99` for a small space means
# "as many as you can".
import numpy as np

from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        self.build_model(self.hp)
        rng = np.random.default_rng(self.seed)
        for combination in rng.choice(combinations(self.hp.choices), self.number, replace=False):
            for name, value in combination.items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x, y))

# %% wrong: is no draw
# read: Breaking it
# Whatever the seed, the trials are the same. The first ones of a grid differ in the last name alone, so that
# the others are hardly tuned at all.
from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        self.build_model(self.hp)
        for combination in combinations(self.hp.choices)[: self.number]:
            for name, value in combination.items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x, y))

# %% wrong: moves the global generator
# Your search has set or used the generator that the whole program shares. Whoever draws after it, for a
# model's first weights for instance, gets other numbers because somebody searched.
import numpy as np

from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        self.build_model(self.hp)
        np.random.seed(self.seed)
        every = combinations(self.hp.choices)
        for place in np.random.permutation(len(every))[: self.number]:
            for name, value in every[place].items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x, y))

# %% wrong: cannot be repeated
# Two searches with one seed went two ways, so the seed is not used. A result that nobody can get again cannot
# be looked into.
import numpy as np

from minituner.first_steps import MyGridSearch, combinations


class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        self.build_model(self.hp)
        every = combinations(self.hp.choices)
        for place in np.random.default_rng().permutation(len(every))[: self.number]:
            for name, value in every[place].items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp).fit(x, y)
            self.result.append(model)
            self.scores.append(model.score(x, y))
