#!/usr/bin/env bash
# hydra-optuna-sweeper 1.3.0 with Hydra 1.3.8: `range(0,3)` is 0, 1, 2 for Hydra, and 0, 1, 2, 3 as
# soon as Optuna searches.
#
# Hydra's grammar of overrides says that a range has the values below `stop`, and its own sweeper
# keeps to that. The plugin hands `stop` to Optuna's IntUniformDistribution as its greatest
# value, which is included there. `shuffle(range(0,3))` becomes a choice and has three values
# again. So the same words, with another sweeper or in another order, lead to a fold, a layer or
# an index that is not there, and the best parameters may hold it.
#
# Seen: "basic sweeper: 0 1 2", "Optuna: 0 1 2 3", "Optuna, shuffled: 0 1 2"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    hydra-optuna-sweeper==1.3.0 hydra-core==1.3.8 optuna==2.10.1
cd "$folder"
cat > work.py <<'PY'
from pathlib import Path

import hydra
from hydra.core.config_store import ConfigStore

ConfigStore.instance().store(name="work", node={"fold": 0})


@hydra.main(version_base="1.3", config_path=None, config_name="work")
def work(config):
    with Path("folds.txt").open("a") as file:
        print(config.fold, file=file)
    return float(-config.fold)


if __name__ == "__main__":
    work()
PY
folds() {
    rm -f folds.txt
    venv/bin/python work.py --multirun "$@" > said.txt 2>&1 || { cat said.txt; exit 1; }
    sort -un folds.txt | paste -sd " " -
}
optuna=(hydra/sweeper=optuna hydra/sweeper/sampler=random
    hydra.sweeper.sampler.seed=0 hydra.sweeper.n_trials=30)
basic=$(folds "fold=range(0,3)")
shuffled=$(folds "${optuna[@]}" "fold=shuffle(range(0,3))")
ranged=$(folds "${optuna[@]}" "fold=range(0,3)")
echo "basic sweeper: $basic"
echo "Optuna: $ranged"
echo "Optuna, shuffled: $shuffled"
grep -o "Best parameters.*" said.txt
[ "$basic" = "0 1 2" ] && [ "$ranged" = "0 1 2 3" ] && [ "$shuffled" = "0 1 2" ]
