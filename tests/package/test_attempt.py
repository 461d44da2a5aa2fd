"""What a trial may return, and what is recorded of it."""

import math
import os
import sys
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from minituner import Objective, errors
from minituner.attempt import best_epoch, epochs_of, metrics_of
from minituner.oracles.random import RandomSearchOracle
from minituner.trial import COMPLETED, Trial
from minituner.tuner import Tuner

pytestmark = pytest.mark.chapter(9)

LOSS, VAL_LOSS = Objective("loss", "min"), Objective("val_loss", "min")
# Keras's `fit(epochs=4, validation_freq=2)`: validated in the second and the fourth
EVERY_SECOND = {"loss": [4.0, 3.0, 2.0, 1.0], "val_loss": [3.5, 1.5]}


def history(**curves):
    return SimpleNamespace(history=curves)


def searched(results, objective="loss", **settings):
    """A search of as many trials as there are results, or lists of results."""
    waiting = iter(results)

    class Returning(Tuner):
        def run_trial(self, trial):
            trial.hyperparameters.Float("x", 0.0, 1.0)
            return next(waiting)

    oracle = RandomSearchOracle(objective, max_trials=len(results), seed=1)
    tuner = Returning(oracle, verbose=0, **settings)
    tuner.search()
    return tuner


def test_each_metric_is_that_of_the_epoch_that_counts():
    for objective in (LOSS, VAL_LOSS):  # 1.5 was measured in the epoch of 1.0
        metrics, epoch = best_epoch(history(**EVERY_SECOND), objective)
        assert metrics == {"loss": 1.0, "val_loss": 1.5} and epoch == 3
    curves = {"loss": [4.0, 3.0, 1.0, 2.0], "val_loss": [3.5, 1.5]}
    assert best_epoch(history(**curves), LOSS) == ({"loss": 1.0}, 2)
    assert best_epoch(history(**curves), VAL_LOSS) == ({"loss": 2.0, "val_loss": 1.5}, 3)


def test_where_a_length_does_not_tell_the_epochs_nothing_is_made_up():
    curves = {"loss": list(range(10)), "val_loss": [2.0, 1.0], "val_auc": [0.5, 0.7]}
    metrics, epoch = best_epoch(history(**curves), VAL_LOSS)  # every 4th, or every 5th?
    assert metrics == {"val_loss": 1.0, "val_auc": 0.7} and epoch is None
    assert best_epoch(history(**curves), LOSS) == ({"loss": 0.0}, 0)


@pytest.mark.parametrize("start", [0, 5, 6])
@pytest.mark.parametrize("number", [1, 4, 7, 30])
def test_the_epochs_of_a_curve_are_those_of_keras_or_none(number, start):
    """Keras 3.15.1: epoch e, counted from 0, is validated if (e + 1) % freq == 0."""
    epochs, answers = range(start, start + number), {}
    for frequency in range(1, start + number + 1):
        measured = [e for e in epochs if (e + 1) % frequency == 0]
        answers.setdefault(len(measured), set()).add(tuple(measured))
    for length, possible in answers.items():
        told = tuple(epochs_of([0.0] * length, epochs))
        assert told == (next(iter(possible)) if len(possible) == 1 else ())


@pytest.mark.slow
def test_a_history_of_keras_itself_is_read_right():
    os.environ.setdefault("KERAS_BACKEND", "jax")
    import keras

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.ones((4, 1))
    seen = {}

    class Seen(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            seen[epoch] = dict(logs)

    settings = dict(validation_data=(x, x), validation_freq=2, verbose=0)
    fitted = model.fit(x, 2 * x, epochs=8, initial_epoch=3, callbacks=[Seen()], **settings)
    assert len(fitted.history["val_loss"]) < len(fitted.history["loss"])
    for objective in (LOSS, VAL_LOSS, Objective("val_loss", "max")):
        metrics, epoch = best_epoch(fitted, objective)
        assert metrics == seen[epoch]


def test_the_best_epoch_is_recorded_and_survives_a_restart(tmp_path):
    results = [[history(loss=[3.0, 1.0, 2.0]), history(loss=[3.0, 2.0, 1.0])], 1.0]
    tuner = searched(results, directory=tmp_path)
    assert [trial.best_step for trial in tuner.history] == [1, None]  # the mean of 1 and 2
    again = Tuner(tuner.oracle, directory=tmp_path, verbose=0)
    assert list(again.history) == list(tuner.history)


def test_an_old_record_has_no_best_epoch():
    record = Trial("0000", {"x": 1}, status=COMPLETED, score=1.0).record()
    del record["best_step"]
    assert Trial(**record).best_step is None


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_theirs_has_the_same_best_step():
    from keras.callbacks import History
    from keras_tuner import Objective as Theirs
    from keras_tuner.src.engine.tuner_utils import get_best_step

    histories = []
    for curve in ([3.0, 1.0, 2.0], [3.0, 2.0, 1.0, 2.0, 5.0], [1.0, 2.0, 2.0]):
        histories.append(History())
        histories[-1].history = {"loss": curve}
    (trial,) = searched([histories]).history
    assert trial.best_step == get_best_step(histories, Theirs("loss", "min")) == 1


def test_nan_and_an_infinitely_good_epoch_do_not_count():
    curve = [math.nan, -math.inf, 2.0, math.nan]
    assert best_epoch(history(loss=curve), LOSS) == ({"loss": 2.0}, 2)
    up = Objective("loss", "max")
    assert best_epoch(history(loss=[math.inf, 2.0]), up) == ({"loss": 2.0}, 1)
    assert best_epoch(history(loss=[math.nan, -math.inf]), LOSS)[1] == 1


def test_a_metric_that_some_executions_lack_has_the_mean_of_the_others():
    runs = [{"loss": 1.0, "time": 5.0}, {"loss": 3.0}, {"loss": 5.0, "time": 7.0, "n": 1}]
    (trial,) = searched([runs]).history
    assert trial.metrics == {"loss": 3.0, "time": 6.0, "n": 1.0}
    assert trial.executions == runs  # which tells where one is missing
    with pytest.raises(errors.ResultError, match="'loss'"):
        searched([[{"loss": 1.0}, {"time": 1.0}]])


@pytest.mark.parametrize(
    "values",
    [[1e308, 1e308], [-1e308, -1e308, -1e308], [0.1] * 3, [5e-324] * 2, [1e308, 1]],
)
def test_a_mean_is_right_however_large_or_small_its_numbers(values):
    (trial,) = searched([values]).history
    assert trial.score == float(sum(map(Fraction, values)) / len(values))
    assert math.isfinite(trial.score)


@pytest.mark.parametrize("direction", ["min", "max"])
def test_infinitely_good_is_bad_to_whoever_ranks(direction):
    good = -math.inf if direction == "min" else math.inf
    tuner = searched([good, 1.0, -good, 2.0], Objective("y", direction))
    scores = [trial.score for trial in tuner.get_best_trials(4)]
    assert scores == [*sorted([1.0, 2.0], reverse=direction == "max"), good, -good]


SCALARS = [3, 3.0, True, np.int64(3), np.float32(0.5), np.bool_(True), np.array(2)]


@pytest.mark.parametrize("value", SCALARS, ids=repr)
def test_every_number_is_a_score(value):
    assert metrics_of(value, LOSS) == ({"loss": float(value)}, None)
    assert metrics_of({"loss": value}, LOSS) == ({"loss": float(value)}, None)


def test_a_scalar_of_jax_is_a_score():
    import jax.numpy as jnp

    assert metrics_of(jnp.float32(0.5), LOSS) == ({"loss": 0.5}, None)
    assert metrics_of(history(loss=[jnp.float32(0.5)]), LOSS) == ({"loss": 0.5}, 0)


REFUSED = [
    (None, "got None; return"),
    ({"loss": 1.0, ("a", "b"): 2.0}, r"\('a', 'b'\)"),
    ({"loss": 1.0, "inner": {"time": 1.0}}, "'inner'"),
    ({"loss": 1.0, 3: 2.0}, "3: 2.0"),
    (history(loss=[1.0], note=["hi"]), "'note': 'hi'"),
    (history(loss=[]), "got {}"),
    ({"loss": np.array([1.0, 2.0])}, "array"),
]


@pytest.mark.parametrize(("result", "named"), REFUSED, ids=[named for _, named in REFUSED])
def test_what_cannot_be_recorded_is_refused_and_shown(result, named):
    with pytest.raises(errors.ResultError, match=rf"run_trial: .*'loss'.*{named}"):
        metrics_of(result, LOSS)


FATAL = ["FatalError", "FatalValueError", "FatalTypeError", "FatalRuntimeError"]


@pytest.mark.parametrize("name", FATAL)
def test_a_fatal_error_ends_the_search_at_once(name):
    class Fatal(Tuner):
        def run_trial(self, trial):
            trial.hyperparameters.Float("x", 0.0, 1.0)
            raise getattr(errors, name)("no more")

    oracle = RandomSearchOracle("loss", max_retries_per_trial=5)
    tuner = Fatal(oracle, verbose=0)
    with pytest.raises(getattr(errors, name), match="no more"):
        tuner.search()
    assert len(tuner.history) == 1


def test_the_errors_are_those_of_keras_tuner_and_all_are_listed():
    import keras_tuner

    ours = {n: e for n, e in vars(errors).items() if isinstance(e, type)}
    for name in [n for n in dir(keras_tuner.errors) if n[0] != "_"]:
        theirs = [kind.__name__ for kind in getattr(keras_tuner.errors, name).__mro__]
        assert [kind.__name__ for kind in ours[name].__mro__] == theirs
    assert {"FailedTrialError", "FatalError", "ResultError", "JournalError"} <= set(ours)
    modules = [m for n, m in sys.modules.items() if n.partition(".")[0] == "minituner"]
    kinds = [kind for m in modules for kind in vars(m).values() if isinstance(kind, type)]
    for kind in kinds:
        if issubclass(kind, Exception) and kind.__module__.startswith("minituner"):
            assert kind.__module__ == "minituner.errors"
