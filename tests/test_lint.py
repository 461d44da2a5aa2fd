"""`make lint` finds a fault wherever it looks; codespell reads the notebooks here."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat import write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from notebooks import CHAPTERS, ROOT, read

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
RECIPE = re.search(r"^lint:.*\n((?:\t.+\n)+)", MAKEFILE, flags=re.M)[1].split("\n\t")
CHECK, FORMAT, SPELL = (line.replace("$(BIN)/", "").split() for line in RECIPE)


def run(command, folder):
    """Run a command of the recipe in a folder that has the project's configuration."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    tool = str(Path(sys.executable).with_name(command[0]))
    done = subprocess.run(
        [tool, *command[1:]], cwd=folder, capture_output=True, text=True, encoding="utf-8"
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
FAULTS = [
    (CHECK, READ, SOUND.replace("==", "is"), "F632"),
    (FORMAT, FORMATTED, SOUND.replace(" = ", "=", 1), "would be reformatted"),
    (SPELL, SPELLED, SOUND.replace("the", MISSPELT), f"{{name}}:2: {MISSPELT} ==> the"),
]


def plant(folder, names, source):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".ipynb"):
            write(new_notebook(cells=[new_code_cell(source.strip())]), path)
        else:
            path.write_text(source, encoding="utf-8")


@pytest.mark.parametrize(
    ("command", "names", "source", "said"), FAULTS, ids=["check", "format", "spelling"]
)
def test_a_fault_is_found_wherever_lint_looks(command, names, source, said, tmp_path):
    plant(tmp_path, names, SOUND)
    status, told = run(command, tmp_path)
    assert status == 0, told
    plant(tmp_path, names, source)
    status, told = run(command, tmp_path)
    assert status != 0
    assert [n for n in names if n not in told or said.format(name=n) not in told] == []


# The notebooks, which codespell would read with their pictures


def misspelt(notebooks, folder):
    """The lines that codespell says of the cells of notebooks: name -> notebook."""
    for name, notebook in notebooks.items():
        sources = (cell.source for cell in notebook.cells)
        (folder / f"{name}.md").write_text("\n\n".join(sources), encoding="utf-8")
    status, told = run(SPELL, folder)
    assert bool(status) == bool(told), told
    return told.splitlines()


def test_the_chapters_are_spelt_as_the_other_files_are(tmp_path):
    assert misspelt({path.stem: read(path.stem) for path in CHAPTERS}, tmp_path) == []


def test_a_word_that_is_misspelt_in_a_cell_is_found(tmp_path):
    words = "alhpa is misspelt on purpose"
    text, code = new_markdown_cell(words), new_code_cell(f"# {MISSPELT} draw")
    found = misspelt({"00_one": new_notebook(cells=[text, code])}, tmp_path)
    assert [line.removeprefix("./") for line in found] == [
        f"00_one.md:3: {MISSPELT} ==> the"
    ]
