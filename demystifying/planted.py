"""The bugs of bugs/catalogue.toml, planted in a copy of minituner: what does a test catch?

    from demystifying.planted import catch

    catch(test_of_mine)      which bugs it catches, and a hint for each of the others

Here the copy is imported in place of the package while a test runs, so that it works in a
page, too, where there is no other process. In chapter 17, tools/museum.py runs tests in a
process of its own, which none of them can hang or disturb.
"""

import contextlib
import importlib
import re
import shutil
import sys
import tempfile
import tomllib
import traceback
from dataclasses import dataclass
from pathlib import Path

from demystifying import room


@dataclass(frozen=True, repr=False)
class Bug:
    """An entry of the catalogue, which says what its fields mean."""

    name: str
    source: str
    file: str
    change: str
    caught_by: tuple
    missed_by: tuple
    hint: str = ""

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


def side(place, marks):
    """The lines of a change that bear one of the marks, without it."""
    return [line[1:] for line in place.splitlines() if line[0] in marks]


def catalogue(kind=Bug):
    """Name -> Bug, or another kind of it, in the order of the file."""
    text = (room("bugs") / "catalogue.toml").read_text(encoding="utf-8")
    return {name: kind(name, **entry) for name, entry in tomllib.loads(text).items()}


@dataclass(frozen=True)
class Hunt:
    """Which bugs a reader's tests catch: name of a bug -> the line that failed, or ""."""

    caught: dict
    hints: dict

    @property
    def free(self):
        return [name for name, line in self.caught.items() if not line]

    def __repr__(self):
        lines = [f"{len(self.caught) - len(self.free)} of {len(self.caught)} bugs caught."]
        lines += [f"  {name}, by: {line}" for name, line in self.caught.items() if line]
        lines += [f"  {name} walks free. {self.hints[name]}" for name in self.free]
        return "\n".join(lines)


def refused(test, line):
    """The error for a test that fails where there is no bug."""
    healthy = "passes where there is no bug; imports stand inside of a test"
    return ValueError(f"{test}: expected a test that {healthy}; it fails: {line}")


def catch(*tests, bugs=None):
    """Call tests with the package as it is, where they must pass, and with each bug in it.

    tests: functions, with the imports that they need inside. bugs: names; all by default.
    ValueError if a test fails where there is no bug: it asks for what was never promised.
    """
    known = catalogue()
    home = Path(importlib.import_module("minituner").__file__).parent
    chosen = {name: known[name] for name in (bugs or known)}
    with in_place_of_the_package(home) as folder:
        for test in tests:
            if line := failure(test):
                raise refused(test.__name__, line)
        caught = {}
        for name, bug in chosen.items():
            path, healthy = folder / bug.file, home / bug.file
            text = bug.planted_in(healthy.read_text(encoding="utf-8"))
            path.write_text(text, encoding="utf-8")
            forget()
            caught[name] = next(filter(None, map(failure, tests)), "")
            shutil.copy2(healthy, path)
    return Hunt(caught, {name: bug.hint for name, bug in chosen.items()})


@contextlib.contextmanager
def in_place_of_the_package(home):
    """Import minituner from a copy of `home`; gives the copy. Then the package is back."""
    kept, path = loaded(), list(sys.path)
    # What is compiled already comes along; what is not, stays so, as two texts of a file
    # that are written within a second may be taken for each other
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    with tempfile.TemporaryDirectory(prefix="museum") as place:
        folder = Path(place, "minituner")
        shutil.copytree(home, folder)
        sys.path.insert(0, place)
        forget()
        try:
            yield folder
        finally:
            forget()
            sys.modules.update(kept)
            sys.path[:], sys.dont_write_bytecode = path, written
            sys.path_importer_cache.pop(place, None)


def loaded():
    """The modules of minituner that are imported now, by name."""
    return {name: m for name, m in sys.modules.items() if name.split(".")[0] == "minituner"}


def forget():
    for name in loaded():
        del sys.modules[name]
    importlib.invalidate_caches()


def failure(test):
    """The line of a test at which it fails, or how; "" if it passes."""
    try:
        test()
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        mine = [f for f in frames if f.filename == test.__code__.co_filename]
        return (mine and mine[-1].line) or repr(error)
    return ""
