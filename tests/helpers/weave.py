"""Which lines of the package the chapters type and show."""

import ast
import re
import textwrap
from typing import NamedTuple

from house import PACKAGE
from notebooks import CHAPTERS, ROOT, code_cells, read, tags

# Modules that no chapter shows: how lines are shown, and lists of names
NOT_TYPED = {"show", "tuners", "applications", "engine"}
NOT_TYPED |= {"__init__", "oracles/__init__", "bridges/__init__"}
MODULES = sorted(
    name
    for path in PACKAGE.rglob("*.py")
    if (name := path.relative_to(PACKAGE).with_suffix("").as_posix()) not in NOT_TYPED
)
PLACE = re.compile(
    r"(minituner/\S+\.py)(?:, ([\w.]+))?(, head alone)?(, docstring left out)?"
)
SHOWN = re.compile(r"^`([^`\n]+)`\n\n```python\n(.*?)\n```$", flags=re.M | re.S)


class Piece(NamedTuple):
    """What a stored output of `show` says that it is, and what it shows."""

    name: str  # of a function or class, by way of those around it; "" is the module
    head: bool
    whole: bool  # its docstring too
    code: str


def source_of(module):
    return PACKAGE / f"{module}.py"


def typed_cells(module, chapters=CHAPTERS):
    return [
        cell.source
        for chapter in chapters
        for cell in code_cells(read(chapter.stem))
        if f"package:{module}" in tags(cell)
    ]


def pieces_in(markdown):
    """The file and the piece of each thing that an output of `show` has."""
    for said, code in SHOWN.findall(markdown):
        if place := PLACE.fullmatch(said):
            yield place[1], Piece(place[2] or "", bool(place[3]), not place[4], code)


def shown_pieces(module, chapters=CHAPTERS):
    """The pieces of a module that the chapters show."""
    return [
        piece
        for chapter in chapters
        for cell in code_cells(read(chapter.stem))
        for output in cell.outputs
        for file, piece in pieces_in(output.get("data", {}).get("text/markdown", ""))
        if file == source_of(module).relative_to(ROOT).as_posix()
    ]


def two_texts(output):
    """What an output of `show` says to a terminal, and what it says to a notebook."""
    data = output.get("data", {})
    pieces = SHOWN.findall(data.get("text/markdown", ""))
    return data.get("text/plain"), "\n\n".join(f"{p}\n\n{code}" for p, code in pieces)


def definitions(tree, around=""):
    """The name of each function and class, by way of those around it, and its node."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield around + node.name, node
            yield from definitions(node, f"{around}{node.name}.")


def first_line(node):
    return min([node.lineno, *(d.lineno for d in node.decorator_list)])


def lines_of(piece, source):
    """The first and the last line of what a piece names; None if there is no such thing."""
    node, first, last = ast.parse(source), 1, len(source.splitlines())
    if piece.name:
        named = [node for name, node in definitions(node) if name == piece.name]
        if len(named) != 1:
            return None
        (node,) = named
        first, last = first_line(node), node.end_lineno
    if piece.head:
        inside = [first_line(inner) for _, inner in definitions(node)]
        last = min(inside, default=last + 1) - 1
        while not source.splitlines()[last - 1].strip():
            last -= 1
    return first, last


def without_docstring(code):
    """What is shown of a function or class if its docstring is left out."""
    (definition,) = ast.parse(code).body
    lines = code.splitlines()
    if ast.get_docstring(definition) is not None:
        text = definition.body[0]
        del lines[text.lineno - 1 : text.end_lineno]
    return "\n".join(lines)


def weave_problems(source, cells, pieces=()):
    """What keeps typed cells and shown pieces from being the source, each line once."""
    lines = source.splitlines()
    shown = [0] * len(lines)
    problems = []
    for piece in pieces:
        place = lines_of(piece, source)
        if place is None:
            problems.append(f"the file does not define it once: {piece.name}")
            continue
        first, last = place
        code = textwrap.dedent("\n".join(lines[first - 1 : last])).rstrip()
        if piece.code != (code if piece.whole else without_docstring(code)):
            problems.append(f"other lines are stored than the file has: {piece.name}")
        if piece.whole:
            for line in range(first - 1, last):
                shown[line] += 1
    for cell in cells:
        block = cell.splitlines()
        places = [
            start
            for start in range(len(lines) - len(block) + 1)
            if lines[start : start + len(block)] == block
        ]
        if len(places) != 1:
            problems.append(f"found in {len(places)} places of the source:\n{cell}")
        for start in places:
            for line in range(start, start + len(block)):
                shown[line] += 1
    for number, (line, times) in enumerate(zip(lines, shown, strict=True), start=1):
        if line.strip() and times != 1:
            problems.append(f"line {number} is shown {times} times: {line}")
    return problems
