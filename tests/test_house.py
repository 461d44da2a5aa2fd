"""The tests have the rooms of the project; what they share stands apart from them."""

import ast
import contextlib
import io
import re
import tomllib
import warnings
from collections import Counter
from pathlib import Path

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


def misplaced(tests):
    """Tests among the helpers, and tests with the name of another; paths from `tests`."""
    found = [path for path in tests if path.name.startswith("test_")]
    yield from (f"among the helpers: {p.name}" for p in found if "helpers" in p.parts)
    counted = Counter(path.name for path in found)
    yield from (f"{n} have the name {name}" for name, n in counted.items() if n > 1)


def test_helpers_hold_no_tests_and_every_test_has_a_name_of_its_own():
    assert list(misplaced(p.relative_to(ROOT / "tests") for p in FILES)) == []


def test_a_test_among_the_helpers_and_a_name_that_two_have_are_found():
    names = ["book/test_a.py", "page/test_a.py", "helpers/deep/test_b.py", "helpers/c.py"]
    found = list(misplaced(map(Path, names)))
    assert found == ["among the helpers: test_b.py", "2 have the name test_a.py"]


@pytest.mark.parametrize("kind", [DeprecationWarning, ResourceWarning, UserWarning])
def test_a_warning_is_an_error(kind):
    with pytest.raises(kind, match="old"):
        warnings.warn("old", kind, stacklevel=1)


# One version, and what stands in README


CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
CITATION = (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def version_problems(project, citation, changes):
    """How the texts of three files disagree about the version, and two about its date."""
    cited = yaml.safe_load(citation)
    latest = re.search(r"^## (\S+) \((\S+)\)$", changes, flags=re.M)
    changed, released = latest.groups()
    version = tomllib.loads(project)["project"]["version"]
    for place, found in {"CITATION.cff": cited["version"], "CHANGELOG.md": changed}.items():
        if found != version:
            yield f"pyproject.toml has version {version}, and {place} has {found}"
    if cited["date-released"] != released:
        yield f"two dates: {cited['date-released']} and {released}"


def test_there_is_one_version_and_one_date():
    assert list(version_problems(PROJECT, CITATION, CHANGES)) == []


def test_another_version_and_another_date_are_found():
    project = '[project]\nversion = "1.2"'
    found = version_problems(
        project, 'version: "1.1"\ndate-released: "2020-01-01"', CHANGES
    )
    cited, changed, dates = found
    assert cited == "pyproject.toml has version 1.2, and CITATION.cff has 1.1"
    assert changed.startswith("pyproject.toml has version 1.2, and CHANGELOG.md has ")
    assert dates.startswith("two dates: 2020-01-01 and ")


def journal_problems(changes, version):
    if f"A journal has version {version}." not in changes:
        yield f"CHANGELOG.md does not say that a journal has version {version}"


def test_the_last_change_of_the_journal_is_told():
    assert list(journal_problems(CHANGES, FORMAT["version"])) == []


def test_a_change_of_the_journal_that_is_not_told_is_found():
    (problem,) = journal_problems(CHANGES, FORMAT["version"] + 1)
    assert "does not say" in problem


def search_problems(readme):
    """What is wrong with the search that README shows: it is run."""
    (code,) = re.findall(r"^```python\n(.*?)^```$", readme, flags=re.M | re.S)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code, {})
    found = ast.literal_eval(said.getvalue())
    if "# x is about 0.3, n is 0" not in code:
        yield "it does not say what it finds"
    if found != {"x": pytest.approx(0.3, abs=0.01), "n": 0}:
        yield f"it finds {found}"
    if (n := len([line for line in code.splitlines() if line.strip()])) > 6:
        yield f"it has {n} lines"


def test_the_search_in_readme_runs_in_six_lines_and_finds_what_it_says():
    assert list(search_problems(README)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("x is about 0.3", "x is about 0.4", "it does not say what it finds"),
        ("- 0.3)", "- 0.4)", "it finds {'x': 0.4"),
        ("```python\n", "```python\nimport json\nimport math\n", "it has 7 lines"),
    ],
)
def test_a_search_that_does_not_do_what_readme_says_is_found(old, new, said):
    assert old in README
    (problem,) = search_problems(README.replace(old, new))
    assert problem.startswith(said)


def room_problems(readme, rooms):
    """Rooms of the project without a line in README, and lines without a room."""
    section = readme.partition("## Where things are")[2].partition("\n[CONTR")[0]
    named = Counter(re.findall(r"^    (\w+)/ ", section, flags=re.M))
    yield from (f"no line: {name}" for name in sorted(rooms - named.keys()))
    yield from (f"no room: {name}" for name in sorted(named.keys() - rooms))
    yield from (f"{n} lines: {name}" for name, n in named.items() if n > 1)


def test_every_room_has_a_line_in_readme():
    made = {"build", "release", "untitled_project"}  # by a command, and never committed
    rooms = {p.name for p in ROOT.iterdir() if p.is_dir() and p.name[0] not in "._"} - made
    rooms = {name for name in rooms if not name.endswith("egg-info")}
    assert list(room_problems(README, rooms)) == []


def test_a_room_without_a_line_and_a_line_without_a_room_are_found():
    readme = "## Where things are\n\n    a/  one\n    b/  two\n    a/  again\n\n[CONTR"
    found = list(room_problems(readme, {"a", "c"}))
    assert found == ["no line: c", "no room: b", "2 lines: a"]
