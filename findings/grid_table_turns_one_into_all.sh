#!/usr/bin/env bash
# scikit-learn 1.9.1 with pandas 3.1.1: the table of a grid search says "all features" of
# the model that used one.
#
# For many parameters a whole number is a count and a fraction is a share: max_features=1 is
# one feature per split, and max_features=1.0 is all of them; max_samples is alike. A grid
# may have both kinds, as in [1, 0.5]. cv_results_ puts the values of a parameter into one
# array, of the type that fits them all, and so 1 becomes 1.0. Whoever takes the best row of
# the table, rather than best_params_, then trains another model, and a 1 and a 1.0 in one
# grid are two rows that nobody can tell apart. Nothing is said. `params` and best_params_
# keep the 1, and so does the column if the grid has a "sqrt" as well.
#
# Seen: "best_params_: 1, features per split: 1, R2 0.89" and
# "best row of the table: 1.0, features per split: 12, R2 0.87"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    scikit-learn==1.9.1 pandas==3.1.1 numpy==2.4.6
cat > "$folder/work.py" <<'PY'
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import GridSearchCV, cross_val_score

rng = np.random.default_rng(0)
y = rng.normal(size=300)
X = y[:, None] + rng.normal(size=(300, 12))
forest = RandomForestRegressor(n_estimators=50, random_state=0)


def best_of(values):
    """The best value of max_features, as the search has it and as the table has it."""
    search = GridSearchCV(forest, {"max_features": values}).fit(X, y)
    table = pd.DataFrame(search.cv_results_).sort_values("rank_test_score")
    return search.best_params_["max_features"], table["param_max_features"].iloc[0]


def trained(max_features):
    model = forest.set_params(max_features=max_features)
    score = cross_val_score(model, X, y).mean()
    return model.fit(X, y).estimators_[0].max_features_, score


best, told = best_of([1, 0.5])
results = {
    "best_params_": (best, *trained(best)),
    "best row of the table": (told, *trained(told)),
}
for name, (value, features, score) in results.items():
    print(f"{name}: {value}, features per split: {features}, R2 {score:.2f}")
(_, few, high), (_, many, low) = results.values()
assert best == told == 1 and isinstance(best, int) and isinstance(told, float)
assert few == 1 and many == 12 and high > low
best, told = best_of([1, 0.5, "sqrt"])
assert best == told == 1 and isinstance(best, int) and isinstance(told, int)
PY
"$folder/venv/bin/python" "$folder/work.py"
