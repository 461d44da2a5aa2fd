#!/usr/bin/env bash
# Hyperactive 5.0.4 with scikit-learn 1.7.2: OptCV keeps the worst candidate, if `scoring` is the
# name of one of scikit-learn's negated losses.
#
# OptCV is to be used like GridSearchCV, and "neg_mean_squared_error" is greater for a better
# model, as all scorers are. Hyperactive looks through the scorer at the function below it, a
# loss, concludes that lower is better, and turns the sign of what was negated already. What an
# optimizer then maximizes is the error; best_params_ and the model that predicts are the
# worst of the search. The function mean_squared_error as `scoring` gives the right one.
#
# Seen: "neg_mean_squared_error, alpha: GridSearchCV 0.1, OptCV 100.0, climbing 100.0" and
# "neg_log_loss, C: GridSearchCV 0.001, OptCV 1e-06, climbing 1e-06"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    hyperactive==5.0.4 gradient-free-optimizers==1.13.0 scikit-learn==1.7.2 pandas==2.3.3 \
    numpy==2.4.6 packaging==26.4
cd "$folder"
cat > work.py <<'PY'
import warnings

from hyperactive.integrations.sklearn import OptCV
from hyperactive.opt import GridSearchSk, HillClimbing
from sklearn.datasets import load_diabetes, load_wine
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import mean_squared_error
from sklearn.model_selection import GridSearchCV, KFold

warnings.simplefilter("ignore")
folds = KFold(3, shuffle=True, random_state=0)


def compared(model, grid, X, y, scoring):
    (name,) = grid
    theirs = GridSearchCV(model, grid, scoring=scoring, cv=folds).fit(X, y)
    order = theirs.cv_results_["mean_test_score"].argsort()
    best, worst = grid[name][order[-1]], grid[name][order[0]]
    assert theirs.best_params_ == {name: best}
    climber = HillClimbing(search_space=grid, n_iter=50, random_state=0)
    found = []
    for optimizer in GridSearchSk(grid), climber:
        search = OptCV(model, optimizer, scoring=scoring, cv=folds).fit(X, y)
        found.append(search.best_params_[name])
    print(f"{scoring}, {name}: GridSearchCV {best}, OptCV {found[0]}, climbing {found[1]}")
    return best, worst, found


grid = {"alpha": [0.1, 1.0, 10.0, 100.0]}
data = load_diabetes(return_X_y=True)
best, worst, found = compared(Ridge(), grid, *data, "neg_mean_squared_error")
assert best != worst and found == [worst, worst]
plain = OptCV(Ridge(), GridSearchSk(grid), scoring=mean_squared_error, cv=folds).fit(*data)
print(f"mean_squared_error, alpha: OptCV {plain.best_params_['alpha']}")
assert plain.best_params_ == {"alpha": best}
grid = {"C": [1e-06, 1e-05, 0.0001, 0.001]}
data = load_wine(return_X_y=True)
best, worst, found = compared(LogisticRegression(), grid, *data, "neg_log_loss")
assert best != worst and found == [worst, worst]
PY
venv/bin/python work.py 2> said.txt || { cat said.txt; exit 1; }
