"""The tests have the rooms of the project; what they share stands apart from them."""

import ast

import pytest
from notebooks import ROOT

FILES = sorted((ROOT / "tests").rglob("*.py"))
HELPERS = ROOT / "tests" / "helpers"


def imported_tests(source):
    """The files of tests that a source imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or ""} | {alias.name for alias in node.names}
    names = {part for name in found for part in name.split(".")}
    return {name for name in names if name.startswith("test_")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_test_imports_another(path):
    assert imported_tests(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from test_space import spaces", {"test_space"}),
        ("import json, test_space", {"test_space"}),
        ("def f():\n    from tests.package.test_space import spaces", {"test_space"}),
        ("from tests.package import test_space as other", {"test_space"}),
        ("from strategies import spaces", set()),
    ],
)
def test_an_import_of_a_test_is_found(line, found):
    assert imported_tests(line) == found


def test_helpers_hold_no_tests_and_every_test_has_a_name_of_its_own():
    assert not list(HELPERS.rglob("test_*.py"))
    names = [path.name for path in FILES if path.name.startswith("test_")]
    assert len(set(names)) == len(names)  # the museum finds a test by it
