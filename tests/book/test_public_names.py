"""The page that names all of KerasTuner names all of it, and nothing else.

And chapter 13's map points to lines that hold what it says, and its figure opens with
the keyboard and without a script.
"""

import functools
import importlib
import inspect
import os
import pkgutil
import re
from pathlib import Path

import pytest

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras_tuner
from notebooks import ROOT, code_cells, output_of, read

PAGE = ROOT / "chapters" / "kerastuner_to_minituner.md"


def public(names):
    return {name for name in names if name == "__version__" or not name.startswith("_")}


@functools.cache
def public_names():
    """path below keras_tuner -> what it is. Below `src` is the code, which is private."""
    found, packages = {}, ["keras_tuner"]
    for package in packages:
        module = importlib.import_module(package)
        inner = {name for _, name, _ in pkgutil.iter_modules(module.__path__)} - {"src"}
        packages += [f"{package}.{name}" for name in sorted(inner)]
        for name in public(vars(module)) - {"src"}:
            found[f"{package}.{name}".partition(".")[2]] = getattr(module, name)
    return found


def methods(kind):
    """What a class of KerasTuner's has to offer, by whom it comes from."""
    house = [c for c in kind.__mro__ if c.__module__.startswith("keras_tuner.")]
    return public({name for c in house for name in vars(c)})


def rows(page):
    """The cells of each row of each table, but for the heads."""
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
    return [row for row in cells if row[0] != "KerasTuner"]


def quoted(cell):
    return re.findall(r"`([^`]+)`", cell)


def resolve(root, path):
    """What `path` names, in a package or a class; AttributeError if nothing."""
    thing, package = importlib.import_module(root), root
    for name in path.split("."):
        package += f".{name}"
        if inspect.ismodule(thing) and not hasattr(thing, name):
            try:
                importlib.import_module(package)
            except ModuleNotFoundError as error:
                raise AttributeError(package) from error
        thing = getattr(thing, name)
    return thing


@functools.cache
def classes():
    """KerasTuner's public classes, by the last part of their names."""
    kinds = [thing for thing in public_names().values() if inspect.isclass(thing)]
    return {kind.__name__: kind for kind in kinds}


def owner_and_name(path):
    """The class of a method of KerasTuner's, and its name; (None, path) for the rest."""
    owner, _, name = path.rpartition(".")
    return (classes()[owner], name) if owner in classes() else (None, path)


def gone(path):
    owner, name = owner_and_name(path)
    return not hasattr(owner, name) if owner else missing("keras_tuner", path)


def missing(root, path):
    try:
        resolve(root, path)
    except AttributeError:
        return True
    return False


def problems(page):
    """What is wrong with the page: one line each."""
    found, table = [], rows(page)
    for row in table:
        if len(row) != 4 or not all(row):
            found.append(f"not four cells: {row}")
            continue
        theirs, _, chapters, ours = row
        found += [f"gone: {name}" for name in quoted(theirs) if gone(name)]
        found += [f"no such thing: {n}" for n in quoted(ours) if missing("minituner", n)]
        if not quoted(ours) and not re.match(r"none( needed)?: \w+( \S+){3}", ours):
            found.append(f"no reason: {theirs}")
        linked = re.findall(r"\[(\d+)\]\((\S+)\)", chapters)
        if not linked and (chapters, ours[:4]) != ("–", "none"):
            found.append(f"explained nowhere: {theirs}")
        for number, file in linked:
            if not (PAGE.parent / file).exists() or int(file[:2]) != int(number):
                found.append(f"no such chapter: {file}")
    named = [name for row in table for name in quoted(row[0])]
    found += [f"named twice: {name}" for name in set(named) if named.count(name) > 1]
    offered = set(map(owner_and_name, named))
    for path, thing in public_names().items():
        if path not in named:
            found.append(f"not named: {path}")
        if inspect.isclass(thing):
            for name in methods(thing):
                if not any((kind, name) in offered for kind in thing.__mro__):
                    found.append(f"not named: {path}.{name}")
    return found


def test_the_page_has_every_public_name_and_method_and_no_other():
    assert problems(PAGE.read_text(encoding="utf-8")) == []


def test_the_names_are_those_that_kerastuner_lists():
    names = set(public_names())
    assert {"Oracle", "engine.trial.TrialStatus", "errors.FatalError"} <= names
    assert len(names) > 55 and not any(name.startswith("src") for name in names)
    assert "populate_space" in methods(keras_tuner.oracles.GridSearchOracle)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("| `synchronized` |", "| `synchronised` |", "not named: synchronized"),
        ("| `synchronized` |", "| `synchronised` |", "gone: synchronised"),
        ("| `Oracle.end_trial` |", "| `Oracle.verbose` |", "not named: Oracle.end_trial"),
        ("`, `tuners.GridSearch`", "`", "not named: tuners.GridSearch"),
        ("| `GridSearch` |\n", "| `GridSearching` |\n", "no such thing: GridSearching"),
        ("| `attempt.attempt` ", "| `attempt.perform` ", "no such thing: attempt.perform"),
        ("| `Trial.summary`", "| `Trial.summarize`", "gone: Trial.summarize"),
        ("| `Trial.summary`", "| `Trial.save`", "named twice: Trial.save"),
        ("[11](11_hyperband.ipynb)", "[11](11_hyperbald.ipynb)", "no such chapter"),
        ("[11](11_hyperband.ipynb)", "[10](11_hyperband.ipynb)", "no such chapter"),
        ("none: only the tuner's own thread asks an oracle", "none: none", "no reason"),
        ("| [11](11_hyperband.ipynb) |", "| – |", "explained nowhere"),
        ("| 0 is silent |", "| |", "not four cells"),
    ],
)
def test_a_planted_fault_is_found(old, new, problem):
    page = PAGE.read_text(encoding="utf-8")
    assert old in page
    before, after = problems(page), problems(page.replace(old, new, 1))
    assert any(problem in line for line in after if line not in before), after


# Chapter 13: the map, and the figure that is stepped through

HOUSE = Path(keras_tuner.__file__).parent / "src"


def misplaced(text):
    """The lines of the map that point to something else than they say."""
    found = []
    for line in text.splitlines():
        entry = re.search(r"(\S+) +(\S+\.py) +(\d+)$", line)
        if entry:
            name, file, number = entry.groups()
            code = (HOUSE / file).read_text(encoding="utf-8").splitlines()
            start = rf"\s*(def|class) {name.rpartition('.')[2]}\b"
            if not re.match(start, code[int(number) - 1]):
                found.append(line)
    return found


def test_the_map_points_to_the_lines_that_it_names():
    text = output_of("13", "map")
    assert text.count(".py") >= 20
    assert misplaced(text) == []


def test_the_map_names_what_is_in_our_house():
    names = re.findall(r"^(\S+) .*\.py +\d+$", output_of("13", "map"), flags=re.M)
    assert len(names) >= 20
    assert [name for name in names if missing("minituner", name)] == []


def test_a_line_that_has_moved_is_found():
    text = output_of("13", "map")
    moved = re.sub(r"(\d+)$", lambda n: str(int(n[1]) + 1), text, flags=re.M)
    assert len(misplaced(moved)) == text.count(".py")


def test_the_steps_of_a_trial_are_there_in_words_with_the_keyboard_and_no_script(
    tmp_path, browser
):
    (cell,) = [cell for cell in code_cells(read("13")) if cell.id == "steps"]
    page_file = tmp_path / "steps.html"
    page_file.write_text(cell.outputs[0].data["text/html"], encoding="utf-8")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(page_file.as_uri())
    assert page.locator("figure > svg").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    steps = page.locator(".words li")
    assert steps.count() >= 20
    assert steps.first.is_visible()
    page.context.close()
