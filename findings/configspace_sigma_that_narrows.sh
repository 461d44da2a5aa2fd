#!/usr/bin/env bash
# ConfigSpace 1.2.2: on a log scale, a greater sigma makes a normal distribution narrower, until
# nothing is left to search; above 1 it widens again.
#
# `sigma` is "Standard deviation of the normal distribution" for NormalFloatHyperparameter and
# NormalIntegerHyperparameter, with `log` or without. With `log`, UnitScaler.vectorize_size makes
# it |log(lower + sigma)|, which is the distance of lower + sigma from 1 and not a width. So with
# sigma = 1, all draws of a rate between 0.0001 and 1 are 0.0100. There is no warning, and the
# printed space shows the sigma that was given. Without `log`, a greater sigma is wider.
#
# Seen: "sigma 0.1, 0.5, 1, 2, 10: nine in ten draws within 2.96, 1.00, 0.00, 1.00, 2.96 decades"
# and "sigma 1: all 10,000 draws from 0.0100 to 0.0100"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    ConfigSpace==1.2.2 numpy==2.4.6
cat > "$folder/work.py" <<'PY'
import numpy as np
from ConfigSpace import ConfigurationSpace, Float, Normal


def rates(sigma, log):
    around = Normal(0.01 if log else 0.5, sigma)
    space = ConfigurationSpace(seed=0)
    space.add(Float("rate", (0.0001, 1.0), distribution=around, log=log))
    return np.array([drawn["rate"] for drawn in space.sample_configuration(10_000)])


def width(values):
    low, high = np.quantile(values, [0.05, 0.95])
    return float(high - low)


sigmas = [0.1, 0.5, 1, 2, 10]
decades = [width(np.log10(rates(sigma, log=True))) for sigma in sigmas]
shown = ", ".join(f"{width:.2f}" for width in decades)
print(f"sigma 0.1, 0.5, 1, 2, 10: nine in ten draws within {shown} decades")
one = rates(1, log=True)
print(f"sigma 1: all 10,000 draws from {one.min():.4f} to {one.max():.4f}")
plain = [width(rates(sigma, log=False)) for sigma in (0.01, 0.05, 0.1)]
print("without log, sigma 0.01, 0.05, 0.1:", ", ".join(f"{width:.2f}" for width in plain))
assert plain == sorted(plain)
assert decades[0] > 2 * decades[1] > 100 * decades[2]
assert decades[4] > 2 * decades[3] > 100 * decades[2]
assert 0.0099 < one.min() and one.max() < 0.0101
PY
"$folder/venv/bin/python" "$folder/work.py"
