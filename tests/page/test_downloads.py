"""The book carries its project: notebooks that check their machine, a wheel, and a zip."""

import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import zipfile
from email import message_from_string
from pathlib import Path
from types import SimpleNamespace

import bare
import downloads as extension
import nbformat
import oldest
import packaging
import pytest
from notebooks import CHAPTERS, ROOT, code_cells, read
from packaging.requirements import Requirement
from pages import Links, build
from sphinx.errors import ConfigError

from demystifying import ready as check
from demystifying.exercises import exercises
from demystifying.ready import NotReadyError, missing, ready

carried = extension.tool()


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    carried.make(folder)
    return folder


@pytest.fixture(scope="session")
def unpacked(made, tmp_path_factory):
    """The folder that a reader has after unpacking the zip."""
    folder = bare.unpack(made / carried.zip_name(), tmp_path_factory.mktemp("unpacked"))
    return folder / carried.zip_name().removesuffix(".zip")


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_downloaded_notebook_is_the_chapter_between_a_check_and_exercises(chapter, made):
    taken, original = nbformat.read(made / chapter.name, as_version=4), read(chapter.stem)
    first, *others = taken.cells
    number = len(original.cells)
    assert others[:number] == original.cells  # and its outputs
    heading, *tasks = others[number:]
    assert heading.source == "## Exercises"
    checked = re.findall(r'^check\("(\w+)"', "\n".join(cell.source for cell in tasks), re.M)
    assert checked and sorted(checked) == exercises(int(chapter.stem[:2]))
    assert "ready(" in first.source and carried.wheel_name() in first.source
    nbformat.validate(taken)


def test_the_same_tree_gives_the_same_bytes(made, tmp_path):
    mask = os.umask(0o077)
    try:
        carried.make(tmp_path / "again")
    finally:
        os.umask(mask)
    files = {path.name: path.read_bytes() for path in made.iterdir()}
    assert {p.name: p.read_bytes() for p in (tmp_path / "again").iterdir()} == files


def test_the_checksums_are_those_of_all_files(made):
    assert wrong_sums(made) == {}


def wrong_sums(folder):
    """Files whose checksum is another than SHA256SUMS says, or missing there or here."""
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    said = dict(reversed(line.split("  ")) for line in lines)
    paths = [path for path in folder.iterdir() if path.name != "SHA256SUMS"]
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    return dict(said.items() ^ found.items())


def test_a_checksum_that_is_wrong_or_missing_is_found(tmp_path):
    for name in ("good", "bad", "new"):
        (tmp_path / name).write_text(name)
    names = {"good": b"good", "bad": b"good", "gone": b"gone"}
    sums = [f"{hashlib.sha256(b).hexdigest()}  {name}\n" for name, b in names.items()]
    (tmp_path / "SHA256SUMS").write_text("".join(sums))
    assert wrong_sums(tmp_path).keys() == {"bad", "new", "gone"}


def in_wheel(folder, ending):
    with zipfile.ZipFile(folder / carried.wheel_name()) as wheel:
        return {
            name: wheel.read(name) for name in wheel.namelist() if name.endswith(ending)
        }


def left_out(names):
    """The modules of our packages that are not among the names of a wheel's files."""
    paths = [
        path for package in carried.PACKAGES for path in (ROOT / package).rglob("*.py")
    ]
    return {path.relative_to(ROOT).as_posix() for path in paths} - set(names)


def test_the_wheel_has_every_module(made):
    assert left_out(in_wheel(made, ".py")) == set()


def test_a_module_that_a_wheel_lacks_is_found_though_another_has_its_name(made):
    gone = "minituner/oracles/__init__.py"
    assert left_out(in_wheel(made, ".py").keys() - {gone}) == {gone}


def requirements_in(file):
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    lines = [line.partition(" #")[0].strip() for line in lines]
    return {str(Requirement(line)) for line in lines if line and line[0] not in "#-"}


def asked_otherwise(metadata):
    """What a wheel asks for and the lists do not, and the other way round."""
    lines = message_from_string(metadata).get_all("Requires-Dist")
    wanted = list(map(Requirement, lines))
    extra = {r for r in wanted if r.marker and "extra" in str(r.marker)}
    own = {str(r) for r in wanted if r not in extra}
    named = {f"{r.name}{r.specifier}" for r in extra}
    return (own ^ requirements_in("minituner/requirements.txt")) | (
        named ^ requirements_in("chapters/requirements.txt")
    )


@pytest.fixture(scope="module")
def asked(made):
    (text,) = in_wheel(made, "/METADATA").values()
    return text.decode()


def test_the_wheel_asks_for_what_the_lists_say(asked):
    assert asked_otherwise(asked) == set()


@pytest.mark.parametrize("name", ["numpy", "pandas"])
def test_a_requirement_that_a_wheel_lacks_or_changes_is_found(asked, name):
    (line,) = re.findall(rf"^Requires-Dist: {name}\b.*\n", asked, flags=re.M)
    (listed,) = asked_otherwise(asked.replace(line, ""))
    assert Requirement(listed).name == name
    changed = line.replace(">=", ">=9")
    assert {Requirement(r).name for r in asked_otherwise(asked.replace(line, changed))} == {
        name
    }


# What a chapter needs


def behind(names):
    """These distributions and all that they bring along."""
    found, more = set(), set(names)
    while more:
        name = more.pop()
        found.add(canonical(name))
        try:
            wanted = map(Requirement, importlib.metadata.requires(name) or [])
        except importlib.metadata.PackageNotFoundError:
            continue  # of another system
        more |= {r.name for r in wanted if not r.marker or r.marker.evaluate({"extra": ""})}
        more = {name for name in more if canonical(name) not in found}
    return found


def canonical(name):
    return name.lower().replace("_", "-")


def strangers(source, brought):
    """The modules in a source that nothing brings along."""
    ours = {*carried.PACKAGES, *(path.stem for path in (ROOT / "tools").glob("*.py"))}
    foreign = carried.imported(source) - set(sys.stdlib_module_names) - ours
    return {
        module
        for module in foreign
        if not {*map(canonical, carried.DISTRIBUTIONS.get(module, []))} & brought
    }


@pytest.fixture(scope="module")
def brought():
    return behind(carried.listed() | {"numpy", "scipy", "tabulate", "tqdm", "portalocker"})


def test_no_chapter_imports_what_nothing_brings_along(brought):
    sources = ["\n\n".join(c.source for c in code_cells(read(p.stem))) for p in CHAPTERS]
    assert [s for source in sources for s in strangers(source, brought)] == []


def test_an_import_that_nothing_brings_along_is_found(brought):
    assert strangers("import numpy, sphinx", brought) == {"sphinx"}


@pytest.mark.parametrize(
    ("source", "names", "project"),
    [
        ("import json", [], False),
        ("from sklearn.linear_model import Lasso", ["scikit-learn"], False),
        ("import keras", ["jax", "keras"], False),
        ("def f():\n    import keras_tuner", ["jax", "keras", "keras-tuner", "six"], False),
        ("%matplotlib inline\nimport pandas", ["pandas"], False),
    ],
)
def test_what_a_chapter_needs_is_read_from_its_imports(source, names, project):
    assert carried.needs([source]) == (names, project)


def test_the_museum_needs_the_project_and_what_its_tests_import():
    names, project = carried.needs(["import museum"])
    assert project and {"pytest", "hypothesis"} <= set(names)


# The check


def first_cell(made, chapter):
    """Run the first cell of a downloaded notebook."""
    notebook = bare.read(made / f"{chapter}.ipynb")
    exec(notebook.cells[0].source, {})


def test_the_first_cell_says_that_all_is_here(made, capsys, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    first_cell(made, "01_the_mysterious_hp")
    assert "Everything is here: Python" in capsys.readouterr().out


def test_without_the_package_the_first_cell_says_in_a_sentence_what_to_do(
    made, monkeypatch
):
    monkeypatch.setitem(sys.modules, "demystifying.ready", None)
    with pytest.raises(ModuleNotFoundError) as error:
        first_cell(made, "01_the_mysterious_hp")
    said = str(error.value)
    assert f'%pip install "{carried.wheel_name()}[chapters]"' in said
    assert said.count(". ") == 0 and said.endswith("restart the kernel.")


def metadata(*wanted, python=">=3.11"):
    lines = [f"Requires-Python: {python}", *(f"Requires-Dist: {line}" for line in wanted)]
    return message_from_string("\n".join(lines))


CHAPTERS_ONLY = '; extra == "chapters"'


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("numpy>=2.0", None),
        ("nowhere-to-be-found>=1.5", 'is missing: run  python -m pip install "nowhere'),
        ("numpy>=99", "and has to be >=99"),
        (f"nowhere-to-be-found{CHAPTERS_ONLY}", "is missing"),
        ('nowhere-to-be-found; extra == "other"', None),
        ('nowhere-to-be-found; sys_platform == "amiga"', None),
    ],
)
def test_a_planted_lack_gets_a_line(wanted, expected):
    found = missing(metadata=metadata(wanted))
    assert len(found) == (expected is not None)
    assert expected is None or expected in found[0]


def test_two_lacks_and_an_old_python_get_a_line_each():
    found = missing(metadata=metadata("nowhere>=1", "numpy>=99", python=">=99"))
    assert [line.split()[0] for line in found] == ["Python", "nowhere", "numpy"]


@pytest.mark.parametrize(
    ("system", "machine", "expected"),
    [
        ("Darwin", "x86_64", "a Mac with an Intel processor"),
        ("Windows", "ARM64", "Windows on ARM"),
        ("Linux", "x86_64", "python -m pip install"),
    ],
)
def test_where_jax_has_no_wheel_the_line_says_so(system, machine, expected, monkeypatch):
    monkeypatch.setattr(check.platform, "system", lambda: system)
    monkeypatch.setattr(check.platform, "machine", lambda: machine)
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    (line,) = missing(metadata=metadata("jax>=99"))
    assert expected in line


@pytest.mark.parametrize(
    ("backend", "expected"),
    [("jax", None), ("theano", "expected one of jax"), ("torch", "torch is missing")],
)
def test_the_backend_that_a_reader_chose_has_to_be_there(backend, expected, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", backend)
    if importlib.util.find_spec(backend):
        expected = None
    found = missing(metadata=metadata("jax>=0.1"))
    assert (found == []) if expected is None else (expected in found[0])


def test_a_chapter_that_needs_the_project_says_so_where_it_is_not(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotReadyError, match="take the zip"):
        ready(project="tools/museum.py")
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "museum.py").touch()
    ready(project="tools/museum.py")


@pytest.mark.parametrize(
    ("status", "said", "expected"),
    [
        (0, "", None),
        (1, "Traceback\nImportError: no such symbol", "no such symbol): show this line"),
        (1, "ImportError: DLL load failed while importing _jax", "Visual C++"),
    ],
)
def test_what_is_installed_and_does_not_start_gets_a_line(
    status, said, expected, monkeypatch
):
    done = SimpleNamespace(returncode=status, stderr=said)
    monkeypatch.setattr(check.subprocess, "run", lambda *_, **__: done)
    monkeypatch.setattr(check.platform, "system", lambda: "Windows")
    found = check.does_not_start()
    assert (found == []) if expected is None else (expected in found[0])


def test_the_check_finds_this_environment_ready(monkeypatch, capsys):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    assert check.main() == 0
    assert "Ready: Python" in capsys.readouterr().out


def test_before_anything_is_installed_the_check_lists_it_all(unpacked, tmp_path):
    # Python alone, and what pip would bring along
    shutil.copytree(Path(packaging.__file__).parent, tmp_path / "packaging")
    command = [sys.executable, "-S", str(unpacked / "check_setup.py")]
    done = subprocess.run(
        command, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("* ")]
    wanted = requirements_in("minituner/requirements.txt")
    wanted |= requirements_in("chapters/requirements.txt")
    assert len(lines) == len(wanted) + 1
    last = done.stdout.splitlines()[-1]
    assert last.startswith("All at once:") and f"{carried.wheel_name()}[chapters]" in last


# The pages


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """The pages of a book of two, with this extension and an address."""
    folder, address = tmp_path_factory.mktemp("public"), "https://someone.github.io/book/"
    extensions = (ROOT / "page" / "extensions").as_posix()
    (folder / "chapters").mkdir()
    name = CHAPTERS[0].name
    (folder / "chapters" / name).write_bytes(CHAPTERS[0].read_bytes())
    (folder / "get_it.md").write_bytes((ROOT / "get_it.md").read_bytes())
    (folder / "_toc.yml").write_text(
        f"format: jb-book\nroot: get_it\nchapters:\n  - file: chapters/{name[:-6]}\n"
    )
    (folder / "_config.yml").write_text(
        f'execute: {{execute_notebooks: "off"}}\nsphinx:\n'
        f"  local_extensions: {{downloads: '{extensions}'}}\n"
        f'  config: {{public_address: "{address}", suppress_warnings: [myst.xref_missing]}}\n'
    )
    status, said = build(folder, folder)
    assert status == 0, said
    return folder / "_build" / "html"


def outgoing(path):
    return {address for _, address in Links(path).addresses}


FILES = carried.zip_name(), carried.wheel_name()


def test_each_page_leads_to_notebook_zip_and_wheel(public):
    chapter = public / "chapters" / CHAPTERS[0].with_suffix(".html").name
    for name in (CHAPTERS[0].name, *FILES):
        assert f"../project/{name}" in outgoing(chapter)
        assert (public / "project" / name).is_file()
    for name in (*FILES, "SHA256SUMS"):
        assert f"project/{name}" in outgoing(public / "get_it.html")
    assert "../get_it.html" in outgoing(chapter)


@pytest.mark.parametrize("address", ["", "https://someone.github.io/book"])
def test_the_page_speaks_of_colab_s_button_only_where_it_is(address):
    source = [(ROOT / "get_it.md").read_text(encoding="utf-8")]
    extension.fill_in(app(address), "get_it", source)
    assert ("Take the button" in source[0]) == bool(address)
    assert ("Upload notebook" in source[0]) != bool(address)
    assert "{{" not in source[0] and "<!-- p" not in source[0]


def app(address):
    return SimpleNamespace(config=SimpleNamespace(public_address=address))


def test_with_an_address_chapters_start_in_colab_and_binder(public):
    name = CHAPTERS[0].name
    found = outgoing(public / "chapters" / f"{name[:-6]}.html")
    colab, binder = (
        "https://colab.research.google.com/github/",
        "https://mybinder.org/v2/gh/",
    )
    assert f"{colab}someone/book/blob/main/chapters/{name}" in found
    assert f"{binder}someone/book/main?urlpath=lab/tree/chapters/{name}" in found
    assert "https://github.com/someone/book" in found
    wheel = f"https://someone.github.io/book/project/{carried.wheel_name()}"
    assert wheel in (public / "get_it.html").read_text(encoding="utf-8")
    assert wheel in bare.read(public / "project" / name).cells[0].source


def test_the_table_has_a_row_for_each_chapter(public):
    text = (public / "get_it.html").read_text(encoding="utf-8")
    rows = re.findall(r"<tr.*?</tr>", text, flags=re.S)
    assert len(rows) == len(CHAPTERS) + 1


@pytest.mark.parametrize(
    ("public", "site", "repository"),
    [
        ("", "", ""),
        ("https://a.github.io/b", "https://a.github.io/b", "https://github.com/a/b"),
        ("https://a.github.io/b/", "https://a.github.io/b", "https://github.com/a/b"),
        ("https://example.org/book/", "https://example.org/book", ""),
    ],
)
def test_site_and_repository_come_from_one_setting(public, site, repository):
    assert extension.addresses(public) == (site, repository)


@pytest.mark.parametrize("public", ["github.com/a/b", "here", "ftp://example.org"])
def test_what_is_no_address_is_refused_in_words(public):
    with pytest.raises(ConfigError, match=r"public_address: expected .* got .*: mend it"):
        extension.addresses(public)


def test_the_lowest_versions_are_read_from_the_lists():
    text = "# numpy>=1\nnumpy>=2.0\nsix\nkeras-tuner>=1.4.8,<1.5 # the book quotes it\n"
    assert oldest.floors(text) == {"numpy": "2.0", "keras-tuner": "1.4.8"}
    everything = (ROOT / "chapters" / "requirements.txt").read_text(encoding="utf-8")
    assert set(oldest.floors(everything)) == carried.listed() - {"six"}


def test_the_games_of_the_zip_can_be_played_in_its_folder(unpacked, tmp_path):
    folder = shutil.copytree(unpacked, tmp_path / "unpacked")
    readme = (folder / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"\.venv/bin/python (tools/.*)", readme)
    (folder / "my_tests.py").write_text("def test_nothing():\n    assert 1 + 1 == 2\n")
    said = {}
    for command in commands:
        said[command.split()[1]] = subprocess.run(
            [sys.executable, *command.split()], cwd=folder, capture_output=True, text=True
        ).stdout
    made, checked, caught = (said[name] for name in ("make", "check", "catch"))
    assert "gaps are in build-it-yourself" in made
    assert "Still empty." in checked and "0 of 1 hold" in checked
    assert len(re.findall(r"(?m)^  .*the-lost-maximum", caught)) == 1, caught
