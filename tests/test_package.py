"""The package stays small, and its modules import only from the floors below."""

import ast
import io
import subprocess
import sys
import tokenize

import pytest
from notebooks import ROOT

MODULES = sorted((ROOT / "minituner").rglob("*.py"))
BUDGET = 1200  # lines of code: docstrings, comments and blank lines not counted
FLOORS = [
    {"space", "first_steps", "datasets"},
    {"hyperparameters"},
    {"display"},
    {"__init__"},
]
SKIPPED = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT)
SKIPPED += (tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER)


def lines_of_code(source):
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in SKIPPED:
            lines |= set(range(token.start[0], token.end[0] + 1))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, documented) and ast.get_docstring(node) is not None:
            text = node.body[0]
            lines -= set(range(text.lineno, text.end_lineno + 1))
    return len(lines)


def imports_of_ours(source):
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "minituner"
        ):
            name = node.module.partition(".")[2]
            found |= {name} if name else {alias.name for alias in node.names}
    return found


def floor_of(module):
    (floor,) = [number for number, names in enumerate(FLOORS) if module in names]
    return floor


def test_lines_of_code_are_counted_as_promised():
    source = '"""Doc."""\n\n# why\ndef f():\n    """Doc\n    doc."""\n    return [\n        1\n    ]\n'
    assert lines_of_code(source) == 4


def test_the_package_is_within_its_budget():
    assert (
        sum(lines_of_code(path.read_text(encoding="utf-8")) for path in MODULES)
        <= BUDGET
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_imports_only_from_lower_floors(path):
    for imported in imports_of_ours(path.read_text(encoding="utf-8")):
        assert floor_of(imported) < floor_of(path.stem)


def test_the_import_check_sees_an_import():
    assert imports_of_ours("from minituner.space import Int") == {"space"}
    assert imports_of_ours("from minituner import display") == {"display"}


def test_importing_minituner_loads_none_of_the_heavy_libraries():
    heavy = "{'keras', 'keras_tuner', 'sklearn', 'matplotlib', 'jax', 'pandas'}"
    code = f"import sys, minituner; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"
