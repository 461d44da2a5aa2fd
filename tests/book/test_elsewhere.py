"""The notebooks run where there is no SIGKILL and no fork, and no module of POSIX alone.

No Windows is at hand here: `helpers/elsewhere` hides these things, and a workflow runs the
notebooks on the real one. What is compared is what the text around the cells speaks of.
"""

import os
import re
import subprocess
import sys

import bare
import pytest
from notebooks import CHAPTERS, ROOT, read, tags, text

HIDDEN = ROOT / "tests" / "helpers" / "elsewhere"
NEEDS_POSIX = re.compile(
    r"signal\.SIGKILL|os\.(?:fork|waitpid)\b|start_new_session|/dev/"
    r"|^\s*(?:import|from) (?:fcntl|pwd|resource|termios)\b",
    flags=re.M,
)
SOURCES = [
    *((path.stem, "\n".join(c.source for c in read(path.stem).cells)) for path in CHAPTERS),
    *(
        (path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for package in ("minituner", "demystifying")
        for path in sorted((ROOT / package).rglob("*.py"))
    ),
]


def test_nothing_names_what_windows_does_not_have():
    found = {name: NEEDS_POSIX.findall(source) for name, source in SOURCES}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "line",
    ["os.kill(1, signal.SIGKILL)", "if os.fork() == 0:", "    import resource"],
)
def test_what_windows_does_not_have_is_found(line):
    assert NEEDS_POSIX.search(f"x = 1\n{line}\n")


# The cells in which something is killed, with the outputs that the text speaks of

KILLS = {
    "09_the_tuners_loop": ["kill-runner", "kill-tail", "kill-again", "kill-compare"],
    "12_many_workers": ["pool-dies", "draft-alone-run", "own"],
}


def up_to(chapter, last):
    """A copy of a notebook that ends with a cell; without figures and measured times."""
    notebook = bare.read(ROOT / "chapters" / f"{chapter}.ipynb")
    place = [cell.id for cell in notebook.cells].index(last)
    cells = [cell for cell in notebook.cells[: place + 1] if cell.cell_type == "code"]
    notebook.cells = [cell for cell in cells if not takes_long(cell)]
    return notebook


def takes_long(cell):
    return "hide-input" in tags(cell) or cell.source.startswith("# NBVAL_IGNORE_OUTPUT")


def run(notebook, folder):
    (folder / "scratch").mkdir()
    return bare.run(sys.executable, notebook, folder, folder / "scratch", [HIDDEN, ROOT])


@pytest.mark.parametrize("chapter", KILLS)
def test_a_kill_without_sigkill_does_what_the_text_says(chapter, tmp_path):
    wrong, done = run(up_to(chapter, KILLS[chapter][-1]), tmp_path)
    assert done, wrong
    stored, found = (
        {
            cell.id: text(cell).split()
            for cell in notebook.cells
            if cell.id in KILLS[chapter]
        }
        for notebook in (read(chapter), done)
    )
    assert found == stored


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("import os; os.fork()", "'fork'"),
        ("import asyncio, resource", "No module named 'resource'"),
    ],
)
def test_what_is_hidden_is_not_there(line, said):
    command = [sys.executable, "-c", line]
    done = subprocess.run(
        command,
        env=os.environ | {"PYTHONPATH": str(HIDDEN)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and said in done.stderr
