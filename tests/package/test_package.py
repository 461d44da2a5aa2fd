"""The package stays small, and its modules import only from the floors below."""

import ast
import io
import subprocess
import sys
import tokenize

import pytest
from house import MODULES, imports_of_ours, name_of

BUDGET = 1200  # lines of code: docstrings, comments and blank lines not counted
# A module by its dotted path below minituner; `oracles` is that package's own list
FLOORS = [
    {"space", "first_steps", "datasets", "gaussian_process", "executors", "display"},
    {"hyperparameters", "trial"},
    {"oracles.base", "journal"},
    {"oracles.grid"},
    {"oracles.random"},
    {"oracles.bayesian", "oracles.hyperband"},
    {"oracles", "tuner"},
    {"searches", "sklearn", "plot"},
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


def floor_of(module):
    (floor,) = [number for number, names in enumerate(FLOORS) if module in names]
    return floor


def test_lines_of_code_are_counted_as_promised():
    source = '"""Doc."""\n\n# why\ndef f():\n    """Doc\n    doc."""\n    return [\n        1\n    ]\n'
    assert lines_of_code(source) == 4


def test_the_package_is_within_its_budget():
    assert (
        sum(lines_of_code(path.read_text(encoding="utf-8")) for path in MODULES) <= BUDGET
    )


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_from_lower_floors(path):
    for imported in imports_of_ours(path.read_text(encoding="utf-8")):
        assert floor_of(imported) < floor_of(name_of(path))


def test_the_package_knows_nothing_of_the_bridges():
    for path in MODULES:
        assert "bridges" not in path.read_text(encoding="utf-8")


def test_every_name_on_a_floor_is_a_module():
    assert {name_of(path) for path in MODULES} == set.union(*FLOORS)
    assert sum(map(len, FLOORS)) == len(MODULES)


def test_the_toys_are_imported_by_nothing_but_the_list_of_public_names():
    for path in MODULES:
        if "first_steps" in imports_of_ours(path.read_text(encoding="utf-8")):
            assert name_of(path) == "__init__"


@pytest.mark.parametrize(
    ("line", "imported"),
    [
        ("from minituner.space import Int", {"space"}),
        ("from minituner import display", {"display"}),
        ("from minituner import show", {"__init__"}),
        ("import minituner", {"__init__"}),
        ("import minituner.tuner as t", {"tuner"}),
        ("from minituner.oracles.grid import configurations", {"oracles.grid"}),
        ("from minituner.oracles import grid, base", {"oracles.grid", "oracles.base"}),
        ("from minituner.oracles import Oracle", {"oracles"}),
        ("def f():\n    from minituner.tuner import Tuner", {"tuner"}),
        ("from minituner.show import show\nimport json", set()),
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
