"""Fetch reveal.js, which the slides are shown with: `python tools/reveal.py`, once.

It comes from npm, by name and version, and lies in the environment from then on. So
neither the pack nor a test asks anything of another host.
"""

import os
import sys
import tarfile
import tempfile
from pathlib import Path

from pyodide import npm, run

VERSION = "6.0.2"
FOLDER = Path(sys.prefix) / "share" / f"reveal.js-{VERSION}"
# What a deck loads, and the licence that has to go with it
FILES = ("dist/reset.css", "dist/reveal.css", "dist/reveal.js", "dist/plugin/notes.js")
FILES += ("LICENSE",)


def fetch():
    """Put the files into the environment; returns their folder."""
    with tempfile.TemporaryDirectory() as folder:
        tool = Path(npm(Path(folder)))
        path = f"{tool.parent}{os.pathsep}{os.environ['PATH']}"  # node stands beside it
        here = {"cwd": folder, "env": {**os.environ, "PATH": path}}
        run(tool, "pack", "--silent", f"reveal.js@{VERSION}", **here)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as packed:
            for name in FILES:
                target = FOLDER / Path(name).name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(packed.extractfile(f"package/{name}").read())
    return FOLDER


def files():
    """The fetched files; FileNotFoundError says how to fetch them."""
    found = [FOLDER / Path(name).name for name in FILES]
    missing = [path.name for path in found if not path.exists()]
    if missing:
        raise FileNotFoundError(
            f"reveal.js: {', '.join(missing)} not in the environment; "
            "run: python tools/reveal.py"
        )
    return found


if __name__ == "__main__":
    print(fetch())
