"""SklearnTuner does what a loop over the folds does, with the weights counted."""

import copy
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn import config_context
from sklearn.cluster import KMeans
from sklearn.datasets import load_diabetes, load_iris
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Lasso, LogisticRegression, Ridge
from sklearn.metrics import get_scorer, make_scorer, mean_squared_error
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    RepeatedKFold,
    ShuffleSplit,
    StratifiedKFold,
    cross_val_score,
    cross_validate,
)
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from minituner.attempt import Work
from minituner.oracles.grid import GridSearchOracle
from minituner.oracles.random import RandomSearchOracle
from minituner.sklearn import SklearnTuner
from minituner.trial import FAILED, Objective
from minituner.tuner import ResultError

pytestmark = pytest.mark.chapter(9)

SCORE = Objective("score", "max")
X, Y = load_diabetes(return_X_y=True)
X, Y = X[:120], Y[:120]
WEIGHT = np.random.default_rng(0).uniform(0, 1, len(Y)) ** 8  # a few rows count most
GROUPS = np.arange(len(Y)) % 7


def named(value):
    """Its repr without its address, as each worker has to give a test the same name."""
    return re.sub(r" at 0x[0-9A-Fa-f]+", "", repr(value))


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
    assert len(seen) == 1 and np.array_equal(seen[0], GROUPS)  # once for all trials
    for trial, model in models(tuner):
        expected = cross_val_score(model, X, Y, cv=GroupKFold(3), groups=GROUPS)
        assert folds(trial) == list(expected)
    with pytest.raises(ValueError, match=r"cv: .*groups"):
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
    assert [t.score for t in sparse.history] == pytest.approx(expected, rel=5e-3)


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
    with pytest.raises(ValueError, match=r"objective: .*'score'"):
        SklearnTuner(RandomSearchOracle(objective), ridge)


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
    code = "import sys, minituner.sklearn; print('sklearn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "False\n"


# The folds of a search


def same_model(hp):
    """The choice changes nothing, so all scores are equal if the folds are."""
    hp.Choice("name", list("abcd"))
    return Ridge(1.0)


SHUFFLED = [
    KFold(4, shuffle=True),
    ShuffleSplit(3),
    RepeatedKFold(n_splits=3, n_repeats=2),
    KFold(4, shuffle=True, random_state=np.random.RandomState(3)),
]


@pytest.mark.parametrize("cv", SHUFFLED, ids=named)
def test_all_trials_have_the_same_folds_and_so_has_a_resumed_search(cv, tmp_path):
    """A `GridSearchCV` splits once as well."""
    cv = copy.deepcopy(cv)
    settings = dict(cv=cv, directory=tmp_path)
    oracle = GridSearchOracle("score", max_trials=2)
    searched(same_model, oracle=oracle, **settings)
    tuner = searched(same_model, oracle=GridSearchOracle("score"), **settings)
    assert len(tuner.history) == 4 and len(set(folds(tuner.history[0]))) > 1
    assert len({tuple(folds(trial)) for trial in tuner.history}) == 1


def of_each_splitter():
    """The scores of one model on the folds of each splitter."""
    every = map(copy.deepcopy, SHUFFLED)
    return [folds(searched(same_model, cv=cv).history[0]) for cv in every]


@pytest.mark.long
def test_a_new_process_has_the_same_folds():
    code = "import test_sklearn; print(test_sklearn.of_each_splitter())"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    settings = dict(cwd=Path(__file__).parent, env=environment, text=True)
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, **settings)
    assert done.stdout.strip() == str(of_each_splitter()), done.stderr


@pytest.mark.parametrize("form", [iter, list, lambda splits: (s for s in splits)])
def test_splits_may_be_an_iterator_or_a_list(form):
    splits = list(KFold(3).split(X))
    tuner = searched(same_model, cv=form(splits), oracle=GridSearchOracle("score"))
    assert folds(tuner.history[3]) == list(cross_val_score(Ridge(1.0), X, Y, cv=KFold(3)))
    tuner.oracle.max_trials = 5
    tuner.search(X, Y)  # the same splits again: an iterator was read once


# Several scores


def error_and_r2(model, x, y):
    told = model.predict(x)
    return {"r2": 1 - np.sum((y - told) ** 2) / np.sum((y - y.mean()) ** 2), "bias": 0.5}


SEVERAL = [
    ["r2", "neg_mean_squared_error"],
    ("neg_max_error", "r2"),
    {"r2": "r2", "error": make_scorer(mean_squared_error, greater_is_better=False)},
    error_and_r2,
]


@pytest.mark.parametrize("weight", [None, WEIGHT], ids=["plain", "weighted"])
@pytest.mark.parametrize("scoring", SEVERAL[:3], ids=named)
def test_all_scores_are_recorded_and_the_objective_decides(scoring, weight):
    oracle = RandomSearchOracle("r2", max_trials=4, seed=1)
    tuner = searched(ridge, oracle=oracle, scoring=scoring, sample_weight=weight)
    for trial, model in models(tuner):
        expected = cross_validate(model, X, Y, scoring=scoring)
        assert set(trial.metrics) == set(scoring)
        for name in scoring:
            each = [execution[name] for execution in trial.executions]
            same = each == pytest.approx(list(expected[f"test_{name}"]), rel=1e-12)
            assert same == (weight is None)
        assert trial.score == trial.metrics["r2"]
    scores = [trial.score for trial in tuner.history]
    assert tuner.get_best_trials()[0].score == max(scores)


def test_a_callable_may_return_several_scores():
    oracle = RandomSearchOracle("r2", max_trials=4, seed=1)
    tuner = searched(ridge, oracle=oracle, scoring=error_and_r2)
    plain = searched(ridge)
    for mine, other in zip(tuner.history, plain.history, strict=True):
        assert mine.score == pytest.approx(other.score) and mine.metrics["bias"] == 0.5


def test_one_scorer_may_be_called_score_or_by_its_name():
    name = "neg_mean_absolute_error"
    oracle = RandomSearchOracle(name, max_trials=4, seed=1)
    named = searched(ridge, oracle=oracle, scoring=name)
    scores = [trial.score for trial in searched(ridge, scoring=name).history]
    assert [trial.score for trial in named.history] == scores


def test_an_objective_that_no_score_has_is_refused_by_its_name():
    oracle = RandomSearchOracle("f1", max_trials=4)
    for scoring in SEVERAL[:3]:
        with pytest.raises(ValueError, match=r"objective: .*'r2'.*'f1'"):
            SklearnTuner(oracle, ridge, scoring=scoring)
    with pytest.raises(ResultError, match=r"'f1'.*'bias'"):
        searched(ridge, oracle=oracle, scoring=error_and_r2)


def test_a_score_is_not_minimized():
    """`mse` is a loss by its name, and the scorer's is its negative."""
    scorers = ["neg_mean_squared_error", SEVERAL[2]["error"], None, "r2"]
    for scorer in scorers:
        several = scorer not in (None, "r2")
        scoring = {"mse": scorer} if several else scorer
        objective = "mse" if several else Objective("score", "min")
        with pytest.raises(ValueError, match=r'objective: .*write Objective\(.*, "max"\)'):
            SklearnTuner(RandomSearchOracle(objective), ridge, scoring=scoring)
    loss = make_scorer(mean_squared_error)  # somebody's own: lower is better
    oracle = RandomSearchOracle(Objective("score", "min"), max_trials=2)
    assert searched(ridge, oracle=oracle, scoring=loss).get_best_trials()[0].score > 0


# What may be passed


def test_every_kind_of_rows_is_taken_with_weights_and_groups():
    from scipy import sparse

    cv = GroupKFold(3)
    expected = [t.score for t in searched(ridge, cv=cv, groups=GROUPS).history]
    weights = dict(sample_weight=list(WEIGHT), groups=list(GROUPS))
    weighted = [t.score for t in searched(ridge, cv=cv, **weights).history]
    for form in (sparse.coo_matrix, sparse.csc_matrix, sparse.coo_array, np.ndarray.tolist):
        scores = [
            t.score for t in searched(ridge, form(X), Y, cv=cv, groups=GROUPS).history
        ]
        assert scores == pytest.approx(expected, rel=5e-3)
        scores = [t.score for t in searched(ridge, form(X), Y, cv=cv, **weights).history]
        assert scores == pytest.approx(weighted, rel=5e-3)


def test_frames_and_series_are_taken_with_any_index():
    import pandas

    index = np.arange(len(Y))[::-1] * 3
    x, y = pandas.DataFrame(X, index), pandas.Series(Y, index)
    weight = pandas.Series(WEIGHT, index)
    for weights in (dict(), dict(sample_weight=weight)):
        plain = {name: series.to_numpy() for name, series in weights.items()}
        scores = [t.score for t in searched(ridge, x, y, **weights).history]
        alone = [t.score for t in searched(ridge, **plain).history]
        assert scores == pytest.approx(alone, rel=1e-12)


def test_without_y_a_model_scores_itself():
    def clusters(hp):
        return KMeans(hp.Int("k", 2, 5), n_init=1, random_state=0)

    for weight in (None, WEIGHT):
        tuner = SklearnTuner(GridSearchOracle("score"), clusters, verbose=0)
        tuner.search(X, sample_weight=weight)
        for trial, model in models(tuner):
            for (train, test), score in zip(KFold(5).split(X), folds(trial), strict=True):
                some = [None if weight is None else weight[rows] for rows in (train, test)]
                fitted = model.fit(X[train], sample_weight=some[0])
                assert score == pytest.approx(fitted.score(X[test], sample_weight=some[1]))
        assert tuner.get_best_models()[0].cluster_centers_.shape == (5, X.shape[1])


def test_a_kernel_that_is_computed_before_is_split_on_both_sides():
    kernel = X @ X.T

    def precomputed(hp):
        return KernelRidge(alpha=hp.Choice("alpha", [0.5, 1.0]), kernel="precomputed")

    for weight in (None, WEIGHT):
        tuner = SklearnTuner(GridSearchOracle("score"), precomputed, verbose=0)
        tuner.search(kernel, Y, sample_weight=weight)
    for trial in searched(precomputed, kernel, Y, oracle=GridSearchOracle("score")).history:
        model = KernelRidge(**trial.values, kernel="precomputed")
        assert folds(trial) == list(cross_val_score(model, kernel, Y))


WRONG = [
    (dict(cv="a"), "cv: "),
    (dict(cv=1), "cv: "),
    (dict(cv=True), "cv: "),
    (dict(cv=2.5), "cv: "),
    (dict(scoring="nope"), "scoring: "),
    (dict(scoring=3), "scoring: "),
    (dict(scoring=[]), "scoring: "),
    (dict(scoring=["r2", "nope"]), "scoring: "),
    (dict(scoring={"score": "nope"}), "scoring: "),
    (dict(scoring=mean_squared_error), "scoring: "),
]


@pytest.mark.parametrize(("settings", "argument"), WRONG, ids=named)
def test_a_wrong_setting_is_refused_at_once_by_its_name(settings, argument):
    with pytest.raises(ValueError, match=argument):
        SklearnTuner(RandomSearchOracle(SCORE), ridge, **settings)


ROWS = "X, y, sample_weight, groups: "
WRONG_DATA = [
    (dict(y=Y[:-1]), dict(), ROWS),
    (dict(sample_weight=WEIGHT[:5]), dict(), ROWS),
    (dict(groups=GROUPS[:5]), dict(), ROWS),
    (dict(X=3.0), dict(), ROWS),
    (dict(), dict(cv=500), "cv: "),
    (dict(), dict(cv=[]), "cv: "),
    (dict(), dict(cv=[([0, 1], [500])]), "cv: "),
    (dict(), dict(cv=[([0, 1], [])]), "cv: .*one of them has no rows"),
    (dict(), dict(cv=[([], [0, 1])]), "cv: .*one of them has no rows"),
    (dict(), dict(cv=GroupKFold(3)), "cv: .*groups"),
]


@pytest.mark.parametrize(("data", "settings", "argument"), WRONG_DATA, ids=named)
def test_wrong_data_are_no_failures_of_trials(data, settings, argument):
    tuner = SklearnTuner(RandomSearchOracle(SCORE), ridge, verbose=0, **settings)
    with pytest.raises(ValueError, match=argument):
        tuner.search(**{"X": X, "y": Y} | data)
    assert len(tuner.history) == 0


# One estimator for all

PIPELINE = make_pipeline(StandardScaler(), Ridge())


def shared(hp):
    alpha = hp.Float("alpha", 1e-3, 1e5, sampling="log")
    return PIPELINE.set_params(ridge__alpha=alpha)


@pytest.mark.long
def test_trials_in_threads_may_share_an_estimator():
    oracles = [RandomSearchOracle(SCORE, max_trials=30, seed=1) for _ in range(2)]
    one, four = (
        searched(shared, oracle=oracle, max_workers=workers)
        for oracle, workers in zip(oracles, (1, 4), strict=True)
    )
    assert [t.score for t in four.history] == [t.score for t in one.history]
    best = four.get_best_models(3)
    assert len({id(model) for model in best}) == 3
    alphas = [model[-1].alpha for model in best]
    assert alphas == [trial.values["alpha"] for trial in four.get_best_trials(3)]


@pytest.mark.chapter(10)  # which has the model that chooses them
def test_the_finalists_are_confirmed_on_the_folds_of_the_search():
    """Ridge is not random, and an interval of equal scores has no width."""
    settings = dict(cv=SHUFFLED[0], max_workers=4)
    oracle = RandomSearchOracle(SCORE, max_trials=6, seed=1)
    tuner = searched(shared, oracle=oracle, **settings)
    for row in tuner.confirm(X, Y, num_trials=2, executions=2):
        assert row["mean"] == pytest.approx(row["searched"], rel=1e-12)
    with pytest.raises(ValueError, match="X, y, sample_weight, groups: "):
        tuner.confirm(X, Y[:-1])


def test_metrics_are_what_scoring_names():
    with pytest.raises(ValueError, match=r"metrics: .*scoring"):
        SklearnTuner(RandomSearchOracle(SCORE), ridge, metrics=mean_squared_error)


def test_the_data_are_there_after_a_search_that_failed():
    def build(hp):
        return Ridge(alpha=hp.Choice("alpha", [1.0, -1.0]))

    oracle = GridSearchOracle(SCORE, max_consecutive_failed_trials=1)
    tuner = SklearnTuner(oracle, build, verbose=0)
    with pytest.raises(RuntimeError, match="in a row"):
        tuner.search(X, Y)
    (model,) = tuner.get_best_models()
    assert np.array_equal(model.coef_, Ridge(1.0).fit(X, Y).coef_)


def test_a_copy_for_another_process_has_folds_and_no_data_of_its_own():
    tuner = searched(pipeline, cv=SHUFFLED[0])
    sent = pickle.dumps(Work(tuner, (), {}))
    assert len(sent) < X.nbytes  # the data go with the call
    copied = pickle.loads(sent).tuner
    (trial, *_) = tuner.get_best_trials()
    scores = copied.run_trial(trial, X, Y)
    assert [execution["score"] for execution in scores] == folds(trial)


# What scikit-learn itself is told


@pytest.mark.parametrize("workers", [1, 2])
def test_routed_weights_go_where_they_are_requested(workers):
    with config_context(enable_metadata_routing=True):

        def build(hp):
            scaler = StandardScaler().set_fit_request(sample_weight=True)
            model = ridge(hp).set_fit_request(sample_weight=True)
            model.set_score_request(sample_weight=True)
            return make_pipeline(scaler, model)

        cv = KFold(3)
        tuner = searched(build, sample_weight=WEIGHT, cv=cv, max_workers=workers)
        for trial, model in models(tuner):
            weights = {"sample_weight": WEIGHT}
            expected = cross_validate(model, X, Y, cv=cv, params=weights)["test_score"]
            assert folds(trial) == pytest.approx(list(expected), rel=1e-12)
        best = tuner.get_best_models()[0]
        assert not np.allclose(best[0].mean_, X.mean(axis=0))


def test_a_setting_of_scikit_learn_holds_in_threads():

    class Framed(Ridge):
        def fit(self, x, y):
            assert hasattr(x, "columns")
            return super().fit(x, y)

    def build(hp):
        return make_pipeline(StandardScaler(), Framed(hp.Float("alpha", 0.1, 1.0)))

    with config_context(transform_output="pandas"):
        assert len(searched(build, max_workers=2).history.with_status(FAILED)) == 0


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
@pytest.mark.parametrize("settings", [dict(scoring="r2"), dict(cv=3)], ids=named)
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


@pytest.mark.chapter(10)  # which has the model that chooses the finalists
def test_a_run_trial_of_ones_own_gets_weights_and_groups_by_name():
    class Own(SklearnTuner):
        def run_trial(self, trial, X, y, **rest):
            given.append(rest)
            return super().run_trial(trial, X, y, **rest)

    given = []
    oracle = RandomSearchOracle(SCORE, max_trials=2, seed=0)
    tuner = Own(oracle, ridge, cv=GroupKFold(3), verbose=0)
    tuner.search(X, Y, WEIGHT, GROUPS)
    tuner.confirm(X, Y, WEIGHT, GROUPS, num_trials=1, executions=2)
    for rest in given:
        assert list(rest) == ["sample_weight", "groups"]
        assert np.array_equal(rest["sample_weight"], WEIGHT)
        assert np.array_equal(rest["groups"], GROUPS)
    assert len(given) == 4


@pytest.mark.parametrize("kind", [set, frozenset])
def test_a_set_of_scorings_is_a_list_in_their_order(kind):
    names = ["neg_max_error", "r2"]
    oracle = RandomSearchOracle("r2", max_trials=2, seed=0)
    tuner = SklearnTuner(oracle, ridge, kind(names), verbose=0)
    assert tuner.scoring == names
    tuner.search(X, Y)
    assert all({*names} <= {*trial.metrics} for trial in tuner.history)
