#!/usr/bin/env bash
# bayesian-optimization 3.4.0: a saved search, loaded again, gives each parameter's values to
# another one, if the bounds are the same and stand in another order.
#
# `pbounds` is a dict, and two dicts with the same items are equal, whatever their order.
# save_state writes bare rows of numbers, and beside them the names in their order ("keys").
# load_state does not look at those names: it reads the rows in the new optimizer's own order.
# So whoever has sorted the bounds in between gets the old targets with swapped values: `max`
# names a point that was never tried, and each later step learns from such points. There is
# a warning only for values outside the bounds of the parameter that they come to.
#
# Seen: "saved: dropout 0.07, momentum 0.89, target -0.016" and
# "loaded: dropout 0.89, momentum 0.07, target -0.016; tried again: -1.161"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    bayesian-optimization==3.4.0 scikit-learn==1.9.1 numpy==2.4.6
cd "$folder"
cat > work.py <<'PY'
import warnings

from bayes_opt import BayesianOptimization

warnings.simplefilter("error")


def score(dropout, momentum):
    return -((dropout - 0.2) ** 2) - (momentum - 0.9) ** 2


def search(bounds):
    return BayesianOptimization(score, bounds, random_state=1, verbose=0)


def shown(best):
    values = ", ".join(f"{name} {best['params'][name]:.2f}" for name in ("dropout", "momentum"))
    return f"{values}, target {best['target']:.3f}"


bounds = {"dropout": (0, 1), "momentum": (0, 1)}
other_order = {"momentum": (0, 1), "dropout": (0, 1)}
assert bounds == other_order
first = search(bounds)
first.maximize(init_points=5, n_iter=5)
first.save_state("state.json")
same, swapped = search(bounds), search(other_order)
same.load_state("state.json")
swapped.load_state("state.json")
print("saved:", shown(first.max))
again = score(**swapped.max["params"])
print(f"loaded: {shown(swapped.max)}; tried again: {again:.3f}")
assert same.max == first.max
assert score(**first.max["params"]) == first.max["target"] == swapped.max["target"]
assert swapped.max["params"]["dropout"] == first.max["params"]["momentum"]
assert swapped.max["params"]["momentum"] == first.max["params"]["dropout"]
assert again < swapped.max["target"] - 0.5
PY
venv/bin/python work.py
