#!/usr/bin/env bash
# optuna-integration 5.0.0 with LightGBM 4.7.0: LightGBMTuner minimizes AUC, if the metric is in
# a list.
#
# In LightGBM, "metric" may be a name or a list of names, and the tuner is a replacement for
# lightgbm.train with the same parameters. From a list it takes the last metric for its
# objective. But higher_is_better compares the list itself with "auc", "ndcg" and so on, so it is
# False: the study minimizes, and best_score, best_params and get_best_booster() are those of the
# worst of all trials. Even ["auc"] does so, where "auc" is right. Nothing is said.
#
# Seen: "'auc': best_score 0.847 of 0.821 to 0.847, MAXIMIZE" and
# "['binary_logloss', 'auc']: best_score 0.815 of 0.815 to 0.851, MINIMIZE"
# (the numbers may differ elsewhere).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    optuna-integration==5.0.0 optuna==5.0.0 lightgbm==4.7.0 scikit-learn==1.9.1 numpy==2.4.6 \
    pandas==3.1.1
cat > "$folder/work.py" <<'PY'
import warnings

import lightgbm
import optuna
from optuna_integration.lightgbm import LightGBMTuner
from sklearn.datasets import make_classification

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
X, y = make_classification(400, 20, n_informative=5, flip_y=0.2, random_state=0)


def tuned(metric):
    tuner = LightGBMTuner(
        {
            "objective": "binary",
            "metric": metric,
            "verbosity": -1,
            "num_threads": 1,
            "deterministic": True,
            "seed": 0,
        },
        lightgbm.Dataset(X[:250], y[:250]),
        valid_sets=[lightgbm.Dataset(X[250:], y[250:])],
        num_boost_round=20,
        optuna_seed=0,
        show_progress_bar=False,
    )
    tuner.run()
    scores = [trial.value for trial in tuner.study.trials]
    low, high, best = min(scores), max(scores), tuner.best_score
    direction = tuner.study.direction.name
    print(f"{metric!r}: best_score {best:.3f} of {low:.3f} to {high:.3f}, {direction}")
    return low, high, best


low, high, best = tuned("auc")
assert low < high == best
for metric in ["auc"], ["binary_logloss", "auc"]:
    low, high, best = tuned(metric)
    assert best == low < high
PY
"$folder/venv/bin/python" "$folder/work.py"
