#!/usr/bin/env bash
# Jupytext 1.19.6: a Markdown cell with a fence of four backticks takes the code cell behind it.
#
# In the format `md` (and `Rmd`), a line that begins with three backticks or more opens a block
# of the Markdown cell, but only a line of exactly three closes it. So a fence of four, which is
# how one shows a fence of three, is closed by the end of the next code cell: its code has
# become text, no longer runs, and nothing is said. The text file itself is right Markdown.
# The format `md:myst` keeps the cells.
#
# Seen: "code cells: 2 at first, 1 after md, 2 after md:myst"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check jupytext==1.19.6 nbformat==5.11.1
cd "$folder"
cat > make.py <<'PY'
import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

text = "A cell is written as follows:\n\n````\n```python\n1 + 1\n```\n````"
cells = [new_markdown_cell(text), new_code_cell("x = 1"), new_code_cell("print(x)")]
kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), "first.ipynb")
PY
cat > count.py <<'PY'
import sys

import nbformat

cells = nbformat.read(sys.argv[1], 4).cells
print(sum(cell.cell_type == "code" for cell in cells))
PY
python="$folder/venv/bin/python"
there_and_back() {
    "$python" -m jupytext --quiet --to "$1" --output text.md first.ipynb
    "$python" -m jupytext --quiet --to ipynb --output back.ipynb text.md
    "$python" count.py back.ipynb
}
"$python" make.py
first=$("$python" count.py first.ipynb)
plain=$(there_and_back md)
myst=$(there_and_back md:myst)
echo "code cells: $first at first, $plain after md, $myst after md:myst"
[ "$first" -eq 2 ] && [ "$plain" -eq 1 ] && [ "$myst" -eq 2 ]
