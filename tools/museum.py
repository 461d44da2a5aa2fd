"""The bugs of bugs/catalogue.toml, each planted in a copy of the package and tested there.

Chapter 17 and test_bugs.py share it. `python museum.py FOLDER` is the process beside the
copy: names of tests come in, a line each time, and what became of them goes out.
"""

import contextlib
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import tomllib
from dataclasses import dataclass
from pathlib import Path

import clean

ROOT = Path(__file__).parent.parent
COPIED = ("minituner", "tests", "conftest.py", "pyproject.toml")


@dataclass(frozen=True, repr=False)
class Bug:
    """An entry of the catalogue, which says what its fields mean."""

    name: str
    source: str
    file: str
    change: str
    caught_by: tuple
    missed_by: tuple

    def planted_in(self, text):
        """The text with the bug. ValueError unless each place is there exactly once."""
        lines = text.splitlines()
        for place in filter(None, re.split(r"^@@.*\n", self.change, flags=re.M)):
            old, new = side(place, " -"), side(place, " +")
            starts = [i for i in range(len(lines)) if lines[i : i + len(old)] == old]
            if (times := len(starts)) != 1:
                where = f"{self.name}: expected once in {self.file}, got {times} times"
                raise ValueError("\n".join([f"{where}; mend the catalogue:", *old]))
            lines[starts[0] : starts[0] + len(old)] = new
        return "\n".join(lines) + "\n"

    def __repr__(self):
        return f"minituner/{self.file}\n\n{self.change}"

    def _repr_markdown_(self):
        return f"`minituner/{self.file}`\n\n```diff\n{self.change}```"


def side(place, marks):
    """The lines of a change that bear one of the marks, without it."""
    return [line[1:] for line in place.splitlines() if line[0] in marks]


def catalogue(path=ROOT / "bugs" / "catalogue.toml"):
    """Name -> Bug, in the order of the file."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: Bug(name, **entry) for name, entry in entries.items()}


class Museum:
    """A copy of the package and its tests, in a folder that `close` removes."""

    def __init__(self):
        self._place = tempfile.TemporaryDirectory(prefix="museum")
        self.folder = Path(self._place.name).resolve()
        for name in COPIED:
            if (ROOT / name).is_dir():
                left_out = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / name, self.folder / name, ignore=left_out)
            else:
                shutil.copy(ROOT / name, self.folder)
        settings = {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        settings |= {"KERAS_BACKEND": "jax", "OMP_NUM_THREADS": "1"}
        settings |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env=os.environ | settings,
            text=True,
        )

    def run(self, tests, bug=None, seconds=120):
        """Run tests of the copy, with the bug in it if there is one.

        Returns test -> the line where it failed; "" if it passed, None if this system
        cannot run it. RuntimeError if there is no verdict on one of them.
        """
        path = self.folder / "minituner" / (bug.file if bug else "__init__.py")
        text = path.read_text(encoding="utf-8")
        try:
            path.write_text(bug.planted_in(text) if bug else text, encoding="utf-8")
            said, found = self._ask(list(tests), seconds)
        finally:
            path.write_text(text, encoding="utf-8")
        if missing := set(tests) - set(found):
            raise RuntimeError(f"no verdict on {sorted(missing)}:\n{said}")
        return {test: found[test] for test in tests}

    def _ask(self, tests, seconds):
        guard = threading.Timer(seconds, self._process.kill)
        guard.start()
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(tests) + "\n")
            self._process.stdin.flush()
        answer = self._process.stdout.readline()
        guard.cancel()
        ended = f"the process that runs the tests has ended, within {seconds} s"
        return json.loads(answer) if answer else (ended, {})

    def close(self):
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
        self._place.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


# The other process


def short(nodeid):
    """A test as the catalogue names it: its file without the folder, and its name."""
    file, _, name = nodeid.partition("::")
    return f"{Path(file).name}::{name}"


class Listener:
    """A plugin of pytest that notes what becomes of each test."""

    def __init__(self):
        self.found = {}

    def pytest_runtest_logreport(self, report):
        name = short(report.nodeid)
        if report.skipped:
            self.found[name] = None
        elif report.failed:  # after it ended, perhaps: something was left open
            self.found[name] = self.found.get(name) or f"after its end ({report.when})"
        elif report.when == "call":
            self.found.setdefault(name, "")

    def pytest_exception_interact(self, node, call):
        inside = [e for e in call.excinfo.traceback if e.path.name.startswith("test_")]
        if inside:
            line = " ".join(str(inside[-1].statement).split())
            self.found[short(node.nodeid)] = line


def serve(folder):
    clean.hide_the_installed_package()
    for line in sys.stdin:
        clean.forget(folder)
        assert importlib.import_module("minituner").__file__.startswith(folder)
        files = {path.name: path for path in Path(folder, "tests").rglob("test_*.py")}
        tests = []
        for test in json.loads(line):
            file, _, name = test.partition("::")
            tests.append(f"{files.get(file, file)}::{name}")
        listener = Listener()
        _, said = clean.run(folder, *tests, plugins=[listener])
        print(json.dumps([said, listener.found]), flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
