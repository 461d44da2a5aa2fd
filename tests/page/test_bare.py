"""A downloaded notebook runs where nothing is installed but what its first cell asks for.

`make test` looks at first cells alone, `make test-pages` runs one quick chapter, and
`make test-bare` every one of them.
"""

import os
import subprocess

import bare
import downloads
import pytest
from notebooks import CHAPTERS

carried = downloads.tool()
ENVIRONMENT = os.environ.get("ENVIRONMENT", ".venv-bare")
QUICK = "02_the_trick_rebuilt"


@pytest.fixture(scope="module")
def python():
    found = bare.python_in(ENVIRONMENT)
    if found is None:
        pytest.skip(f"no environment to test in: make {ENVIRONMENT}/ready")
    return found


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """The unpacked zip, and the unpacked wheel that is in it."""
    made, folder = tmp_path_factory.mktemp("made"), tmp_path_factory.mktemp("taken")
    carried.make(made)
    bare.unpack(made / carried.zip_name(), folder)
    (project,) = folder.iterdir()
    wheel = project / "chapters" / carried.wheel_name()
    return project, bare.unpack(wheel, folder / "installed")


@pytest.mark.pages
@pytest.mark.parametrize(
    "chapter",
    [path.name for path in CHAPTERS if bare.EVERY_NOTEBOOK or path.stem == QUICK],
)
def test_a_notebook_runs_with_what_its_first_cell_asks_for(
    chapter, python, taken, tmp_path
):
    project, installed = taken
    notebook = bare.read(project / "chapters" / chapter)
    wrong, done = bare.run(python, notebook, project / "chapters", tmp_path, [installed])
    assert done, wrong
    assert "Everything is here" in done.cells[0].outputs[0].text


def some_cells(project, number):
    notebook = bare.read(project / "chapters" / f"{QUICK}.ipynb")
    del notebook.cells[number:]
    return notebook


def test_a_notebook_that_needs_more_is_found(python, taken, tmp_path):
    project, installed = taken
    notebook = some_cells(project, 1)
    notebook.cells += [bare.code_cell("import sphinx")]
    wrong, _ = bare.run(python, notebook, project, tmp_path, [installed])
    assert "No module named 'sphinx'" in wrong


MUSEUM = """import sys
sys.path.insert(0, "tools")
from museum import Museum, catalogue
with Museum() as museum:
    print(museum.run([sys.argv[1]], catalogue()["the-lost-maximum"]))
"""


def test_the_museum_opens_there(python, taken):
    project, installed = taken
    test = "test_space.py::test_a_float_reaches_its_maximum"
    done = subprocess.run(
        [python, "-c", MUSEUM, test],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(installed), "KERAS_BACKEND": "jax"},
        capture_output=True,
        text=True,
    )
    assert f"{{'{test}': 'assert " in done.stdout, done.stderr


def test_without_the_package_the_first_cell_stops_the_notebook(python, taken, tmp_path):
    project, _ = taken
    wrong, _ = bare.run(python, some_cells(project, 2), tmp_path, tmp_path)
    assert "restart the kernel" in wrong
