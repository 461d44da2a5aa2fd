#!/usr/bin/env bash
# testbook 0.4.2 with NumPy 2.4.6: a False or a dict that a test hands to a notebook's function
# arrives as something else.
#
# testbook calls a function in a notebook by writing the call as code and running it there. Python's
# own booleans and numbers are written as they are, and what is of another type as the string that
# it prints as. numpy.bool is another type: so one item of a mask arrives as "False", and
# a string that is not empty is true. The keys of a dict are always written as strings, so {1: 0.5}
# arrives as {"1": 0.5}, and a look-up of 1 finds nothing. A right function of a student's then
# fails the test, and a wrong one may pass it; nothing is raised. The same function,
# called in Python or with `.item()`, is right, and so are a list, a tuple and a numpy.float64.
#
# Seen: "penalty(-3, False): 3 in Python, 3 with bool, 9 with numpy.bool" and
# "weight({1: 0.5}, 1): 0.5 in Python, 0 with testbook"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    testbook==0.4.2 nbclient==0.11.0 nbformat==5.11.1 ipykernel==7.4.0 numpy==2.4.6
cd "$folder"
cat > work.py <<'PY'
import nbformat
import numpy as np
from nbformat.v4 import new_code_cell, new_notebook
from testbook import testbook

code = """\
def penalty(value, squared):
    return value**2 if squared else abs(value)


def weight(weights, fold):
    return weights.get(fold, 0)
"""
kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
notebook = new_notebook(cells=[new_code_cell(code)], metadata={"kernelspec": kernel})
nbformat.write(notebook, "student.ipynb")
here = {}
exec(code, here)

mask = np.array([True, False])
weights = {1: 0.5}
with testbook("student.ipynb", execute=True) as student:
    penalty, weight = student.ref("penalty"), student.ref("weight")
    penalties = [here["penalty"](-3, mask[1]), penalty(-3, mask[1].item()), penalty(-3, mask[1])]
    found = [here["weight"](weights, 1), weight(weights, 1)]
    assert penalty(np.float64(-3), True) == 9 and penalty(-3, squared=False) == 3
print("penalty(-3, False): {} in Python, {} with bool, {} with numpy.bool".format(*penalties))
print("weight({{1: 0.5}}, 1): {} in Python, {} with testbook".format(*found))
assert penalties == [3, 3, 9] and found == [0.5, 0]
PY
venv/bin/python work.py
