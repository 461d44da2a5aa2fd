"""The package after each chapter is a working package, and no more than that.

For each chapter, the modules that the chapters up to it show are copied into a folder,
with no others. All of them import; the tests that the chapter makes pass, pass; and
those of the next chapter cannot be imported.
"""

import ast
import itertools
import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from house import MODULES, imports_of_ours, name_of
from notebooks import CHAPTERS, ROOT
from weave import shown_pieces, typed_cells

NUMBERS = 4, 5, 7, 8, 9, 10, 11  # those that show lines of the package
SOURCES = {name_of(path): path for path in MODULES}
LISTS = {"__init__", "oracles"}  # they hold public names, as many as there are


def chapter_of(module):
    """The last chapter that shows lines of a module; None if none does."""
    file = SOURCES[module].relative_to(ROOT / "minituner").with_suffix("").as_posix()
    showing = [
        int(chapter.stem[:2])
        for chapter in CHAPTERS
        if typed_cells(file, [chapter]) or shown_pieces(file, [chapter])
    ]
    return max(showing, default=None)


def imported(module):
    """What a module needs; a list of names stands for all that is on it."""
    found = imports_of_ours(SOURCES[module].read_text(encoding="utf-8"))
    return (found - LISTS).union(*map(imported, found & LISTS))


def modules_after(number, chapters):
    """What the chapters up to this one show; and what no chapter shows, but could run."""
    kept = {name for name, chapter in chapters.items() if chapter and chapter <= number}
    unseen = {name for name, chapter in chapters.items() if not chapter} - LISTS
    while more := {name for name in unseen - kept if imported(name) <= kept}:
        kept |= more
    return kept


def list_of_names(source, kept):
    """An __init__ without the imports of modules that are not there yet."""
    tree, there = ast.parse(source), kept | {name.partition(".")[0] for name in kept}
    tree.body = [
        node
        for node in tree.body
        if not isinstance(node, ast.ImportFrom)
        or imports_of_ours(ast.unparse(node)) <= there
    ]
    return ast.unparse(tree)


def module_mark(path):
    """The chapter that a file of tests belongs to, or None."""
    found = re.search(
        r"^pytestmark = .*?chapter\((\d+)\)",
        path.read_text(encoding="utf-8"),
        flags=re.M | re.S,
    )
    return int(found[1]) if found else None


def grows(path):
    """Whether later chapters, with another oracle each, make more of its tests pass."""
    return "@EVERY_ORACLE" in path.read_text(encoding="utf-8")


TESTS = {path: module_mark(path) for path in sorted((ROOT / "tests").rglob("test_*.py"))}


def make_folder(folder, kept):
    for name in kept:
        path = folder / SOURCES[name].relative_to(ROOT)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SOURCES[name], path)
    for name in LISTS:
        path = folder / SOURCES[name].relative_to(ROOT)
        if path.parent.exists():
            source = SOURCES[name].read_text(encoding="utf-8")
            path.write_text(list_of_names(source, kept), encoding="utf-8")
    shutil.copytree(ROOT / "tests", folder / "tests")
    for file in ("pyproject.toml", "conftest.py"):
        shutil.copy(ROOT / file, folder)


RUN = """
import contextlib, importlib, io, json, sys
import hypothesis, pytest

hypothesis.settings.register_profile("quick", max_examples=3, deadline=None)
hypothesis.settings.load_profile("quick")


def tests(folder, *arguments):
    settings = ["-o", "addopts=", "-q", "-p", "no:cacheprovider", "-p", "no:nbval"]
    settings += ["--assert=plain", "-m", "not long", "--rootdir", folder, "-c", f"{folder}/pyproject.toml"]
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        status = pytest.main([*settings, *arguments])
    return [int(status), said.getvalue()]


# where the package is installed for editing, its finder would find what is not there
sys.meta_path[:] = [f for f in sys.meta_path if "editable" not in str(f).lower()]
path, found = [place for place in sys.path if place], {}
for number, plan in json.load(sys.stdin).items():
    folder = plan["folder"]
    for name, module in list(sys.modules.items()):
        if plan["root"] in (getattr(module, "__file__", None) or ""):
            del sys.modules[name]
    sys.path[:] = [folder, *path]
    for name in plan["modules"]:
        file = importlib.import_module(name).__file__
        assert file.startswith(folder), (name, file)
    found[number] = tests(folder, "--chapter", number, *plan["own"])
    found[number] += tests(folder, "--collect-only", *plan["next"])
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """number -> status and words of its tests, and the same of the next chapter's."""
    root = tmp_path_factory.mktemp("chapters")
    chapters = {name: chapter_of(name) for name in SOURCES}
    plans = {}
    for number, following in zip(NUMBERS, (*NUMBERS[1:], None), strict=True):
        folder, kept = root / str(number), modules_after(number, chapters)
        make_folder(folder, kept)
        plans[number] = {
            "root": str(root),
            "folder": str(folder),
            "modules": [f"minituner.{name}" for name in sorted(kept)],
            "own": [
                str(folder / path.relative_to(ROOT))
                for path, mark in TESTS.items()
                if mark == number or (mark and mark < number and grows(path))
            ],
            "next": [
                str(folder / path.relative_to(ROOT))
                for path, mark in TESTS.items()
                if mark and mark == following
            ],
        }
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        input=json.dumps(plans),
        capture_output=True,
        text=True,
        env=os.environ | {"KERAS_BACKEND": "jax", "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_every_module_is_there_in_the_end():
    chapters = {name: chapter_of(name) for name in SOURCES}
    after = [modules_after(number, chapters) for number in (*NUMBERS, 99)]
    assert all(one <= other for one, other in itertools.pairwise(after))
    assert after[-1] == set(SOURCES) - LISTS


@pytest.mark.parametrize("number", NUMBERS)
def test_after_a_chapter_its_tests_pass(number, found):
    status, said, *_ = found[str(number)]
    assert status == 0, said
    least = 3 if number == 5 else 10  # there is little to test of data
    assert int(re.search(r"(\d+) passed", said)[1]) >= least


@pytest.mark.parametrize(("number", "following"), list(itertools.pairwise(NUMBERS)))
def test_before_a_chapter_its_tests_cannot_be_imported(number, following, found):
    _, _, status, said = found[str(number)]
    later = [
        path.relative_to(ROOT).as_posix()
        for path, mark in TESTS.items()
        if mark == following
    ]
    assert status == 2 and later, said
    missing = r"No module named 'minituner\.|cannot import name '\w+' from 'minituner"
    errors = said.split("ERROR collecting ")[1:]
    assert sorted(error.partition(" ")[0] for error in errors) == later
    assert all(re.search(missing, error) for error in errors)


def test_a_list_of_names_holds_those_that_are_there():
    source = '"""Doc."""\nfrom minituner import oracles\n'
    source += "from minituner.space import Int\nfrom minituner.tuner import Tuner\n"
    left = list_of_names(source, {"space"})
    assert "Int" in left and "oracles" not in left and "Tuner" not in left
    assert "oracles" in list_of_names(source, {"space", "oracles.base"})
