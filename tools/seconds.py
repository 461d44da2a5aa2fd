"""Measure what the chapters cost a machine: how long their cells take, and the memory.

    python tools/seconds.py 1 6      runs chapters 1 and 6, and stores what they took
    python tools/seconds.py          runs all chapters; takes half an hour
    python tools/seconds.py --memory 1 6    leaves the seconds as they are

Of time, what is measured is the processor's, in the kernel and in the processes that it
started and that have ended, since that does not grow when other programs run. A cell that
sleeps takes longer than that, a cell that computes on several cores less. A library's
threads that wait for one another compute, too; with OMP_NUM_THREADS=1 there are none.

Of memory, it is the most that was held at one time: all that the kernel has in memory, and
what the processes that it has started have for themselves alone. What they share with the
kernel, such as the code of a library, counts once. It is looked at twenty times a second.

Writes `teaching/seconds.toml`: the cells of 3 seconds or more, and the megabytes of each
chapter, with machine and dates. The notebooks stay as they are.
"""

import contextlib
import datetime
import os
import platform
import sys
import threading
import tomllib
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
STORED = ROOT / "teaching" / "seconds.toml"
WORTH_STORING = 3
EVERY = 0.05  # seconds from one look at the memory to the next
HEAD = """# What the chapters cost, measured by `python tools/seconds.py` on a machine with
# {machine}: how long slow cells compute, in seconds of one processor,
# if {least} or more; and the most memory that each chapter held, in megabytes.
"""


class Peak(threading.Thread):
    """The most memory, in bytes, that a process and those that it starts hold at one time.

    Use it in `with`; then `bytes` has what was found. pid: of the process.
    """

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.process, self.bytes, self.over = psutil.Process(pid), 0, threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()

    def run(self):
        while not self.over.is_set():
            with contextlib.suppress(psutil.NoSuchProcess):
                self.bytes = max(self.bytes, held(self.process))
            self.over.wait(EVERY)


def held(process):
    """The bytes that a process has in memory, and what those it has started add to them."""
    total = process.memory_info().rss
    for child in process.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            total += child.memory_full_info().uss
    return total


def measure(path):
    """Run a notebook; returns {cell id: seconds} of its code cells, and its megabytes."""
    notebook, found, before = nbformat.read(path, as_version=4), {}, {}
    peaks = contextlib.ExitStack()

    def kernel():
        return client.km.provisioner.pid

    def computed():
        return sum(psutil.Process(kernel()).cpu_times()[:4])

    def begins(notebook):
        peaks.peak = peaks.enter_context(Peak(kernel()))

    def starts(cell, cell_index):
        before[cell.id] = computed()

    def ended(cell, cell_index, execute_reply):
        found[cell.id] = computed() - before[cell.id]

    client = NotebookClient(
        notebook,
        timeout=1200,
        resources={"metadata": {"path": str(path.parent)}},
        on_notebook_start=begins,
        on_cell_execute=starts,
        on_cell_executed=ended,
    )
    with peaks:
        client.execute()
    return found, peaks.peak.bytes / 1e6


def stored():
    """What is stored already: the last dates, seconds of cells, megabytes of chapters."""
    if not STORED.exists():
        return {"last": {}, "seconds": {}, "megabytes": {}}
    return tomllib.loads(STORED.read_text(encoding="utf-8"))


def slow(measured):
    """The cells that are worth storing, in whole seconds."""
    return {name: round(s) for name, s in measured.items() if s >= WORTH_STORING}


def text_of(known):
    """The text of the file; known: as `stored` returns it."""
    machine = f"{os.cpu_count()} cores ({platform.system()}, {platform.machine()})"
    lines = [HEAD.format(least=WORTH_STORING, machine=machine), "[last]"]
    lines += [f"{name} = {date}" for name, date in known["last"].items()]
    lines += ["", "[seconds]"]
    for chapter, cells in sorted(known["seconds"].items()):
        inner = ", ".join(f"{name} = {took}" for name, took in cells.items())
        lines.append(f"{chapter} = {{ {inner} }}" if inner else f"{chapter} = {{}}")
    lines += ["", "[megabytes]"]
    lines += [f"{chapter} = {most}" for chapter, most in sorted(known["megabytes"].items())]
    return "\n".join(lines) + "\n"


def main(arguments):
    chapters = {int(each) for each in arguments if each != "--memory"}
    for path in sorted((ROOT / "chapters").glob("[0-9]*.ipynb")):
        chapter = path.stem[:2]
        if chapters and int(chapter) not in chapters:
            continue
        cells, most = measure(path)
        found = {"seconds": slow(cells), "megabytes": round(most)}
        if "--memory" in arguments:
            del found["seconds"]
        known = stored()
        for kind, value in found.items():
            known[kind][chapter], known["last"][kind] = value, datetime.date.today()
        STORED.write_text(text_of(known), encoding="utf-8")
        print(f"{chapter}: {found}", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("KERAS_BACKEND", "jax")
    main(sys.argv[1:])
