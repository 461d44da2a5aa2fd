"""The loop: what a trial may return, how it fails, who runs it, and how it goes on."""

import functools
import gc
import json
import math
import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest
from contract import EVERY_ORACLE, check
from kinds import make
from notebooks import ROOT
from objectives import Found, identity, no_score, parabola, sometimes

from minituner.attempt import Work
from minituner.dimensions import Fixed
from minituner.executors import SerialExecutor
from minituner.hyperparameters import HyperParameters
from minituner.journal import JournalError
from minituner.loop import Job
from minituner.oracles.grid import GridSearchOracle
from minituner.oracles.random import RandomSearchOracle
from minituner.trial import COMPLETED, FAILED, RUNNING, Objective, Trial
from minituner.tuner import FailedTrialError, ResultError, Tuner

pytestmark = pytest.mark.chapter(9)

LOSS = Objective("loss", "min")


def tuner(hypermodel, kind=Tuner, folder=None, oracle=None, **arguments):
    """A silent tuner with a random search; the oracle's settings are among ours."""
    names = ["max_trials", "seed", "hyperparameters", "allow_new_entries"]
    names += ["tune_new_entries", "max_retries_per_trial"]
    names += ["max_consecutive_failed_trials"]
    settings = {n: arguments.pop(n) for n in names if n in arguments}
    settings = dict(objective=LOSS, max_trials=5, seed=7) | settings
    oracle = oracle or RandomSearchOracle(**settings)
    return kind(oracle, hypermodel, **dict(directory=folder, verbose=0) | arguments)


def returning(*results):
    """A tuner whose trials return these, one after the other, over and over."""

    class Returning(Tuner):
        calls = 0

        def run_trial(self, trial):
            trial.hyperparameters.Float("x", 0.0, 1.0)
            result = results[self.calls % len(results)]
            self.calls += 1
            if isinstance(result, Exception):
                raise result
            return result

    return Returning


# What a trial returns


def keras_history(**curves):
    return SimpleNamespace(history=curves)


@pytest.mark.parametrize(
    ("result", "score", "metrics"),
    [
        (1, 1.0, {}),
        (0.5, 0.5, {}),
        (True, 1.0, {}),
        (np.int64(3), 3.0, {}),
        (np.float32(0.5), 0.5, {}),
        (np.array(2), 2.0, {}),
        (np.array(0.25), 0.25, {}),
        ({"loss": 1.5, "time": 2}, 1.5, {"time": 2.0}),
        ({"time": np.array(2), "loss": np.int8(1)}, 1.0, {"time": 2.0}),
        ([1.0, 2.0, 6.0], 3.0, {}),
        ([{"loss": 1, "time": 3}, {"time": 5, "loss": 2}], 1.5, {"time": 4.0}),
        (keras_history(loss=[3.0, 1.0, 2.0], time=[7, 8, 9]), 1.0, {"time": 8.0}),
        (keras_history(loss=[math.nan, 1.0, 2.0]), 1.0, {}),
        (keras_history(loss=[2.0, math.nan, 1.0]), 1.0, {}),
        ([keras_history(loss=[1.0]), 4.0], 2.5, {}),
        (math.inf, math.inf, {}),
        (-math.inf, -math.inf, {}),
    ],
    ids=str,
)
def test_a_result_becomes_a_score_and_metrics(result, score, metrics):
    search = tuner(None, returning(result), max_trials=1)
    search.search()
    (trial,) = search.history
    assert trial.status == COMPLETED and trial.score == score
    assert trial.metrics == {"loss": score} | metrics
    assert {type(value) for value in trial.metrics.values()} == {float}


def test_the_best_epoch_of_a_curve_is_the_highest_where_more_is_better():
    curve = keras_history(val_accuracy=[0.1, 0.9, 0.5], loss=[3, 2, 1])
    search = tuner(None, returning(curve), oracle=RandomSearchOracle("val_accuracy", 1))
    search.search()
    assert search.history[0].metrics == {"val_accuracy": 0.9, "loss": 2.0}


def test_each_of_several_executions_is_kept():
    search = tuner(None, returning([1.0, 2.0], 6.0), max_trials=1, executions_per_trial=2)
    search.search()
    (trial,) = search.history
    assert trial.executions == [{"loss": 1.0}, {"loss": 2.0}, {"loss": 6.0}]
    assert trial.score == 3.0


@pytest.mark.parametrize(
    "result",
    [
        None,
        "0.5",
        (1.0, 2.0),
        [],
        [1.0, None],
        np.array([1.0, 2.0]),
        np.array([1.0]),
        1j,
        pytest.param(object(), id="an object"),
        {},
        {"time": 1.0},
        {"loss": None},
        {"loss": "0.5"},
        {"loss": 0.5, "note": "hi"},
        {"loss": [0.5]},
        keras_history(),
    ],
    ids=str,
)
def test_what_is_no_score_ends_the_search_at_once_and_loses_nothing(result, tmp_path):
    search = tuner(None, returning(1.0, 2.0, result), folder=tmp_path)
    with pytest.raises(
        ResultError, match=r"run_trial: expected a number.*'loss'.*got.*; return one"
    ):
        search.search()
    again = tuner(None, returning(3.0), folder=tmp_path)
    states = [trial.status for trial in again.history]
    assert states == [COMPLETED, COMPLETED, RUNNING]
    again.search()
    assert [trial.score for trial in again.history] == [1, 2, 3, 3, 3]
    assert again.history[2].values == search.history[2].values


def test_nan_fails_a_trial_and_infinity_does_not():
    scores = returning(math.nan, math.inf, [1.0, math.nan], 2.0)
    search = tuner(None, scores, max_trials=4)
    search.search()
    states = [trial.status for trial in search.history]
    assert states == [FAILED, COMPLETED, FAILED, COMPLETED]
    assert search.history[0].score is None
    assert "loss: expected a number, got NaN" in search.history[0].message
    assert search.get_best_trials()[0].score == 2.0


# Failures


def test_a_failure_is_kept_with_its_traceback():
    search = tuner(sometimes, max_trials=20, max_consecutive_failed_trials=20)
    with pytest.raises(ArithmeticError):
        tuner(lambda hp: sometimes(hp) + 1 / 0)  # outside a trial nothing is caught
    search.search()
    failed = search.history.with_status(FAILED)
    completed = search.history.with_status(COMPLETED)
    assert len(failed) + len(completed) == 20 and failed and completed
    for trial in failed:
        assert trial.values["x"] > 0.6 and trial.score is None and trial.metrics == {}
        assert f"{trial.values['x']} is too far" in trial.message
        assert "in sometimes" in trial.message
    assert all(trial.message is None for trial in completed)


def test_a_trial_is_tried_again_but_not_after_a_failed_trial_error():
    counts, begins = [], []

    class Counting(Tuner):
        def run_trial(self, trial):
            counts.append(trial.trial_id)
            hp = trial.hyperparameters
            begins.append(dict(hp.values))
            hp.values["n"] = hp.Int("n", 0, 9999) + 1  # what fails leaves nothing behind
            if trial.trial_id == "0001":
                raise FailedTrialError("not again")
            if counts.count(trial.trial_id) < 3:
                raise ArithmeticError("once more")
            return 1.0

    search = tuner(None, Counting, max_retries_per_trial=2, max_trials=3)
    search.search()
    assert counts == ["0000"] * 3 + ["0001"] + ["0002"] * 3
    assert begins[0] == begins[1] == begins[2] and begins[4] == begins[5] == begins[6]
    states = [trial.status for trial in search.history]
    assert states == [COMPLETED, FAILED, COMPLETED]
    counts.clear()
    search = tuner(None, Counting, max_retries_per_trial=1, max_trials=1)
    with pytest.raises(RuntimeError, match="no trial was completed"):
        search.search()
    assert counts == ["0000"] * 2


BAD, GOOD = ArithmeticError("bad"), 1.0


@pytest.mark.parametrize(
    ("results", "limit", "trials"),
    [
        ([BAD], 3, 3),
        ([BAD], 1, 1),
        ([BAD, BAD, GOOD], 3, None),
        ([GOOD, BAD, BAD, BAD], 3, 4),
        ([BAD, GOOD, BAD, BAD, GOOD, BAD], 2, 4),
        ([BAD, GOOD], 2, None),
        ([math.nan], 3, 3),
        ([GOOD, BAD], None, None),
    ],
)
def test_too_many_failures_in_a_row_end_the_search(results, limit, trials):
    kind = returning(*results)
    search = tuner(None, kind, max_trials=12, max_consecutive_failed_trials=limit)
    if trials is None:
        search.search()
        assert len(search.history) == 12
        return
    with pytest.raises(RuntimeError, match=f"^{limit} trials in a row have failed") as e:
        search.search()
    assert "Traceback" in str(e.value) and "max_consecutive_failed_trials" in str(e.value)
    assert len(search.history) == trials
    assert all(trial.status != RUNNING for trial in search.history)


def test_a_search_goes_on_after_too_many_failures(tmp_path):
    with pytest.raises(RuntimeError, match="in a row"):
        tuner(None, returning(BAD), folder=tmp_path).search()
    search = tuner(None, returning(GOOD), folder=tmp_path)
    search.search()
    assert [trial.status for trial in search.history] == [FAILED] * 3 + [COMPLETED] * 2


@EVERY_ORACLE
def test_a_first_trial_that_fails_before_it_declares_anything_is_no_silent_end(name):
    class Failing(Tuner):
        def run_trial(self, trial):
            raise ArithmeticError("before all")

    for workers in (1, 3):
        search = Failing(make(name), verbose=0, max_workers=workers)
        with pytest.raises(RuntimeError, match="before all"):
            search.search()
        assert all(trial.status == FAILED for trial in search.history)


def test_a_failed_trial_is_never_the_best():
    search = tuner(sometimes, max_trials=20, max_consecutive_failed_trials=None)
    search.search()
    best = search.get_best_trials(99)
    assert [t.score for t in best] == sorted(t.score for t in best)
    assert {trial.status for trial in best} == {COMPLETED}
    assert len(best) == len(search.history.with_status(COMPLETED)) < 20


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupt_ends_the_search_and_the_trial_runs_again(error, workers, tmp_path):
    class Interrupted(Tuner):
        def run_trial(self, trial):
            x = trial.hyperparameters.Float("x", 0.0, 1.0)
            if trial.trial_id == "0002" and error:
                raise error
            return x

    search = tuner(None, Interrupted, tmp_path, max_workers=workers)
    with pytest.raises(error):
        search.search()
    interrupted, error = search.history[2], None
    assert interrupted.status == RUNNING
    search = tuner(None, Interrupted, tmp_path)
    search.search()
    assert search.history[2].values == interrupted.values
    assert [trial.status for trial in search.history] == [COMPLETED] * 5


# The arguments of search


def test_the_arguments_of_search_reach_the_trial():
    seen = []

    class Seen(Tuner):
        def run_trial(self, trial, *args, **kwargs):
            seen.append((args, kwargs))
            return 1.0

    tuner(None, Seen, max_trials=1).search(1, 2, three=3, verbose=0)
    assert seen == [((1, 2), {"three": 3, "verbose": 0})]


def test_callbacks_are_fresh_in_each_execution():
    given, seen = [SimpleNamespace(state=[])], []

    class Seen(Tuner):
        def run_trial(self, trial, callbacks):
            (callback,) = callbacks
            assert callback.state == []
            callback.state.append(1)
            seen.append(callback)
            trial.hyperparameters.Float("x", 0, 1)
            return 1.0

    search = tuner(None, Seen, max_trials=3, executions_per_trial=2)
    search.search(callbacks=given)
    assert len({id(callback) for callback in [*seen, *given]}) == 7
    assert given[0].state == []


class Model:
    def __init__(self, x):
        self.x = x

    def fit(self, *args, **kwargs):
        fitted.append((args, kwargs))
        return keras_history(loss=[self.x + 1, self.x])


fitted = []


def build(hp):
    return Model(hp.Float("x", 0.0, 1.0))


class HyperModel:
    """As in KerasTuner: `build`, and here a `fit` of its own, with its own space."""

    def build(self, hp):
        return build(hp)

    def fit(self, hp, model, data, **kwargs):
        return model.fit(data, batch_size=hp.Choice("batch_size", [16, 32]), **kwargs)


def test_a_model_is_fitted_with_the_arguments_of_search():
    fitted.clear()
    search = tuner(build, max_trials=2)
    search.search("x", epochs=3)
    assert fitted == [(("x",), {"epochs": 3})] * 2
    assert [t.score for t in search.history] == [t.values["x"] for t in search.history]


def test_a_hypermodel_may_fit_in_its_own_way():
    fitted.clear()
    search = tuner(HyperModel(), max_trials=4)
    assert [dimension.name for dimension in search.space] == ["x"]
    search.search("data", verbose=0)
    assert [dimension.name for dimension in search.space] == ["x", "batch_size"]
    for trial, (args, kwargs) in zip(search.history, fitted, strict=True):
        assert args == ("data",)
        assert kwargs == {"batch_size": trial.values["batch_size"], "verbose": 0}


def test_hooks_are_called_in_order_and_know_the_trial():
    calls = []

    class Hooked(Tuner):
        def on_search_begin(self):
            calls.append("begin")

        def on_trial_begin(self, trial):
            calls.append((trial.trial_id, trial.status, dict(trial.hyperparameters.values)))

        def on_trial_end(self, trial):
            assert self.history[-1] == trial
            calls.append((trial.trial_id, trial.status, trial.score))

        def on_search_end(self):
            calls.append("end")

    search = tuner(lambda hp: hp.Float("x", 0, 1), Hooked, max_trials=2)
    search.search()
    first, second = search.history
    assert calls == [
        "begin",
        ("0000", RUNNING, first.values),
        ("0000", COMPLETED, first.score),
        ("0001", RUNNING, second.values),
        ("0001", COMPLETED, second.score),
        "end",
    ]


# Who runs the trials


def best_values(search):
    return sorted(tuple(trial.values.values()) for trial in search.history)


def spawn(number):
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(number, mp_context=context)


def loky(number):
    """Joblib's executor, which takes functions that pickle does not."""
    loky = pytest.importorskip("joblib.externals.loky")
    return loky.get_reusable_executor(number)


def test_threads_try_what_one_worker_tries_where_scores_do_not_count():
    alone = tuner(parabola, max_trials=20)
    alone.search()
    for arguments in (
        dict(max_workers=4),
        dict(executor=SerialExecutor()),
        dict(executor=SerialExecutor(), max_workers=3),
    ):
        search = tuner(parabola, max_trials=20, **arguments)
        search.search()
        assert best_values(search) == best_values(alone)
        scores = {t.trial_id: t.score for t in alone.history}
        assert {t.trial_id: t.score for t in search.history} == scores


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_one_worker_is_the_thread_that_called(workers):
    threads = set()

    def noted(hp):
        threads.add(threading.current_thread())
        return parabola(hp)

    search = tuner(noted, max_workers=workers)
    threads.clear()  # it was called to find the space
    search.search()
    assert (threading.main_thread() in threads) == (workers == 1)


@pytest.mark.parametrize(("short", "most"), [(0, 4), (math.inf, 6)])
def test_only_short_trials_wait_in_a_queue(short, most, monkeypatch):
    started = []

    class Watched(Tuner):
        def on_trial_begin(self, trial):
            started.append(len(self.history.with_status(RUNNING)))

    monkeypatch.setattr("minituner.loop.SHORT", short)
    tuner(parabola, Watched, max_workers=4, max_trials=30).search()
    assert started[:6] == [1, 2, 3, 4, 5, 6]  # nobody knows how long they take
    assert max(started[6:]) == most


def test_an_executor_of_ones_own_gets_no_more_than_it_can_run():
    class Watched(Tuner):
        def on_trial_begin(self, trial):
            assert len(self.history.with_status(RUNNING)) <= 4

    with ThreadPoolExecutor(4) as executor:
        tuner(parabola, Watched, executor=executor, max_trials=20).search()


def test_as_many_run_at_a_time_as_there_are_workers():
    running, most, lock = 0, [], threading.Lock()

    def watched(hp):
        nonlocal running
        with lock:
            running += 1
            most.append(running)
        time.sleep(0.005)
        with lock:
            running -= 1
        return hp.Float("x", 0, 1)

    for workers in (1, 3):
        most.clear()
        tuner(watched, max_workers=workers, max_trials=12).search()
        assert max(most) == workers
    with ThreadPoolExecutor(2) as executor:
        most.clear()
        search = tuner(watched, executor=executor, max_trials=8)
        search.search()
        assert search.max_workers == 2 == max(most)
        assert executor.submit(abs, -1).result() == 1  # it was not ours to shut down


def test_our_own_threads_end_with_the_search():
    before = threading.active_count()
    tuner(parabola, max_workers=3).search()
    assert threading.active_count() == before


@pytest.mark.slow
def test_processes_run_trials_and_the_space_that_they_find_is_learnt(tmp_path):
    with spawn(2) as executor:
        search = tuner(identity, folder=tmp_path, executor=executor, max_trials=8)
        search.search()
        assert len(search.history.with_status(COMPLETED)) == 8
        assert os.getpid() not in {t.metrics["process"] for t in search.history}
        assert all(t.metrics["loss"] == t.values["x"] for t in search.history)
        again = tuner(identity, folder=tmp_path, max_trials=8)
        assert list(again.history) == list(search.history)
        found = tuner(None, Found, executor=executor, max_trials=12)
        found.search(2.0)
        assert [d.name for d in found.space] == ["x", "kind", "only_a", "only_b"]
        for trial in found.history:
            check(
                found.space[:3],
                {n: v for n, v in trial.values.items() if n != "only_b"},
            )
        failing = tuner(
            sometimes,
            executor=executor,
            max_trials=9,
            max_consecutive_failed_trials=None,
        )
        failing.search()
        failed = failing.history.with_status(FAILED)
        assert failed and all("is too far" in trial.message for trial in failed)
        with pytest.raises(ResultError, match="'no score'"):
            tuner(no_score, executor=executor).search()


@pytest.mark.slow
def test_what_cannot_be_sent_to_a_process_says_so():
    with spawn(1) as executor:
        search = tuner(lambda hp: hp.Float("x", 0, 1), executor=executor)
        with pytest.raises(Exception, match="pickle"):
            search.search()
    assert search.history[0].status == RUNNING


@pytest.mark.slow
def test_loky_runs_what_pickle_does_not():
    executor = loky(2)
    try:
        search = tuner(lambda hp: (hp.Float("x", 0, 1) - 0.5) ** 2, executor=executor)
        search.search()
    finally:
        executor.shutdown(wait=True, kill_workers=True)
    assert len(search.history.with_status(COMPLETED)) == 5


@EVERY_ORACLE
@pytest.mark.parametrize("workers", [1, 4])
def test_a_space_that_only_a_trial_knows_is_found_and_searched(name, workers):
    search = Found(make(name), verbose=0, max_workers=workers)
    assert search.space == []
    search.search()
    names = [dimension.name for dimension in search.space]
    assert set(names) == {"x", "kind", "only_a", "only_b"}
    assert len(search.history) >= 20
    for trial in search.history:
        kind = trial.values["kind"]
        assert set(trial.values) == {"x", "kind", f"only_{kind}"}
    kinds = {trial.values["kind"] for trial in search.history}
    assert kinds == {"a", "b"}
    tried = [
        (frozenset(trial.values.items()), trial.plan.get("epochs"))
        for trial in search.history
    ]
    assert len(set(tried)) == len(tried)


def test_the_trial_that_ends_first_is_recorded_first():
    gates = {f"{i:04}": threading.Event() for i in range(3)}
    ended = []

    class Gated(Tuner):
        def run_trial(self, trial):
            hp = trial.hyperparameters
            hp.Float("x", 0, 1)
            if trial.trial_id == "0002":
                return 2.0
            assert gates[trial.trial_id].wait(10)
            return float(trial.trial_id)

        def on_trial_end(self, trial):
            ended.append(trial.trial_id)
            gates[{"0002": "0001", "0001": "0000"}.get(trial.trial_id, "0002")].set()

    hp = HyperParameters()
    hp.Float("x", 0, 1)
    search = tuner(None, Gated, max_workers=3, max_trials=3, hyperparameters=hp)
    search.search()
    assert ended == ["0002", "0001", "0000"]
    assert [trial.trial_id for trial in search.history] == ["0000", "0001", "0002"]


# The space that is given


def given():
    hp = HyperParameters()
    hp.Float("x", 0.5, 0.6)
    return hp


def test_given_hyperparameters_win_over_those_of_the_model():
    hp = given()
    search = tuner(parabola, hyperparameters=hp, max_trials=10)
    search.search()
    assert [dimension.name for dimension in search.space] == ["x", "n"]
    assert all(0.5 <= trial.values["x"] <= 0.6 for trial in search.history)
    assert len({trial.values["n"] for trial in search.history}) > 1
    assert [d.name for d in hp.space] == ["x"]  # KerasTuner writes into what it was given


def test_the_model_is_first_called_with_what_was_given():
    seen = []

    def noted(hp):
        seen.append(hp.Float("x", -1.0, 1.0))
        return seen[-1]

    tuner(noted, hyperparameters=given())
    assert seen == [0.5]  # its own default would be -1


def test_what_is_left_at_its_default_keeps_its_name_and_condition():
    def conditional(hp):
        hp.Boolean("on")
        with hp.conditional_scope("on", True):
            return float(hp.Int("n", 3, 9) or 0)

    search = tuner(conditional, tune_new_entries=False)
    assert [(type(d), d.name, d.conditions) for d in search.space] == [
        (Fixed, "on", ()),
        (Fixed, "n", (("on", (True,)),)),
    ]


@pytest.mark.parametrize("hypermodel", [parabola, None])
def test_new_entries_may_be_left_at_their_default(hypermodel):
    class InTheTrial(Tuner):
        def run_trial(self, trial):
            return parabola(trial.hyperparameters)

    search = tuner(hypermodel, InTheTrial, hyperparameters=given(), tune_new_entries=False)
    search.search()
    assert len(search.history) == 5
    assert {trial.values["n"] for trial in search.history} == {0}
    assert len({trial.values["x"] for trial in search.history}) == 5


def test_new_entries_may_be_refused():
    expected = r"allow_new_entries: expected only the given .* got \['n'\]; add them"
    with pytest.raises(RuntimeError, match=expected):
        tuner(parabola, hyperparameters=given(), allow_new_entries=False)

    class InTheTrial(Tuner):
        def run_trial(self, trial):
            return parabola(trial.hyperparameters)

    search = tuner(None, InTheTrial, hyperparameters=given(), allow_new_entries=False)
    with pytest.raises(RuntimeError, match=expected):
        search.search()
    hp = given()
    hp.Int("n", 0, 3)
    search = tuner(parabola, hyperparameters=hp, allow_new_entries=False)
    search.search()
    assert len(search.history) == 5


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("executions_per_trial", 0),
        ("executions_per_trial", 1.5),
        ("max_workers", 0),
        ("max_workers", "2"),
    ],
)
def test_a_bad_count_is_refused(argument, value):
    with pytest.raises(ValueError, match=f"{argument}: expected a whole number, 1 or"):
        tuner(parabola, **{argument: value})


# What one sees


@pytest.mark.parametrize("terminal", [False, True])
def test_a_bar_shows_the_progress(terminal, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    tuner(parabola, verbose=1, max_trials=30).search()
    seen = capsys.readouterr()
    assert seen.out == "" and "30/30" in seen.err
    if not terminal:  # the beginning and the end
        assert seen.err.count("\r") == 2


@pytest.mark.parametrize(
    ("terminal", "notebook", "seconds"),
    [(False, False, 60), (True, False, 0.1), (False, True, 0.1), (True, True, 0.1)],
)
def test_a_bar_moves_where_it_is_seen(terminal, notebook, seconds, monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    if notebook:
        monkeypatch.setitem(sys.modules, "ipykernel", sys)
    with tuner(parabola, verbose=1)._bar({}) as progress:
        assert progress.bar.mininterval == seconds


@pytest.mark.parametrize("where", ["tuner", "oracle", "search"])
def test_there_are_three_ways_to_be_silent(where, capsys):
    class Kwargs(Tuner):
        def run_trial(self, trial, **kwargs):
            return super().run_trial(trial)

    search = tuner(parabola, Kwargs, verbose=int(where != "tuner"))
    search.oracle.verbose = int(where != "oracle")
    search.search(**({"verbose": 0} if where == "search" else {}))
    assert capsys.readouterr() == ("", "")


def test_a_search_that_goes_on_shows_where_it_is(tmp_path, capsys):
    tuner(parabola, folder=tmp_path, max_trials=4).search()
    tuner(parabola, folder=tmp_path, max_trials=6, verbose=1).search()
    assert "4/6" in capsys.readouterr().err


def test_the_results_are_a_table():
    search = tuner(sometimes, max_trials=9, max_consecutive_failed_trials=None)
    search.search()
    table = search.results_table()
    assert [row["trial_id"] for row in table] == [t.trial_id for t in search.history]
    assert [row["x"] for row in table] == [t.values["x"] for t in search.history]
    assert {row["status"] for row in table} == {COMPLETED, FAILED}
    assert "<table>" in table._repr_html_()


def test_pandas_takes_the_table():
    import pandas

    search = tuner(parabola)
    search.search()
    frame = pandas.DataFrame(search.results_table())
    assert list(frame["score"]) == [trial.score for trial in search.history]


def test_summaries_are_printed(capsys):
    search = tuner(parabola, max_trials=4)
    search.search_space_summary()
    assert "min_value" in capsys.readouterr().out
    search.search()
    search.results_summary(2)
    lines = capsys.readouterr().out.splitlines()
    best = search.get_best_trials(2)
    assert len(lines) == 3
    assert [line.split()[0] for line in lines[1:]] == [t.trial_id for t in best]


def test_a_summary_is_of_ten_trials(capsys):
    search = tuner(parabola, max_trials=12)
    search.search()
    search.results_summary()
    assert len(capsys.readouterr().out.splitlines()) == 11


def test_a_worker_gets_no_history_file_or_executor():
    search = tuner(parabola, max_trials=3)
    search.search()
    sent = vars(pickle.loads(pickle.dumps(Work(search, (), {}))).tuner)
    assert not sent["history"] and sent["journal"] is sent["executor"] is None
    assert len(search.history) == 3


def test_the_best_hyperparameters_build_the_best_model():
    search = tuner(parabola, max_trials=20)
    search.search()
    scores = [parabola(hp) for hp in search.get_best_hyperparameters(20)]
    assert scores == sorted(trial.score for trial in search.history)
    (best,) = search.get_best_hyperparameters()
    assert len(search.get_best_trials()) == 1
    best.values["n"] = 99  # a container of its own
    assert search.get_best_hyperparameters()[0]["n"] != 99


def test_before_the_search_there_is_no_best():
    search = tuner(parabola)
    for ask in (search.get_best_trials, search.get_best_hyperparameters):
        with pytest.raises(RuntimeError, match="no trial was completed; call search"):
            ask()
    with pytest.raises(NotImplementedError, match="get_best_hyperparameters"):
        search.get_best_models()


# How a search goes on


def trials(search):
    return [(trial.values, trial.score, trial.plan) for trial in search.history]


def test_without_a_folder_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tuner(parabola).search()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_or_a_name_is_enough(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for arguments, place in (
        (dict(directory="a"), "a/untitled_project"),
        (dict(project_name="b"), "b"),
        (dict(directory="a", project_name="c"), "a/c"),
    ):
        search = Tuner(
            RandomSearchOracle(LOSS, 2, seed=1), parabola, verbose=0, **arguments
        )
        search.search()
        assert (tmp_path / place / "journal.jsonl").exists()


@EVERY_ORACLE
def test_a_search_in_pieces_is_the_search_in_one(name, tmp_path):
    whole = Found(make(name), verbose=0)
    whole.search(3.0)
    oracle = make(name)
    for number in (1, 2, 5, 6, len(whole.history)):
        oracle = make(name)
        oracle.max_trials = number
        pieces = Found(oracle, directory=tmp_path, verbose=0)
        pieces.search(3.0)
        assert len(pieces.history) == number
    assert list(pieces.history) == list(whole.history)
    assert pieces.space == whole.space


@pytest.mark.parametrize(
    ("cheap", "seconds", "waits"),
    [(0, [0] * 5, 5), (math.inf, [0] * 5, 0), (0.1, [0.2, 0, 0.2, 0, 0], 2)],
)
def test_the_disk_is_waited_for_where_a_trial_was_not_cheap(
    cheap, seconds, waits, tmp_path, monkeypatch
):
    synced, sleeps = [], iter([0, *seconds])  # at first it is called to find the space
    monkeypatch.setattr("minituner.tuner.CHEAP", cheap)
    monkeypatch.setattr(os, "fsync", synced.append)
    tuner(lambda hp: time.sleep(next(sleeps)) or parabola(hp), folder=tmp_path).search()
    begun = 1 if os.name == "nt" else 3  # the first line, and two folders
    assert len(synced) == begun + waits + 1  # each end of five, and the end


def test_a_trial_that_is_run_again_has_what_the_space_has_learned_meanwhile(tmp_path):
    class Forgetful(Tuner):
        def run_trial(self, trial):
            if trial.trial_id != "0000":
                trial.hyperparameters.Int("late", 3, 9)
            return 1.0

    first = tuner(None, Forgetful, tmp_path, max_trials=2)
    with first.journal.writing():  # trial 0000 is running when 0001 has ended
        first._ask()
        other = first._with_space(first._record(Trial("0001", {})))
        late = other.hyperparameters.Int("late", 3, 9)
        ended = other.but(status=COMPLETED, score=1.0)
        with first._bar({}) as bar:
            first._end(bar, Job(other, 1), ended)
    second = tuner(None, Forgetful, tmp_path, max_trials=2)
    second.search()
    assert [trial.status for trial in second.history] == [COMPLETED] * 2
    assert [trial.values for trial in second.history] == [{"late": late}] * 2


def test_the_same_tuner_goes_on_in_memory():
    whole = tuner(parabola, max_trials=9)
    whole.search()
    search = tuner(parabola, max_trials=4)
    search.search()
    search.search()  # there is nothing more to do
    assert len(search.history) == 4
    search.oracle.max_trials = 9
    search.search()
    assert trials(search) == trials(whole)


def changed(hp):
    return hp.Float("x", -1.0, 2.0) ** 2 + hp.Int("n", 0, 3)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (dict(seed=8), "seed"),
        (dict(hypermodel=changed), "space"),
        (dict(oracle=RandomSearchOracle("accuracy", seed=7)), "objective"),
        (dict(oracle=GridSearchOracle(LOSS, seed=7)), "oracle"),
        (dict(tune_new_entries=False), "tune_new_entries"),
    ],
    ids=lambda item: item if isinstance(item, str) else "",
)
def test_another_search_is_refused_and_changes_nothing(change, name, tmp_path):
    first = tuner(parabola, folder=tmp_path)
    first.search()
    content = first.journal.path.read_bytes()
    with pytest.raises(JournalError, match=rf"line 1: expected \w*{name} = ") as error:
        tuner(**{"hypermodel": parabola, "folder": tmp_path} | change)
    assert str(first.journal.path) in str(error.value)
    assert "overwrite=True" in str(error.value)
    assert first.journal.path.read_bytes() == content
    anew = tuner(**{"hypermodel": parabola, "folder": tmp_path} | change, overwrite=True)
    assert list(anew.history) == []


def test_limits_may_change_from_one_session_to_the_next(tmp_path):
    tuner(parabola, folder=tmp_path).search()
    limits = dict(max_trials=8, max_retries_per_trial=2, max_consecutive_failed_trials=1)
    search = tuner(parabola, folder=tmp_path, **limits)
    search.search()
    assert len(search.history) == 8


def test_a_search_without_a_seed_goes_on_without_one_and_repeats_nothing(tmp_path):
    tuner(parabola, folder=tmp_path, seed=None, max_trials=3).search()
    second = tuner(parabola, folder=tmp_path, seed=None, max_trials=9)
    second.search()
    assert len(second.history) == 9
    assert len({trial.values["x"] for trial in second.history}) == 9
    with pytest.raises(JournalError, match="given_seed = 0"):
        tuner(parabola, folder=tmp_path, seed=0)


def test_overwrite_forgets_and_nothing_else_does(tmp_path):
    first = tuner(parabola, folder=tmp_path)
    first.search()
    assert len(tuner(parabola, folder=tmp_path).history) == 5
    anew = tuner(parabola, folder=tmp_path, overwrite=True)
    assert list(anew.history) == [] and first.journal.path.stat().st_size > 0
    anew.search()
    assert list(anew.history) == list(first.history)


def test_two_searches_in_one_folder_are_refused(tmp_path):
    second = tuner(parabola, folder=tmp_path)

    class First(Tuner):
        def on_trial_end(self, trial):
            with pytest.raises(JournalError, match="another search writes here"):
                second.search()

    first = tuner(parabola, First, folder=tmp_path)
    first.search()
    second.search()  # what the first one did is known now
    assert list(second.history) == list(first.history)


def killed(tmp_path, name, workers):
    """What tests/helpers/killed.py prints, as a dictionary."""
    command = [
        sys.executable,
        str(ROOT / "tests" / "helpers" / "killed.py"),
        str(tmp_path / "k"),
    ]
    done = subprocess.run(
        [*command, name, str(workers)],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split() for line in done.stdout.splitlines()]
    return {tuple(line[:2]): line[2:] for line in lines}


FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@FORKS
@EVERY_ORACLE
@pytest.mark.slow
def test_a_search_that_is_killed_ends_as_one_that_never_was(name, tmp_path):
    found = killed(tmp_path, name, workers=1)
    assert len(found) == 6
    for kills, complete, same in found.values():
        assert int(kills) > 0 and complete == same == "True"
    assert sum(int(kills) for kills, *_ in found.values()) > 20


@FORKS
@pytest.mark.slow
def test_a_search_with_several_workers_that_is_killed_loses_no_trial(tmp_path):
    for kills, complete, _ in killed(tmp_path, "RandomSearch", workers=3).values():
        assert int(kills) > 0 and complete == "True"


def test_a_tuner_is_forgotten_when_nobody_needs_it(tmp_path):
    import weakref

    search = tuner(parabola, folder=tmp_path, max_workers=2)
    search.search()
    reference = weakref.ref(search)
    del search
    gc.collect()
    assert reference() is None


def test_the_records_are_json_that_others_can_read(tmp_path):
    search = tuner(parabola, folder=tmp_path, max_trials=2)
    search.search()
    lines = search.journal.path.read_text(encoding="utf-8").splitlines()
    first, *events = map(json.loads, lines)
    assert first["search"]["oracle"] == "RandomSearchOracle"
    assert first["search"]["given_seed"] == 7
    states = [event["trial"]["status"] for event in events]
    assert states == [RUNNING, COMPLETED] * 2
    assert functools.reduce(max, [event["trial"]["trial_id"] for event in events]) == "0001"
