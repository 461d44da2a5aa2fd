"""`make lint` finds a fault wherever it looks, and codespell reads the notebooks, too.

`make coverage` fails where too few lines are run.
"""

import os
import shutil
import subprocess

import pytest
from nbformat import write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from notebooks import CHAPTERS, ROOT, read
from recipes import commands

CHECK, FORMAT, SPELL = commands("lint")


def run(command, folder, **settings):
    """Run a command in a folder that has the project's configuration."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout + done.stderr


# What ruff reads; a file of exercises is several programs, which it does not format
FORMATTED = ["minituner/a.py", "minituner/oracles/b.py", "demystifying/figures/c.py"]
FORMATTED += ["bench/d.py", "tests/helpers/e.py", "page/live/python/f.py", "tools/g.py"]
FORMATTED += ["conftest.py", "chapters/00_h.ipynb"]
READ = [*FORMATTED, "exercises/00_i.py"]
SPELLED = [*(name for name in READ if not name.endswith("ipynb")), "chapters/j.md"]
SPELLED += ["bugs/k.toml", "findings/l.sh", "README.md"]

MISSPELT = "t" + "eh"  # in two parts, as codespell reads this file, too
SOUND = 'x = 1\ny = x == "the"\n'
FAULTS = {
    "check": (CHECK, READ, SOUND.replace("==", "is"), "F632"),
    "format": (FORMAT, FORMATTED, SOUND.replace(" = ", "=", 1), "would be reformatted"),
    "spelling": (SPELL, SPELLED, SOUND.replace("the", MISSPELT), f"{MISSPELT} ==> the"),
}


def plant(folder, names, source):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".ipynb"):
            write(new_notebook(cells=[new_code_cell(source.strip())]), path)
        else:
            path.write_text(source, encoding="utf-8")


@pytest.mark.parametrize("tool", FAULTS)
def test_a_fault_is_found_wherever_lint_looks(tool, tmp_path):
    command, names, source, said = FAULTS[tool]
    plant(tmp_path, names, SOUND)
    status, told = run(command, tmp_path)
    assert status == 0, told
    plant(tmp_path, names, source)
    status, told = run(command, tmp_path)
    assert status != 0
    assert [name for name in names if name not in told] == []
    assert told.count(said) >= len(names)


# The notebooks, which codespell would read with their pictures


def misspelt(notebooks, folder):
    """What codespell says of the cells of notebooks, line by line; name -> notebook."""
    for name, notebook in notebooks.items():
        sources = (cell.source for cell in notebook.cells)
        (folder / f"{name}.md").write_text("\n\n".join(sources), encoding="utf-8")
    status, told = run(SPELL, folder)
    assert bool(status) == bool(told), told
    return told.splitlines()


def test_the_chapters_are_spelled_as_the_other_files_are(tmp_path):
    assert misspelt({path.stem: read(path.stem) for path in CHAPTERS}, tmp_path) == []


def test_a_word_that_is_misspelled_in_a_cell_is_found(tmp_path):
    text = new_markdown_cell("alhpa is misspelled on purpose")
    code = new_code_cell(f"# {MISSPELT} draw")
    (said,) = misspelt({"00_one": new_notebook(cells=[text, code])}, tmp_path)
    assert said.endswith(f"00_one.md:3: {MISSPELT} ==> the")


# Coverage


def test_a_branch_that_no_test_takes_fails_the_coverage(tmp_path):
    source = "def f(x):\n    if x:\n        return 1\n    return 0\n"
    plant(tmp_path, ["minituner/__init__.py"], source)
    test = "from minituner import f\n\n\ndef test_it():\n    assert f(1) == 1\n"
    plant(tmp_path, ["tests/test_it.py"], test)
    (command,) = commands("coverage")
    plain = "-p no:nbval -p no:cacheprovider --override-ini addopts="
    status, told = run(command, tmp_path, PYTEST_ADDOPTS=plain)
    assert "1 passed" in told and "coverage of 95% not reached" in told
    assert status != 0
