#!/usr/bin/env bash
# testbook 0.4.2 with NumPy 2.4.6: a False that a test hands to a function of a notebook is
# true when it arrives, and the keys of a dict have become strings.
#
# testbook writes the call as code and runs it in the notebook's kernel. Python's own
# numbers and booleans are written as they are, and what is of another type as the string
# that it prints as. numpy.bool is another type, so an item of a mask arrives as "False" in
# quotes, and a string that is not empty is true. The keys of a dict are always written as
# strings: a look-up of 1 in {1: 0.5} finds nothing. A student's right function then fails
# the test, or a wrong one passes it, and nothing is raised. With `.item()` the boolean is
# right, and a numpy.float64, being a float, always is.
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

squared = np.array([True, False])[1]
weights = {1: 0.5}
with testbook("student.ipynb", execute=True) as student:
    penalty, weight = student.ref("penalty"), student.ref("weight")
    plain, numpy_bool = penalty(-3, squared.item()), penalty(-3, squared)
    found = weight(weights, 1)
    assert penalty(np.float64(-3), True) == 9 and weight({"1": 0.5}, "1") == 0.5
right, full = here["penalty"](-3, squared), here["weight"](weights, 1)
print(f"penalty(-3, False): {right} in Python, {plain} with bool, ", end="")
print(f"{numpy_bool} with numpy.bool")
print(f"weight({weights}, 1): {full} in Python, {found} with testbook")
assert (right, plain, numpy_bool) == (3, 3, 9) and (full, found) == (0.5, 0)
PY
venv/bin/python work.py
