"""A downloaded notebook runs where nothing is installed but what its first cell asks for.

By itself this file runs one quick chapter; `make test-bare` runs every one of them.
"""

import os

import bare
import downloads
import pytest
from nbclient.exceptions import CellExecutionError
from notebooks import CHAPTERS

carried = downloads.tool()
ENVIRONMENT = ".venv-bare"
QUICK = "02_the_trick_rebuilt"
EVERY = bool(os.environ.get("EVERY_NOTEBOOK"))


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


@pytest.mark.parametrize(
    "chapter",
    [path.name for path in CHAPTERS if EVERY or path.stem == QUICK],
)
def test_a_notebook_runs_with_what_its_first_cell_asks_for(chapter, python, taken):
    project, installed = taken
    notebook = bare.read(project / "chapters" / chapter)
    bare.run(python, notebook, project / "chapters", [installed])
    assert "Everything is here" in notebook.cells[0].outputs[0].text


def test_a_notebook_that_needs_more_is_found(python, taken, tmp_path):
    project, installed = taken
    notebook = bare.read(project / "chapters" / f"{QUICK}.ipynb")
    del notebook.cells[2:]
    notebook.cells += [bare.code_cell("import sphinx")]
    with pytest.raises(CellExecutionError, match="sphinx"):
        bare.run(python, notebook, tmp_path, [installed])


def test_without_the_package_the_first_cell_stops_the_notebook(python, taken, tmp_path):
    project, _ = taken
    notebook = bare.read(project / "chapters" / f"{QUICK}.ipynb")
    with pytest.raises(CellExecutionError, match="restart the kernel"):
        bare.run(python, notebook, tmp_path)
    assert not any(cell.get("execution_count") for cell in notebook.cells[1:4])
