"""What a page needs to run Python, where no browser is needed to ask: sums, wheels, names."""

import contextlib
import hashlib
import io
import tempfile
import zipfile

import pyodide
import pytest
from nbformat.v4 import new_code_cell, new_output
from needed import names, needed
from notebooks import CHAPTERS, code_cells, read, tags, text
from wheels import lock_entry, write_wheel

LIVE = [path for path in CHAPTERS if 2 <= int(path.stem[:2]) <= 11]


# Which cells run first


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["a = 1", "b = 2", "print(a)"], [0]),
        (["a = []", "a.append(1)", "b = 2", "print(a)"], [0, 1]),
        (["a = []", "b = a", "b.append(1)", "print(a)"], [0, 1, 2]),
        (["a = [1]", "a.append(2)", "a = [3]", "print(a)"], [2]),
        (["a = [1]", "a = a + [2]", "print(a)"], [0, 1]),
        (["import math", "import math\nx = 1", "print(math.pi)"], [1]),
        (["def f():\n    return g()", "def g():\n    return 1", "f()"], [0, 1]),
        (["a = []", "def f():\n    a.append(1)", "f()", "print(a)"], [0, 1, 2]),
        (["def f():\n    pass", "f.seen = 1", "print(f.seen)"], [0, 1]),
        (["n = 1", "def f(n):\n    return n", "f(2)"], [1]),
        (["class A:\n    n = 1", "A.n = 2", "print(A.n)"], [0, 1]),
        (["x = 1", "[x for x in range(3)]", "print(x)"], [0]),
        (["x = 0", "for x in range(3):\n    pass", "print(x)"], [0, 1]),
        (["a = 1", "this is no Python", "print(a)"], [0]),
        (["a = 1", "print('nothing of that')"], []),
        (["with open('x') as f:\n    pass", "print(f)"], [0]),
        (["n = 1", "def f():\n    global n\n    n = 2", "f()", "print(n)"], [0, 1, 2]),
    ],
)
def test_a_cell_needs_those_above_whose_names_it_uses_or_whose_objects(cells, expected):
    assert needed(cells, len(cells) - 1) == expected


def run_alone(codes, last):
    """What a cell prints after those that it needs, and no others."""
    names = {"__name__": "__main__"}
    for place in needed(codes, last):
        with contextlib.redirect_stdout(io.StringIO()):
            exec(codes[place], names)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(codes[last], names)
    for thing in names.values():
        if isinstance(thing, tempfile.TemporaryDirectory):
            thing.cleanup()
    return said.getvalue()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # KerasTuner calls some
@pytest.mark.parametrize("chapter", ["02", "03", "04"])
def test_a_cell_says_the_same_after_what_it_needs_alone(chapter):
    alone = said_alone(code_cells(read(chapter)))
    assert len(alone) > 10
    assert {cell: pair for cell, pair in alone.items() if len(set(pair)) > 1} == {}


def said_alone(cells):
    """Cells that only print -> what they print after what they need alone; what is stored."""
    codes = [cell.source for cell in cells]
    return {
        cell.id: (run_alone(codes, n).strip(), text(cell).strip())
        for n, cell in enumerate(cells)
        if {o.output_type for o in cell.outputs} == {"stream"}
    }


def printing(source, said):
    return new_code_cell(source, outputs=[new_output("stream", text=f"{said}\n")])


def test_a_cell_that_says_something_else_alone_is_found():
    hidden = "exec('a[0] = 5')"  # nobody can read from it that it writes
    cells = [new_code_cell("a = [1]"), new_code_cell(hidden), printing("print(a)", [5])]
    assert list(said_alone(cells).values()) == [("[1]", "[5]")]
    cells[1].source = "a[0] = 5"
    assert list(said_alone(cells).values()) == [("[5]", "[5]")]


def unlive_problems(cells):
    for cell in cells:
        why = cell.metadata.get("unlive")
        if ("unlive" in tags(cell)) != bool(why):
            yield f"{cell.id}: a tag without a reason, or a reason without a tag"
        if why and why.endswith("."):
            yield f"{cell.id}: the page adds the full stop"


@pytest.mark.parametrize("chapter", [path.stem for path in LIVE])
def test_a_cell_that_is_not_live_says_why_and_only_that_cell(chapter):
    assert list(unlive_problems(code_cells(read(chapter)))) == []


@pytest.mark.parametrize(
    ("metadata", "found"),
    [
        ({"tags": ["unlive"], "unlive": "it starts a process"}, []),
        ({"tags": ["unlive"]}, ["a tag without a reason, or a reason without a tag"]),
        ({"unlive": "it waits"}, ["a tag without a reason, or a reason without a tag"]),
        ({"tags": ["unlive"], "unlive": "it waits."}, ["the page adds the full stop"]),
    ],
)
def test_a_cell_that_is_not_live_and_does_not_say_why_is_found(metadata, found):
    cell = new_code_cell("1", id="here", metadata=metadata)
    assert list(unlive_problems([cell])) == [f"here: {problem}" for problem in found]


def missed(cells):
    """Pairs: a live cell, and a name that it uses and a cell that is not live binds."""
    found, dead = [], set()
    for source, live in cells:
        cell = names(source)
        if live:
            found += [(source, name) for name in sorted(dead & cell.used - cell.bound)]
            dead -= cell.bound
        else:
            dead |= cell.bound
    return found


def test_no_live_cell_needs_one_that_is_not():
    found = {}
    for path in LIVE:
        cells = code_cells(read(path.stem))
        pairs = [(cell.source, "unlive" not in tags(cell)) for cell in cells]
        if wrong := missed(pairs):
            found[path.stem] = wrong
    assert found == {}


def test_a_live_cell_that_needs_another_one_is_noticed():
    assert missed([("x = 1", False), ("print(x)", True)]) == [("print(x)", "x")]
    assert missed([("x = 1", False), ("x = 2\nprint(x)", True), ("x", True)]) == []


# Sums


def test_a_file_that_differs_from_the_lock_is_refused(tmp_path):
    carrier = tmp_path / "carrier.whl"
    with zipfile.ZipFile(carrier, "w") as archive:
        archive.writestr("deep/inside/good.whl", b"good")
        archive.writestr("deep/inside/bad.whl", b"another")
    entry = {"file_name": "good.whl", "sha256": hashlib.sha256(b"good").hexdigest()}
    pyodide.unpack(carrier, [entry], tmp_path / "one")
    assert (tmp_path / "one" / "good.whl").read_bytes() == b"good"
    with pytest.raises(SystemExit, match=r"bad\.whl is not the file"):
        pyodide.unpack(carrier, [entry | {"file_name": "bad.whl"}], tmp_path / "two")
    with pytest.raises(SystemExit, match=r"has no gone\.whl"):
        pyodide.unpack(carrier, [entry | {"file_name": "gone.whl"}], tmp_path / "three")


def test_each_wheel_has_the_version_of_constraints_and_a_hash():
    lines = list(pyodide.wanted_wheels())
    assert len(lines) > 10
    assert all("==" in line and "--hash=sha256:" in line for line in lines)


def test_a_closure_follows_what_is_needed():
    needs = {"a": ["b"], "b": ["c"], "c": [], "d": []}
    lock = {"packages": {name: {"depends": others} for name, others in needs.items()}}
    assert set(pyodide.closure(lock, ["a"])) == {"a", "b", "c"}


# Wheels


def test_an_entry_of_a_lock_knows_imports_and_needs(tmp_path):
    files = {"one/__init__.py": b"", "two.py": b""}
    needs = ["NumPy>=2", "six; extra == 'more'", "other; sys_platform == 'win32'"]
    entry = lock_entry(write_wheel(tmp_path, "a_thing", "1.2", files, needs))
    assert entry["name"] == "a-thing" and entry["imports"] == ["one", "two"]
    assert entry["depends"] == ["numpy"]
