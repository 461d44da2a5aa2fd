#!/usr/bin/env bash
# FLAML 2.8.0: qrandint(8, 64, 16) draws 16, 32, 48 and 64, but a search with it tries a
# width of 0, and with Optuna 3.6.1 beside it also 8, 24, 40 and 56.
#
# `q` is for values that are "rounded to an integer increment of q", between the bounds, and
# the space's own sample() keeps to that. tune.run rounds by itself: 8 / 16 is 0.5, which
# goes to 0, below the lower bound, and nothing is said. With the extra "blendsearch",
# Optuna takes part, and counts its steps of 16 from the lower bound; so two grids occur in
# one search, and its best point may be on the one that the space does not have. (Optuna
# warns that it has lowered the upper bound, which is true of its own grid.) What `q` was
# for, such as a width that so many heads divide, no longer holds. As long as the lower
# bound is itself a multiple of q, all of them agree.
#
# Seen: "8 to 64, sample(): 16 32 48 64", "8 to 64, FLAML alone: 0 16 32 48 64",
# "8 to 64, with Optuna: 0 8 16 24 40 48 56", and "16 32 48 64" each time for 16 to 64
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
install() {
    "$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
}
cd "$folder"
cat > work.py <<'PY'
import logging
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")  # Optuna's, and one that flaml.automl is not there
logging.disable(logging.INFO)

from flaml import tune  # noqa: E402

searcher, off_the_grid = sys.argv[1], set(map(int, sys.argv[2:]))


def widths(lower):
    """What the space draws, and what a search with it tries."""
    space = {"width": tune.qrandint(lower, 64, 16), "rate": tune.uniform(0, 1)}
    np.random.seed(0)
    drawn = space["width"].sample(size=2_000)
    tried = []

    def objective(config):
        tried.append(config["width"])
        return {"loss": abs(config["width"] - 12) + (config["rate"] - 0.3) ** 2}

    tune.run(objective, space, metric="loss", mode="min", num_samples=60, verbose=0)
    return set(map(int, drawn)), set(map(int, tried))


multiples = {16, 32, 48, 64}
for lower, possible in (8, off_the_grid), (16, set()):
    drawn, tried = widths(lower)
    for name, values in ("sample()", drawn), (searcher, tried):
        print(f"{lower} to 64, {name}:", *sorted(values))
    others = tried - multiples
    assert drawn == multiples and others <= possible and bool(others) == bool(possible)
PY
install flaml==2.8.0 numpy==2.4.6
venv/bin/python work.py "FLAML alone" 0
install "flaml[blendsearch]==2.8.0" optuna==3.6.1 numpy==2.4.6
venv/bin/python work.py "with Optuna" 0 8 24 40 56
