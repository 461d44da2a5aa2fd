#!/usr/bin/env bash
# scikit-learn 1.9.1: with TimeSeriesSplit, HalvingGridSearchCV hands each model its past in
# random order, and with gaps; another candidate wins than with GridSearchCV.
#
# TimeSeriesSplit promises rows in their order, the training part before the test part, and
# GridSearchCV keeps to it. The halving searches put a splitter of their own around it, which
# draws its share of each training part without replacement, and so shuffles it: also where
# the share is the whole part, and also in the last round. Whatever reads the order then reads
# noise: the last values, lags, a tail held out for early stopping, a TimeSeriesSplit
# inside the model. Here the model predicts the mean of the last `window` values of a random
# walk, for which 1 is the best. With another `resource` than the samples, the order stays.
#
# Seen: "grid: window 1, error 1.3, in order 40 of 40 times", "halving: window 25, error 12.9,
# in order 0 of 60 times" and "halving, all rows: window 25, error 13.2, in order 0 of 40 times"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    scikit-learn==1.9.1 numpy==2.4.6
cd "$folder"
cat > work.py <<'PY'
import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV, TimeSeriesSplit

in_order = []


class MeanOfTheLast(RegressorMixin, BaseEstimator):
    def __init__(self, window=1):
        self.window = window

    def fit(self, X, y):
        in_order.append(bool((np.diff(X[:, 0]) > 0).all()))
        self.mean_ = y[-self.window :].mean()
        return self

    def predict(self, X):
        return np.full(len(X), self.mean_)


days = np.arange(400.0)
walk = np.random.default_rng(0).normal(size=len(days)).cumsum()
common = {
    "estimator": MeanOfTheLast(),
    "param_grid": {"window": [1, 5, 25, 100]},
    "cv": TimeSeriesSplit(10, test_size=10),
    "scoring": "neg_mean_absolute_error",
    "refit": False,
}


def found(name, search):
    in_order.clear()
    search.fit(days[:, None], walk)
    window, error = search.best_params_["window"], -search.best_score_
    ordered, fits = sum(in_order), len(in_order)
    print(f"{name}: window {window}, error {error:.1f}, in order {ordered} of {fits} times")
    return window, ordered, fits


window, ordered, fits = found("grid", GridSearchCV(**common))
assert window == 1 and ordered == fits == 40
settings = common | {"random_state": 0}
window, ordered, fits = found("halving", HalvingGridSearchCV(**settings))
assert window > 1 and ordered == 0 < fits
settings["min_resources"] = len(days)
window, ordered, fits = found("halving, all rows", HalvingGridSearchCV(**settings))
assert window > 1 and ordered == 0 and fits == 40
PY
venv/bin/python work.py
