"""Which lines of the package the chapters type and show."""

import re

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
