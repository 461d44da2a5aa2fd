#!/usr/bin/env bash
# nbgrader 0.9.6: a missing test cell is put back only behind an answer or another test.
#
# With OverwriteCells.add_missing_cells, "whether or not missing grade_cells should be added
# back", a deleted test goes behind the cell that stood before it in the source. If that one
# is a read-only description, whether it is there or not, or an answer that is missing too,
# add_missing_grade_cells raises a KeyError, and this student's assignment is not graded.
#
# Seen: KeyError: 'description', and exit status 1, where a test alone was deleted.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check nbgrader==0.9.6 nbclient==0.11.0
cd "$folder"
cat > make.py <<'PY'
import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

cells = {
    "solution": new_code_cell("answer = 1"),
    "description": new_markdown_cell("The answer is a number."),
    "grade": new_code_cell("assert answer == 1"),
}
for kind, cell in cells.items():
    facts = {"schema_version": 3, "grade_id": kind, "solution": False, "grade": False}
    facts |= {"locked": kind != "solution", "task": False}
    facts |= {} if kind == "description" else {kind: True}
    cell.metadata["nbgrader"] = facts | ({"points": 4} if kind == "grade" else {})
kernel = {"name": "python3", "display_name": "Python 3"}
notebook = new_notebook(cells=list(cells.values()), metadata={"kernelspec": kernel})
nbformat.write(notebook, "source/one/some.ipynb")
PY
cat > hand_in.py <<'PY'
import nbformat

notebook = nbformat.read("release/one/some.ipynb", 4)
del notebook.cells[2]  # the test; the answer and the description are there
nbformat.write(notebook, "submitted/somebody/one/some.ipynb")
PY
export PATH="$folder/venv/bin:$PATH" JUPYTER_PREFER_ENV_PATH=1
echo 'c = get_config(); c.OverwriteCells.add_missing_cells = True' > nbgrader_config.py
mkdir -p source/one submitted/somebody/one
python make.py
nbgrader generate_assignment one > said.txt 2>&1 || { cat said.txt; exit 1; }
python hand_in.py
status=0
nbgrader autograde one > said.txt 2>&1 || status=$?
grep "KeyError: 'description'" said.txt
echo "exit status $status"
[ "$status" -eq 1 ]
