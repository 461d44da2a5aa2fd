"""The chapters as the tests read them."""

import os
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))

# Of what is alike for each chapter, a run looks at one or two, and `make teaching-check` at all
EVERY_CHAPTER = bool(os.environ.get("EVERY_CHAPTER"))
teaching_check = pytest.mark.skipif(
    not EVERY_CHAPTER, reason="`make teaching-check` runs it"
)


@cache  # whoever changes a notebook, changes a copy
def read(name):
    """The notebook whose file name starts with `name`."""
    (path,) = (ROOT / "chapters").glob(f"{name}*.ipynb")
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tags(cell):
    return cell.metadata.get("tags", [])


def text(cell):
    """All that a cell's stored outputs say, pictures left out."""
    parts = []
    for output in cell.outputs:
        data = output.get("data", {})
        parts.append(output.get("text") or data.get("text/plain") or "")
    return "\n".join(parts)


def output_of(name, cell_id):
    """The text that the cell `cell_id` of the chapter `name` printed."""
    (cell,) = [c for c in code_cells(read(name)) if c.id == cell_id]
    return text(cell)


def numbers(string):
    """The numbers in a string, in their order."""
    return [float(number) for number in re.findall(r"(?<![\w.])-?\d+\.?\d*", string)]
