#!/usr/bin/env bash
# mle-hyperopt 0.0.10 with NumPy 2.4.6: if the objective is maximized, a run that diverged
# is the best one, and successive halving ends with nothing else.
#
# numpy.argsort puts NaN last. For a minimum, the search takes the first runs of that order,
# and one whose value is NaN is dropped at the first halving. For a maximum, it takes them
# from the end, and NaN comes before all numbers: the diverged runs are promoted first, get
# ever more of the budget, and get_best() names one of them. So the same search is right for
# an error and wrong for an accuracy. All strategies share get_best(), and nothing is said.
#
# Seen: "least error: 8 runs, 2 of them diverged; the survivor's rate is 0.011" and
# "greatest accuracy: 8 runs, 2 of them diverged; the survivor's rate is 0.385"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    mle-hyperopt==0.0.10 numpy==2.4.6 pandas==3.1.1 rich==15.0.0 PyYAML==6.0.4
cat > "$folder/work.py" <<'PY'
import math

from mle_hyperopt import HalvingSearch, RandomSearch

RATE = {"rate": {"begin": 1e-4, "end": 1.0, "prior": "log-uniform"}}
HALVING = {"min_budget": 1, "num_arms": 8, "halving_coeff": 2}


def accuracy(rate):
    """Best at a rate of 0.01; above 0.1, training diverges."""
    return math.nan if rate > 0.1 else 1 - abs(math.log10(rate) + 2) / 3


def halve(maximize):
    """The first number of runs, how many of them diverged, and the rate of the last one."""
    search = HalvingSearch(
        RATE, search_config=HALVING, maximize_objective=maximize, seed_id=3
    )
    rounds = []
    while not search.completed:
        asked = search.ask()
        runs = asked if isinstance(asked, list) else [asked]
        rates = [run["params"]["rate"] for run in runs]
        scores = [accuracy(rate) if maximize else 1 - accuracy(rate) for rate in rates]
        search.tell(runs, scores, ["a checkpoint"] * len(runs))
        rounds.append(rates)
    assert [len(rates) for rates in rounds] == [8, 4, 2, 1]
    return len(rounds[0]), sum(rate > 0.1 for rate in rounds[0]), rounds[-1][0]


for name, maximize in ("least error", False), ("greatest accuracy", True):
    runs, diverged, rate = halve(maximize)
    print(f"{name}: {runs} runs, {diverged} of them diverged; ", end="")
    print(f"the survivor's rate is {rate:.3g}")
    assert 0 < diverged < runs and (rate > 0.1) == maximize

    search = RandomSearch(RATE, maximize_objective=maximize, verbose=False)
    for rate in (0.01, 0.5, 0.001):
        search.tell({"rate": rate}, accuracy(rate) if maximize else 1 - accuracy(rate))
    assert search.get_best()[1]["rate"] == (0.5 if maximize else 0.01)
PY
"$folder/venv/bin/python" "$folder/work.py"
