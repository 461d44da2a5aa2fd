"""Build it yourself: the package with gaps, and the tests as the judge of what fills them.

    python tools/build_it.py make FOLDER     minituner with the gaps of exercises/gaps.toml
    python tools/build_it.py check FOLDER 7  the tests of chapter 7's gaps, on what is there

`make build-it-yourself` and `make check CHAPTER=7` call it.
"""

import argparse
import ast
import importlib
import os
import re
import shutil
import subprocess
import sys
import textwrap
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import clean

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "minituner"
EMPTY = "this gap is still empty"
SECONDS = 300  # for the tests of a chapter's gaps, which take five on an idle machine


@dataclass(frozen=True)
class Gap:
    """An entry of exercises/gaps.toml, which says what its fields mean."""

    name: str
    chapter: int
    task: str
    tests: tuple
    stay: int = 0
    go: int | None = None

    @property
    def file(self):
        """Below `minituner`; the longest beginning of the name that is a module."""
        parts = self.name.split(".")
        for n in range(len(parts) - 1, 0, -1):
            path = Path(*parts[:n]).with_suffix(".py")
            if (PACKAGE / path).is_file():
                return path
        raise ValueError(f"{self.name}: expected module.function, got no module of ours")

    @property
    def function(self):
        return self.name[len(self.file.with_suffix("").as_posix()) + 1 :]

    @property
    def place(self):
        return f"minituner/{self.file.as_posix()}, {self.function}"

    def lines_in(self, source):
        """The first and the last line that go. ValueError if there are none."""
        node = ast.parse(source)
        for part in self.function.split("."):
            inside = [n for n in ast.walk(node) if getattr(n, "name", None) == part]
            if not inside:
                raise ValueError(f"{self.name}: expected a function, got none of that name")
            node = inside[0]
        body = node.body[1:] if ast.get_docstring(node) else node.body
        gone = body[self.stay :][: self.go]
        if not gone:
            have = f"got {len(body)}"
            raise ValueError(
                f"{self.name}: expected more than {self.stay} statements, {have}"
            )
        return gone[0].lineno, gone[-1].end_lineno

    def words(self, indent):
        """What stands in the gap: what to write, what judges it, and an error."""
        said = f"Your turn. {self.task} Judged by {', '.join(self.tests)}."
        start = " " * indent + "# "
        lines = textwrap.wrap(said, 90, initial_indent=start, subsequent_indent=start)
        return [*lines, " " * indent + f'raise NotImplementedError("{EMPTY}: {self.name}")']


def gaps(path=ROOT / "exercises" / "gaps.toml"):
    """All gaps, in the order of the file."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Gap(name, **entry | {"tests": tuple(entry["tests"])})
        for name, entry in entries.items()
    ]


def with_gaps(source, some):
    """The source of a module without the lines of its gaps."""
    lines = source.splitlines()
    for gap in sorted(some, key=lambda gap: gap.lines_in(source), reverse=True):
        first, last = gap.lines_in(source)
        indent = len(lines[first - 1]) - len(lines[first - 1].lstrip())
        lines[first - 1 : last] = gap.words(indent)
    return "\n".join(lines) + "\n"


ADAPTERS = '''"""Your own design, judged by the same tests.

A name of minituner on the left; on the right what you wrote, in a file beside this one:

    YOURS = {"first_steps.MyHP": "my_hp.Container"}
"""

YOURS = {}
'''
README = """# Build minituner yourself

Here is the package of the book, with {number} gaps. Each says what to write and which test
judges it; they are a line in chapter 2 and a whole function in chapter 11.

1. Read a chapter; fill its gaps: {chapters}.
2. In the project's folder: `make check CHAPTER=7`. Without make:
   `python tools/build_it.py check {folder} 7`.
3. Prefer another design? Write it in a file of yours, and name it in `adapters.py`.

What a chapter builds on must be filled first. To begin in the middle, make a folder with
the gaps of one chapter alone: `make build-it-yourself CHAPTER=8 FOLDER=another-folder`.
"""


def make(folder, chapter=None):
    """Write a package with gaps: of all chapters, or of one. Returns how many."""
    if folder.exists():
        there = f"FOLDER: expected one that is not there yet, got {folder}"
        raise SystemExit(f"{there}; nothing was changed: remove it, or name another")
    chosen = [gap for gap in gaps() if chapter in (None, gap.chapter)]
    if not chosen:
        have = sorted({gap.chapter for gap in gaps()})
        raise SystemExit(f"CHAPTER: expected one of {have}, got {chapter}")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, folder / "minituner", ignore=ignored)
    by_file = defaultdict(list)
    for gap in chosen:
        by_file[gap.file].append(gap)
    for file, some in by_file.items():
        text = with_gaps((PACKAGE / file).read_text(encoding="utf-8"), some)
        (folder / "minituner" / file).write_text(text, encoding="utf-8")
    (folder / "adapters.py").write_text(ADAPTERS, encoding="utf-8")
    counted = defaultdict(int)
    for gap in chosen:
        counted[gap.chapter] += 1
    chapters = ", ".join(f"{n} in chapter {c}" for c, n in sorted(counted.items()))
    text = README.format(number=len(chosen), chapters=chapters, folder=folder.name)
    (folder / "README.md").write_text(text, encoding="utf-8")
    return len(chosen)


# The judge


def check(folder, chapter, say=print):
    """Run the tests of a chapter's gaps; say in words what holds. True if all do."""
    chosen = [gap for gap in gaps() if gap.chapter == chapter]
    if not chosen:
        have = sorted({gap.chapter for gap in gaps()})
        raise SystemExit(f"CHAPTER: expected one of {have}, got {chapter}")
    if not (folder / "minituner").is_dir():
        raise SystemExit(f"FOLDER: expected one with a minituner, got {folder}; make one")
    say(f"Chapter {chapter}, what is in {folder.name}:")
    tests = list(dict.fromkeys(test for gap in chosen for test in gap.tests))
    verdicts, said = ask(folder, tests)
    late = f"no verdict within {SECONDS} s: does a loop never end?"
    if not verdicts:
        said = said.strip() or late
        say(f"  No test came to an end:\n{textwrap.indent(said, '    ')}")
        return False
    held = 0
    for gap in chosen:
        failed = [(test, verdicts.get(test, late)) for test in gap.tests]
        failed = [(test, why) for test, why in failed if why]
        held += not failed
        say(f"  {'no' if failed else 'ok'}  {gap.place}")
        if failed:
            test, why = failed[0]
            empty = re.search(f"{EMPTY}: ([\\w.]+)", why)
            if empty and empty[1] == gap.name:
                say(f"      Still empty. {gap.task}")
            elif empty:
                say(f"      Needs {empty[1]}, which is still empty.")
            else:
                say(f"      {test} says:\n{textwrap.indent(why, '        ')}")
    say(f"{held} of {len(chosen)} hold.")
    return held == len(chosen)


def ask(folder, tests):
    """Test -> why it failed, "" if it passed; and what else was said.

    In another process, whose loops may be endless, and where `minituner` is the folder's.
    """
    command = [sys.executable, __file__, "judge", str(folder.resolve()), *tests]
    settings = {"KERAS_BACKEND": "jax", "OMP_NUM_THREADS": "1"}
    settings |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | settings,
        text=True,
    ) as process:
        try:
            said, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
    verdicts, others = {}, []
    for line in said.splitlines():
        _, mark, told = line.partition(MARK)
        if mark:
            test, _, why = told.partition("\t")
            verdicts[test] = ast.literal_eval(why)
        else:
            others.append(line)
    return verdicts, "\n".join(others[-12:])


MARK = "verdict\t"


class Verdicts:
    """A plugin of pytest that runs some tests, and tells of each as soon as it is known."""

    def __init__(self, tests, out):
        self.tests, self.out = tests, out

    def tell(self, test, why):
        print(f"{MARK}{test}\t{why[-600:]!r}", file=self.out, flush=True)

    def pytest_collection_modifyitems(self, items):
        items[:] = [item for item in items if short(item.nodeid) in self.tests]

    def pytest_collectreport(self, report):
        if report.failed:  # something that its file needs at once is missing
            file = Path(report.nodeid).name
            for test in self.tests:
                if test.startswith(f"{file}::"):
                    self.tell(test, str(report.longrepr))

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            why = crash.message if crash else str(report.longrepr or "")
            self.tell(short(report.nodeid), why[:600] if report.failed else "")


def short(nodeid):
    """A test by its file, without the folder, and its name."""
    file, _, name = nodeid.partition("::")
    return f"{Path(file).name}::{name}"


def judge(folder, tests):
    """The other process: what is in the folder is `minituner`, whatever is installed."""
    import pytest

    clean.hide_the_installed_package()
    sys.path[:0] = [folder]
    package = importlib.import_module("minituner")
    assert package.__file__.startswith(folder), package.__file__
    adapt(importlib.import_module("adapters").YOURS)
    files = {
        path.name: str(path) for path in (ROOT / "tests" / "package").glob("test_*.py")
    }
    named = [files[name] for name in dict.fromkeys(t.partition("::")[0] for t in tests)]
    out, sys.stdout = sys.stdout, sys.stderr
    settings = ["-o", "addopts=", "-q", "-p", "no:cacheprovider", "-p", "no:nbval"]
    settings += ["--continue-on-collection-errors"]
    settings += ["--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml")]
    sys.exit(pytest.main([*settings, *named], plugins=[Verdicts(tests, out)]))


def adapt(yours):
    """Put what a reader wrote in the place of names of the package, wherever they are."""
    for name, own in yours.items():
        module, _, attribute = f"minituner.{name}".rpartition(".")
        home = importlib.import_module(module)
        if not hasattr(home, attribute):
            raise SystemExit(f"adapters.py: expected a name of minituner, got {name!r}")
        former = getattr(home, attribute)
        place, _, what = own.rpartition(".")
        new = getattr(importlib.import_module(place), what)
        for loaded in [m for n, m in sys.modules.items() if n.startswith("minituner")]:
            for key in [key for key, value in vars(loaded).items() if value is former]:
                setattr(loaded, key, new)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make")
    making.add_argument("folder", type=Path)
    making.add_argument("--chapter", type=int)
    checking = commands.add_parser("check")
    checking.add_argument("folder", type=Path)
    checking.add_argument("chapter", type=int)
    judging = commands.add_parser("judge")
    judging.add_argument("folder")
    judging.add_argument("tests", nargs="+")
    asked = parser.parse_args(arguments)
    if asked.command == "make":
        number = make(asked.folder, asked.chapter)
        print(f"{number} gaps are in {asked.folder}; its README.md says how to go on")
    elif asked.command == "check":
        sys.exit(0 if check(asked.folder, asked.chapter) else 1)
    else:
        judge(asked.folder, asked.tests)


if __name__ == "__main__":
    main()
