"""What scripts for KerasTuner do, as its six guides do it, with the import changed.

Each script is run with both libraries. None is theirs: the lines are written anew.
"""

import copy
import os
import pickle

import pytest

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras_tuner
import numpy as np

import minituner

pytestmark = [
    pytest.mark.chapter(13),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

BOTH = pytest.mark.parametrize("kt", [keras_tuner, minituner], ids=lambda kt: kt.__name__)


class Network:
    """A stand-in for a Keras model: `fit` returns a history."""

    def __init__(self, units, rate):
        self.units = units
        self.rate = rate

    def fit(self, x, epochs=2, callbacks=(), shuffle=False, verbose=0):
        from keras.callbacks import History

        history = History()
        curve = [1 / self.units + self.rate / (1 + e) + shuffle for e in range(epochs)]
        history.history = {"loss": curve, "val_loss": curve}
        history.epoch = list(range(epochs))
        return history

    def save_weights(self, *args, **kwargs):
        """Theirs saves each best epoch."""


def build(hp):
    units = hp.Int("units", min_value=32, max_value=128, step=32)
    if hp.Boolean("dropout"):
        units -= 1
    return Network(units, hp.Float("lr", 1e-4, 1e-2, sampling="log"))


@pytest.fixture
def place(tmp_path):
    return dict(directory=str(tmp_path), project_name="script", overwrite=True)


def searched(kt, hypermodel=build, kind="RandomSearch", **settings):
    """Theirs checkpoints a Keras model, so it gets what is fitted by a subclass."""
    base = getattr(kt, kind)

    class Fitting(base):
        def run_trial(self, trial, *args, **kwargs):
            hp = trial.hyperparameters
            model = self.hypermodel.build(hp)
            kwargs.pop("callbacks", None)
            return self.hypermodel.fit(hp, model, *args, **kwargs)

    settings = {"objective": "val_loss", "max_trials": 3} | settings
    tuner = Fitting(hypermodel, **settings)
    tuner.oracle.verbose = 0
    tuner.search([1.0], epochs=3)
    return tuner


@BOTH
def test_what_a_guide_asks_after_a_search(kt, place, capsys):
    tuner = searched(kt, **place)
    tuner.search_space_summary()
    tuner.search_space_summary(extended=True)
    tuner.results_summary(num_trials=2)
    best = tuner.get_best_hyperparameters(num_trials=1)[0]
    model = tuner.hypermodel.build(best)
    assert model.units in range(31, 129) and best.get("units") == best["units"]
    assert "units" in best and "nothing" not in best and best.values["lr"] == best.get("lr")
    trial = tuner.oracle.get_best_trials(1)[0]
    assert trial.hyperparameters.values == best.values and trial.status == "COMPLETED"
    assert trial.score == trial.score and trial.best_step == 2
    trial.summary()
    assert "units" in capsys.readouterr().out
    assert len(tuner.oracle.trials) == 3 == len(tuner.oracle.trials.values())
    assert tuner.oracle.get_trial(trial.trial_id).score == trial.score
    assert tuner.oracle.remaining_trials() == tuner.remaining_trials == 0
    names = {dimension.name for dimension in tuner.oracle.get_space().space}
    assert names == {"units", "dropout", "lr"}
    assert os.path.isdir(tuner.project_dir) and tuner.project_dir.endswith("script")
    folder = tuner.get_trial_dir(trial.trial_id)
    assert os.path.isdir(folder) and folder.endswith(f"trial_{trial.trial_id}")
    tuner.reload()
    assert tuner.oracle.get_best_trials(1)[0].score == trial.score


@BOTH
def test_a_hyper_model_has_build_and_fit(kt, place):
    class Model(kt.HyperModel):
        def build(self, hp):
            return Network(hp.Int("units", 8, 16), 0.1)

        def fit(self, hp, model, x, **kwargs):
            assert hp.get("units") == model.units
            return model.fit(x, shuffle=hp.Boolean("shuffle"), **kwargs)

    model = Model(name="mine")
    assert (model.name, model.tunable) == ("mine", True)
    hp = kt.HyperParameters()
    model.fit(hp, model.build(hp), [1.0])
    tuner = searched(kt, model, **place)
    assert set(tuner.get_best_hyperparameters()[0].values) == {"units", "shuffle"}


@BOTH
def test_a_hyper_model_needs_no_super_and_may_return_a_number(kt, place):
    class Model(kt.HyperModel):
        def __init__(self, most):
            self.most = most

        def build(self, hp):
            return hp.Int("n", 1, self.most)

        def fit(self, hp, model, *args, **kwargs):
            return {"val_loss": np.float64(model), "other": 1.0}

    tuner = searched(kt, Model(9), **place)
    best = tuner.oracle.get_best_trials(1)[0]
    assert best.score == best.hyperparameters.get("n")


@BOTH
def test_what_is_not_tunable_keeps_its_defaults(kt, place):
    class Model(kt.HyperModel):
        def build(self, hp):
            return Network(hp.Int("units", 8, 16), 0.1)

    hp = kt.HyperParameters()
    hp.Int("units", 8, 16)
    searched(kt, Model(tunable=False), hyperparameters=hp, max_trials=2, **place)
    outside = kt.HyperParameters()
    tuner = kt.RandomSearch(Model(tunable=False), objective="loss", **place)
    assert len(tuner.oracle.get_space().space) == len(outside.space) == 0


@BOTH
def test_a_custom_tuner_calls_its_hooks(kt, place):
    class Custom(kt.Tuner):
        def run_trial(self, trial, data):
            hp = trial.hyperparameters
            batch = hp.Int("batch_size", 32, 128, step=32, default=64)
            model = self.hypermodel.build(hp)
            losses = []
            for epoch in range(2):
                self.on_epoch_begin(trial, model, epoch, logs={})
                self.on_batch_begin(trial, model, 0, logs={})
                losses.append(model.rate + batch / 100 + len(data))
                self.on_batch_end(trial, model, 0, logs={"loss": losses[-1]})
                self.on_epoch_end(trial, model, epoch, logs={"loss": losses[-1]})
            return min(losses)

    objective = kt.Objective("loss", direction="min")
    oracle = kt.oracles.BayesianOptimizationOracle(objective=objective, max_trials=2)
    tuner = Custom(oracle=oracle, hypermodel=build, **place)
    tuner.oracle.verbose = 0
    tuner.search(data=[1, 2])
    assert "batch_size" in tuner.get_best_hyperparameters()[0].values


@BOTH
def test_anything_can_be_tuned_without_a_hypermodel(kt, place):
    class Anything(kt.RandomSearch):
        def run_trial(self, trial, *args, **kwargs):
            x = trial.hyperparameters.Float("x", min_value=-1.0, max_value=1.0)
            return x * x + 1

    tuner = Anything(max_trials=5, **place)
    tuner.oracle.verbose = 0
    tuner.search()
    assert -1 <= tuner.get_best_hyperparameters()[0].get("x") <= 1


@BOTH
def test_a_few_are_tuned_and_the_rest_is_fixed(kt, place):
    hp = kt.HyperParameters()
    hp.Float("lr", 1e-3, 2e-3, sampling="log")
    tuner = searched(kt, hyperparameters=hp, tune_new_entries=False, **place)
    for trial in tuner.oracle.get_best_trials(3):
        assert 1e-3 <= trial.hyperparameters.get("lr") <= 2e-3
        assert trial.hyperparameters.get("units") == 32
    hp = kt.HyperParameters()
    hp.Fixed("lr", value=0.5)
    tuner = searched(kt, hyperparameters=hp, **place)
    assert {t.hyperparameters.get("lr") for t in tuner.oracle.get_best_trials(3)} == {0.5}


@BOTH
@pytest.mark.parametrize("name", ["FailedTrialError", "FatalError"])
def test_a_trial_fails_or_ends_the_search(kt, place, name):
    def choosy(hp):
        units = hp.Int("units", 10, 40, step=10)
        if units > 20:
            raise getattr(kt.errors, name)("too large")
        return Network(units, 0.1)

    settings = dict(max_retries_per_trial=3, max_consecutive_failed_trials=8)
    settings |= dict(kind="GridSearch", max_trials=None, **place)
    if name == "FatalError":
        with pytest.raises(kt.errors.FatalError, match="too large"):
            searched(kt, choosy, **settings)
    else:
        tuner = searched(kt, choosy, **settings)
        states = [trial.status for trial in tuner.oracle.trials.values()]
        assert sorted(states) == ["COMPLETED"] * 2 + ["FAILED"] * 2


@BOTH
def test_the_epochs_of_hyperband_are_among_the_values(kt, place):
    class Epochs(kt.Hyperband):
        def run_trial(self, trial, *args, **kwargs):
            hp = trial.hyperparameters
            return hp.Float("x", 0.0, 1.0) / hp.values["tuner/epochs"]

    hp = kt.HyperParameters()
    hp.Float("x", 0.0, 1.0)
    tuner = Epochs(
        objective=kt.Objective("l", "min"), max_epochs=4, hyperparameters=hp, **place
    )
    tuner.oracle.verbose = 0
    tuner.search()
    best = tuner.get_best_hyperparameters()[0]
    assert best["tuner/epochs"] == best.get("tuner/epochs") == 4
    assert "tuner/epochs" in best.values and "x" in best


@BOTH
@pytest.mark.parametrize("name", ["RandomSearch", "GridSearch", "Hyperband"])
def test_a_tuner_has_two_names(kt, name):
    assert getattr(kt.tuners, name) is getattr(kt, name)
    assert getattr(kt.oracles, f"{name}Oracle")
    assert kt.tuners.SklearnTuner is kt.SklearnTuner


@pytest.mark.slow
@BOTH
def test_a_compiled_model_is_compiled_again_with_what_the_tuner_is_given(kt, place):
    import keras

    seen = []

    def network(hp):
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        rate = hp.Choice("rate", [0.1, 0.2])
        model.compile(keras.optimizers.SGD(rate), "mae", metrics=["mae"])
        return model

    class Seen(keras.callbacks.Callback):
        def on_train_end(self, logs=None):
            optimizer = self.model.optimizer
            seen.append((self.model.loss, type(optimizer).__name__, id(optimizer)))

        def __deepcopy__(self, memo):
            return Seen()

    x, y = np.ones((4, 2)), np.ones((4, 1))
    settings = dict(objective="val_loss", max_trials=2, **place)
    overrides = dict(optimizer=keras.optimizers.Adam(1e-3), loss="mse")
    if kt is minituner:  # theirs needs metrics too: it hands on what Keras 3 has built
        overrides["metrics"] = ["mean_squared_logarithmic_error"]
    else:
        overrides["metrics"] = ["mse"]
    tuner = kt.RandomSearch(network, **overrides, **settings)
    tuner.oracle.verbose = 0
    tuner.search(x, y, epochs=1, validation_data=(x, y), callbacks=[Seen()], verbose=0)
    assert [kind for _, kind, _ in seen] == ["Adam", "Adam"]
    assert {loss for loss, *_ in seen} == {"mse"} and len(
        {place for *_, place in seen}
    ) == 2
    if kt is minituner:
        names = set(tuner.oracle.get_best_trials(1)[0].metrics)
        assert "val_mean_squared_logarithmic_error" in names


# What is refused, and what to write


def searched_by_ours(tmp_path):
    return searched(minituner, directory=tmp_path, project_name="script")


@pytest.mark.parametrize(
    "name", ["update_trial", "create_trial", "end_trial", "score_trial", "populate_space"]
)
def test_what_their_oracle_is_told_ours_need_not_know(name, tmp_path):
    tuner = searched_by_ours(tmp_path)
    with pytest.raises(minituner.errors.MissingError, match=f"{name}.*instead: "):
        getattr(tuner.oracle, name)("0000", {"loss": 1.0})


def test_a_script_that_reports_by_the_oracle_is_stopped_in_its_first_trial():
    class Reporting(minituner.RandomSearch):
        def run_trial(self, trial):
            x = trial.hyperparameters.Float("x", 0.0, 1.0)
            self.oracle.update_trial(trial.trial_id, {"loss": x})

    tuner = Reporting(objective="loss", verbose=0)
    with pytest.raises(minituner.errors.FatalError, match="return the metrics"):
        tuner.search()
    assert len(tuner.history) == 1


def test_weights_are_not_kept_and_it_is_said_what_to_write(tmp_path):
    tuner = searched_by_ours(tmp_path)
    with pytest.raises(NotImplementedError, match=r"get_best_models: .*write "):
        tuner.get_best_models(num_models=2)


@pytest.mark.parametrize("name", ["MultiObjective", "synchronized"])
def test_a_name_that_only_they_have_is_answered(name):
    assert hasattr(keras_tuner, name) or name == "MultiObjective"
    with pytest.raises(AttributeError, match=f"{name}.*instead: "):
        getattr(minituner, name)


@pytest.mark.parametrize("name", ["max_model_size", "distribution_strategy", "tuner_id"])
def test_an_argument_that_only_they_take_is_answered(name):
    with pytest.raises(TypeError, match=f"{name}.*instead: "):
        minituner.Tuner(minituner.oracles.RandomSearchOracle("loss"), build, **{name: 1})


# What the oracle tells changes nothing of what it asks for


def test_an_oracle_without_a_tuner_has_no_history():
    oracle = minituner.oracles.RandomSearchOracle("loss")
    for name in ("get_best_trials", "trials", "remaining_trials"):
        with pytest.raises(minituner.errors.MissingError, match="make a tuner with it"):
            getattr(oracle, name)
    assert not hasattr(oracle, "nothing")


def test_a_copy_of_an_oracle_is_bound_to_no_tuner_and_asks_the_same(tmp_path):
    tuner = searched_by_ours(tmp_path)
    oracle = tuner.oracle
    for other in (
        copy.copy(oracle),
        copy.deepcopy(oracle),
        pickle.loads(pickle.dumps(oracle)),
    ):
        assert other.identity() == oracle.identity()
        other.max_trials = oracle.max_trials = 9
        asked = [each.ask(tuner.space, tuner.history) for each in (oracle, other)]
        assert asked[0] == asked[1]
        with pytest.raises(minituner.errors.MissingError):
            other.get_best_trials()


def test_a_tuner_says_what_it_is_and_how_far():
    tuner = minituner.RandomSearch(build, "val_loss", verbose=0)
    assert repr(tuner) == "<RandomSearch: 0 trials (lower is better)>"
    tuner.search([1.0])
    best = tuner.get_best_trials()[0].score
    text = f"<RandomSearch: 10 trials, best val_loss {best:.4g} (lower is better)>"
    assert repr(tuner) == text and repr(pickle.loads(pickle.dumps(tuner)))
    assert tuner.remaining_trials() == tuner.remaining_trials == 0
    with pytest.raises(RuntimeError, match="project_dir: give the tuner a directory"):
        tuner.project_dir  # noqa: B018
