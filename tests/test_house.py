"""The tests have the rooms of the project; what they share stands apart from them."""

import ast
import contextlib
import io
import re
import tomllib

import pytest
import yaml
from notebooks import ROOT

from minituner.journal import FORMAT

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


# One version, and what stands in README


def versions():
    """Where the version is written -> what it is there."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    latest = re.search(r"^## (\S+) \((\S+)\)$", CHANGES, flags=re.M)
    return {
        "pyproject.toml": project["project"]["version"],
        "CITATION.cff": citation["version"],
        "CHANGELOG.md": latest[1],
    }, {citation["date-released"], latest[2]}


CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_there_is_one_version_and_one_date():
    found, dates = versions()
    assert len(set(found.values())) == 1, found
    assert len(dates) == 1


def test_the_last_change_of_the_journal_is_told():
    assert f"A journal has version {FORMAT['version']}." in CHANGES


def test_the_search_in_readme_runs_in_six_lines_and_finds_what_it_says():
    (code,) = re.findall(r"^```python\n(.*?)^```$", README, flags=re.M | re.S)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code, {})
    found = ast.literal_eval(said.getvalue())
    assert "# x is about 0.3, n is 0" in code
    assert found == {"x": pytest.approx(0.3, abs=0.01), "n": 0}
    assert len([line for line in code.splitlines() if line.strip()]) <= 6


def test_every_room_has_a_line_in_readme():
    section = README.partition("## Where things are")[2].partition("\n[CONTR")[0]
    named = re.findall(r"^    (\w+)/ ", section, flags=re.M)
    made = {"build", "release", "untitled_project"}  # by a command, and never committed
    rooms = {p.name for p in ROOT.iterdir() if p.is_dir() and p.name[0] not in "._"} - made
    assert set(named) == {name for name in rooms if not name.endswith("egg-info")}
    assert len(named) == len(set(named))
