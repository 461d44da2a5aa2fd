"""The notebooks run where there is no SIGKILL and no fork, and no module of POSIX alone.

No Windows is at hand here: `helpers/elsewhere` hides these things, and a workflow runs the
notebooks on the real one. What is compared is what the text around the cells speaks of.
"""

import copy
import os
import re
import subprocess
import sys

import bare
import pytest
from nbformat.v4 import new_output
from notebooks import CHAPTERS, ROOT, read, tags, text

HIDDEN = ROOT / "tests" / "helpers" / "elsewhere"
SIGNALS = r"(?:SIG(?:KILL|ALRM|CHLD|HUP|USR[12]|XFSZ)|alarm|setitimer)\b"
CALLS = "fork|forkpty|getuid|killpg|mkfifo|nice|setsid|wait|waitpid"
MODULES = "fcntl|grp|pty|pwd|resource|termios"
NEEDS_POSIX = re.compile(
    rf"signal\.{SIGNALS}|from signal import [^\n]*{SIGNALS}|os\.(?:{CALLS})\b"
    r"|(?:get_context|set_start_method)\(\s*[\"']fork|start_new_session|preexec_fn|/dev/"
    rf"|^\s*import [^#\n]*\b(?:{MODULES})\b|^\s*from (?:{MODULES})\b",
    flags=re.M,
)
SOURCES = [
    *((path.stem, "\n".join(c.source for c in read(path.stem).cells)) for path in CHAPTERS),
    *(
        (path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for folder in ("minituner", "demystifying", "tools")  # of which a chapter runs one
        for path in sorted((ROOT / folder).rglob("*.py"))
    ),
]


def test_nothing_names_what_windows_does_not_have():
    found = {name: NEEDS_POSIX.findall(source) for name, source in SOURCES}
    assert {name: names for name, names in found.items() if names} == {}
    assert {"minituner/tuner.py", "tools/museum.py", CHAPTERS[-1].stem} <= found.keys()


@pytest.mark.parametrize(
    "line",
    [
        "os.kill(1, signal.SIGKILL)",
        "signal.signal(signal.SIGALRM, stop)",
        "from signal import SIGINT, SIGALRM",
        "signal.setitimer(signal.ITIMER_REAL, 1)",
        "if os.fork() == 0:",
        "done = os.wait()",
        'context = multiprocessing.get_context("fork")',
        "get_context('forkserver')",
        'multiprocessing.set_start_method( "fork")',
        "    import resource",
        "import os, resource",
        "import os, fcntl as locks",
        "    from pwd import getpwuid",
        'open("/dev/null")',
        "Popen(command, preexec_fn=limit)",
    ],
)
def test_what_windows_does_not_have_is_found(line):
    assert NEEDS_POSIX.search(f"x = 1\n{line}\n")


@pytest.mark.parametrize(
    "line",
    [
        'getattr(signal, "SIGKILL", signal.SIGTERM)',
        'multiprocessing.get_context("spawn")',
        "import os  # and no resource",
        "executor.wait()",
        "from minituner import resource_name",
    ],
)
def test_what_windows_has_is_left_alone(line):
    assert not NEEDS_POSIX.search(f"x = 1\n{line}\n")


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


# `make test-bare` runs every chapter; each run, these
QUICK, SLOW = "04_a_home_made_mygridsearch", "12_many_workers"


@pytest.mark.parametrize(
    "chapter", [path.stem for path in CHAPTERS if bare.EVERY_NOTEBOOK or path.stem == QUICK]
)
def test_a_chapter_runs_to_its_end_where_posix_is_hidden(chapter, tmp_path):
    for path in ROOT.iterdir():  # chapter 17 looks for the project around it
        if not path.name.startswith((".", "_")):
            (tmp_path / path.name).symlink_to(path)
    wrong, done = run(bare.read(ROOT / "chapters" / f"{chapter}.ipynb"), tmp_path)
    assert done, wrong


@pytest.mark.parametrize(
    "chapter", [name for name in KILLS if bare.EVERY_NOTEBOOK or name != SLOW]
)
def test_a_kill_without_sigkill_does_what_the_text_says(chapter, tmp_path):
    wrong, done = run(up_to(chapter, KILLS[chapter][-1]), tmp_path)
    assert done, wrong
    assert list(said_otherwise(chapter, done)) == []


def said_otherwise(chapter, done):
    """The cells of a kill that say something else than is stored, line ends apart."""
    stored, found = (
        {cell.id: text(cell).split() for cell in notebook.cells if "outputs" in cell}
        for notebook in (read(chapter), done)
    )
    return [cell for cell in KILLS[chapter] if found.get(cell) != stored[cell]]


@pytest.mark.parametrize("chapter", KILLS)
def test_a_cell_that_says_something_else_after_a_kill_is_found(chapter):
    first, *_, last = KILLS[chapter]
    done = copy.deepcopy(read(chapter))
    assert said_otherwise(chapter, done) == []
    cells = {cell.id: cell for cell in done.cells}
    cells[last].outputs = [new_output("stream", text="The search has lost a trial.")]
    assert said_otherwise(chapter, done) == [last]
    done.cells.remove(cells[first])
    assert said_otherwise(chapter, done) == [first, last]


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
