#!/usr/bin/env bash
# Keras 3.15.1 (jax 0.10.2): in cross-validation with one list of callbacks, "the best model of
# this fold" is that of an earlier fold, which was trained on this fold's validation data.
#
# EarlyStopping and ReduceLROnPlateau begin anew at each fit, so that one list of callbacks can
# serve several models. ModelCheckpoint with save_best_only=True does not: it keeps the best
# value that it has ever seen. So a fold that is harder than an earlier one saves nothing, and
# nothing says so; the model that is loaded from the file was trained with these very rows. Its
# score is then better than any that the fold's own model had. With a new ModelCheckpoint for
# each fold, the score is the lowest validation loss of the fold's history.
#
# Seen: "fold 3, one callback: loaded 1.59, its own epochs' best 2.13" and
# "fold 3, a new callback: loaded 2.13, its own epochs' best 2.13" (the last digits may vary)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    keras==3.15.1 jax==0.10.2 numpy==2.4.6
cd "$folder"
cat > work.py <<'PY'
import keras
import numpy as np
from keras.callbacks import ModelCheckpoint

random = np.random.default_rng(0)
X = random.normal(size=(60, 5))
y = X[:, 0] + random.normal(size=60)
folds = np.array_split(np.arange(60), 3)


def checkpoint():
    return ModelCheckpoint("best.keras", monitor="val_loss", save_best_only=True)


def losses(one_for_all):
    callback = checkpoint()
    for seed, fold in enumerate(folds):
        keras.utils.set_random_seed(seed)
        dense = keras.layers.Dense
        model = keras.Sequential([keras.Input((5,)), dense(32, activation="relu"), dense(1)])
        model.compile("adam", "mse")
        if not one_for_all:
            callback = checkpoint()
        rest, held_out = np.setdiff1d(np.arange(60), fold), (X[fold], y[fold])
        settings = {"validation_data": held_out, "epochs": 30, "verbose": 0}
        history = model.fit(X[rest], y[rest], callbacks=[callback], **settings).history
        loaded = keras.models.load_model("best.keras").evaluate(*held_out, verbose=0)
        yield loaded, min(history["val_loss"])


one, new = list(losses(one_for_all=True)), list(losses(one_for_all=False))
for name, (loaded, own) in (("one", one[2]), ("a new", new[2])):
    print(f"fold 3, {name} callback: loaded {loaded:.2f}, its own epochs' best {own:.2f}")
assert np.allclose(one[:2], new[:2])
assert all(np.isclose(loaded, own) for loaded, own in new)
loaded, own = one[2]
assert loaded < own - 0.2
PY
KERAS_BACKEND=jax venv/bin/python work.py
