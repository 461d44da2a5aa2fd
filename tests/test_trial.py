"""Objectives, trials, and the history that every oracle reads."""

import math
import warnings
from dataclasses import FrozenInstanceError, replace

import keras_tuner
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras_tuner.src.engine.objective import create_objective

from minituner.trial import COMPLETED, FAILED, RUNNING, History, Objective, Trial

pytestmark = pytest.mark.chapter(6)

# Of Keras's metrics, those whose name tells the direction to us as well
TOLD = ["accuracy", "binary_accuracy", "auc", "precision", "recall", "loss"]
TOLD += ["mse", "mae", "mean_squared_error", "mean_absolute_error"]
# KerasTuner 1.4.8 minimizes these, and says nothing
MINIMIZED = ["f1_score", "r2_score"]


@pytest.mark.parametrize("prefix", ["", "val_"])
@pytest.mark.parametrize("name", TOLD)
def test_a_name_tells_the_direction_that_keras_tuner_infers(name, prefix):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = create_objective(prefix + name)
    ours = Objective.of(prefix + name)
    assert (ours.name, ours.direction) == (theirs.name, theirs.direction)


@pytest.mark.parametrize("name", MINIMIZED)
def test_a_score_is_never_minimized(name):
    assert create_objective(f"val_{name}").direction == "min"
    assert Objective.of(f"val_{name}") == Objective(f"val_{name}", "max")


def test_without_a_name_both_minimize_the_default_objective():
    theirs = create_objective(None)
    assert Objective.of(None) == Objective(theirs.name, theirs.direction)
    assert theirs.direction == "min"


@pytest.mark.parametrize("name", ["R", "similarity", "", "lossy", ["loss", "mse"], 3])
def test_a_name_that_tells_no_direction_is_refused(name):
    with pytest.raises(ValueError, match="objective: expected a name with"):
        Objective.of(name)


def test_capitals_tell_the_direction_too():
    assert Objective.of("val_RMSE") == Objective("val_RMSE", "min")
    assert Objective.of("R2") == Objective("R2", "max")


@pytest.mark.parametrize("direction", ["maximize", "MAX", None, 1])
def test_a_wrong_direction_is_refused_at_once(direction):
    keras_tuner.Objective("R2", direction)  # theirs fails in the first trial
    with pytest.raises(ValueError, match=f'direction: .*"max", got {direction!r}'):
        Objective("R2", direction)


def test_an_objective_stays_as_it_is_and_cannot_be_changed():
    objective = Objective("loss", "max")
    assert Objective.of(objective) is objective
    with pytest.raises(FrozenInstanceError):
        objective.direction = "min"


def test_the_loss_is_lower_for_what_is_better():
    assert Objective("loss", "min").loss(3.0) == 3.0
    assert Objective("R2", "max").loss(3.0) == -3.0


def trial(number, status=COMPLETED, score=None, **values):
    return Trial(f"{number:04}", values, status=status, score=score)


def test_trials_are_compared_by_what_the_journal_keeps():
    first = trial(0, a=1)
    assert first == replace(first, hyperparameters=object())
    assert first != replace(first, values={"a": 2})
    assert "hyperparameters" not in repr(first)


def test_a_trial_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        trial(0).score = 1.0


def test_trials_share_no_dictionary():
    first, second = Trial("0000", {}), Trial("0001", {})
    first.plan["epochs"] = 3
    assert second.plan == second.metrics == {} and second.status == RUNNING


def test_a_history_keeps_the_order_of_the_starts():
    history = History([trial(0, RUNNING, a=1), trial(1, RUNNING, a=2)])
    history.record(trial(1, COMPLETED, 5.0, a=2))
    history.record(trial(2, RUNNING, a=3))
    history.record(trial(0, FAILED, a=1))
    assert [t.trial_id for t in history] == ["0000", "0001", "0002"]
    assert [t.status for t in history] == [FAILED, COMPLETED, RUNNING]
    assert [t.trial_id for t in history.with_status(COMPLETED)] == ["0001"]


def test_a_history_knows_what_was_tried_however_it_ended():
    history = History([trial(0, FAILED, a=1), trial(1, RUNNING, a=2)])
    assert {"a": 1} in history and {"a": 2} in history
    assert {"a": 3} not in history and {} not in history and {"b": 1} not in history


def test_the_order_of_names_does_not_matter():
    assert {"b": 2, "a": 1} in History([trial(0, a=1, b=2)])


def test_values_that_a_trial_no_longer_has_are_forgotten():
    history = History([trial(0, RUNNING), trial(1, RUNNING)])
    assert {} in history
    history.record(trial(0, a=1))
    assert {} in history and {"a": 1} in history  # the other trial has none yet
    history.record(trial(1, a=2))
    assert {} not in history


def test_the_best_are_completed_and_equal_ones_as_they_were_started():
    scores = [2.0, math.inf, 1.0, 2.0, -math.inf, None, None]
    statuses = [COMPLETED] * 5 + [FAILED, RUNNING]
    history = History(map(trial, range(7), statuses, scores))
    up, down = Objective("R2", "max"), Objective("loss", "min")
    assert [t.trial_id[-1] for t in history.best(up)] == list("10324")
    assert [t.trial_id[-1] for t in history.best(down)] == list("42031")
    assert [t.trial_id[-1] for t in history.best(down, 2)] == list("42")
    assert History().best(up, 3) == []


TRIALS = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from([RUNNING, FAILED]), st.integers(0, 2))
)


@given(TRIALS)
def test_a_history_is_the_last_record_of_each_trial(records):
    history, last = History(), {}
    for number, status, a in records:
        history.record(trial(number, status, a=a))
        last[number] = trial(number, status, a=a)
    assert list(history) == list(last.values())
    for a in range(3):
        assert ({"a": a} in history) == any(t.values["a"] == a for t in last.values())


def test_a_row_has_all_that_is_known_of_a_trial():
    plan = {"epochs": 3, "resumes": "0000"}  # Hyperband's: from that one it goes on
    known = Trial("0001", {"a": 1}, plan, COMPLETED, 2.0)
    known = replace(known, metrics={"loss": 2.0, "time": 2.0})
    row = known.row(Objective("loss", "min"))
    assert row["trial_id"] == "0001" and row["status"] == COMPLETED
    assert row["score"] == 2.0 and row["tuner/epochs"] == 3 and row["a"] == 1
    assert "loss" not in row
    assert row["time"] == 2.0  # equal to the score by chance: no reason to leave it out


def test_the_plan_is_in_hp_values_by_kerastuners_names():
    plan = {"epochs": 9, "rung": 1, "resumes": "0000"}
    known = Trial("0001", {"a": 1}, plan)
    theirs = {"tuner/epochs": 9, "tuner/round": 1, "tuner/trial_id": "0000"}
    assert known.plan_values() == theirs
    row = known.row(Objective("loss", "min"))
    assert {name: row[name] for name in theirs} == theirs
