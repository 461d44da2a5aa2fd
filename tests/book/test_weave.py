"""The book's cells and the package's files are the same lines.

A line of the package stands in one place of the book: typed, in a cell that is tagged
with its module; or shown, in the stored output of a cell that calls `show`, which says
the name of what it shows. Here the file is asked where that name's lines are.
"""

import copy
import importlib
import inspect
import re
from itertools import pairwise

import pytest
from minutes import parts
from nbformat.v4 import new_code_cell, new_notebook, new_output
from notebooks import CHAPTERS, code_cells, read, tags
from weave import (
    MODULES,
    NOT_TYPED,
    Piece,
    pieces_in,
    shown_pieces,
    source_of,
    two_texts,
    typed_cells,
    weave_problems,
)

from minituner.show import show


@pytest.mark.parametrize("module", MODULES)
def test_every_line_of_the_package_stands_in_one_cell(module):
    source = source_of(module).read_text(encoding="utf-8")
    assert weave_problems(source, typed_cells(module), shown_pieces(module)) == []


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def notebook(request):
    return read(request.param.stem)


def unknown_modules(notebook):
    """What typed cells name that is no module of the book."""
    named = {tag for cell in code_cells(notebook) for tag in tags(cell)}
    modules = {t.removeprefix("package:") for t in named if t.startswith("package:")}
    return modules - set(MODULES)


def test_every_typed_cell_names_a_module(notebook):
    assert unknown_modules(notebook) == set()


def test_a_typed_cell_that_names_no_module_is_found():
    names = [MODULES[0], "spaces", "__init__"]
    cells = [new_code_cell("1", metadata={"tags": [f"package:{name}"]}) for name in names]
    assert unknown_modules(new_notebook(cells=cells)) == {"spaces", "__init__"}


def shown_otherwise(notebook):
    """The cells whose lines are others in a terminal."""
    for cell in code_cells(notebook):
        for output in cell.outputs:
            plain, pieces = two_texts(output)
            if pieces and plain != pieces:
                yield cell.id


def test_a_terminal_and_a_notebook_are_shown_the_same(notebook):
    assert list(shown_otherwise(notebook)) == []


def test_a_cell_whose_lines_are_others_in_a_terminal_is_found():
    markdown = "`minituner/space.py, holds`\n\n```python\nx = 1\n```"
    cells = []
    for name, said in {"same": "x = 1", "other": "x = 2"}.items():
        data = {"text/markdown": markdown}
        data["text/plain"] = f"minituner/space.py, holds\n\n{said}"
        shown = new_output("execute_result", data)
        cells.append(new_code_cell("show(holds)", id=name, outputs=[shown]))
    assert list(shown_otherwise(new_notebook(cells=cells))) == ["other"]


# What a reader of "The package, line by line" may leave out

WITH_FLOOR = [path for path in CHAPTERS if parts(read(path.stem).cells)[2]]
SAYS_WHO = re.compile(r"\b(heart|skip|skipped)\b", re.I)


def silent_folds(notebook):
    """The folds of the floor whose caption does not say who may skip them."""
    floor = parts(notebook.cells)[2]
    for caption, cell in pairwise(floor):
        says = caption.cell_type == "markdown" and SAYS_WHO.search(caption.source)
        if "hide-output" in tags(cell) and not says:
            yield cell.id


def test_chapters_7_to_13_have_a_floor():
    assert [path.stem[:2] for path in WITH_FLOOR] == [f"{n:02}" for n in range(7, 14)]


@pytest.mark.parametrize("path", WITH_FLOOR, ids=lambda path: path.stem)
def test_the_caption_of_a_fold_says_who_may_skip_it(path):
    assert list(silent_folds(read(path.stem))) == []


def test_a_fold_whose_caption_does_not_say_who_may_skip_it_is_found():
    notebook = copy.deepcopy(read(WITH_FLOOR[0].stem))
    places = {cell.id: place for place, cell in enumerate(notebook.cells)}
    silent, alone = notebook.cells[places["show-buckets"] - 1], places["show-errors"] - 1
    silent.source = "**Buckets.** Two translations, one line each."
    del notebook.cells[alone]
    assert list(silent_folds(notebook)) == ["show-errors", "show-buckets"]


def test_what_no_chapter_shows_is_there():
    assert all(source_of(name).exists() for name in NOT_TYPED)


SOURCE = '''"""Two functions, and a class."""

import math


@cache
def double(x):
    """Twice x."""
    return 2 * x


class Square:
    """Of a number."""

    side = 1

    def area(self):
        return self.side**2

    def same(self, other):
        return self.side == other.side
'''
HEAD = '"""Two functions, and a class."""\n\nimport math'
DOUBLE = '@cache\ndef double(x):\n    """Twice x."""\n    return 2 * x'
SHORT = "@cache\ndef double(x):\n    return 2 * x"
SIDE = 'class Square:\n    """Of a number."""\n\n    side = 1'
AREA = "def area(self):\n    return self.side**2"
SAME = "def same(self, other):\n    return self.side == other.side"
SQUARE = SOURCE[SOURCE.index("class Square") :].rstrip()


def piece(name, code, head=False, whole=True):
    return Piece(name, head, whole, code)


MODULE = piece("", HEAD, head=True)
IN_PIECES = [
    piece("Square", SIDE, head=True),
    piece("Square.same", SAME),
    piece("Square.area", AREA),
]


def test_the_cells_of_a_woven_module_are_accepted():
    assert weave_problems(SOURCE, [SQUARE, DOUBLE, HEAD]) == []
    assert weave_problems(SOURCE, [SQUARE], [piece("double", DOUBLE), MODULE]) == []
    assert weave_problems(SOURCE, [DOUBLE], [MODULE, *IN_PIECES]) == []
    assert weave_problems(SOURCE, [], [piece("", SOURCE.rstrip())]) == []
    again = piece("double", SHORT, whole=False)
    assert weave_problems(SOURCE, [SQUARE, DOUBLE], [MODULE, again]) == []


@pytest.mark.parametrize(
    ("fault", "cells", "pieces"),
    [
        ("a line changed", [DOUBLE, SQUARE.replace("**2", "**3")], []),
        ("a space changed", [DOUBLE, SQUARE + " "], []),
        ("a line missing", [DOUBLE, SIDE], []),
        ("a cell missing", [DOUBLE], []),
        ("a cell doubled", [DOUBLE, SQUARE, SQUARE], []),
        ("a line doubled", [DOUBLE, SQUARE, "    return 2 * x"], []),
        ("a cell invented", [DOUBLE, SQUARE, "def cube(x):\n    return x**3"], []),
        ("never shown", [SQUARE], []),
        ("a method never shown", [DOUBLE], IN_PIECES[:2]),
        ("a head never shown", [DOUBLE], IN_PIECES[1:]),
        ("shown twice", [DOUBLE], [*IN_PIECES, IN_PIECES[0]]),
        ("shown whole and in pieces", [DOUBLE], [piece("Square", SQUARE), IN_PIECES[1]]),
        ("shown and gone", [DOUBLE, SQUARE], [piece("half", DOUBLE)]),
        ("typed and shown", [DOUBLE, SQUARE], [piece("double", DOUBLE)]),
        ("only without its docstring", [SQUARE], [piece("double", SHORT, whole=False)]),
        ("shown as it was", [SQUARE], [piece("double", DOUBLE.replace("2", "3"))]),
        ("without a decorator", [SQUARE], [piece("double", DOUBLE[7:])]),
        ("a docstring as it was", [SQUARE], [piece("double", DOUBLE.replace("Tw", "tw"))]),
        (
            "shown again, and as it was",
            [SQUARE, DOUBLE],
            [piece("double", SHORT.replace("2", "3"), whole=False)],
        ),
        (
            "a head as it was",
            [DOUBLE],
            [piece("Square", SIDE.replace("1", "2"), head=True), *IN_PIECES[1:]],
        ),
    ],
)
def test_a_planted_fault_is_found(fault, cells, pieces):
    assert weave_problems(SOURCE, cells, [MODULE, *pieces]) != []


def test_a_name_that_is_defined_twice_says_nothing():
    source = "def f():\n    pass\n\n\ndef f():\n    pass\n"
    assert "once: f" in weave_problems(source, [], [piece("f", "def f():\n    pass")])[0]


def everything_in(module):
    """The functions, classes and methods that a module defines."""
    for thing in vars(module).values():
        if getattr(thing, "__module__", None) == module.__name__:
            yield thing
            if inspect.isclass(thing):
                members = inspect.getmembers_static(thing, inspect.isfunction)
                yield from (m for name, m in members if name in vars(thing))


@pytest.mark.parametrize("name", ["space", "trial", "journal", "oracles/grid"])
@pytest.mark.parametrize("docstring", [True, False])
def test_what_show_says_is_understood_whatever_the_thing_is(name, docstring):
    module = importlib.import_module(f"minituner.{name.replace('/', '.')}")
    codes = {thing: getattr(thing, "__code__", None) for thing in everything_in(module)}
    things = [t for t, c in codes.items() if c and c.co_filename == module.__file__]
    said = show(*things, docstring=docstring)._repr_markdown_()
    heads = [thing for thing in everything_in(module) if inspect.isclass(thing)]
    heads = show(module, *heads, body=False)
    found = [*pieces_in(said), *pieces_in(heads._repr_markdown_())]
    assert len(found) == len(things) + len(heads) > 3
    assert {file for file, _ in found} == {f"minituner/{name}.py"}
    source = source_of(name).read_text(encoding="utf-8")
    problems = weave_problems(source, [], [piece for _, piece in found])
    assert [problem for problem in problems if not problem.startswith("line ")] == []
