#!/usr/bin/env bash
# Jupytext 1.19.6: a line such as `cp *= 2` is a comment in the script, so the script computes
# something else than its notebook.
#
# Jupyter runs `cp a b` and `ls -l` without an exclamation mark, and Jupytext comments such lines
# out in scripts. It knows them by their first word: cat, cd, cp, ls, mv, ren, rm and a few more,
# unless "=" or "," comes next. A variable may have one of these names: a heat capacity cp, a drag
# coefficient cd, a list ls. In `cp *= 2` or `ls += [4]` it is a variable for Jupyter, as it has
# been assigned before. In the script the line no longer counts, and nothing is said; a round
# trip (jupytext --test) is fine, since the comment mark goes away again. For the same
# reason a real comment of a script, such as "# rm old results", is a live command once the
# script is a notebook. `nbconvert --to script` writes all of it as it is.
#
# Seen: "notebook: 8, nbconvert's script: 8, Jupytext's script: 4" and
# "'# rm old results' -> 'rm old results'"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    jupytext==1.19.6 nbformat==5.11.1 nbclient==0.11.0 nbconvert==7.17.2 ipykernel==7.4.0
cd "$folder"
cat > work.py <<'PY'
import subprocess
import sys

import jupytext
import nbconvert
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
cell = new_code_cell("cp = 4\ncp *= 2\nprint(cp)")
notebook = new_notebook(cells=[cell], metadata={"kernelspec": kernel})


def printed(script):
    command = [sys.executable, "-c", script]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


by_jupytext = jupytext.writes(notebook, "py:percent")
by_nbconvert, _ = nbconvert.PythonExporter().from_notebook_node(notebook)
there_and_back = jupytext.reads(by_jupytext, "py:percent")
assert there_and_back.cells[0].source == notebook.cells[0].source
NotebookClient(notebook).execute()
first = notebook.cells[0].outputs[0].text.strip()
second, third = printed(by_nbconvert), printed(by_jupytext)
print(f"notebook: {first}, nbconvert's script: {second}, Jupytext's script: {third}")
assert (first, second, third) == ("8", "8", "4") and "# cp *= 2" in by_jupytext

# Only read here, never run.
comment = "# rm old results"
read = jupytext.reads(f"# %%\n{comment}\nx = 1\n", "py:percent").cells[0].source
line = read.splitlines()[0]
print(f"{comment!r} -> {line!r}")
assert line == comment.removeprefix("# ")
other = jupytext.reads("# %%\n# keep old results\nx = 1\n", "py:percent").cells[0].source
assert other == "# keep old results\nx = 1"
PY
venv/bin/python work.py
