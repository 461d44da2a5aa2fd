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
BUDGET = 21_840
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


def over_budget(sources, budget):
    """How large each module is, if together they are too large; bridges are free."""
    free = BRIDGES | {"show"}
    sizes = {name: tokens(text) for name, text in sources.items() if name not in free}
    return sizes if sum(sizes.values()) > budget else {}


def test_the_package_is_within_its_budget():
    assert over_budget(SOURCES, BUDGET) == {}


def test_a_token_too_many_is_found_but_not_in_a_bridge():
    sources = {"space": "x = 1", "tuner": "y = x + 1", "show": "f(x)"}
    sources |= dict.fromkeys(BRIDGES, "f(x)")
    assert over_budget(sources, 8) == {}
    assert over_budget(sources, 7) == {"space": 3, "tuner": 5}


@pytest.mark.parametrize("name", sorted(SOURCES.keys() - NUMERIC))
def test_no_statement_is_too_much_at_once(name):
    assert statements_over(LARGEST, SOURCES[name]) == []


def test_the_numeric_files_are_there():
    assert SOURCES.keys() >= NUMERIC


# The floors


def not_from_below(name, source):
    """What a module imports from its own floor or from a higher one."""
    roof = len(FLOORS)  # there is the list of public names
    floor = FLOOR_OF.get(name, roof)
    return {each for each in imports_of_ours(source) if FLOOR_OF.get(each, roof) >= floor}


@pytest.mark.parametrize("name", SOURCES)
def test_a_module_imports_only_from_lower_floors(name):
    assert not_from_below(name, SOURCES[name]) == set()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from minituner.tuner import Tuner", {"tuner"}),
        ("def f():\n    from minituner import space, dimensions", {"space"}),
        ("from minituner import Tuner", {"__init__"}),
        ("from minituner.dimensions import Int", set()),
    ],
)
def test_an_import_from_a_higher_floor_is_found(line, found):
    assert not_from_below("space", line) == found


def listing_problems(floors, names):
    """Modules without a floor, floors without their module, and modules on two floors."""
    listed = [name for floor in floors for name in floor]
    names = names - {"__init__"}
    yield from (f"on no floor: {name}" for name in sorted(names - set(listed)))
    yield from (f"no such module: {name}" for name in sorted(set(listed) - names))
    yield from (f"twice: {name}" for name in sorted({*listed}) if listed.count(name) > 1)


def test_the_floors_have_every_module_and_no_other():
    assert list(listing_problems(FLOORS, SOURCES.keys())) == []


def test_a_module_that_is_listed_nowhere_or_twice_or_gone_is_found():
    floors = [{"one": True, "two": False}, {"two": False, "gone": True}]
    found = list(listing_problems(floors, {"__init__", "one", "two", "new"}))
    assert found == ["on no floor: new", "no such module: gone", "twice: two"]


def knows_bridges(sources):
    """The modules of the core that speak of the bridges."""
    core = sources.keys() - BRIDGES - {"__init__"}
    return {name for name in core if "bridges" in sources[name]}


def test_the_package_knows_nothing_of_the_bridges():
    assert knows_bridges(SOURCES) == set()
    assert FLOORS[-1].keys() == BRIDGES


def test_a_module_that_knows_a_bridge_is_found():
    line = "import minituner.bridges.kerastuner"
    names = ["tuner", "__init__", *BRIDGES]
    assert knows_bridges(dict.fromkeys(names, line)) == {"tuner"}


def imports_toys(sources):
    """Module -> what it imports of the toys and of the lines that a chapter shows."""
    found = {n: {"first_steps", "show"} & imports_of_ours(s) for n, s in sources.items()}
    return {name: toys for name, toys in found.items() if toys}


def test_the_toys_and_the_shown_lines_are_imported_by_nothing():
    assert imports_toys(SOURCES) == {}


def test_an_import_of_a_toy_is_found():
    sources = {"space": "from minituner.first_steps import MyHP", "tuner": "import json"}
    assert imports_toys(sources) == {"space": {"first_steps"}}


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


@pytest.fixture(scope="module")
def run_without_numpy():
    """The modules that can be imported where there is no NumPy."""
    names = json.dumps(list(FLOOR_OF))
    command = [sys.executable, "-c", WITHOUT_NUMPY, names]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return set(json.loads(done.stdout))


def star_problems(floors, run):
    """Stars that promise too much, and those that are missing; `run` without NumPy."""
    for name, star in (item for floor in floors for item in floor.items()):
        if star != (name in run):
            yield f"{name} needs NumPy" if star else f"{name} has no star"


def test_the_modules_with_a_star_run_without_numpy_and_no_other(run_without_numpy):
    assert list(star_problems(FLOORS, run_without_numpy)) == []
    assert {"checks", "hyperparameters"} <= run_without_numpy


def test_a_star_too_many_and_one_too_few_are_found(run_without_numpy):
    wrong = {"gaussian_process": True, "checks": False, "datasets": False, "space": True}
    found = list(star_problems([wrong], run_without_numpy))
    assert found == ["gaussian_process needs NumPy", "checks has no star"]


# The public names


def foreign(things):
    """The names of what is not ours; things: name -> what it is."""
    homes = {
        name: getattr(x, "__module__", None) or x.__name__ for name, x in things.items()
    }
    return [name for name, home in homes.items() if not home.startswith("minituner.")]


def test_each_public_name_is_that_of_its_module():
    assert "Tuner" in minituner.__all__ and set(minituner.__all__) <= set(dir(minituner))
    things = {name: getattr(minituner, name) for name in minituner.__all__}
    assert foreign(things) == []
    assert foreign(things | {"loads": json.loads, "json": json}) == ["loads", "json"]
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


def loaded_by(code, libraries):
    """Which of these libraries a new process has loaded after some code; what it said."""
    code = f"{code}\nimport sys; print(sorted({libraries} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return done.stdout.strip(), done.stderr


def test_importing_minituner_loads_none_of_the_heavy_libraries():
    heavy = HEAVY | {"tqdm", "portalocker", "tabulate"}
    assert loaded_by("import minituner", heavy) == ("[]", "")


def test_a_bayesian_search_with_a_journal_loads_none_of_them(tmp_path):
    code = (
        "import minituner\n"
        "search = minituner.BayesianOptimization(lambda hp: hp.Float('x', 0, 1), seed=1,"
        f" directory={str(tmp_path)!r}, verbose=0)\n"
        "search.search()"
    )
    assert loaded_by(code, HEAVY) == ("[]", "")


def test_a_library_that_is_loaded_along_the_way_is_found():
    assert loaded_by("import tabulate", HEAVY | {"tabulate"}) == ("['tabulate']", "")
