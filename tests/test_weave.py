"""The book's cells and the package's files are the same lines.

A line of the package stands in one place of the book: typed, in a cell that is tagged
with its module; or shown, in the output of a cell that calls `show`.
"""

import re

import pytest
from notebooks import CHAPTERS, ROOT, code_cells, read, tags, text

# Modules that no chapter shows: what a person sees, and the lists of public names
NOT_TYPED = {"display", "plot", "__init__", "oracles/__init__", "bridges/__init__"}
PACKAGE = ROOT / "minituner"
BRIDGES = ROOT / "bridges"  # what joins the package to other libraries is shown as well
MODULES = sorted(
    name
    for folder, home in ((PACKAGE, PACKAGE), (BRIDGES, ROOT))
    for path in folder.rglob("*.py")
    if (name := path.relative_to(home).with_suffix("").as_posix()) not in NOT_TYPED
)


def source_of(module):
    """The file of a module: `space` is one of minituner, `bridges/processes` is not."""
    home = ROOT if module.startswith("bridges/") else PACKAGE
    return home / f"{module}.py"


def typed_cells(module, chapters=CHAPTERS):
    return [
        cell.source
        for chapter in chapters
        for cell in code_cells(read(chapter.stem))
        if f"package:{module}" in tags(cell)
    ]


def shown_lines(module, chapters=CHAPTERS):
    """The ranges of lines that the chapters show, first and last line included."""
    file = re.escape(source_of(module).relative_to(ROOT).as_posix())
    place = rf"^{file} \(minituner [\d.]+\), lines (\d+)–(\d+)$"
    return [
        (int(first), int(last))
        for chapter in chapters
        for cell in code_cells(read(chapter.stem))
        for first, last in re.findall(place, text(cell), flags=re.M)
    ]


def weave_problems(source, cells, ranges=()):
    """What keeps cells and ranges of lines from being the source, each line once."""
    lines = source.splitlines()
    shown = [0] * len(lines)
    problems = []
    for first, last in ranges:
        if last > len(lines):
            problems.append(f"lines {first} to {last} are not there")
        for line in range(first - 1, min(last, len(lines))):
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
