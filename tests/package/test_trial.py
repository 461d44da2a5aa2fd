"""Objectives, trials, and the history that every oracle reads."""

import math
import re
import warnings
from dataclasses import FrozenInstanceError, replace

import keras_tuner
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras_tuner.src.engine.objective import create_objective

from minituner.trial import (
    COMPLETED,
    FAILED,
    RUNNING,
    History,
    Objective,
    Trial,
    direction_of,
    rows,
)

pytestmark = pytest.mark.chapter(8)

# What decides: the name in Keras's logs, with its numbers and prefixes
TOLD = ["accuracy", "binary_accuracy", "auc", "precision", "recall", "loss"]
TOLD += ["mse", "mae", "mean_squared_error", "mean_absolute_error"]
# KerasTuner 1.4.8 minimizes these, and says nothing
MINIMIZED = ["f1_score", "r2_score", "cosine_similarity", "binary_io_u", "fbeta_score"]
# Keras 3.15 itself gives them no direction; KerasTuner gives them this one
COUNTS = {"true_positives": "max", "true_negatives": "max"}
COUNTS |= {"false_positives": "min", "false_negatives": "min"}
# No name of a metric: what is summed up can be anything
ANYTHING = {"metric", "mean", "sum", "mean_metric_wrapper"}
# Losses of Keras whose names stand for something else in people's metrics
AMBIGUOUS = {"dice", "tversky", "circle", "ctc", "cosine_similarity"}


@pytest.mark.parametrize("prefix", ["", "val_"])
@pytest.mark.parametrize("name", [*TOLD, *COUNTS])
def test_a_name_tells_the_direction_that_keras_tuner_infers(name, prefix):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = create_objective(prefix + name)
    ours = Objective.of(prefix + name)
    assert (ours.name, ours.direction) == (theirs.name, theirs.direction)


@pytest.mark.parametrize("name", MINIMIZED)
def test_a_score_is_never_minimized(name):
    try:
        assert create_objective(f"val_{name}").direction == "min"
    except ValueError:
        assert name == "fbeta_score"  # theirs refuses it; it knows f_beta_score
    assert Objective.of(f"val_{name}") == Objective(f"val_{name}", "max")


def metric_of_keras(kind):
    for arguments in ((), (0.5,), (2,), (2, [0])):
        try:
            return kind(*arguments)
        except TypeError:
            continue
    raise AssertionError(kind)


def test_the_metrics_of_keras_have_the_direction_that_keras_gives_them():
    """Keras 3.15.1: `_direction`, in each of its metrics."""
    from keras.src.metrics import ALL_OBJECTS_DICT

    seen = 0
    for written, kind in ALL_OBJECTS_DICT.items():
        if getattr(kind, "__name__", "") in ("MeanMetricWrapper", "Metric"):
            continue
        metric = metric_of_keras(kind)
        direction = {"up": "max", "down": "min"}.get(getattr(metric, "_direction", None))
        name = re.sub(r"_\d+$", "", metric.name)
        direction = COUNTS.get(name, direction)
        for of in (written, metric.name, f"val_{metric.name}", f"{name}_1"):
            if name in ANYTHING:
                assert direction_of(of) is None
            else:
                assert Objective.of(of).direction == direction, of
        seen += 1
    assert seen > 70


def test_the_losses_of_keras_are_minimized_or_their_names_are_ambiguous():
    from keras.src.losses import ALL_OBJECTS_DICT

    words = {name for name in ALL_OBJECTS_DICT if name.lower() == name}
    told = {name for name in words if direction_of(name) == "min"}
    assert words - told == AMBIGUOUS
    assert {direction_of(n) for n in AMBIGUOUS - {"cosine_similarity"}} == {None}


def test_each_scorer_of_scikit_learn_is_maximized_and_its_function_as_it_says():
    """scikit-learn 1.9.1: what `get_scorer` finds is better higher, whatever it is."""
    from sklearn import metrics

    for name in metrics.get_scorer_names():
        assert Objective.of(name) == Objective(name, "max")
        scorer = metrics.get_scorer(name)
        direction = {1: "max", -1: "min"}[scorer._sign]
        function = scorer._score_func.__name__
        if function != "<lambda>" and "likelihood_ratio" not in function:
            assert Objective.of(function).direction == direction, function


def test_functions_of_scikit_learn_that_are_no_scorers_are_told_by_what_they_measure():
    from sklearn import metrics

    points = [[0.0], [0.1], [5.0], [5.1]]
    for name in ("davies_bouldin_score", "silhouette_score", "calinski_harabasz_score"):
        measure = getattr(metrics, name)
        good, bad = measure(points, [0, 0, 1, 1]), measure(points, [0, 1, 0, 1])
        assert Objective.of(name).direction == ("max" if good > bad else "min")
    truth, right, wrong = [0, 1, 1, 0], [0.1, 0.9, 0.8, 0.2], [0.9, 0.2, 0.1, 0.9]
    for name in ("log_loss", "brier_score_loss", "hinge_loss", "zero_one_loss"):
        measure, rounded = getattr(metrics, name), name in ("zero_one_loss",)
        values = [
            measure(truth, [round(p) for p in v] if rounded else v) for v in (right, wrong)
        ]
        assert values[0] < values[1] and Objective.of(name).direction == "min"


KNOWN = ["f1_score", "r2", "rmse", "mse", "mae", "f1", "val_auc_1", "accuracy_2", "AUC"]
KNOWN += ["F1Score", "val_weighted_accuracy", "MeanIoU", "neg_log_loss", "log_loss", "BCE"]


@pytest.mark.parametrize("name", KNOWN)
def test_short_names_and_those_of_classes_are_known(name):
    up = {"f1_score", "r2", "f1", "val_auc_1", "accuracy_2", "AUC", "F1Score"}
    up |= {"val_weighted_accuracy", "MeanIoU", "neg_log_loss"}
    assert Objective.of(name) == Objective(name, "max" if name in up else "min")


def test_without_a_name_both_minimize_the_default_objective():
    theirs = create_objective(None)
    assert Objective.of(None) == Objective(theirs.name, theirs.direction)
    assert theirs.direction == "min"


UNKNOWN = ["R", "similarity", "", "lossy", 3, "inaccuracy", "fid_score"]
UNKNOWN += ["neg_accuracy", "my_loss", "test_score", "val_", "neg_", "_1", "out_accuracy"]


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_name_that_tells_no_direction_is_refused(name):
    with pytest.raises(ValueError, match=r'objective: .*write Objective\(.*, "min"\)'):
        Objective.of(name)


def test_the_name_of_an_objective_is_a_string():
    with pytest.raises(ValueError, match="name: "):
        Objective(["loss", "mse"], "min")


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


@pytest.mark.parametrize("direction", ["min", "max"])
def test_no_infinite_score_is_better_than_a_real_one(direction):
    objective = Objective("y", direction)
    ranks = [objective.rank(score) for score in (-1e308, 0.0, 1e308)]
    assert sorted(ranks, reverse=direction == "max") == ranks
    for infinite in (math.inf, -math.inf):
        assert objective.rank(infinite) == math.inf > max(ranks)


def trial(number, status=COMPLETED, score=None, **values):
    return Trial(f"{number:04}", values, status=status, score=score)


def test_trials_are_compared_by_what_the_journal_keeps():
    first = trial(0, a=1)
    assert first == first.but(hyperparameters=object())
    assert (
        set(first.but(hyperparameters=object()).record())
        == set(first.record())
        == set(vars(first))
    )
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


def test_what_was_suggested_stays_tried_if_a_trial_has_changed_its_values():
    history = History([trial(0, RUNNING, a=3)])
    history.record(trial(0, a=2))
    assert {"a": 3} in history and {"a": 2} in history and {"a": 1} not in history


def test_the_best_are_completed_and_equal_ones_as_they_were_started():
    scores = [2.0, math.inf, 1.0, 2.0, -math.inf, None, None]
    statuses = [COMPLETED] * 5 + [FAILED, RUNNING]
    history = History(map(trial, range(7), statuses, scores))
    up, down = Objective("R2", "max"), Objective("loss", "min")
    assert [t.trial_id[-1] for t in history.best(up)] == list("03214")
    assert [t.trial_id[-1] for t in history.best(down)] == list("20314")
    assert [t.trial_id[-1] for t in history.best(down, 2)] == list("20")
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
    tried = {a for _, _, a in records}  # what was suggested counts, and what came of it
    assert {a for a in range(3) if {"a": a} in history} == tried


def test_a_row_has_all_that_is_known_of_a_trial():
    plan = {"epochs": 3, "resumes": "0000"}  # Hyperband's: from that one it goes on
    known = Trial("0001", {"a": 1}, plan, COMPLETED, 2.0)
    known = replace(known, metrics={"loss": 2.0, "time": 2.0})
    row = known.row(Objective("loss", "min"))
    assert row["trial_id"] == "0001" and row["status"] == COMPLETED
    assert row["score"] == 2.0 and row["tuner/epochs"] == 3 and row["a"] == 1
    assert "loss" not in row
    assert row["time"] == 2.0  # equal to the score by chance: no reason to leave it out


def ended(metrics, values, plan=(), objective="val_loss"):
    score = metrics.get(objective)
    return Trial("0000", values, dict(plan), COMPLETED, score, metrics)


VAL = Objective("val_loss", "min")


def test_no_name_hides_another_in_a_table():
    """Keras reports a loss; a hyperparameter may be called so as well."""
    metrics = {"val_loss": 0.5, "loss": 0.25, "score": 7.0}
    values = {"loss": "mse", "score": 1.5, "status": "single", "trial_id": 3, "rate": 0.1}
    row = ended(metrics, values).row(VAL)
    assert row == {
        "trial_id": "0000",
        "status": COMPLETED,
        "score": 0.5,
        "metrics/loss": 0.25,
        "metrics/score": 7.0,
        "values/loss": "mse",
        "values/score": 1.5,
        "values/status": "single",
        "values/trial_id": 3,
        "rate": 0.1,
    }


def test_all_rows_of_a_table_have_the_same_columns():
    trials = [ended({"val_loss": 0.5, "loss": 1.0}, {"rate": 0.1})]
    trials += [ended({"val_loss": 0.5}, {"loss": "mse", "rate": 0.1}), Trial("0002", {})]
    table = rows(trials, VAL)
    assert [row.get("metrics/loss") for row in table] == [1.0, None, None]
    assert [row.get("values/loss") for row in table] == [None, "mse", None]
    assert not any("loss" in row for row in table) and "rate" in table[0]


NAMES = ["loss", "score", "status", "trial_id", "tuner/epochs", "epochs", "metrics/loss"]
NAMES += ["values/loss", "values/values/loss", "tuner/loss", "val_loss"]
SOME = st.dictionaries(st.sampled_from(NAMES), st.floats(allow_nan=False))


@given(st.lists(st.tuples(SOME, SOME, SOME), min_size=1, max_size=3))
def test_whatever_the_names_are_a_row_has_all_that_is_known(parts):
    trials = [ended(*part) for part in parts]
    for trial, row in zip(trials, rows(trials, VAL), strict=True):
        others = {n: m for n, m in trial.metrics.items() if n != "val_loss"}
        assert len(row) == 3 + len(others) + len(trial.plan) + len(trial.values)
        known = [*others.values(), *trial.plan.values(), *trial.values.values()]
        known += [trial.trial_id, trial.status, trial.score]
        assert sorted(map(str, row.values())) == sorted(map(str, known))


def test_the_plan_is_in_hp_values_by_kerastuners_names():
    plan = {"epochs": 9, "rung": 1, "resumes": "0000"}
    known = Trial("0001", {"a": 1}, plan)
    theirs = {"tuner/epochs": 9, "tuner/round": 1, "tuner/trial_id": "0000"}
    assert known.plan_values() == theirs
    assert known.hyperparameters.values == theirs | {"a": 1}
    row = known.row(Objective("loss", "min"))
    assert {name: row[name] for name in theirs} == theirs
