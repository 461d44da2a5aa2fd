"""Sphinx extension: the lines of a cell, to be put in order (page/static/parsons.js).

A cell whose metadata has `parsons` is such a problem, and its own code the solution. The
metadata have what the code has not:

    distractors: lines that do not belong, each {"line": ..., "why": ...}
    first: how the first movable line begins; the lines above it stand, as what is given
    either: pairs of lines that may follow each other in either order

The cell has the tag hide-input: without a script its code stays in a fold.
"""

import json
from html import escape

from docutils import nodes

KEYS = {"distractors", "first", "either"}


def check(problem, code):
    """Say what is wrong with the metadata of a cell with this code; None if it is right."""
    lines = [line.split("  #")[0].strip() for line in code.splitlines()]
    if extra := sorted(set(problem) - KEYS):
        return f"parsons: unknown {extra}; there are {sorted(KEYS)}"
    if len(problem.get("distractors", [])) < 2:
        return "parsons: at least two distractors are needed, each with line and why"
    for distractor in problem["distractors"]:
        if sorted(distractor) != ["line", "why"] or not all(distractor.values()):
            return f"parsons: a distractor has a line and a why, and got {distractor}"
        if distractor["line"] in lines:
            return (
                f"parsons: {distractor['line']!r} is a line of the cell, not a distractor"
            )
    first = problem.get("first", "")
    if not any(line.startswith(first) for line in lines):
        return f"parsons: first: no line of the cell begins with {first!r}"
    for line in [line for pair in problem.get("either", []) for line in pair]:
        if line not in lines:
            return f"parsons: either: {line!r} is no line of the cell"
    return None


def add_problems(app, doctree):
    for cell in list(doctree.findall(nodes.container)):
        problem = cell.get("cell_metadata", {}).get("parsons")
        if problem is None:
            continue
        code = cell.next_node(nodes.literal_block).astext()
        if wrong := check(problem, code):
            raise ValueError(f"{app.env.docname}: {wrong}")
        data = escape(json.dumps(problem))
        place = f'<div class="parsons-place" data-problem="{data}"></div>'
        cell.parent.insert(cell.parent.index(cell), nodes.raw("", place, format="html"))


def setup(app):
    app.connect("doctree-read", add_problems)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
