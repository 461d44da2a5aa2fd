#!/usr/bin/env bash
# nbdime 4.0.4 with nbstripout 0.9.1: a clean merge puts a tag on somebody else's cell.
#
# nbstripout writes 0, 1, 2, ... into the ids of the cells, by their place, unless it is told
# --keep-id. nbdime takes cells with different ids for different cells, and cells with the same
# id for the same one. So if one author inserts a cell, and another one gives a tag to a cell
# further down, nbmerge sees no conflict, says so by its exit status 0, and gives the tag to the
# cell that now has the number. Here the tag is `parameters`, which tells papermill where
# to put its values. With the ids that the notebooks had before, the same merge is right.
#
# Seen: "ids as they were: the tag is on ['rate = 0.1'], exit status 0" and
# "after nbstripout: the tag is on ['import os'], exit status 0"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    nbdime==4.0.4 nbstripout==0.9.1 nbformat==5.11.1
cd "$folder"
cat > make.py <<'PY'
import copy

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

sources = ["import sys", "import os", "rate = 0.1", "print(rate)"]
base = new_notebook(cells=[new_code_cell(source) for source in sources])
mine, theirs = copy.deepcopy(base), copy.deepcopy(base)
mine.cells.insert(0, new_code_cell("# What this notebook is about"))
theirs.cells[2].metadata["tags"] = ["parameters"]
nbformat.write(base, "base.ipynb")
nbformat.write(mine, "mine.ipynb")
nbformat.write(theirs, "theirs.ipynb")
PY
cat > tagged.py <<'PY'
import nbformat

cells = nbformat.read("merged.ipynb", 4).cells
assert len(cells) == 5, "the merge has all cells"
print([cell.source for cell in cells if "parameters" in cell.metadata.get("tags", [])])
PY
export PATH="$folder/venv/bin:$PATH"
merged() {
    local status=0
    nbmerge base.ipynb mine.ipynb theirs.ipynb --out merged.ipynb > said.txt 2>&1 || status=$?
    echo "the tag is on $(python tagged.py), exit status $status"
}
python make.py
before=$(merged)
nbstripout base.ipynb mine.ipynb theirs.ipynb
after=$(merged)
echo "ids as they were: $before"
echo "after nbstripout: $after"
[ "$before" = "the tag is on ['rate = 0.1'], exit status 0" ]
[ "$after" = "the tag is on ['import os'], exit status 0" ]
