"""The book's cells and the package's files are the same lines.

A line of the package stands in one place of the book: typed, in a cell that is tagged
with its module; or shown, in the output of a cell that calls `show`.
"""

import pytest
from notebooks import CHAPTERS, code_cells, read, tags
from weave import MODULES, NOT_TYPED, shown_lines, source_of, typed_cells, weave_problems


@pytest.mark.parametrize("module", MODULES)
def test_every_line_of_the_package_stands_in_one_cell(module):
    source = source_of(module).read_text(encoding="utf-8")
    assert weave_problems(source, typed_cells(module), shown_lines(module)) == []


def test_every_typed_cell_names_a_module():
    for chapter in CHAPTERS:
        for cell in code_cells(read(chapter.stem)):
            for tag in tags(cell):
                if tag.startswith("package:"):
                    assert tag.removeprefix("package:") in MODULES


def test_what_no_chapter_shows_is_there():
    assert all(source_of(name).exists() for name in NOT_TYPED)


SOURCE = "def double(x):\n    return 2 * x\n\n\ndef square(x):\n    return x * x\n"
DOUBLE, SQUARE = (
    "def double(x):\n    return 2 * x",
    "def square(x):\n    return x * x",
)


def test_the_cells_of_a_woven_module_are_accepted():
    assert weave_problems(SOURCE, [SQUARE, DOUBLE]) == []
    assert weave_problems(SOURCE, [], [(5, 6), (1, 2)]) == []
    assert weave_problems(SOURCE, [SQUARE], [(1, 2)]) == []


@pytest.mark.parametrize(
    ("fault", "cells", "ranges"),
    [
        ("a line changed", [DOUBLE, SQUARE.replace("x * x", "x ** 2")], []),
        ("a space changed", [DOUBLE, SQUARE + " "], []),
        ("a line missing", [DOUBLE, "def square(x):"], []),
        ("a cell missing", [DOUBLE], []),
        ("a cell doubled", [DOUBLE, SQUARE, SQUARE], []),
        ("a line doubled", [DOUBLE, SQUARE, "    return x * x"], []),
        ("a cell invented", [DOUBLE, SQUARE, "def cube(x):\n    return x**3"], []),
        ("never shown", [], [(1, 2)]),
        ("a line never shown", [], [(1, 2), (5, 5)]),
        ("shown twice", [], [(1, 6), (5, 6)]),
        ("shown and gone", [], [(1, 6), (7, 8)]),
        ("typed and shown", [DOUBLE, SQUARE], [(1, 2)]),
    ],
)
def test_a_planted_fault_is_found(fault, cells, ranges):
    assert weave_problems(SOURCE, cells, ranges) != []
