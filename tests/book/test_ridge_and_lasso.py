"""The tuners of chapter 6 run in minituner with only the import changed."""

import math

import keras_tuner
import numpy as np
import pytest
from sklearn.linear_model import Lasso, Ridge

import minituner
from minituner import Objective
from minituner.datasets import make_linear_data

pytestmark = [
    pytest.mark.chapter(6),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


def tuners(library):
    class RidgeTuner(library.BayesianOptimization):
        def run_trial(self, trial, x_train, x_val, y_train, y_val):
            alpha = trial.hyperparameters.Float("alpha", 0.001, 1000.0, sampling="log")
            model = Ridge(alpha=alpha, fit_intercept=False).fit(x_train, y_train)
            return {"R2": model.score(x_val, y_val)}

    class LassoTuner(library.BayesianOptimization):
        def run_trial(self, trial, x_train, x_val, y_train, y_val):
            alpha = trial.hyperparameters.Float("alpha", 0.001, 1000.0, sampling="log")
            model = Lasso(alpha=alpha, fit_intercept=False).fit(x_train, y_train)
            return {"R2": model.score(x_val, y_val)}

    class RidgeOrLassoTuner(library.BayesianOptimization):
        def run_trial(self, trial, x_train, x_val, y_train, y_val):
            hp = trial.hyperparameters
            kind = hp.Choice("model", ["ridge", "lasso"])
            with hp.conditional_scope("model", ["ridge"]):
                alpha = hp.Float("ridge_alpha", 0.001, 1000.0, sampling="log")
                if kind == "ridge":
                    model = Ridge(alpha=alpha, fit_intercept=False)
            with hp.conditional_scope("model", ["lasso"]):
                alpha = hp.Float("lasso_alpha", 0.001, 1000.0, sampling="log")
                if kind == "lasso":
                    model = Lasso(alpha=alpha, fit_intercept=False)
            return {"R2": model.fit(x_train, y_train).score(x_val, y_val)}

    return RidgeTuner, LassoTuner, RidgeOrLassoTuner


DATA = make_linear_data(np.concatenate([np.ones(8), np.zeros(42)]))


@pytest.mark.parametrize(
    ("number", "r2", "low", "high"), [(0, 0.48, 30, 48), (1, 0.55, 0.2, 0.35)]
)
def test_the_tuners_of_chapter_6_find_the_best_alpha(number, r2, low, high):
    kind = tuners(minituner)[number]
    for seed in range(5):
        tuner = kind(objective=Objective("R2", "max"), max_trials=15, seed=seed, verbose=0)
        tuner.search(*DATA)
        (best,) = tuner.get_best_trials()
        assert math.isclose(best.score, r2, abs_tol=0.006)
        assert low < best.values["alpha"] < high


def test_they_run_in_keras_tuner_as_they_stand(tmp_path):
    objective = keras_tuner.Objective("R2", "max")
    for number, kind in enumerate(tuners(keras_tuner)):
        tuner = kind(objective=objective, max_trials=2, directory=tmp_path / str(number))
        tuner.oracle.verbose = 0
        tuner.search(*DATA)
        assert len(tuner.oracle.trials) == 2


def test_two_models_in_one_search():
    kind = tuners(minituner)[2]
    tuner = kind(objective=Objective("R2", "max"), max_trials=20, seed=1, verbose=0)
    tuner.search(*DATA)
    models = {trial.values["model"] for trial in tuner.history}
    assert models == {"ridge", "lasso"}
    for trial in tuner.history:
        assert set(trial.values) == {"model", f"{trial.values['model']}_alpha"}
    assert tuner.get_best_trials()[0].score > 0.47
