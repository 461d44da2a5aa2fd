"""The bugs of bugs/catalogue.toml, each planted in a copy of the package and tested there.

Chapter 17 and test_bugs.py share it.

    python tools/museum.py matrix       runs the quick tests that the catalogue names
                                        against every bug, and writes bugs/matrix.toml
    python tools/museum.py matrix --all runs all of tests/package that takes no seconds, in
                                        an hour or so, and writes how many failed, by file:
                                        bugs/whole.toml
    python tools/museum.py catch FILE   which bugs the tests of a file catch, and a hint for
                                        each that walks free
    python tools/museum.py serve FOLDER the process beside the copy: names of tests come
                                        in, a line each time, and their verdicts go out
"""

import argparse
import ast
import contextlib
import importlib
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import threading
import tomllib
from collections import Counter
from pathlib import Path

import clean

from demystifying import planted

ROOT = Path(__file__).parent.parent
COPIED = ("minituner", "tests", "conftest.py", "pyproject.toml")


class Bug(planted.Bug):
    """An entry of the catalogue, which a notebook shows with its tests."""

    def __repr__(self):
        return f"minituner/{self.file}\n\n{self.change}"

    def _repr_markdown_(self):
        shown = f"`minituner/{self.file}`\n\n```diff\n{self.change}```"
        if not self.tests:
            return shown
        listed = "\n\n\n".join(dict.fromkeys(map(lines_of, self.tests)))
        summary = "<summary>The tests, line by line</summary>"
        return f"{shown}\n\n<details>\n{summary}\n\n```python\n{listed}\n```\n\n</details>"

    @property
    def tests(self):
        """All that are named for it, in an order that tells nothing."""
        return sorted(self.caught_by + self.missed_by)


def lines_of(test):
    """The source of a test that is named as the catalogue names it."""
    file, _, name = test.partition("::")
    (path,) = (ROOT / "tests").rglob(file)
    source = path.read_text(encoding="utf-8")
    (found,) = [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name == name.partition("[")[0]
    ]
    first = min([found.lineno, *(mark.lineno for mark in found.decorator_list)])
    return "\n".join(source.splitlines()[first - 1 : found.end_lineno])


def catalogue():
    """Name -> Bug, in the order of the file."""
    return planted.catalogue(Bug)


def named_tests(bugs):
    """Each test that the catalogue names, for whichever bug, once: catchers and decoys."""
    tests = [test for bug in bugs.values() for test in bug.caught_by + bug.missed_by]
    return sorted(set(tests))


def quick(tests):
    """Without three that take longer than all the others that the catalogue names."""
    return [test for test in tests if not re.search("killed|20_seeds", test)]


def matrix(path=ROOT / "bugs" / "matrix.toml"):
    """The tests that were run, and bug -> those that failed with it."""
    stored = tomllib.loads(path.read_text(encoding="utf-8"))
    return stored["tests"], stored["failed"]


def whole(path=ROOT / "bugs" / "whole.toml"):
    """File of tests -> how many it has; and bug -> file -> how many of them fail."""
    stored = tomllib.loads(path.read_text(encoding="utf-8"))
    return stored["tests"], stored["failed"]


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
        # this file imports the book's package, wherever that is; ours comes from the copy
        path = [self.folder, Path(planted.__file__).parents[1]]
        settings = {"PYTHONPATH": os.pathsep.join(map(str, path))}
        settings |= {"PYTHONDONTWRITEBYTECODE": "1"}
        settings |= {"KERAS_BACKEND": "jax", "OMP_NUM_THREADS": "1"}
        settings |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        self._process = subprocess.Popen(
            [sys.executable, __file__, "serve", str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env=os.environ | settings,
            text=True,
        )

    def run(self, tests, bug=None, seconds=600):
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

    def add(self, tests):
        """Put a file of tests beside the copy's; returns the names of its tests.

        tests: the text of the file. ValueError if no test is in it.
        """
        names = [
            node.name
            for node in ast.parse(tests).body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test")
        ]
        if not names:
            expected = "expected a function whose name begins with test_, got none"
            raise ValueError(f"tests: {expected}; write def test_…():")
        (self.folder / "tests" / MINE).write_text(tests, encoding="utf-8")
        return [f"{MINE}::{name}" for name in names]

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


# A reader's own tests

MINE = "test_mine.py"


def catch(*tests, bugs=None, seconds=60):
    """Run a reader's tests on the package, where they must pass, and on each bug.

    tests: functions whose source can be read, as in a notebook, with the imports that
    they need inside; or one string, the text of a file. bugs: names; all by default.
    seconds: for each bug; a test that takes longer has caught it.
    ValueError if a test fails where there is no bug: it asks for what was never promised.
    """
    if len(tests) == 1 and isinstance(tests[0], str):
        text = tests[0]
    else:
        text = "\n\n".join(textwrap.dedent(inspect.getsource(test)) for test in tests)
    known = catalogue()
    chosen = {name: known[name] for name in (bugs or known)}
    caught = {}
    museum = Museum()
    try:
        names = museum.add(text)
        for test, line in museum.run(names).items():
            if line:
                raise planted.refused(test, line)
        for name, bug in chosen.items():
            try:
                found = museum.run(names, bug, seconds)
            except RuntimeError:  # the process is gone; the next bug gets another
                museum.close()
                museum = Museum()
                museum.run(museum.add(text))  # what it imports is no time of the next bug's
                found = {"": f"no answer within {seconds} s"}
            caught[name] = next(filter(None, found.values()), "")
    finally:
        museum.close()
    return planted.Hunt(caught, {name: bug.hint for name, bug in chosen.items()})


# The matrix


def all_tests():
    """Each test of tests/package that takes no seconds, as the catalogue would name it."""
    command = [sys.executable, "-m", "pytest", *clean.SETTINGS, "--collect-only"]
    command += ["-m", "not slow and not long"]
    done = subprocess.run(
        [*command, "tests/package"], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"the tests cannot be collected:\n{done.stdout}{done.stderr}")
    return [short(line) for line in done.stdout.splitlines() if "::" in line]


def measure(museum, tests, bug=None, seconds=7200):
    """Those of the tests that fail, and once more when they are run again.

    On a busy machine a property-based test may fail once because it was slow.
    """
    for _ in range(2):
        found = museum.run(tests, bug, seconds) if tests else {}
        tests = [test for test in tests if found[test]]
    return tests


def failures(tests):
    """Bug -> those of the tests that fail with it; and the tests that can judge."""
    with Museum() as museum:
        unfit = measure(museum, tests)
        print("left out, as they fail without a bug:", unfit, flush=True)
        tests = [test for test in tests if test not in unfit]
        failed = {}
        for name, bug in catalogue().items():
            failed[name] = measure(museum, tests, bug)
            print(f"{name}: {', '.join(by_file(failed[name]))}", flush=True)
    return tests, failed


WRITTEN = "# Written by tools/museum.py: which tests fail, and with which bug\n\n"


def write_matrix(path=ROOT / "bugs" / "matrix.toml"):
    """Run the quick tests of the catalogue against each bug, and store what failed."""
    tests, failed = failures(quick(named_tests(catalogue())))
    lines = [f"{name} = {in_toml(names)}" for name, names in failed.items()]
    lines = [f"tests = {in_toml(tests)}", "", "[failed]", *lines]
    path.write_text(WRITTEN + "\n".join(lines) + "\n", encoding="utf-8")


def write_whole(path=ROOT / "bugs" / "whole.toml"):
    """Run all tests of the package against each bug, and store how many failed, by file."""
    tests, failed = failures(all_tests())
    lines = ["[tests]", *by_file(tests), "", "[failed]"]
    for name, names in failed.items():
        lines.append(f"{name} = {{ {', '.join(by_file(names))} }}")
    path.write_text(WRITTEN + "\n".join(lines) + "\n", encoding="utf-8")


def by_file(tests):
    """How many of the tests are in which file, a line of TOML for each."""
    count = Counter(test.partition("::")[0] for test in tests)
    return [f'"{file}" = {number}' for file, number in sorted(count.items())]


def in_toml(names):
    """A list of names as TOML writes it, a line for each; a JSON string is one of TOML."""
    return "[\n" + "".join(f"  {json.dumps(name)},\n" for name in names) + "]"


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
        inside = [
            e for e in call.excinfo.traceback if Path(e.path).name.startswith("test_")
        ]
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


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve").add_argument("folder")
    commands.add_parser("catch").add_argument("file", type=Path)
    commands.add_parser("matrix").add_argument("--all", action="store_true")
    asked = parser.parse_args(arguments)
    if asked.command == "serve":
        serve(asked.folder)
    elif asked.command == "catch":
        try:
            hunt = catch(asked.file.read_text(encoding="utf-8"))
        except (OSError, SyntaxError, ValueError) as error:
            sys.exit(str(error))
        print(hunt)
        sys.exit(1 if hunt.free else 0)
    else:
        (write_whole if asked.all else write_matrix)()


if __name__ == "__main__":
    main()
