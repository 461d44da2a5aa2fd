"""What exercises state is so: about KerasTuner, scikit-learn, and data by the thousand."""

import keras_tuner
import numpy as np
import pytest
from sklearn.linear_model import Lasso, Ridge
from sklearn.metrics import r2_score

from demystifying import exercises as book
from minituner.datasets import make_linear_data


def solution(name):
    exercise = book.load(name)
    (answer,) = book.names_of(exercise.solution, exercise)
    return answer


def test_the_four_calls_return_what_the_solution_says():
    hp = keras_tuner.HyperParameters()
    assert hp.Int("units", 64, 512, step=64) == 64
    values = {
        "second": hp.Int("units", 8, 16),
        "third": hp.Int("unit", 8, 16),
        "fourth": hp.Int("units", 64, 512, step=64),
    }
    assert values == solution("01_four_calls")


@pytest.mark.filterwarnings("ignore:currentThread:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:getName:DeprecationWarning")
def test_models_are_built_and_trained_as_often_as_the_solution_says(tmp_path):
    printed, trained = [], []

    def build_model(hp):
        printed.append(hp.Int("units", 32, 512, step=32))
        return printed[-1]

    class Tuner(keras_tuner.RandomSearch):
        def run_trial(self, trial):
            trained.append(self.hypermodel.build(trial.hyperparameters))
            return 0.0

    def tuner(name):
        made = Tuner(build_model, max_trials=5, directory=tmp_path, project_name=name)
        made.oracle.verbose = 0
        return made

    first = tuner("first")
    first.search()
    before = len(trained)
    first.search()
    tuner("second")
    answer = {
        "second search": len(trained) - before,
        "trained": len(trained),
        "printed": len(printed),
    }
    assert answer == solution("01_count_builds")


def test_the_formulas_for_one_coefficient_are_those_of_scikit_learn():
    exercise = book.load("06_one_coefficient")
    for code in (exercise.solution, exercise.another):
        ridge, lasso = book.names_of(code, exercise)
        for seed in range(20):
            rng = np.random.default_rng(seed)
            x, y = rng.standard_normal((2, 9))
            for alpha in (0.01, 0.1, 1.0):
                for ours, kind in ((ridge, Ridge), (lasso, Lasso)):
                    theirs = kind(alpha=alpha, fit_intercept=False).fit(x[:, None], y)
                    expected = pytest.approx(theirs.coef_[0], abs=1e-6)
                    assert ours(x.tolist(), y.tolist(), alpha) == expected


def test_the_ceiling_is_what_the_truth_reaches():
    exercise = book.load("05_ceiling")
    (ceiling,) = book.names_of(exercise.solution, exercise)
    for beta, sigma in (([1.0] * 8, 2.0), ([2.0, -1.0], 1.0)):
        x, _, y, _ = make_linear_data(np.array(beta), sigma, n=200_000)
        assert r2_score(y, x @ np.array(beta)) == pytest.approx(
            ceiling(beta, sigma), abs=0.01
        )


def test_the_places_of_the_true_features_are_those_of_a_shuffle():
    rng = np.random.default_rng(0)
    places = np.argsort(rng.random((100_000, 50)), axis=1)[:, :8] + 1
    answer = solution("05_shuffled")
    assert (places <= 8).sum(axis=1).mean() == pytest.approx(
        answer["true ones among eight"], abs=0.02
    )
    assert places.max(axis=1).mean() == pytest.approx(answer["last true one"], abs=0.05)


def test_the_top_of_a_shuffled_curve_is_anywhere_as_the_exercise_says():
    beta, tops = np.concatenate([np.ones(8), np.zeros(42)]), []
    for i in range(20):
        x, x_val, y, y_val = make_linear_data(beta, seeds=(100 + i, 200 + i))
        order = np.random.default_rng(i).permutation(50)
        scores = []
        for k in range(1, 51):
            b = np.linalg.lstsq(x[:, order[:k]], y, rcond=None)[0]
            scores.append(r2_score(y_val, x_val[:, order[:k]] @ b))
        tops.append(int(np.argmax(scores)) + 1)
    said = f"In 20 shuffled data sets the top lay anywhere from {min(tops)} to {max(tops)}"
    assert said in book.load("05_shuffled").right and 8 not in tops


def test_the_top_of_the_shuffled_curve_is_lower():
    beta = np.concatenate([np.ones(8), np.zeros(42)])

    def top(x, y, order):
        best = -np.inf
        for k in range(1, 51):
            some, b = order[:k], np.zeros(50)
            b[some] = np.linalg.lstsq(x[:, some], y, rcond=None)[0]
            best = max(best, 1 - (8 + 2 * np.sum((b - beta) ** 2)) / 24)
        return best

    lower = 0
    for i in range(20):
        x, _, y, _ = make_linear_data(beta, seeds=(100 + i, 200 + i))
        order = np.random.default_rng(i).permutation(50)
        lower += top(x, y, order) < top(x, y, np.arange(50))
    assert lower == 20
    assert solution("05_shuffled")["top"] == "lower"
