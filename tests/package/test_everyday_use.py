"""What people do with a tuner besides a search: pickle it, resume it otherwise, slip."""

import copy
import importlib
import os
import pickle
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras
import numpy as np
import pytest
from sklearn import config_context
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, make_scorer
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.tree import DecisionTreeRegressor

import minituner
from minituner import Objective, oracles
from minituner.errors import FatalTypeError, JournalError, MissingError, ResultError

pytestmark = [
    pytest.mark.chapter(14),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

LOSS = Objective("loss", "min")
X, Y = load_diabetes(return_X_y=True)
X, Y = X[:90], Y[:90]


def number(hp):
    return hp.Float("x", 0.0, 1.0)


def random_search(build=number, **settings):
    settings = dict(objective=LOSS, max_trials=4, seed=0, verbose=0) | settings
    return minituner.RandomSearch(build, **settings)


# Keras


def classifier(hp):
    layers = [keras.Input((2,)), keras.layers.Dense(hp.Int("units", 2, 5))]
    model = keras.Sequential([*layers, keras.layers.Dense(1, activation="sigmoid")])
    metrics = [keras.metrics.AUC(), keras.metrics.Precision()]
    model.compile("sgd", "binary_crossentropy", metrics=metrics, jit_compile=False)
    return model


@pytest.mark.long
@pytest.mark.parametrize("workers", [1, 2])
def test_a_metric_has_one_name_in_all_trials(workers):
    search = random_search(
        classifier, objective=Objective("val_auc", "max"), max_trials=3, max_workers=workers
    )
    x = np.random.default_rng(0).normal(size=(16, 2))
    search.search(x, x[:, 0] > 0, validation_data=(x, x[:, 0] > 0), verbose=0)
    assert len(search.history) == 3
    assert {frozenset(trial.metrics) for trial in search.history} == {
        frozenset(["loss", "auc", "precision", "val_loss", "val_auc", "val_precision"])
    }


@pytest.mark.long
def test_an_objective_that_keras_does_not_report_is_told_with_those_that_it_does():
    search = random_search(classifier, objective="val_accuracy")
    expected = r"objective: expected one of \['auc', 'loss', .*got val_accuracy; name one"
    with pytest.raises(ResultError, match=expected):
        search.search(np.zeros((8, 2)), np.zeros(8), verbose=0)


def test_what_compiles_again_compiles_a_model_that_nobody_has_compiled():
    def build(hp):
        units = hp.Int("units", 1, 3)
        return keras.Sequential([keras.Input((2,)), keras.layers.Dense(units)])

    search = random_search(build, optimizer="sgd", loss="mse", metrics=["mae"])
    model = search.build(minituner.HyperParameters())
    assert model.loss == "mse" and model.optimizer.name.lower() == "sgd"


def test_what_compiles_again_is_refused_where_there_is_no_model():
    with pytest.raises(ValueError, match=r"optimizer: expected a Keras model .*leave them"):
        random_search(optimizer="sgd")


# Copies


@pytest.mark.parametrize("copied", [lambda t: pickle.loads(pickle.dumps(t)), copy.deepcopy])
def test_a_copy_of_a_tuner_has_its_results_and_goes_on_alone(copied):
    search = random_search()
    search.search()
    other = copied(search)
    assert repr(other) == repr(search) and other.history == search.history
    assert other.get_best_hyperparameters()[0].values == (
        search.get_best_hyperparameters()[0].values
    )
    other.oracle.max_trials = 6
    other.search()
    assert len(other.history) == len(other.oracle.trials) == 6
    assert len(search.history) == len(search.oracle.trials) == 4


def test_a_copy_of_a_tuner_with_a_journal_goes_on_from_the_file(tmp_path):
    search = random_search(directory=tmp_path)
    search.search()
    other = pickle.loads(pickle.dumps(search))
    other.oracle.max_trials = 5
    other.search()
    assert len(random_search(directory=tmp_path).history) == 5


# Names that a subclass may want


@pytest.mark.parametrize("name", ["history", "hyperparameters", "journal", "space"])
def test_a_name_that_the_tuner_uses_is_refused_by_name_and_nothing_is_lost(name, tmp_path):
    class Own(minituner.RandomSearch):
        def run_trial(self, trial):
            if trial.trial_id == "0002":
                setattr(self, name, {"loss": [1.0]})
            return number(trial.hyperparameters)

    settings = dict(objective=LOSS, max_trials=4, seed=0, verbose=0, directory=tmp_path)
    search = Own(**settings)
    with pytest.raises(FatalTypeError, match=rf"self\.{name}: .*write self\.my_{name}"):
        search.search()
    assert [trial.status for trial in search.history] == [*["COMPLETED"] * 2, "RUNNING"]
    assert Own(**settings).history == search.history


def test_a_container_of_a_trial_cannot_take_the_place_of_the_tuners():
    class Own(minituner.RandomSearch):
        def run_trial(self, trial):
            self.hyperparameters = trial.hyperparameters
            return number(trial.hyperparameters)

    with pytest.raises(FatalTypeError, match=r"write self\.my_hyperparameters"):
        Own(objective=LOSS, max_trials=2, verbose=0).search()


# A search that is resumed otherwise


def ridge(hp):
    return Ridge(hp.Float("alpha", 0.01, 9.0))


def folds(trials=2, x=X, y=Y, directory=None, **settings):
    oracle = oracles.RandomSearchOracle("score", trials, seed=0)
    settings = dict(cv=3, verbose=0, directory=directory) | settings
    tuner = minituner.SklearnTuner(oracle, ridge, **settings)
    tuner.search(x, y)
    return tuner


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"scoring": "neg_mean_squared_error"},
            "scoring: expected None, as before, got 'neg",
        ),
        (
            {"scoring": make_scorer(accuracy_score)},
            r'scoring: .*got "make_scorer\(accuracy',
        ),
        ({"cv": 5}, "checksum of the folds: expected"),
        ({"x": X[:40], "y": Y[:40]}, "checksum of the folds: expected"),
    ],
)
def test_other_scores_or_folds_are_refused_where_a_search_goes_on(change, told, tmp_path):
    folds(directory=tmp_path)
    with pytest.raises(ValueError, match=told):
        folds(4, directory=tmp_path, **change)
    assert len(folds(4, directory=tmp_path).history) == 4


def test_a_scoring_is_spelled_the_same_in_each_process():
    from minituner.sklearn import spelled

    scoring = {"a": make_scorer(accuracy_score), "b": accuracy_score, "c": "r2"}
    assert " at 0x" not in repr(spelled(scoring))
    assert spelled({"r2", "max_error"}) == ["max_error", "r2"]


def test_what_differs_between_two_spaces_is_told_and_no_more(tmp_path):
    def build(hp, most=5):
        for n in range(20):
            hp.Float(f"x{n}", 0.0, 1.0)
        return hp.Int("units", 1, most)

    random_search(build, directory=tmp_path).search()
    with pytest.raises(JournalError) as error:
        random_search(lambda hp: build(hp, 6), directory=tmp_path)
    said = str(error.value)
    assert "'max_value': 6" in said and "'max_value': 5" in said and "x7" not in said


# Weights


def tree(hp):
    return DecisionTreeRegressor(max_depth=hp.Int("depth", 1, 5), random_state=0)


@pytest.mark.parametrize(
    "scoring", ["neg_max_error", lambda model, x, y: model.score(x, y)]
)
def test_a_scorer_that_takes_no_weights_does_without(scoring):
    weight = np.linspace(0.1, 1.0, len(Y))
    oracle = oracles.RandomSearchOracle("score", 2, seed=0)
    tuner = minituner.SklearnTuner(oracle, tree, scoring=scoring, cv=3, verbose=0)
    tuner.search(X, Y, sample_weight=weight)
    for trial in tuner.history:
        model, params = tree(trial.hyperparameters), {"sample_weight": weight}
        expected = cross_val_score(model, X, Y, cv=3, scoring=scoring, params=params)
        assert trial.score == pytest.approx(expected.mean())


@pytest.mark.parametrize("fit", [True, False])
@pytest.mark.parametrize("score", [True, False])
def test_routed_weights_go_to_what_requests_them_and_to_nothing_else(fit, score):
    y, weight = Y > 150, np.where(np.arange(len(Y)) % 3, 0.01, 1.0)
    with config_context(enable_metadata_routing=True):
        model = LogisticRegression(C=0.1).set_fit_request(sample_weight=fit)
        model.set_score_request(sample_weight=score)
        given = {"sample_weight": weight} if fit or score else {}
        theirs = GridSearchCV(model, {"C": [0.1]}, cv=3).fit(X, y, **given).best_score_
        oracle = oracles.RandomSearchOracle("score", 1, seed=0)
        tuner = minituner.SklearnTuner(oracle, lambda hp: model, cv=3, verbose=0)
        tuner.search(X, y, **given)
    assert tuner.history[0].score == pytest.approx(theirs)


# Names that scripts use


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("hyperparameters", "HyperParameters"),
        ("hypermodel", "HyperModel"),
        ("trial", "Trial"),
        ("tuner", "Tuner"),
        ("oracle", "Oracle"),
        ("objective", "Objective"),
    ],
)
def test_a_script_may_import_from_the_engine(module, name):
    found = importlib.import_module(f"minituner.engine.{module}")
    assert getattr(found, name) is getattr(minituner, name)


def test_the_version_is_told():
    from importlib.metadata import version

    assert minituner.__version__ == version("minituner")


@pytest.mark.parametrize("name", ["get_state", "display_hyperparameters"])
def test_a_trial_says_what_to_write_instead(name):
    search = random_search()
    search.search()
    (trial,) = search.oracle.get_best_trials(1)
    with pytest.raises(MissingError, match=f"a trial has no '{name}'; instead: "):
        getattr(trial, name)
    assert pickle.loads(pickle.dumps(trial)) == copy.deepcopy(trial) == trial


# What scripts for KerasTuner do


def found_by(search):
    search.search()
    return [trial.values for trial in search.history]


def test_a_grid_ends_though_build_repairs_what_it_was_given():
    def build(hp):
        small, large = hp.Int("small", 1, 3), hp.Int("large", 1, 3)
        if large < small:
            hp.values["large"] = small
        return small + large

    search = minituner.GridSearch(build, LOSS, verbose=0)
    values = [tuple(v.values()) for v in found_by(search)]
    assert set(values) == {(1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3)}
    assert len(values) <= 9


class Inner(minituner.HyperModel):
    def build(self, hp):
        return hp.Int("inner", 1, 9)


class Outer(minituner.HyperModel):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def build(self, hp):
        """The sum of both."""
        return hp.Int("outer", 1, 9) + self.inner.build(hp)


class BuildsItself(minituner.RandomSearch):
    def run_trial(self, trial, *args, **kwargs):
        return self.hypermodel.build(trial.hyperparameters)


@pytest.mark.parametrize("kind", [minituner.RandomSearch, BuildsItself])
def test_a_hypermodel_that_is_not_tunable_is_not_tuned_wherever_it_is_built(kind):
    settings = dict(objective=LOSS, max_trials=3, seed=0, verbose=0)
    for values in found_by(kind(Outer(Inner(tunable=False)), **settings)):
        assert values.keys() == {"outer"}
    for values in found_by(kind(Outer(Inner()), **settings)):
        assert values.keys() == {"outer", "inner"}
    assert found_by(kind(Inner(tunable=False), **settings))[0] == {}
    assert Outer.build.__doc__ == "The sum of both."


@pytest.mark.parametrize("hook", ["populate_space", "score_trial"])
def test_a_hook_that_nothing_calls_is_refused_with_what_to_write(hook):
    kind = type("Mine", (oracles.RandomSearchOracle,), {hook: lambda self, trial: None})
    with pytest.raises(TypeError, match=f"{hook}: nothing calls it; instead: "):
        kind(LOSS)


def test_overwriting_a_search_removes_what_its_trials_kept(tmp_path):
    class Keeps(minituner.RandomSearch):
        def run_trial(self, trial):
            kept = Path(self.get_trial_dir(trial.trial_id), "score")
            if not kept.exists():
                kept.write_text(str(trial.hyperparameters.Float("x", 0, 1)))
            return float(kept.read_text())

    settings = dict(objective=LOSS, max_trials=3, verbose=0, directory=tmp_path)
    (tmp_path / "untitled_project").mkdir()
    (tmp_path / "untitled_project" / "notes.txt").write_text("mine")
    for seed, overwrite in ((1, False), (1, False), (2, True)):
        search = Keeps(seed=seed, overwrite=overwrite, **settings)
        search.search()
        assert all(trial.score == trial.values["x"] for trial in search.history)
    assert (tmp_path / "untitled_project" / "notes.txt").read_text() == "mine"


def test_two_ranges_of_one_name_end_the_search_and_no_trial_is_at_fault():
    def build(hp):
        if hp.Choice("kind", ["tree", "boost"]) == "boost":
            return hp.Int("depth", 1, 3)
        return hp.Int("depth", 2, 20)

    search = random_search(build, max_trials=12)
    with pytest.raises(ValueError, match=r"depth: expected .* as declared first"):
        search.search()
    assert not search.history.with_status("FAILED")


def three_classes(hp):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, "softmax")])
    metrics = ["accuracy", keras.metrics.F1Score(name="f1")]
    loss = "categorical_crossentropy"
    optimizer = keras.optimizers.SGD(hp.Choice("rate", [0.1, 0.2]))
    model.compile(optimizer, loss, metrics=metrics)
    return model


@pytest.mark.long
def test_a_metric_with_a_value_for_each_class_is_left_out():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(12, 2)), np.eye(3)[rng.integers(3, size=12)]
    search = random_search(three_classes, objective="val_accuracy", max_trials=1)
    search.search(x, y, validation_data=(x, y), verbose=0)
    (trial,) = search.history
    assert trial.status == "COMPLETED" and "val_accuracy" in trial.metrics
    assert not {"f1", "val_f1"} & trial.metrics.keys()


def two_kinds(hp):
    kind = hp.Choice("model", ["mlp", "cnn"])
    with hp.conditional_scope("model", ["mlp"]):
        units = hp.Int("units", 8, 64)
    with hp.conditional_scope("model", ["cnn"]):
        filters = hp.Int("filters", 2, 8)
    return units if kind == "mlp" else filters


@pytest.mark.parametrize(
    ("fix", "rest"),
    [
        (lambda hp: hp.Fixed("model", "mlp"), "units"),
        (lambda hp: hp.Choice("model", ["cnn"]), "filters"),
    ],
)
def test_a_parent_may_be_fixed_from_outside(fix, rest):
    given = minituner.HyperParameters()
    fix(given)
    values = found_by(random_search(two_kinds, hyperparameters=given))
    assert all(v.keys() == {"model", rest} for v in values) and len(values) == 4


class OwnLoop(minituner.HyperModel):
    def build(self, hp):
        return hp.Float("x", 0.0, 1.0)

    def fit(self, hp, model, x, callbacks=None):
        return model + x + sum(1 for _ in callbacks)


def test_a_training_loop_of_ones_own_always_gets_a_list_of_callbacks():
    search = random_search(OwnLoop())
    search.search(x=1)
    assert all(trial.status == "COMPLETED" for trial in search.history)


def test_a_call_that_fit_cannot_take_is_refused_before_the_first_trial():
    search = random_search(OwnLoop())
    with pytest.raises(TypeError, match="'epochs'; this call goes to fit"):
        search.search(x=1, epochs=3)
    assert search.history == []
    with pytest.raises(ValueError, match="hypermodel: expected a function of hp, got None"):
        random_search(None).search()


@pytest.mark.long
def test_a_model_that_fit_returns_is_no_history():
    class Returns(minituner.HyperModel):
        def build(self, hp):
            return three_classes(hp)

        def fit(self, hp, model, *args, **kwargs):
            model.fit(*args, **kwargs)
            return model

    search = random_search(Returns(), objective="val_accuracy", max_trials=3)
    x, y = np.zeros((3, 2)), np.eye(3)
    with pytest.raises(ResultError, match="got <Sequential"):
        search.search(x, y, validation_data=(x, y), verbose=0)


def test_a_trial_that_has_ended_knows_its_space_in_the_hook():
    seen = []

    class Looks(minituner.RandomSearch):
        def on_trial_end(self, trial):
            seen.append((repr(trial.hyperparameters), trial.hyperparameters.is_active("x")))

    search = Looks(number, LOSS, max_trials=1, seed=0, verbose=0)
    search.search()
    (trial,) = search.oracle.get_best_trials(1)
    assert seen == [(repr(trial.hyperparameters), True)]


@pytest.mark.long
def test_metrics_keep_their_names_where_ones_own_trial_builds():
    class Own(minituner.RandomSearch):
        def run_trial(self, trial, *args, **kwargs):
            model = self.hypermodel.build(trial.hyperparameters)
            return model.fit(*args, **kwargs)

    objective = Objective("val_precision", "max")
    search = Own(classifier, objective, max_trials=2, seed=0, verbose=0)
    x = np.random.default_rng(0).normal(size=(16, 2))
    search.search(x, x[:, 0] > 0, validation_data=(x, x[:, 0] > 0), verbose=0)
    assert [trial.status for trial in search.history] == ["COMPLETED"] * 2


def test_numpys_numbers_and_flags_are_as_good_as_pythons():
    search = minituner.BayesianOptimization(
        number, LOSS, alpha=np.float64(1e-4), overwrite=np.True_, verbose=0
    )
    assert search.oracle.identity()["alpha"] == 1e-4


def test_a_search_without_hyperparameters_has_an_expected_best():
    search = random_search(lambda hp: 1.0, max_trials=1)
    search.search()
    assert [t.score for t in search.get_expected_best_trials()] == [1.0]


# Slips, each refused before anything runs


def wrong(message, call, error=ValueError):
    return pytest.param(call, error, message, id=message[:40])


SLIPS = [
    *(
        wrong(
            f"alpha: expected a number, 0 or more, got {alpha!r}",
            lambda alpha=alpha: minituner.BayesianOptimization(number, LOSS, alpha=alpha),
        )
        for alpha in ("a", None, -1.0, float("nan"))
    ),
    wrong("overwrite: expected True or False", lambda: random_search(overwrite="no")),
    wrong(
        "tune_new_entries: expected True or False",
        lambda: random_search(tune_new_entries="no"),
    ),
    wrong(
        "max_trials: expected no such argument, got 5; leave it out",
        lambda: minituner.Hyperband(number, LOSS, max_trials=5),
        TypeError,
    ),
    wrong(
        r"objective: expected one metric, got \['loss', 'mae'\]; return one number",
        lambda: random_search(objective=["loss", "mae"]),
    ),
    wrong(
        "hypermodel: expected a function of hp.*got <class",
        lambda: random_search(minituner.HyperModel),
        TypeError,
    ),
    wrong(
        "hypermodel: expected a function of hp.*got <Sequential",
        lambda: random_search(keras.Sequential([keras.layers.Dense(1)])),
        TypeError,
    ),
    wrong(
        "oracle: expected an oracle of minituner's, got <class .*make one",
        lambda: minituner.Tuner(oracles.RandomSearchOracle, number),
    ),
    wrong(
        "oracle: expected an oracle of minituner's, got <function",
        lambda: minituner.SklearnTuner(ridge, oracles.RandomSearchOracle("score")),
    ),
    wrong(
        "executor: expected one of concurrent.futures, got <class",
        lambda: random_search(
            executor=importlib.import_module("concurrent.futures").ThreadPoolExecutor
        ),
    ),
    wrong(
        r"objective: expected one of \['score'\], got 'accuracy'",
        lambda: minituner.SklearnTuner(
            oracles.RandomSearchOracle("accuracy"),
            ridge,
            scoring=make_scorer(accuracy_score),
        ),
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), SLIPS)
def test_a_slip_is_refused_by_its_name(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("number_of_trials", [0, -1, "2"])
def test_a_number_of_trials_is_one_or_more(number_of_trials):
    search = random_search()
    search.search()
    for ask in (
        search.get_best_trials,
        search.get_expected_best_trials,
        search.results_summary,
    ):
        with pytest.raises(ValueError, match="num_trials: expected a whole number, 1 or"):
            ask(number_of_trials)
