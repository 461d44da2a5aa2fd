# %% exercise
# title: A search that survives
# chapter: 4
# kind: write it
# difficulty: 3
# importance: 5
# minutes: 15
# objective: keep a search going when a trial fails, and keep its records in step
# answer: RobustSearch
# read: And also

# %% statement
# In `MyGridSearch`, one model that raises an error ends the whole search. Write `RobustSearch`, which carries on,
# whatever kind of ordinary error it is: the failed combination and its error go as a pair into a list `errors`; the
# next combination is tried; `result` and `scores` hold the models that were fitted *and* scored, and nothing else.
#
# Someone who presses Ctrl-C still wants the search to stop: the `KeyboardInterrupt` that Python then
# raises has to reach the caller of `search`.

# %% starter
from minituner.first_steps import MyGridSearch, combinations


class RobustSearch(MyGridSearch):
    def __init__(self, build_model):
        super().__init__(build_model)
        self.errors = []  # (combination, error)

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
# Building, fitting and scoring can all fail. Which lines belong inside the `try`, and which must
# run only if none of them failed?

# %% hint
# Compute the score before anything is appended. Then either both lists grow or neither does.

# %% hint
# `KeyboardInterrupt`, which Ctrl-C raises, is not an `Exception`: Python keeps the two apart for this reason.

# %% solution
from minituner.first_steps import MyGridSearch, combinations


class RobustSearch(MyGridSearch):
    def __init__(self, build_model):
        super().__init__(build_model)
        self.errors = []  # (combination, error)

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        for combination in combinations(self.hp.choices):
            for name, value in combination.items():
                self.hp.pick(name, value)
            try:
                model = self.build_model(self.hp)
                model.fit(x, y)
                score = model.score(x_val, y_val)
            except Exception as error:
                self.errors.append((combination, error))
                continue
            self.result.append(model)
            self.scores.append(score)

# %% another solution
from minituner.first_steps import MyGridSearch, combinations


class RobustSearch(MyGridSearch):
    def __init__(self, build_model):
        super().__init__(build_model)
        self.errors = []

    def attempt(self, chosen, training, validation):
        [self.hp.pick(*item) for item in chosen.items()]
        fitted = self.build_model(self.hp).fit(*training)
        return fitted, fitted.score(*validation)

    def search(self, x, y, validation_data=None):
        self.build_model(self.hp)
        for chosen in combinations(self.hp.choices):
            try:
                pair = self.attempt(chosen, (x, y), validation_data or (x, y))
            except Exception as problem:
                self.errors.append((chosen, problem))
            else:
                self.result.append(pair[0])
                self.scores.append(pair[1])

# %% check
class Model:
    """Its score is below 0, as an honest R² may be."""

    def __init__(self, alpha):
        self.alpha = alpha

    def fit(self, x, y):
        self.fitted = len(x)
        return self

    def score(self, x, y):
        return round(len(x) / 10 - self.fitted / 10 - self.alpha, 9)


class NotConverged(Exception):
    pass


def diverging(kind):
    class Diverges(Model):
        def fit(self, x, y):
            if self.alpha == 2.0:
                raise kind("diverged")
            return super().fit(x, y)

    return Diverges


class CannotScore(Model):
    def score(self, x, y):
        if self.alpha == 2.0:
            raise ValueError("no score")
        return super().score(x, y)


class Interrupted(Model):
    fits = 0

    def fit(self, x, y):
        Interrupted.fits += 1
        raise KeyboardInterrupt


Diverges = diverging(ValueError)


def alphas(kind):
    return lambda hp: kind(alpha=hp.Choice("alpha", [0.1, 2.0, 10.0]))


def build_none(hp):
    alpha = hp.Choice("alpha", [0.1, 2.0, 10.0])
    if alpha == 2.0:
        raise ValueError("no such model")
    return Model(alpha)


x, y = [[0.0], [1.0], [2.0], [3.0]], [0.0, 1.0, 1.0, 3.0]
validation = [[0.0], [1.0]], [3.0, 0.0]


searches = []


def after(search):
    searches.append(search)
    search.search(x, y, validation)
    return search


expect(
    """
    search = after(RobustSearch(alphas(Diverges)))
    [model.alpha for model in search.result]
    """,
    [0.1, 10.0],
    "With alpha=2.0 the fit raises an error. The other two belong in `result`, and no more.",
    mistakes={
        (0.1,): "one try around the loop",
        ValueError: "One model failed, and its error ended the search: nobody caught it.",
        lambda got: len(got) == len(searches[-1].scores) == 3
        and searches[-1].scores[1] == 0: "a failure scores 0",
        lambda got: len(got) == len(searches[-1].scores) == 3: "a failure has a score",
        (0.1, 2.0, 10.0): "the model is kept before it is fitted",
    },
    called="a search over three models, alpha = 0.1, 2.0 and 10.0; the fit of the second fails;\n"
    "[model.alpha for model in search.result]",
)
expect(
    """
    search = after(RobustSearch(alphas(Diverges)))
    search.scores
    """,
    [-0.3, -10.2],
    "scores that are none",
    mistakes={(): "keeps no scores", (-0.1, -10.0): "scores the training rows"},
    called="the first search again, search.search(x, y, validation_data);\nsearch.scores",
)
expect(
    """
    search = after(RobustSearch(alphas(CannotScore)))
    [model.alpha for model in search.result], len(search.scores)
    """,
    ([0.1, 10.0], 2),
    "the model is kept before it is scored",
    called="the same, but it is the score of the second model that fails;\n"
    "[model.alpha for model in search.result], len(search.scores)",
)
expect(
    """
    search = after(RobustSearch(build_none))
    [model.alpha for model in search.result]
    """,
    [0.1, 10.0],
    "the building is not tried",
    mistakes={ValueError: "the building is not tried"},
    called="the same, but the second model cannot even be built;\n"
    "[model.alpha for model in search.result]",
)
for kind in (TypeError, OverflowError, NotConverged):
    expect(
        f"""
        search = after(RobustSearch(alphas(diverging({kind.__name__}))))
        [model.alpha for model in search.result]
        """,
        [0.1, 10.0],
        "catches one kind of error",
        mistakes={kind: "catches one kind of error"},
        called=f"the first search again, but the fit raises a {kind.__name__};\n"
        "[model.alpha for model in search.result]",
    )
expect_that(
    """
    after(RobustSearch(alphas(Diverges))).errors
    """,
    lambda got: [each[0] for each in got] == [{"alpha": 2.0}]
    and isinstance(got[0][1], ValueError),
    "one pair, of the combination and its ValueError",
    "A search that swallows an error should at least say which one, and for which combination.",
    mistakes={
        lambda got: isinstance(got[0][1], str): "That is what the error says. Put the error "
        "itself into the pair: it also knows its kind, and the line where it was raised.",
    },
    called="the first search again; search.errors",
)
expect_error(
    "after(RobustSearch(alphas(Interrupted)))",
    KeyboardInterrupt,
    "catches everything",
    mistakes={lambda got: Interrupted.fits == 1: "stops, and tells nobody"},
    called="a search in which somebody presses Ctrl-C during the first fit",
)

# %% right
# A failed trial is a result too. Chapter 9's tuner writes it into its journal, and gives up only
# after several failures in a row, because then the mistake is probably not in the values.

# %% wrong: the model is kept before it is fitted
# `result` holds a model that could not be fitted, and there are more models than scores. So
# `result[i]` no longer belongs to `scores[i]`, and `best` returns a neighbor of the winner.
from minituner.first_steps import MyGridSearch, combinations


class RobustSearch(MyGridSearch):
    def __init__(self, build_model):
        super().__init__(build_model)
        self.errors = []

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        for combination in combinations(self.hp.choices):
            for name, value in combination.items():
                self.hp.pick(name, value)
            try:
                model = self.build_model(self.hp)
                self.result.append(model)
                model.fit(x, y)
                self.scores.append(model.score(x_val, y_val))
            except Exception as error:
                self.errors.append((combination, error))

# %% wrong: the model is kept before it is scored
# The second model was fitted but could not be scored, yet it is in `result`. From there on, every
# score stands beside the wrong model.
from minituner.first_steps import MyGridSearch, combinations


class RobustSearch(MyGridSearch):
    def __init__(self, build_model):
        super().__init__(build_model)
        self.errors = []

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        for combination in combinations(self.hp.choices):
            for name, value in combination.items():
                self.hp.pick(name, value)
            try:
                model = self.build_model(self.hp)
                model.fit(x, y)
                self.result.append(model)
                self.scores.append(model.score(x_val, y_val))
            except Exception as error:
                self.errors.append((combination, error))

# %% wrong: one try around the loop
# read: The class
# alpha=10.0 comes after the failure, and was never tried. An error exits everything inside the `try`, loops included.
from minituner.first_steps import MyGridSearch, combinations


class RobustSearch(MyGridSearch):
    def __init__(self, build_model):
        super().__init__(build_model)
        self.errors = []

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        try:
            for combination in combinations(self.hp.choices):
                for name, value in combination.items():
                    self.hp.pick(name, value)
                model = self.build_model(self.hp)
                model.fit(x, y)
                self.result.append(model)
                self.scores.append(model.score(x_val, y_val))
        except Exception as error:
            self.errors.append((combination, error))

# %% wrong: a failure scores 0
# read: Fresh rows
# The model that failed got the score 0, which here is the best of the three: an honest R² can be
# negative. No number can stand for "there is no score".
from minituner.first_steps import MyGridSearch, combinations


class RobustSearch(MyGridSearch):
    def __init__(self, build_model):
        super().__init__(build_model)
        self.errors = []

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        for combination in combinations(self.hp.choices):
            for name, value in combination.items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp)
            try:
                score = model.fit(x, y).score(x_val, y_val)
            except Exception as error:
                self.errors.append((combination, error))
                score = 0
            self.result.append(model)
            self.scores.append(score)

# %% wrong: the building is not tried
# The second model could not be built, and that ended the search. A function that builds models is
# the user's code, and as likely to fail as the fit: a layer of width 0, a misspelled word.
from minituner.first_steps import MyGridSearch, combinations


class RobustSearch(MyGridSearch):
    def __init__(self, build_model):
        super().__init__(build_model)
        self.errors = []

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        for combination in combinations(self.hp.choices):
            for name, value in combination.items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp)
            try:
                score = model.fit(x, y).score(x_val, y_val)
            except Exception as error:
                self.errors.append((combination, error))
                continue
            self.result.append(model)
            self.scores.append(score)

# %% wrong: catches everything
# The search went on. Ctrl-C is how its owner stops it; it arrives as an error too, but one that is not meant for you.
from minituner.first_steps import MyGridSearch, combinations


class RobustSearch(MyGridSearch):
    def __init__(self, build_model):
        super().__init__(build_model)
        self.errors = []

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        for combination in combinations(self.hp.choices):
            for name, value in combination.items():
                self.hp.pick(name, value)
            try:
                model = self.build_model(self.hp)
                score = model.fit(x, y).score(x_val, y_val)
            except BaseException as error:
                self.errors.append((combination, error))
                continue
            self.result.append(model)
            self.scores.append(score)

# %% wrong: catches one kind of error
# The same failure under another name ended the search: your `except` catches only certain kinds of error. Nobody
# knows beforehand which kind a user's model will raise.
from minituner.first_steps import MyGridSearch, combinations


class RobustSearch(MyGridSearch):
    def __init__(self, build_model):
        super().__init__(build_model)
        self.errors = []

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        for combination in combinations(self.hp.choices):
            for name, value in combination.items():
                self.hp.pick(name, value)
            try:
                model = self.build_model(self.hp)
                score = model.fit(x, y).score(x_val, y_val)
            except ValueError as error:
                self.errors.append((combination, error))
                continue
            self.result.append(model)
            self.scores.append(score)

# %% wrong: stops, and tells nobody
# The search stopped, and so did the interrupt: whoever called `search` carries on as if everything had been tried. An
# error that is not yours to handle should pass through.
from minituner.first_steps import MyGridSearch, combinations


class RobustSearch(MyGridSearch):
    def __init__(self, build_model):
        super().__init__(build_model)
        self.errors = []

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        for combination in combinations(self.hp.choices):
            for name, value in combination.items():
                self.hp.pick(name, value)
            try:
                model = self.build_model(self.hp)
                score = model.fit(x, y).score(x_val, y_val)
            except Exception as error:
                self.errors.append((combination, error))
                continue
            except KeyboardInterrupt:
                break
            self.result.append(model)
            self.scores.append(score)

# %% wrong: a failure has a score
# The model that failed is in `result`, with a score that nobody measured. However low that is, if all three fail, one
# of them is still the best, and it cannot predict.
from minituner.first_steps import MyGridSearch, combinations


class RobustSearch(MyGridSearch):
    def __init__(self, build_model):
        super().__init__(build_model)
        self.errors = []

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        for combination in combinations(self.hp.choices):
            for name, value in combination.items():
                self.hp.pick(name, value)
            model = self.build_model(self.hp)
            try:
                score = model.fit(x, y).score(x_val, y_val)
            except Exception as error:
                self.errors.append((combination, error))
                score = float("-inf")
            self.result.append(model)
            self.scores.append(score)

# %% wrong: keeps no scores
# The right models are in `result`, and their scores were thrown away. `best` compares scores, one for each model.
from minituner.first_steps import MyGridSearch, combinations


class RobustSearch(MyGridSearch):
    def __init__(self, build_model):
        super().__init__(build_model)
        self.errors = []

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        for combination in combinations(self.hp.choices):
            for name, value in combination.items():
                self.hp.pick(name, value)
            try:
                model = self.build_model(self.hp)
                model.fit(x, y).score(x_val, y_val)
            except Exception as error:
                self.errors.append((combination, error))
                continue
            self.result.append(model)

# %% wrong: scores the training rows
# read: Fresh rows
# These are the scores on the rows that the models were fitted to. `validation_data` was given so that other rows decide.
from minituner.first_steps import MyGridSearch, combinations


class RobustSearch(MyGridSearch):
    def __init__(self, build_model):
        super().__init__(build_model)
        self.errors = []

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        for combination in combinations(self.hp.choices):
            for name, value in combination.items():
                self.hp.pick(name, value)
            try:
                model = self.build_model(self.hp)
                score = model.fit(x, y).score(x, y)
            except Exception as error:
                self.errors.append((combination, error))
                continue
            self.result.append(model)
            self.scores.append(score)

# %% wrong: scores that are none
# The number beside each model is not its score. A score is what `score` returns, after the fit, for the validation
# rows.
from minituner.first_steps import MyGridSearch, combinations


class RobustSearch(MyGridSearch):
    def __init__(self, build_model):
        super().__init__(build_model)
        self.errors = []

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        for combination in combinations(self.hp.choices):
            for name, value in combination.items():
                self.hp.pick(name, value)
            try:
                model = self.build_model(self.hp)
                score = model.fit(x, y).score(x_val, y_val)
            except Exception as error:
                self.errors.append((combination, error))
                continue
            self.result.append(model)
            self.scores.append(len(self.scores))
