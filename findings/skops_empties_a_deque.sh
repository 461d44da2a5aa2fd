#!/usr/bin/env bash
# skops 0.16.0: a model that keeps its last values in a deque loses them when it is saved and
# loaded, and predicts something else.
#
# skops.io is meant for handing on a scikit-learn model more safely than with pickle, and most of
# what it cannot keep it refuses with an exception. A collections.deque it accepts: it sees from
# __reduce__ that the constructor alone would not do, and then stores what __getstate__ returns,
# which for a deque is neither the items nor `maxlen`. An empty deque without a limit comes
# back, so the model has forgotten what it saw last, and remembers ever more from then on.
# Saving and loading say nothing; a list is kept, and pickle gives the right model.
#
# Seen: "before: 12.0, pickle: 12.0, skops: 10.0" and "deque([1, 2, 3], maxlen=3) -> deque([])"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    skops==0.16.0 scikit-learn==1.9.1 numpy==2.4.6
cd "$folder"
cat > drift.py <<'PY'
from collections import deque

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin


class MeanAndDrift(RegressorMixin, BaseEstimator):
    """The mean of all training targets, corrected by the last errors."""

    def __init__(self, window=3):
        self.window = window

    def fit(self, X, y):
        self.mean_ = float(np.mean(y))
        self.errors_ = deque(maxlen=self.window)
        return self

    def partial_fit(self, X, y):
        self.errors_.extend(float(value) - self.mean_ for value in y)
        return self

    def predict(self, X):
        return np.full(len(X), self.mean_ + sum(self.errors_) / self.window)
PY
cat > work.py <<'PY'
import pickle
import warnings
from collections import deque

import skops.io
from drift import MeanAndDrift

warnings.simplefilter("error")


def through_skops(thing):
    written = skops.io.dumps(thing)
    # The names to be trusted were looked at: the class above, and deque.
    return skops.io.loads(written, trusted=skops.io.get_untrusted_types(data=written))


def predicted(model):
    return float(model.predict([[0]])[0])


model = MeanAndDrift().fit([[0], [0]], [9, 11]).partial_fit([[0]] * 3, [11, 12, 13])
before, pickled = predicted(model), predicted(pickle.loads(pickle.dumps(model)))
after = predicted(through_skops(model))
print(f"before: {before}, pickle: {pickled}, skops: {after}")
assert before == pickled == 12.0 and after == 10.0
numbers = deque([1, 2, 3], maxlen=3)
loaded = through_skops(numbers)
print(numbers, "->", loaded)
assert type(loaded) is deque and not loaded and loaded.maxlen is None
assert through_skops([1, 2, 3]) == [1, 2, 3]
PY
venv/bin/python work.py
