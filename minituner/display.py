"""What a person sees: the installed source of whatever the book talks about."""

import ast
import importlib.metadata
import inspect
import sys
import textwrap
from pathlib import Path


class Source:
    """Source code and its place: highlighted in a notebook, plain elsewhere."""

    def __init__(self, place, code):
        self.place = place
        self.code = code

    def __repr__(self):
        return f"{self.place}\n\n{self.code}"

    def _repr_markdown_(self):
        return f"`{self.place}`\n\n```python\n{self.code}\n```"


def show(thing, docstring=True):
    """Show the source of a function, method or class as it is installed.

    thing: what to show. docstring: False leaves its docstring out.

    Returns a `Source`, with the file, the version of its package, and the lines.
    Raises TypeError where Python keeps no source: for a built-in, or an instance.
    """
    try:
        lines, start = inspect.getsourcelines(thing)
    except (OSError, TypeError) as error:
        expected = "expected a function, method or class written in Python"
        raise TypeError(f"thing: {expected}, got {thing!r}") from error
    place = f"{_place(thing)}, lines {start}–{start + len(lines) - 1}"
    if not docstring:
        lines = _without_docstring(lines)
        place += ", docstring left out"
    return Source(place, textwrap.dedent("".join(lines)).rstrip())


def _place(thing):
    """The file as its own package calls it, and the package's version."""
    package = thing.__module__.partition(".")[0]
    file = Path(inspect.getsourcefile(inspect.unwrap(thing)))
    root = Path(sys.modules[package].__file__).parent.parent
    name = importlib.metadata.packages_distributions().get(package, [package])[0]
    version = importlib.metadata.version(name)
    return f"{file.relative_to(root).as_posix()} ({name} {version})"


def _without_docstring(lines):
    """Drop the first statement of the body, where it is a string."""
    definition = ast.parse(textwrap.dedent("".join(lines))).body[0]
    if ast.get_docstring(definition) is None:
        return lines
    first = definition.body[0]
    return lines[: first.lineno - 1] + lines[first.end_lineno :]
