"""What people do with a tuner besides a search: pickle it, resume it otherwise, slip."""

import copy
import errno
import functools
import importlib
import os
import pickle
import shutil
import stat
import subprocess
import sys
import threading
import weakref
from concurrent.futures import Executor
from pathlib import Path
from types import SimpleNamespace

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras
import numpy as np
import portalocker
import pytest
from sklearn import config_context
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, make_scorer
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score
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


@pytest.mark.parametrize(
    "name", ["history", "hyperparameters", "journal", "space", "terms"]
)
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
        ({"x": X + 1}, "checksum of the data: .*; go on with the same, or make a tuner"),
        ({"y": Y[::-1]}, "checksum of the data: expected"),
    ],
)
def test_other_scores_or_folds_are_refused_where_a_search_goes_on(change, told, tmp_path):
    folds(directory=tmp_path)
    with pytest.raises(ValueError, match=told):
        folds(4, directory=tmp_path, **change)
    assert len(folds(4, directory=tmp_path).history) == 4


def test_other_data_are_refused_by_the_object_that_has_searched():
    tuner = folds()
    tuner.search(X, Y)
    for x, y in ((X, -Y), (X[:, :3], Y)):
        with pytest.raises(ValueError, match="checksum of the data: expected"):
            tuner.search(x, y)


SAME_DATA = """
import sys
import numpy as np, pandas as pd, sklearn.linear_model as linear
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.pipeline import make_pipeline
from minituner import SklearnTuner, oracles

y = np.arange(12.0)
frame = pd.DataFrame({"a": y % 5, "b": [f"city {n % 3:.0f}" for n in y], "c": y > 4})
kinds = dict(frame=frame, sparse=csr_array(np.eye(12)), list=[f"a text {n}" for n in y])
directory, looks = sys.argv[1:]
for name, x in kinds.items():
    if looks == "2":
        frame.describe(), frame.groupby("b").sum(), frame.index.get_loc(4)
    def build(hp):
        ridge = linear.Ridge(hp.Float("alpha", 0.1, 9.0))
        return make_pipeline(CountVectorizer(), ridge) if name == "list" else ridge
    oracle = oracles.RandomSearchOracle("score", 2 * int(looks), seed=0)
    tuner = SklearnTuner(
        oracle, build, cv=3, verbose=0, directory=directory, project_name=name
    )
    for _ in range(2):
        tuner.search(x[["a", "c"]] if name == "frame" else x, y)
    tuner._prepare(frame, y, None, None)
    print(tuner.terms()["checksum of the data"], len(tuner.history))
"""


@pytest.mark.long
def test_the_same_data_are_the_same_in_another_process_whoever_looks_at_them(tmp_path):
    told = []
    for looks, seed in ("1", "0"), ("2", "7"):
        command = [sys.executable, "-c", SAME_DATA, tmp_path, looks]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        told.append([line.split() for line in done.stdout.splitlines()])
    assert [line[1] for line in told[0] + told[1]] == [*"222", *"444"]
    assert [line[0] for line in told[0]] == [line[0] for line in told[1]]


def test_a_scoring_is_spelled_the_same_in_each_process():
    from minituner.sklearn import spelled

    scoring = {"a": make_scorer(accuracy_score), "b": accuracy_score, "c": "r2"}
    assert " at 0x" not in repr(spelled(scoring))
    assert spelled(["r2", "max_error"]) == ["max_error", "r2"]


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


def test_the_same_dimensions_in_another_order_are_another_space(tmp_path):
    def build(hp, names="xy"):
        return sum(hp.Float(name, 0.0, 1.0) for name in names)

    random_search(build, directory=tmp_path).search()
    with pytest.raises(JournalError, match=r"space = .*'x'.*'y'"):
        random_search(lambda hp: build(hp, "yx"), directory=tmp_path)


def test_a_journal_that_has_lost_trials_is_refused_by_the_object_that_knows_them(tmp_path):
    search = random_search(directory=tmp_path / "here")
    search.search()
    shutil.copytree(tmp_path / "here", tmp_path / "kept")
    shutil.rmtree(tmp_path / "here")
    search.oracle.max_trials = 6
    for call in (search.search, search.reload):
        with pytest.raises(JournalError, match="expected 4 trials or more, got 0; restore"):
            call()
        assert len(search.history) == 4
    shutil.copytree(tmp_path / "kept", tmp_path / "here", dirs_exist_ok=True)
    search.search()
    assert len(search.history) == 6


# Errors at awkward moments


def test_an_error_in_a_hook_loses_no_trial_that_another_thread_has_finished():
    together = threading.Barrier(3)

    class Rings(minituner.RandomSearch):
        def run_trial(self, trial):
            together.wait(60)
            return number(trial.hyperparameters)

        def on_trial_end(self, trial):
            raise RuntimeError(f"no bell, {len(self.history.with_status('COMPLETED'))}")

    search = Rings(number, LOSS, max_trials=3, max_workers=3, seed=0, verbose=0)
    with pytest.raises(RuntimeError, match="no bell, 1"):
        search.search()
    assert [trial.status for trial in search.history] == ["COMPLETED"] * 3


def test_after_too_many_failures_one_is_told_that_they_stay_failed(tmp_path):
    faults = [1]

    def build(hp):
        x = hp.Float("x", 0.0, 1.0)
        return x / (1 - len(faults)) if hp.values["x"] else x

    settings = dict(directory=tmp_path, max_trials=5)
    with pytest.raises(RuntimeError, match="stay failed, unless overwrite=True starts"):
        random_search(build, **settings).search()
    faults.clear()
    for overwrite, failures in ((False, 3), (True, 0)):
        search = random_search(build, overwrite=overwrite, **settings)
        search.search()
        assert len(search.history.with_status("FAILED")) == failures


def test_a_file_system_that_cannot_lock_is_told_from_another_search(tmp_path, monkeypatch):
    def lock(file, flags):
        raise portalocker.LockException(OSError(errno.ENOLCK, "No locks available"))

    search = random_search(directory=tmp_path)
    monkeypatch.setattr(portalocker, "lock", lock)
    told = "cannot lock it, .*No locks available.*; choose another directory"
    with pytest.raises(JournalError, match=told):
        search.search()


def test_a_folder_need_not_be_synced_and_a_file_does(tmp_path, monkeypatch):
    faulty = [stat.S_ISDIR]
    sync = os.fsync

    def fsync(descriptor):
        if any(kind(os.fstat(descriptor).st_mode) for kind in faulty):
            raise OSError(errno.EINVAL, "Invalid argument")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    search = random_search(directory=tmp_path)
    search.search()
    assert len(search.history) == 4
    faulty.append(stat.S_ISREG)
    with pytest.raises(OSError, match="Invalid argument"):
        random_search(directory=tmp_path, max_trials=6).search()


def test_one_trial_is_looked_up_alone_and_an_unknown_one_is_told(monkeypatch):
    search = random_search(max_trials=6)
    search.search()
    made = []
    whole = type(search)._with_space
    noted = lambda self, trial: made.append(trial) or whole(self, trial)  # noqa: E731
    monkeypatch.setattr(type(search), "_with_space", noted)
    found = search.oracle.get_trial("0002")
    assert found.trial_id == "0002" and len(found.hyperparameters.space) == 1
    assert len(made) == 1
    for unknown in ("0006", "-1", 2):
        with pytest.raises(KeyError, match=r"trial_id: expected one of \['0000', .*'0005'"):
            search.oracle.get_trial(unknown)


def test_a_model_along_a_conditional_number_is_drawn_where_the_number_exists():
    from matplotlib.figure import Figure

    from minituner import plot

    def build(hp):
        kind = hp.Choice("kind", ["linear", "tree", "none"])
        with hp.conditional_scope("kind", ["linear"]):
            hp.Float("rate", 0.1, 1.0)
        with hp.conditional_scope("kind", ["tree"]):
            rate = hp.Float("rate", 10.0, 20.0)
        return {"linear": 9.0, "tree": 2 + (rate or 0) / 99, "none": 1.0}[kind]

    search = minituner.BayesianOptimization(build, LOSS, max_trials=12, seed=1, verbose=0)
    search.search()
    assert search.get_best_trials()[0].values == {"kind": "none"}
    drawn, posterior = [], search.oracle.posterior

    def noted(space, history, points=None):
        drawn.extend(points)
        return posterior(space, history, points)

    search.oracle.posterior = noted
    both = Figure().subplots(2)
    plot.surrogate(search, "rate", both)
    assert len(drawn) > 100
    for point in drawn:
        values = search.space.to_values(point)
        assert values["kind"] == "tree" and 10 <= values["rate"] <= 20
        np.testing.assert_allclose(point, search.space.to_point(values), atol=1e-9)


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


def test_of_several_scorers_each_counts_the_weights_that_it_takes():
    weight = np.where(np.arange(len(Y)) % 3, 0.01, 1.0)
    own = {"r2": "r2", "worst": lambda model, x, y: -abs(model.predict(x) - y).max()}
    own["weighted"] = lambda model, x, y, sample_weight: sample_weight.sum()
    found = []
    for scoring in (own, ["r2"]):
        oracle = oracles.RandomSearchOracle("r2", 2, seed=0)
        tuner = minituner.SklearnTuner(oracle, tree, scoring=scoring, cv=3, verbose=0)
        tuner.search(X, Y, sample_weight=weight)
        found.append(tuner.history)
    assert [t.metrics["r2"] for t in found[0]] == [t.metrics["r2"] for t in found[1]]
    assert found[0][0].metrics.keys() == own.keys()
    assert found[0][0].metrics["weighted"] == pytest.approx(weight.sum() / 3)


@pytest.mark.parametrize("weight", [None, np.ones(len(Y))])
def test_a_trial_of_many_folds_keeps_a_few_models_at_a_time(weight):
    alive, most = weakref.WeakSet(), []

    class Watched(Ridge):
        def fit(self, X, y, sample_weight=None):
            alive.add(self)
            most.append(len(alive))
            return super().fit(X, y, sample_weight)

    oracle = oracles.RandomSearchOracle("score", 2, seed=0)
    tuner = minituner.SklearnTuner(oracle, lambda hp: Watched(), cv=12, verbose=0)
    tuner.search(X, Y, sample_weight=weight)
    assert len(most) >= 12 and max(most) <= 3


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


def test_the_states_of_a_trial_are_where_scripts_look_for_them():
    states = importlib.import_module("minituner.engine.trial").TrialStatus
    search = random_search()
    search.search()
    assert {trial.status for trial in search.history} == {states.COMPLETED}
    assert (states.RUNNING, states.FAILED) == ("RUNNING", "FAILED")


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


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_overwriting_removes_nothing_that_is_not_a_trials(tmp_path):
    folder = tmp_path / "untitled_project"
    settings = dict(directory=tmp_path, max_trials=2)
    search = random_search(**settings)
    search.search()
    search.get_trial_dir("0001")
    (folder / "trial_plots").mkdir()
    (folder / "trial_notes.txt").write_text("mine")
    (folder / "trial_2.txt").write_text("mine")
    (folder / "trial_3").symlink_to(tmp_path)
    random_search(**settings, overwrite=True).search()
    left = {path.name for path in folder.glob("trial_*")}
    assert left == {"trial_plots", "trial_notes.txt", "trial_2.txt", "trial_3"}
    assert tmp_path.exists()


def test_what_comes_after_the_model_has_a_name():
    """Or else a scoring given by place, as to KerasTuner's, would name a folder."""
    oracle = oracles.RandomSearchOracle(LOSS)
    with pytest.raises(TypeError, match="positional"):
        minituner.Tuner(oracle, number, None, "adam", "mse")
    with pytest.raises(TypeError, match="positional"):
        minituner.SklearnTuner(oracle, Ridge, "r2", None, 3)


def test_a_summary_of_a_trial_shows_each_name(capsys):
    values = {"Trial": 3, "Score": 6.63, "Message": "mine"}
    minituner.Trial("0007", values, status="COMPLETED", score=0.5).summary()
    said = capsys.readouterr().out.splitlines()
    mine = ["Trial: 3", "Score: 6.63", "Message: mine"]
    assert said == ["Trial: 0007 (COMPLETED)", *mine, "Score: 0.5"]


class Powers(minituner.HyperModel):
    def build(self, hp, power=1):
        return hp.Float("x", 0.0, 1.0) ** power


class Squares(Powers):
    def build(self, hp):
        return super().build(hp, power=2)


class Static(minituner.HyperModel):
    @staticmethod
    def build(hp):
        return hp.Float("x", 0.0, 1.0) ** 2


class Of(minituner.HyperModel):
    @classmethod
    def build(cls, hp):
        return hp.Float("x", 0.0, 1.0) ** 2


@pytest.mark.parametrize("kind", [Squares, Static, Of])
def test_a_hypermodels_build_may_take_more_or_no_self(kind):
    for model in (kind(), kind(tunable=False)):
        search = random_search(model, max_trials=2)
        search.search()
        for trial in search.history:
            assert trial.score == trial.values.get("x", 0.0) ** 2


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


@pytest.mark.long
def test_an_objective_with_a_value_for_each_class_is_no_objective():
    search = random_search(three_classes, objective=Objective("val_f1", "max"))
    x, y = np.zeros((3, 2)), np.eye(3)
    told = r"objective: expected one of \['accuracy', .*got val_f1; name one"
    with pytest.raises(ResultError, match=told):
        search.search(x, y, validation_data=(x, y), verbose=0)


class OwnLoop(minituner.HyperModel):
    def build(self, hp):
        return hp.Float("x", 0.0, 1.0)

    def fit(self, hp, model, x, callbacks=None):
        return model + x + sum(1 for _ in callbacks)


def test_a_training_loop_of_ones_own_always_gets_a_list_of_callbacks():
    search = random_search(OwnLoop())
    search.search(x=1)
    assert all(trial.status == "COMPLETED" for trial in search.history)


def seen_by(fit, build):
    """The keyword arguments that a training loop of one's own gets."""
    seen = []
    own = type("Own", (minituner.HyperModel,), {"fit": fit(seen)})()
    own.build = build
    search = random_search(own, max_trials=1)
    search.search(x=1)
    assert search.history[0].status == "COMPLETED"
    return seen


def takes_all(seen):
    return lambda self, hp, model, *args, **kwargs: seen.append(kwargs) or 1.0


def takes_a_like_name(seen):
    return lambda self, hp, model, x, callbacks_list=0: seen.append(callbacks_list) or 1.0


class TakesFew(keras.Model):
    def fit(self, x):
        return 1.0


def test_a_loop_that_hands_everything_on_gets_a_list_for_a_model_that_takes_one():
    assert seen_by(takes_all, three_classes) == [{"x": 1, "callbacks": []}]
    assert seen_by(takes_a_like_name, three_classes) == [0]
    for build in (ridge, lambda hp: TakesFew(), lambda hp: 1.0):
        assert seen_by(takes_all, build) == [{"x": 1}]
    search = random_search(lambda hp: TakesFew(), max_trials=1)
    search.search(x=1)
    assert search.history[0].score == 1.0


@pytest.mark.long
def test_a_mistyped_argument_of_keras_ends_the_search_and_no_trial_is_at_fault():
    search = random_search(three_classes, objective="val_accuracy")
    x, y = np.zeros((3, 2)), np.eye(3)
    with pytest.raises(TypeError, match="'epoch'; this call goes to fit"):
        search.search(x, y, epoch=3, validation_data=(x, y), verbose=0)
    assert not search.history.with_status("FAILED")
    search.search(x, y, epochs=1, validation_data=(x, y), verbose=0)
    assert len(search.history.with_status("COMPLETED")) == 2


def test_a_call_that_fit_cannot_take_is_refused_before_the_first_trial():
    search = random_search(OwnLoop())
    with pytest.raises(TypeError, match="'epochs'; this call goes to fit"):
        search.search(x=1, epochs=3)
    assert search.history == []
    with pytest.raises(ValueError, match="hypermodel: expected a function of hp, got None"):
        random_search(None).search()


def test_a_fit_without_epochs_ends_a_hyperband_and_no_trial_is_at_fault():
    class NoEpochs(minituner.HyperModel):
        def build(self, hp):
            return hp.Float("x", 0.0, 1.0)

        def fit(self, hp, model, x):
            return model

    search = minituner.Hyperband(NoEpochs(), LOSS, max_epochs=3, verbose=0)
    with pytest.raises(TypeError, match=r"'epochs'; this call goes to fit\(hp, model, x\)"):
        search.search(1)
    assert not search.history.with_status("FAILED")


def test_a_call_that_a_partial_fit_cannot_take_is_refused_too():
    class Partial(OwnLoop):
        fit = staticmethod(functools.partial(lambda scale, hp, model: model, 2.0))

    with pytest.raises(TypeError, match="'epochs'; this call goes to the function"):
        random_search(Partial()).search(epochs=3)


class Scalar:
    """As TensorFlow's tensors are: numpy(), and no item()."""

    ndim = 0

    def numpy(self):
        return np.float32(0.25)


def test_a_score_may_be_a_tensor_without_item():
    search = random_search(lambda hp: Scalar())
    search.search()
    assert [trial.score for trial in search.history] == [0.25]


def test_the_curves_of_a_history_may_be_arrays():
    history = SimpleNamespace(history={"loss": np.array([3.0, 1.0, 2.0])}, epoch=[0, 1, 2])
    search = random_search(lambda hp: history)
    search.search()
    assert [(trial.score, trial.best_step) for trial in search.history] == [(1.0, 1)]


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
        r"objective: expected a name, .*got \['loss', 'mae'\]; .*several",
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
        "executor: expected one of concurrent.futures, got namespace",
        lambda: random_search(executor=SimpleNamespace(submit=map), max_workers=2),
    ),
    wrong(
        "max_workers: expected a number, since the executor has none, got None; say how",
        lambda: random_search(executor=Executor()),
    ),
    *(
        wrong(
            f"objective: expected a name, or minituner's Objective, got {told}",
            lambda objective=objective: random_search(objective=objective),
        )
        for told, objective in (
            ("namespace", SimpleNamespace(name="val_loss", direction="min")),
            ("{'name'", {"name": "loss", "direction": "min"}),
            ("<class", Objective),
        )
    ),
    wrong(
        "directory: expected a path or None, got 3; write a string",
        lambda: random_search(directory=3),
        TypeError,
    ),
    wrong(
        "project_name: expected a path or None, got True; write a string",
        lambda: random_search(project_name=True),
        TypeError,
    ),
    wrong(
        r"cv: expected a splitter, got <class '.*KFold'>; make one: KFold\(\)",
        lambda: folds(cv=KFold),
    ),
    *(
        wrong(
            f"{name}: expected another name, got one in use; write my_{name}",
            lambda name=name: type("Mine", (minituner.Tuner,), {name: {}}),
            TypeError,
        )
        for name in ("history", "space", "terms")
    ),
    wrong(
        "scoring: The 'scoring' parameter",
        lambda: folds(scoring=np.array(["r2", "max_error"])),
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


@pytest.mark.parametrize("name", ["optimizer", "loss", "metrics", "hypermodel", "oracle"])
@pytest.mark.parametrize("workers", [1, 2])
def test_what_holds_for_all_trials_is_not_set_in_one(name, workers):
    class Sets(minituner.RandomSearch):
        def run_trial(self, trial):
            setattr(self, name, "mine")
            return 1.0

    search = Sets(number, LOSS, max_trials=2, max_workers=workers, verbose=0)
    with pytest.raises(FatalTypeError, match=f"self.{name}: .*write self.my_{name}"):
        search.search()
    assert not search.history.with_status("FAILED")


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
