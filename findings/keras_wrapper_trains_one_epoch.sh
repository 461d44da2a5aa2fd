#!/usr/bin/env bash
# Keras 3.15.1 (jax 0.10.2) with scikit-learn 1.9.1: the epochs given to keras.wrappers.SKLearnClassifier
# count for its own fit, and for none of those that scikit-learn does with it.
#
# `fit_kwargs` is a parameter of the constructor, but the wrapper's __sklearn_clone__ passes on
# the model, `warm_start` and `model_kwargs` only. cross_validate, GridSearchCV and all else that
# clones its estimator thus train with Keras's defaults: one epoch, batches of 32, no callbacks,
# no class weights. Nothing is raised; a progress bar in spite of verbose=0 is the only sign.
#
# Seen: "epochs: 30 alone, [1, 1, 1] in cross_validate, 1 in the refit of GridSearchCV", and
# "accuracy: 0.99 alone, 0.43 in cross_validate" (the accuracies may differ elsewhere).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    keras==3.15.1 jax==0.10.2 jaxlib==0.10.2 scikit-learn==1.9.1
cat > "$folder/work.py" <<'PY'
import sys

import keras
import numpy as np
from sklearn.model_selection import GridSearchCV, cross_validate


def network(X, y, units=8):
    layers = [
        keras.Input(X.shape[1:]),
        keras.layers.Dense(units, activation="relu"),
        keras.layers.Dense(y.shape[1], activation="softmax"),
    ]
    model = keras.Sequential(layers)
    model.compile(keras.optimizers.Adam(0.01), "categorical_crossentropy")
    return model


def wrapped():
    return keras.wrappers.SKLearnClassifier(network, fit_kwargs={"epochs": 30, "verbose": 0})


def epochs(estimator):
    return len(estimator.history_.epoch)


keras.utils.set_random_seed(0)
X = np.random.default_rng(0).normal(size=(120, 4)).astype("float32")
y = (X[:, 0] > 0).astype(int)
alone = wrapped().fit(X, y)
folds = cross_validate(wrapped(), X, y, cv=3, return_estimator=True)
in_folds = [epochs(estimator) for estimator in folds["estimator"]]
search = GridSearchCV(wrapped(), {"model_kwargs": [{"units": 4}, {"units": 8}]}, cv=2).fit(X, y)
refit = epochs(search.best_estimator_)
with open(sys.argv[1], "w") as said:
    print(f"epochs: {epochs(alone)} alone, {in_folds} in cross_validate,", end=" ", file=said)
    print(f"{refit} in the refit of GridSearchCV", file=said)
    score = folds["test_score"].mean()
    print(f"accuracy: {alone.score(X, y):.2f} alone, {score:.2f} in cross_validate", file=said)
PY
# The progress bars go to stdout
export KERAS_BACKEND=jax JAX_PLATFORMS=cpu
"$folder/venv/bin/python" "$folder/work.py" "$folder/said" > "$folder/bars"
cat "$folder/said"
grep -qF "epochs: 30 alone, [1, 1, 1] in cross_validate, 1 in the refit" "$folder/said"
