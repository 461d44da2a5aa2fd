"""The searches under KerasTuner's names take what KerasTuner's take, and do as much."""

import inspect
import re
from types import SimpleNamespace

import keras_tuner
import pytest
from objectives import Found, parabola

import minituner
from minituner import Objective, errors, oracles, searches

pytestmark = [
    pytest.mark.chapter(11),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

NAMES = ["GridSearch", "RandomSearch", "BayesianOptimization", "Hyperband"]
EVERY_SEARCH = pytest.mark.parametrize("name", NAMES)

# Their arguments that ours do not take, and why
NOT_TAKEN = {
    "beta": "expected improvement has no weight of the doubt to set",
    "max_model_size": "we do not build Keras models ourselves",
    "distribution_strategy": "an executor runs the trials",
    "tuner_id": "there are no tuners on other machines, an executor has workers",
    "logger": "it is deprecated there",
    "kwargs": "those of the tuner",
}
# The same name, another default, and why
OTHER_DEFAULTS = {
    "alpha": "the noise is learnt, and alpha is only its least",
}
LIMITED = {"max_epochs": 2, "factor": 2}  # how Hyperband is told to be short


def theirs_of(name):
    """The arguments of their search and of their tuner below it: name -> default."""
    found = {}
    for kind in (keras_tuner.Tuner, getattr(keras_tuner, name)):
        found |= inspect.signature(kind).parameters
    return {n: p.default for n, p in found.items() if n != "oracle"}


def harmless(name, tmp_path):
    """A value other than the default for each argument, and ours and theirs take it."""
    hp = minituner.HyperParameters()
    hp.Float("x", 0.0, 1.0)
    return dict(
        hypermodel=parabola,
        objective=Objective("loss", "min"),
        max_trials=3,
        seed=3,
        hyperparameters=hp,
        tune_new_entries=False,
        allow_new_entries=True,
        max_retries_per_trial=1,
        max_consecutive_failed_trials=2,
        num_initial_points=2,
        alpha=1e-3,
        directory=tmp_path,
        project_name="name",
        overwrite=True,
        executions_per_trial=2,
        optimizer="sgd",
        loss="mse",
        metrics=["mae"],
        max_epochs=2,
        factor=2,
        hyperband_iterations=2,
    )


@EVERY_SEARCH
def test_each_of_their_arguments_is_taken_or_left_out_for_a_reason(name, tmp_path):
    for argument in theirs_of(name):
        kind = getattr(searches, name)
        if argument in NOT_TAKEN:
            with pytest.raises(TypeError, match=argument):
                kind(**{argument: None})
            continue
        value = harmless(name, tmp_path)[argument]
        search = kind(**{"verbose": 0, argument: value})
        owner = search.oracle if hasattr(search.oracle, argument) else search
        taken = getattr(owner, argument)
        assert (taken.build if argument == "hypermodel" else taken) == value


@EVERY_SEARCH
def test_the_defaults_are_theirs(name):
    search = getattr(searches, name)()
    for argument, default in theirs_of(name).items():
        if argument in {**NOT_TAKEN, "objective": 0, "hyperparameters": 0}:
            continue
        owner = search.oracle if hasattr(search.oracle, argument) else search
        if argument == "seed":
            assert default is None and owner.given_seed is None
        elif argument in OTHER_DEFAULTS:
            assert getattr(owner, argument) != default
        else:
            assert getattr(owner, argument) == default
    assert search.oracle.objective == Objective("default_objective", "min")


def test_every_reason_is_still_one():
    every = {argument for name in NAMES for argument in theirs_of(name)}
    assert set(NOT_TAKEN) | set(OTHER_DEFAULTS) <= every


@EVERY_SEARCH
def test_the_first_arguments_are_theirs_by_place(name):
    positional = list(inspect.signature(getattr(keras_tuner, name)).parameters)
    same = {"Hyperband": 5, "BayesianOptimization": 5}.get(name, 3)
    values = harmless(name, None)
    given = [values[argument] for argument in positional[:same]]
    search = getattr(searches, name)(*given)
    assert search.hypermodel.build is parabola
    for argument, value in zip(positional[1:same], given[1:], strict=True):
        assert getattr(search.oracle, argument) == value


@EVERY_SEARCH
def test_an_unknown_argument_is_refused_by_its_name(name):
    with pytest.raises(TypeError, match="max_trails"):
        getattr(searches, name)(parabola, max_trails=3)


@EVERY_SEARCH
def test_ours_have_the_methods_that_theirs_have(name):
    left_out = {"get_state", "set_state", "save", "load_model", "save_model"}
    left_out |= {"pre_create_trial"}
    public = {n for n in dir(getattr(keras_tuner, name)) if not n.startswith("_")}
    ours = set(dir(getattr(searches, name)(parabola)))
    assert public - ours == left_out
    for missing in left_out:
        with pytest.raises(errors.MissingError, match=f"{missing}.*instead: .{{4}}"):
            getattr(getattr(searches, name)(parabola), missing)


@EVERY_SEARCH
def test_a_search_by_name_is_a_tuner_with_that_oracle(name):
    settings = {"seed": 2, "objective": "val_loss"}
    settings |= LIMITED if name == "Hyperband" else {"max_trials": 6}

    class Plain(minituner.Tuner):
        def run_trial(self, trial, **kwargs):
            return parabola(trial.hyperparameters)

    plain = Plain(getattr(oracles, f"{name}Oracle")(**settings), parabola, verbose=0)
    plain.search()
    search = getattr(searches, name)(parabola, **settings, verbose=0)
    search.search()
    assert list(search.history) == list(plain.history)


@EVERY_SEARCH
def test_a_subclass_moves_by_changing_one_import(name, tmp_path):
    def run(library, **settings):
        class Searched(getattr(library, name)):
            def run_trial(self, trial, weight=1.0, **kwargs):
                return Found.run_trial(self, trial, weight)

        settings |= LIMITED if name == "Hyperband" else {"max_trials": 5}
        known = library.HyperParameters()
        Found.run_trial(None, SimpleNamespace(hyperparameters=known))
        settings["hyperparameters"] = known
        place = dict(directory=tmp_path / library.__name__, overwrite=True)
        tuner = Searched(objective=library.Objective("loss", "min"), **settings, **place)
        tuner.oracle.verbose = 0
        tuner.search(weight=2.0)
        return tuner

    for library in (keras_tuner, minituner):
        tuner = run(library, seed=5, max_retries_per_trial=1)
        hp = tuner.get_best_hyperparameters()[0]
        assert 0 <= hp["x"] <= 1 and hp.get("kind") in ("a", "b")
        assert "only_a" in hp or "only_b" in hp
        tuner.get_best_hyperparameters(num_trials=2)


def build_network(hp):
    """A stand-in for a Keras model: `fit` returns a history of as many epochs."""

    class Network:
        def fit(self, data, epochs=1, callbacks=(), verbose=0):
            rate = hp.Float("rate", 0.01, 1.0, sampling="log")
            curve = [rate + 1 / (1 + epoch) for epoch in range(epochs)]
            return type("History", (), {"history": {"val_loss": curve}})

    hp.Float("rate", 0.01, 1.0, sampling="log")
    return Network()


def test_hyperband_says_what_it_costs_and_trains_as_long_as_it_plans(capsys):
    search = minituner.Hyperband(build_network, "val_loss", max_epochs=9, seed=1)
    search.search("data", epochs=1000, callbacks=[])
    printed = capsys.readouterr().out
    trials, epochs = map(int, re.findall(r"(\d+) trials, (\d+) epochs", printed)[0])
    assert len(search.history) == trials
    assert sum(trial.plan["epochs"] for trial in search.history) == epochs
    for trial in search.history:
        expected = trial.values["rate"] + 1 / trial.plan["epochs"]
        assert trial.score == pytest.approx(expected, rel=1e-12)
    (best,) = search.get_best_hyperparameters()
    assert best.values["tuner/epochs"] == 9


def test_a_promoted_trial_keeps_its_own_number_in_the_table():
    search = minituner.Hyperband(build_network, "val_loss", max_epochs=4, verbose=0)
    search.search("data")
    rows = search.results_table()
    assert [row["trial_id"] for row in rows] == [t.trial_id for t in search.history]
    assert any("tuner/trial_id" in row for row in rows)
