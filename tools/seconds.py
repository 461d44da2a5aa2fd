"""Measure how long the cells of the chapters take, for whoever teaches with them.

    python tools/seconds.py 1 6      runs chapters 1 and 6, and stores their slow cells
    python tools/seconds.py          runs all chapters; takes half an hour

What is measured is the processor's time, in the kernel and in the processes that it started
and that have ended, since that does not grow when other programs run. A cell that sleeps
takes longer than that, a cell that computes on several cores less.

Writes `teaching/seconds.toml`: the cells of 3 seconds or more, with machine and date. The
notebooks stay as they are.
"""

import datetime
import os
import platform
import sys
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
STORED = ROOT / "teaching" / "seconds.toml"
WORTH_STORING = 3
HEAD = """# How long slow cells compute, in seconds of one processor, if {least} or more,
# as measured by `python tools/seconds.py` on a machine with {machine}.
date = {date}

[seconds]
"""


def measure(path):
    """Run a notebook; returns {cell id: seconds} of its code cells."""
    notebook, found, before = nbformat.read(path, as_version=4), {}, {}

    def computed():
        return sum(psutil.Process(client.km.provisioner.pid).cpu_times()[:4])

    def starts(cell, cell_index):
        before[cell.id] = computed()

    def ended(cell, cell_index, execute_reply):
        found[cell.id] = computed() - before[cell.id]

    client = NotebookClient(
        notebook,
        timeout=1200,
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_execute=starts,
        on_cell_executed=ended,
    )
    client.execute()
    return found


def stored():
    """What is stored already: chapter -> the line of its cells."""
    if not STORED.exists():
        return {}
    lines = STORED.read_text(encoding="utf-8").splitlines()
    return {line.split(" = ")[0]: line for line in lines if line[:1].isdigit()}


def line_of(number, measured):
    """The line of a chapter in the file."""
    slow = {name: round(s) for name, s in measured.items() if s >= WORTH_STORING}
    cells = ", ".join(f"{name} = {seconds}" for name, seconds in slow.items())
    return f"{number:02} = {{ {cells} }}" if slow else f"{number:02} = {{}}"


def main(chapters):
    lines = stored()
    machine = f"{os.cpu_count()} cores ({platform.system()}, {platform.machine()})"
    for path in sorted((ROOT / "chapters").glob("[0-9]*.ipynb")):
        number = int(path.stem[:2])
        if chapters and number not in chapters:
            continue
        lines[f"{number:02}"] = line_of(number, measure(path))
        head = HEAD.format(least=WORTH_STORING, machine=machine, date=datetime.date.today())
        body = "\n".join(lines[key] for key in sorted(lines))
        STORED.write_text(f"{head}{body}\n", encoding="utf-8")
        print(lines[f"{number:02}"], flush=True)


if __name__ == "__main__":
    os.environ.setdefault("KERAS_BACKEND", "jax")
    main({int(argument) for argument in sys.argv[1:]})
