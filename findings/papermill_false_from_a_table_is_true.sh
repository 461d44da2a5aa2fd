#!/usr/bin/env bash
# papermill 2.7.0 with pandas 3.1.1: a False that comes out of a table is true in the notebook.
#
# papermill writes Python's own numbers and booleans as they are, and anything else as the string
# that it prints as. One value out of a pandas column or a NumPy comparison is numpy.bool, which,
# unlike numpy.float64, is not a kind of Python's type. So the notebook gets "False" in quotes,
# and a string that is not empty is true. A setting found by a search is turned into its opposite,
# the run succeeds, and papermill's own record of the parameters says "False". (A numpy.int64
# becomes a string as well, and an item of a list, too.) With `.item()`, the value is right.
#
# Seen: 'from the table: use_bias = "False", the model is built with a bias' and
# 'with .item(): use_bias = False, the model is built without a bias'
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    papermill==2.7.0 nbclient==0.11.0 nbformat==5.11.1 ipykernel==7.4.0 pandas==3.1.1 numpy==2.4.6
cd "$folder"
cat > work.py <<'PY'
import sys

import nbformat
import pandas as pd
import papermill
from nbformat.v4 import new_code_cell, new_notebook

cells = [
    new_code_cell("use_bias = True", metadata={"tags": ["parameters"]}),
    new_code_cell("print('with a bias' if use_bias else 'without a bias')"),
]
kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), "train.ipynb")

trials = pd.DataFrame({"use_bias": [True, False], "loss": [0.31, 0.24]})
best = trials.sort_values("loss")["use_bias"].iloc[0]
assert not best and best == False  # noqa: E712


def run(value):
    """The line that papermill has put in, and what the notebook makes of it."""
    notebook = papermill.execute_notebook(
        "train.ipynb", None, parameters={"use_bias": value}, progress_bar=False
    )
    given, used = notebook.cells[1:]
    assert given.metadata.tags == ["injected-parameters"]
    return given.source.splitlines()[-1], used.outputs[0].text.strip()


table, item = run(best), run(best.item())
for words, (line, result) in {"from the table": table, "with .item()": item}.items():
    print(f"{words}: {line}, the model is built {result}")
assert table == ('use_bias = "False"', "with a bias")
assert item == ("use_bias = False", "without a bias")
PY
venv/bin/python work.py
