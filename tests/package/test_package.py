"""The package stays small, and its modules import only from the floors below."""

import ast
import json
import subprocess
import sys

import pytest
from house import MODULES, floors, floors_in, imports_of_ours, name_of
from meter import nodes, statements_over, tokens
from notebooks import ROOT

import minituner

# Tokens, of all but what joins it to other libraries and to the book. The goal is 15,000.
# Only a fault that is mended may raise what stands here.
BUDGET = 21_450
LARGEST = 30  # nodes of the syntax tree in one statement
NUMERIC = {"gaussian_process", "oracles.bayesian"}  # where a statement is a formula
FLOORS = floors()
FLOOR_OF = {name: number for number, floor in enumerate(FLOORS) for name in floor}
SOURCES = {name_of(path): path.read_text(encoding="utf-8") for path in MODULES}
BRIDGES = {name for name in SOURCES if name.startswith("bridges")}


# The meter


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('"""Doc."""\n\n# why\nx = 1  # so\n', 3),
        ('def f():\n    """Doc\n    doc."""\n    return [\n        1,\n    ]\n', 10),
        ('def f():\n    "Doc."; "no doc"\n', 7),
        ('f(f"{a} and {b!r:>{c}}", "d" "e")', 7),
        ("x = (yield) if a.b else -c[0]", 15),
    ],
)
def test_tokens_are_counted_as_promised(source, count):
    assert tokens(source) == count


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("x = 1", 4),  # Assign, Name, Store, Constant
        ("return -x", 5),  # Return, UnaryOp, USub, Name, Load
        ("if x:\n    y = f(1, 2, 3)", 3),
        ("for x in y:\n    a\nelse:\n    b", 5),
        ("@d\ndef f(a, b=1):\n    return a", 7),
        ("class C(B):\n    x = 1", 3),
        ("try:\n    a\nexcept E as e:\n    b\nfinally:\n    c", 4),
        ("f(lambda: [x for x in y])", 14),
    ],
)
def test_nodes_are_counted_as_promised(source, count):
    statement = ast.parse(source).body[0]
    assert nodes(statement) == count
    assert statements_over(count - 1, source)[0] == (1 + source.startswith("@"), count)
    assert (1, count) not in statements_over(count, source)


def test_the_package_is_within_its_budget():
    free = BRIDGES | {"show"}
    sizes = {name: tokens(text) for name, text in SOURCES.items() if name not in free}
    assert sum(sizes.values()) <= BUDGET, sizes


@pytest.mark.parametrize("name", sorted(SOURCES.keys() - NUMERIC))
def test_no_statement_is_too_much_at_once(name):
    assert statements_over(LARGEST, SOURCES[name]) == []


def test_the_numeric_files_are_there():
    assert SOURCES.keys() >= NUMERIC


# The floors


@pytest.mark.parametrize("name", SOURCES)
def test_a_module_imports_only_from_lower_floors(name):
    floor = FLOOR_OF.get(name, len(FLOORS))  # the list of public names is on the roof
    for imported in imports_of_ours(SOURCES[name]):
        assert FLOOR_OF[imported] < floor


def test_the_floors_have_every_module_and_no_other():
    assert FLOOR_OF.keys() == SOURCES.keys() - {"__init__"}
    assert sum(map(len, FLOORS)) == len(FLOOR_OF)


def test_the_package_knows_nothing_of_the_bridges():
    for name in SOURCES.keys() - BRIDGES - {"__init__"}:
        assert "bridges" not in SOURCES[name]
    assert FLOORS[-1].keys() == BRIDGES


def test_the_toys_and_the_shown_lines_are_imported_by_nothing():
    for source in SOURCES.values():
        assert not {"first_steps", "show"} & imports_of_ours(source)


def test_floors_are_read_as_they_are_drawn():
    text = (
        "Of all.\n\n    * one      the first\n      two.a    b\n\n    * three  3\n\nEnd.\n"
    )
    assert floors_in(text) == [{"one": True, "two.a": False}, {"three": True}]


WITHOUT_NUMPY = """
import importlib, json, sys
sys.modules["numpy"] = None  # an import of it fails
found = []
for name in json.loads(sys.argv[1]):
    try:
        importlib.import_module(f"minituner.{name}")
    except ImportError:
        continue
    found.append(name)
print(json.dumps(found))
"""


def test_the_modules_with_a_star_run_without_numpy_and_no_other():
    names = json.dumps(list(FLOOR_OF))
    command = [sys.executable, "-c", WITHOUT_NUMPY, names]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    starred = [name for floor in FLOORS for name, star in floor.items() if star]
    assert json.loads(done.stdout) == starred
    assert {"checks", "hyperparameters"} <= set(starred)


# The public names


def test_each_public_name_is_that_of_its_module():
    assert "Tuner" in minituner.__all__ and set(minituner.__all__) <= set(dir(minituner))
    for name in minituner.__all__:
        thing = getattr(minituner, name)
        assert getattr(thing, "__module__", thing.__name__).startswith("minituner.")
    namespace = {}
    exec("from minituner import *", namespace)
    assert namespace["discover"] is minituner.discover


@pytest.mark.parametrize(
    "statement", ["import minituner; minituner.{}", "from minituner import {}"]
)
@pytest.mark.parametrize("name", ["Tuner", "oracles", "plot", "bridges", "Table"])
def test_a_name_is_there_as_soon_as_it_is_asked_for(statement, name):
    forgotten = {n: m for n, m in sys.modules.items() if n.partition(".")[0] == "minituner"}
    for module in forgotten:
        del sys.modules[module]
    try:
        exec(statement.format(name), {})
    finally:
        sys.modules.update(forgotten)


def test_an_unknown_name_is_refused_with_those_that_there_are():
    with pytest.raises(
        AttributeError, match=r"no 'Tunner'; .* Trial, Tuner, build_counter"
    ):
        minituner.Tunner  # noqa: B018
    with pytest.raises(ImportError, match="Tunner"):
        exec("from minituner import Tunner")
    assert not hasattr(minituner, "__wrapped__")


@pytest.mark.parametrize(
    ("line", "imported"),
    [
        ("from minituner.space import Int", {"space"}),
        ("from minituner import display", {"display"}),
        ("from minituner import Tuner", {"__init__"}),
        ("import minituner", {"__init__"}),
        ("import minituner.tuner as t", {"tuner"}),
        ("from minituner.oracles.grid import configurations", {"oracles.grid"}),
        ("from minituner.oracles import grid, base", {"oracles.grid", "oracles.base"}),
        ("from minituner.oracles import Oracle", {"oracles"}),
        ("def f():\n    from minituner.tuner import Tuner", {"tuner"}),
        ("from minituner.show import show\nimport json", {"show"}),
        ("from minitunerx import y", set()),
    ],
)
def test_the_import_check_sees_an_import(line, imported):
    assert imports_of_ours(line) == imported


HEAVY = {"keras", "keras_tuner", "sklearn", "matplotlib", "jax", "pandas", "scipy"}


def test_importing_minituner_loads_none_of_the_heavy_libraries():
    heavy = HEAVY | {"tqdm", "portalocker", "tabulate"}
    code = f"import sys, minituner; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_a_bayesian_search_with_a_journal_loads_none_of_them(tmp_path):
    code = (
        "import sys, minituner\n"
        "search = minituner.BayesianOptimization(lambda hp: hp.Float('x', 0, 1), seed=1,"
        f" directory={str(tmp_path)!r}, verbose=0)\n"
        f"search.search(); print(sorted({HEAVY} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
