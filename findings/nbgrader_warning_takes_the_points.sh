#!/usr/bin/env bash
# nbgrader 0.9.6: a test that passes and writes a word to stderr gets no points.
#
# determine_grade in nbgrader/utils.py takes any text on stderr for a failure. So a student
# whose right answer leads to a DeprecationWarning, or to a bar of tqdm's, gets 0, and the
# feedback shows no error. (IgnorePattern.pattern takes out words that are known before.)
#
# Seen: right: 4 of 4; right, with a warning: 0 of 4.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check nbgrader==0.9.6 nbclient==0.11.0
cd "$folder"
cat > make.py <<'PY'
import nbformat
from nbformat.v4 import new_code_cell, new_notebook

TESTS = {
    "plain": "assert answer == 1",
    "warning": "import warnings\nwarnings.warn('old')\nassert answer == 1",
}
for name, test in TESTS.items():
    cells = [new_code_cell("answer = 1"), new_code_cell(test)]
    for cell, kind in zip(cells, ["solution", "grade"]):
        facts = {"schema_version": 3, "grade_id": kind, "solution": False, "grade": False}
        facts |= {"locked": kind == "grade", "task": False, kind: True}
        cell.metadata["nbgrader"] = facts | ({"points": 4} if kind == "grade" else {})
    kernel = {"name": "python3", "display_name": "Python 3"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, f"source/one/{name}.ipynb")
PY
cat > hand_in.py <<'PY'
import nbformat

for name in "plain", "warning":
    notebook = nbformat.read(f"release/one/{name}.ipynb", 4)
    notebook.cells[0].source = "answer = 1"
    nbformat.write(notebook, f"submitted/somebody/one/{name}.ipynb")
PY
cat > read.py <<'PY'
from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as book:
    notebooks = book.find_submission("one", "somebody").notebooks
    points = {notebook.name: notebook.score for notebook in notebooks}
print(f"right: {points['plain']:g} of 4")
print(f"right, with a warning: {points['warning']:g} of 4")
assert points == {"plain": 4, "warning": 0}
PY
export PATH="$folder/venv/bin:$PATH" JUPYTER_PREFER_ENV_PATH=1
mkdir -p source/one submitted/somebody/one
python make.py
nbgrader generate_assignment one > said.txt 2>&1 || { cat said.txt; exit 1; }
python hand_in.py
nbgrader autograde one > said.txt 2>&1 || { cat said.txt; exit 1; }
python read.py
