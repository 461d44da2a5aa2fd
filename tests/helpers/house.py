"""The modules of the package: their floors, and what each of them imports."""

import ast
import re

from notebooks import ROOT

PACKAGE = ROOT / "minituner"
MODULES = sorted(PACKAGE.rglob("*.py"))
LINE = re.compile(r"    ([* ]) (\S+) +(\S.*)")


def floors_in(docstring):
    """The floors that a docstring lists, each a dictionary: module -> has it a star?

    A floor is a block of lines between empty ones; a module is named by its dotted path
    below minituner, and `oracles` is that package's own list of names.
    """
    blocks = [block.splitlines() for block in docstring.split("\n\n")]
    found = [[LINE.fullmatch(line) for line in block] for block in blocks]
    return [{m[2]: m[1] == "*" for m in floor} for floor in found if all(floor) and floor]


def floors():
    source = (PACKAGE / "__init__.py").read_text(encoding="utf-8")
    return floors_in(ast.get_docstring(ast.parse(source)))


def name_of(path):
    """The dotted path below minituner; a package's __init__ has the package's name."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts) or "__init__"


def imports_of_ours(source):
    """The modules of minituner that a source imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "an import from . hides what it imports"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = {name for name in inner if is_module(name)}
            found |= modules or {node.module}
    ours = {name for name in found if name.partition(".")[0] == "minituner"}
    return {name.partition(".")[2] or "__init__" for name in ours}


def is_module(name):
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()
