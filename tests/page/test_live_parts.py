"""What a page needs to run Python, where no browser is needed to ask: sums, wheels, names."""

import contextlib
import hashlib
import io
import json
import tempfile
import zipfile
from fnmatch import fnmatch
from types import SimpleNamespace
from urllib.parse import urlparse

import live_python
import pyodide
import pytest
import yaml
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_output
from needed import names, needed
from notebooks import CHAPTERS, ROOT, code_cells, read, tags, text
from sphinx.errors import ConfigError
from wheels import lock_entry, write_wheel

SETTINGS = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
SETTINGS = SETTINGS["sphinx"]["config"]


def is_live(page):
    return any(fnmatch(page, pattern) for pattern in SETTINGS["live_pages"])


LIVE = [path for path in CHAPTERS if is_live(f"chapters/{path.stem}")]


# Where a reader hears of it


def claim():
    """What runs in the page, in the words in which the book says it."""
    numbers = [int(path.stem[:2]) for path in LIVE]
    assert numbers == list(range(numbers[0], numbers[-1] + 1)) and is_live("exercises/01")
    return f"the code of chapters {numbers[0]} to {numbers[-1]} and of all exercises"


def unsaid(text):
    """What a page that says how the book is used does not say of running it."""
    words = " ".join(text.split())
    return {part for part in (claim(), "starts no processes") if part not in words}


@pytest.mark.parametrize("name", ["chapters/introduction.md", "get_it.md"])
def test_a_reader_hears_before_anything_else_what_runs_in_the_page(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert unsaid(text) == set()
    assert unsaid(text.replace("to 11 and", "to 10 and")) == {claim()}
    assert unsaid(text.replace("starts no processes", "is fast")) == {"starts no processes"}


def test_the_readme_says_it_too():
    assert claim() in (ROOT / "README.md").read_text(encoding="utf-8")


# Where the binary packages come from


def problems_of_place(version, place):
    """An address that has another version of Pyodide than the lock, if any."""
    if f"/v{version}/" not in place:
        yield f"{place} is not the place of {version}"


def test_the_binary_packages_are_those_of_the_pyodide_that_the_book_carries():
    listed = json.loads((ROOT / "page" / "live" / "package.json").read_text("utf-8"))
    version = listed["dependencies"]["pyodide"]
    place = SETTINGS["live_packages"]
    assert list(problems_of_place(version, place)) == []
    assert len(list(problems_of_place("314.0.4", place))) == 1


def config(**settings):
    return SimpleNamespace(live_packages="https://packages.example/v1/", **settings)


def test_a_book_without_packages_that_is_to_carry_them_is_refused_at_once(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("LIVE", "local")
    for part in live_python.PARTS:
        (tmp_path / ".venv" / "live" / part).mkdir(parents=True)
    app = SimpleNamespace(confdir=tmp_path)
    with pytest.raises(ConfigError, match=r"where they are not; run `make"):
        live_python.choose(app, config())
    (tmp_path / ".venv" / "live" / "packages").mkdir()
    live_python.choose(app, settings := config())
    assert settings.live_ready and settings.live_packages == "packages/"


def test_without_python_a_book_is_built_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setenv("LIVE", "local")
    live_python.choose(SimpleNamespace(confdir=tmp_path), settings := config())
    assert not settings.live_ready


# What a page says of its Python

with_core = pytest.mark.skipif(
    not (ROOT / ".venv" / "live" / "core").is_dir(),
    reason="PYTHON FOR THE PAGES IS NOT THERE: make .venv/live-core",
)


def about(kind, place):
    settings = SimpleNamespace(live_packages=place)
    app = SimpleNamespace(confdir=ROOT, config=settings)
    return BeautifulSoup(live_python.about_text(app, kind), "html.parser").text


@with_core
@pytest.mark.parametrize("kind", [live_python.CELLS, live_python.EXERCISES])
def test_a_page_says_how_much_comes_from_where_and_in_which_versions(kind):
    place = SETTINGS["live_packages"]
    host = urlparse(place).hostname
    said = about(kind, place)
    assert f"come from {host}, where Pyodide publishes them" in said
    assert "come from this site" in about(kind, "packages/")
    assert "Nothing that you write or do here is sent anywhere" in said
    core = ROOT / ".venv" / "live" / "core"
    lock = json.loads((core / "pyodide-lock.json").read_text("utf-8"))
    size = sum(path.stat().st_size for path in core.iterdir())
    assert f"Python is {size / 1e6:.0f} MB" in said
    for name in ("numpy", "scipy", "scikit-learn", "matplotlib"):
        assert f"{name} {lock['packages'][name]['version']}" in said
    ours = pyodide.constraints()
    for name in ("keras-tuner", "keras"):
        assert f"{name} {ours[name]}" in said
    # Which the text says in words
    newer, older = (
        [int(n) for n in version.split(".")[:2]]
        for version in (ours["scikit-learn"], lock["packages"]["scikit-learn"]["version"])
    )
    assert "scikit-learn is a version older" in said
    assert newer == [older[0], older[1] + 1]


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
