"""SklearnTuner does what a loop over the folds does, with the weights counted."""

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_iris
from sklearn.linear_model import Lasso, LogisticRegression, Ridge
from sklearn.metrics import get_scorer, make_scorer, mean_squared_error
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    ShuffleSplit,
    StratifiedKFold,
    cross_val_score,
)
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from minituner.oracles.grid import GridSearchOracle
from minituner.oracles.random import RandomSearchOracle
from minituner.sklearn import SklearnTuner
from minituner.trial import FAILED, Objective
from minituner.tuner import ResultError

pytestmark = pytest.mark.chapter(7)

SCORE = Objective("score", "max")
X, Y = load_diabetes(return_X_y=True)
X, Y = X[:120], Y[:120]
WEIGHT = np.random.default_rng(0).uniform(0, 1, len(Y)) ** 8  # a few rows count most
GROUPS = np.arange(len(Y)) % 7


def ridge(hp):
    return Ridge(alpha=hp.Float("alpha", 1e-3, 10.0, sampling="log"))


def pipeline(hp):
    return make_pipeline(StandardScaler(), PolynomialFeatures(1), ridge(hp))


def lasso_or_ridge(hp):
    kind = hp.Choice("kind", ["lasso", "ridge"])
    with hp.conditional_scope("kind", "lasso"):
        alpha = hp.Float("alpha", 0.01, 1.0, sampling="log")
    return Lasso(alpha) if kind == "lasso" else ridge_1()


def ridge_1():
    return Ridge(1.0)


def searched(build, *data, oracle=None, sample_weight=None, groups=None, **settings):
    oracle = oracle or RandomSearchOracle(SCORE, max_trials=4, seed=1)
    tuner = SklearnTuner(oracle, build, verbose=0, **settings)
    tuner.search(*(data or (X, Y)), sample_weight=sample_weight, groups=groups)
    return tuner


def folds(trial):
    return [execution["score"] for execution in trial.executions]


def models(tuner):
    """The trials, each with a model that is not fitted yet."""
    by_score = tuner.get_best_hyperparameters(99)
    return list(zip(tuner.get_best_trials(99), map(tuner.build, by_score), strict=True))


@pytest.mark.parametrize("build", [ridge, pipeline, lasso_or_ridge])
@pytest.mark.parametrize("cv", [None, 3, KFold(4, shuffle=True, random_state=0)])
@pytest.mark.parametrize("scoring", [None, "r2", "neg_mean_absolute_error"])
def test_the_scores_are_those_of_cross_validation(build, cv, scoring):
    tuner = searched(build, cv=cv, scoring=scoring)
    assert len(models(tuner)) == 4
    for trial, model in models(tuner):
        expected = cross_val_score(model, X, Y, cv=cv, scoring=scoring)
        assert folds(trial) == list(expected)
        assert trial.score == pytest.approx(np.mean(expected), rel=1e-14)


def test_a_scorer_may_be_a_name_an_object_or_a_function():
    def negative_error(model, x, y):
        return -mean_squared_error(y, model.predict(x))

    scorers = ["neg_mean_squared_error", get_scorer("neg_mean_squared_error")]
    scorers += [
        make_scorer(mean_squared_error, greater_is_better=False),
        negative_error,
    ]
    scores = [[t.score for t in searched(ridge, scoring=s).history] for s in scorers]
    assert scores[0] == scores[1] == scores[2] == pytest.approx(scores[3], rel=1e-14)


def by_hand(model, cv, weight):
    """Weighted fits and weighted scores, in an explicit loop."""
    scores = []
    for train, test in cv.split(X, Y):
        model.fit(X[train], Y[train], sample_weight=weight[train])
        scores.append(model.score(X[test], Y[test], sample_weight=weight[test]))
    return scores


def test_weights_count_in_the_fits_and_in_the_scores():
    cv = KFold(4, shuffle=True, random_state=0)
    tuner = searched(ridge, sample_weight=WEIGHT, cv=cv)
    for trial, model in models(tuner):
        assert folds(trial) == pytest.approx(by_hand(model, cv, WEIGHT), rel=1e-12)
        plain = cross_val_score(model, X, Y, cv=cv)
        assert folds(trial) != pytest.approx(plain, rel=0.01)
    best, model = tuner.get_best_models()[0], models(tuner)[0][1]
    assert np.array_equal(best.coef_, model.fit(X, Y, sample_weight=WEIGHT).coef_)


def test_weights_of_one_change_nothing_and_of_zero_leave_rows_out():
    alone = searched(ridge)
    ones = searched(ridge, sample_weight=np.ones(len(Y)))
    for mine, other in zip(alone.history, ones.history, strict=True):
        assert folds(mine) == pytest.approx(folds(other), rel=1e-9)
    half = np.arange(len(Y)) < 60
    noise = np.where(half, Y, 1e6)  # in the rows that do not count
    cv = ShuffleSplit(3, random_state=0)
    fits = [searched(ridge, X, y, sample_weight=half * 1.0, cv=cv) for y in (Y, noise)]
    assert [t.score for t in fits[0].history] == [t.score for t in fits[1].history]


def test_in_a_pipeline_the_last_step_gets_the_weights():
    cv = KFold(3)
    tuner = searched(pipeline, sample_weight=list(WEIGHT), cv=cv)
    for trial, model in models(tuner):
        expected = []
        for train, test in cv.split(X):
            model.fit(X[train], Y[train], ridge__sample_weight=WEIGHT[train])
            expected.append(model.score(X[test], Y[test], sample_weight=WEIGHT[test]))
        assert folds(trial) == pytest.approx(expected, rel=1e-12)
    best = tuner.get_best_models()[0]
    again = models(tuner)[0][1].fit(X, Y, ridge__sample_weight=WEIGHT)
    assert np.array_equal(best[-1].coef_, again[-1].coef_)


def test_a_scorer_by_name_is_weighted_too():
    tuner = searched(
        ridge, sample_weight=WEIGHT, scoring="neg_mean_squared_error", cv=KFold(2)
    )
    for trial, model in models(tuner):
        expected = []
        for train, test in KFold(2).split(X):
            model.fit(X[train], Y[train], WEIGHT[train])
            told = model.predict(X[test])
            expected.append(-np.average((Y[test] - told) ** 2, weights=WEIGHT[test]))
        assert folds(trial) == pytest.approx(expected, rel=1e-12)


def test_a_model_that_takes_no_weights_says_so():
    with pytest.raises(RuntimeError, match="sample_weight"):
        searched(lambda hp: KNeighborsRegressor(hp.Int("k", 1, 9)), sample_weight=WEIGHT)


def test_groups_stay_together():
    seen = []

    class Watched(GroupKFold):
        def split(self, X, y=None, groups=None):
            seen.append(groups)
            return super().split(X, y, groups)

    tuner = searched(ridge, groups=GROUPS, cv=Watched(3))
    assert len(seen) == 4 and all(np.array_equal(groups, GROUPS) for groups in seen)
    for trial, model in models(tuner):
        expected = cross_val_score(model, X, Y, cv=GroupKFold(3), groups=GROUPS)
        assert folds(trial) == list(expected)
    with pytest.raises(RuntimeError, match="groups"):
        searched(ridge, cv=GroupKFold(3))


@pytest.mark.slow
def test_a_classifier_gets_stratified_folds():
    x, y = load_iris(return_X_y=True)  # sorted by class

    def classifier(hp):
        return LogisticRegression(C=hp.Float("C", 0.1, 10.0, sampling="log"))

    for trial, model in models(searched(classifier, x, y)):
        expected = cross_val_score(model, x, y, cv=StratifiedKFold(5))
        assert folds(trial) == list(expected)
        assert trial.score > 0.9


def test_lists_and_sparse_matrices_are_taken():
    from scipy.sparse import csr_matrix

    expected = [trial.score for trial in searched(ridge).history]
    lists = searched(ridge, X.tolist(), Y.tolist())
    assert [trial.score for trial in lists.history] == expected
    weighted = searched(ridge, X.tolist(), Y.tolist(), sample_weight=WEIGHT.tolist())
    arrays = searched(ridge, sample_weight=WEIGHT)
    assert [t.score for t in weighted.history] == [t.score for t in arrays.history]
    sparse = searched(ridge, csr_matrix(X), Y)
    assert [t.score for t in sparse.history] == pytest.approx(expected, rel=1e-3)


def test_the_best_models_are_fitted_to_all_the_data():
    tuner = searched(ridge)
    best = tuner.get_best_models(2)
    for (_, model), fitted in zip(models(tuner), best, strict=False):
        assert np.array_equal(model.fit(X, Y).coef_, fitted.coef_)
    assert len(best) == 2 and len(tuner.get_best_models()) == 1


def test_before_the_search_there_is_no_data_to_fit():
    tuner = SklearnTuner(RandomSearchOracle(SCORE), ridge, verbose=0)
    with pytest.raises(RuntimeError, match=r"call search\(X, y\) first"):
        tuner.get_best_models()


@pytest.mark.parametrize(
    "objective", [None, Objective("default_objective", "max"), "val_loss"]
)
def test_an_objective_that_is_not_the_score_is_refused(objective):
    """A score that is minimized, as nobody said otherwise, would find the worst."""
    with pytest.raises(ResultError, match="'score'"):
        searched(ridge, oracle=RandomSearchOracle(objective))


def test_the_name_score_is_enough_and_more_is_better():
    tuner = searched(ridge, oracle=GridSearchOracle("score"))
    scores = [trial.score for trial in tuner.history]
    assert tuner.get_best_trials()[0].score == max(scores) > min(scores)


def test_a_search_goes_on_from_its_journal(tmp_path):
    oracle = RandomSearchOracle(SCORE, max_trials=2, seed=1)
    searched(ridge, oracle=oracle, directory=tmp_path)
    tuner = searched(ridge, directory=tmp_path)
    assert list(tuner.history) == list(searched(ridge).history)


def test_a_fit_that_fails_fails_its_trial():
    def build(hp):
        return Ridge(alpha=hp.Choice("alpha", [1.0, -1.0, 2.0]))

    tuner = searched(build, oracle=GridSearchOracle(SCORE))
    failed = tuner.history.with_status(FAILED)
    assert [trial.values["alpha"] for trial in failed] == [-1.0]
    assert "alpha" in failed[0].message


def test_without_a_model_to_build_scikit_learn_is_not_loaded():
    import subprocess
    import sys

    code = "import sys, minituner.sklearn; print('sklearn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "False\n"


# KerasTuner 1.4.8


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_theirs_drops_the_weights_and_keeps_the_model_of_the_last_fold(tmp_path):
    import keras_tuner

    cv = KFold(4)
    oracle = keras_tuner.oracles.RandomSearchOracle(
        keras_tuner.Objective("score", "max"), max_trials=1, seed=1
    )
    theirs = keras_tuner.SklearnTuner(
        oracle, lambda hp: ridge_1(), cv=cv, directory=tmp_path
    )
    theirs.oracle.verbose = 0
    theirs.search(X, Y, sample_weight=WEIGHT)
    (model,) = theirs.get_best_models()
    train, _ = list(cv.split(X))[-1]
    dropped = ridge_1().fit(X[train], Y[train])
    assert np.array_equal(model.coef_, dropped.coef_)
    ours = searched(lambda hp: ridge_1(), sample_weight=WEIGHT, cv=cv)
    counted = ridge_1().fit(X, Y, sample_weight=WEIGHT)
    assert np.array_equal(ours.get_best_models()[0].coef_, counted.coef_)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("settings", [dict(scoring="r2"), dict(cv=3)], ids=str)
def test_what_theirs_refuses_ours_takes(settings, tmp_path, capsys):
    import keras_tuner

    oracle = keras_tuner.oracles.RandomSearchOracle(
        keras_tuner.Objective("score", "max"), max_trials=3, seed=1
    )
    theirs = keras_tuner.SklearnTuner(oracle, ridge, directory=tmp_path, **settings)
    theirs.oracle.verbose = 0
    with pytest.raises(RuntimeError, match="consecutive failures"):
        theirs.search(X, Y)
    assert len(searched(ridge, **settings).history) == 4
