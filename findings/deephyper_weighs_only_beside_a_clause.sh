#!/usr/bin/env bash
# DeepHyper 0.13.2 with ConfigSpace 1.2.2: Bayesian search forgets the weights of a choice, unless
# the problem has a forbidden clause or a condition on something else.
#
# HpProblem takes ConfigSpace's hyperparameters, and a CategoricalHyperparameter has `weights`,
# "the probability of each choice". RandomSearch keeps to them. CBO converts the space to one of
# its own for its first, random points, and convert_to_skopt_dim passes on the choices without
# their weights. A space with clauses or conditions is drawn by ConfigSpace itself: so
# a clause about two other hyperparameters makes the weights count again. Nothing is said.
#
# Seen, for a choice whose weight is 0.05: "RandomSearch 0.06, CBO 0.49, CBO with a clause about
# the others 0.05"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    deephyper==0.13.2 ConfigSpace==1.2.2 numpy==2.4.6 scikit-learn==1.9.1 pandas==3.1.1
cd "$folder"
cat > work.py <<'PY'
import warnings

import ConfigSpace
from ConfigSpace.hyperparameters import CategoricalHyperparameter
from deephyper.hpo import CBO, HpProblem, RandomSearch

warnings.simplefilter("ignore")


def problem(clause=False):
    made = HpProblem()
    made.add(CategoricalHyperparameter("solver", ["fast", "slow"], weights=[0.95, 0.05]))
    width = made.add_hyperparameter((1, 1000), "width")
    depth = made.add_hyperparameter((1, 1000), "depth")
    if clause:
        equals = ConfigSpace.ForbiddenEqualsClause
        both = equals(width, 1000), equals(depth, 1000)
        made.add_forbidden_clause(ConfigSpace.ForbiddenAndConjunction(*both))
    return made


def share_of_slow(search):
    asked = search.ask(500)
    return sum(job["solver"] == "slow" for job in asked) / len(asked)


settings = {"random_state": 1, "log_dir": "log", "verbose": 0}
random = share_of_slow(RandomSearch(problem(), **settings))
settings["n_initial_points"] = 500
bayes = share_of_slow(CBO(problem(), **settings))
clause = share_of_slow(CBO(problem(clause=True), **settings))
print(f"RandomSearch {random:.2f}, CBO {bayes:.2f},", end=" ")
print(f"CBO with a clause about the others {clause:.2f}")
assert random < 0.1 and 0.4 < bayes < 0.6 and clause < 0.1
PY
venv/bin/python work.py
