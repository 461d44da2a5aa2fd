#!/usr/bin/env bash
# Jupytext 1.19.6: a line such as `cp *= 2` becomes a comment in the script, which then
# computes something else than its notebook.
#
# Jupyter runs `cp a b` and `ls -l` without an exclamation mark, and Jupytext comments such
# lines out in scripts. It knows them by their first word, which is cat, cd, cp, ls, mv,
# ren, rm or one of a few more, unless "=" or "," comes next. But a variable may have such
# a name: a heat capacity cp, a drag coefficient cd, a list ls. For Jupyter, `cp *= 2` and
# `ls += [4]` are Python as soon as the variable is there. The script loses the line, and
# nothing is said; a round trip is fine, as reading takes the comment mark away again. For
# the same reason a real comment of a script, such as "# rm old results", is a command in
# its notebook. The script that nbconvert writes has the line as it was.
#
# Seen: "notebook: 8, nbconvert's script: 8, Jupytext's script: 4" and
# "'# rm old results' -> 'rm old results'"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    jupytext==1.19.6 nbformat==5.11.1 nbclient==0.11.0 nbconvert==7.17.2 ipykernel==7.4.0
cat > "$folder/work.py" <<'PY'
import subprocess
import sys

import jupytext
from nbclient import NotebookClient
from nbconvert import PythonExporter
from nbformat.v4 import new_code_cell, new_notebook

kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
cell = new_code_cell("cp = 4\ncp *= 2\nprint(cp)")
notebook = new_notebook(cells=[cell], metadata={"kernelspec": kernel})


def printed(script):
    command = [sys.executable, "-c", script]
    return subprocess.check_output(command, text=True).strip()


by_jupytext = jupytext.writes(notebook, "py:percent")
by_nbconvert, _ = PythonExporter().from_notebook_node(notebook)
assert jupytext.reads(by_jupytext, "py:percent").cells[0].source == cell.source
NotebookClient(notebook).execute()
first = notebook.cells[0].outputs[0].text.strip()
second, third = printed(by_nbconvert), printed(by_jupytext)
print(f"notebook: {first}, nbconvert's script: {second}, Jupytext's script: {third}")
assert (first, second, third) == ("8", "8", "4")


def read(comment):
    """The comment as it stands in the notebook; it is read here, and never run."""
    script = f"# %%\n{comment}\nx = 1\n"
    return jupytext.reads(script, "py:percent").cells[0].source.splitlines()[0]


print(f"{'# rm old results'!r} -> {read('# rm old results')!r}")
assert read("# rm old results") == "rm old results"
assert read("# keep old results") == "# keep old results"
PY
"$folder/venv/bin/python" "$folder/work.py"
