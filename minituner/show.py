"""Shows the installed source code of whatever a chapter talks about."""

import ast
import functools
import importlib.metadata
import inspect
import sys
import textwrap
from pathlib import Path


class Source(list):
    """Pieces of source code, each a pair (place, code): highlighted in a notebook."""

    def __repr__(self):
        return "\n\n".join(f"{place}\n\n{code}" for place, code in self)

    def _repr_markdown_(self):
        fenced = [f"`{place}`\n\n```python\n{code}\n```" for place, code in self]
        return "\n\n".join(fenced)


def show(*things, docstring=True, body=True):
    """Show the source of functions, methods, properties, classes or modules.

    docstring: False leaves the docstring out. body: False stops before the first
    method of a class, or before the first function or class of a module.

    Returns a `Source`, with the file and the name of each thing; for code of another
    distribution, its version and the lines too, since that is a citation.
    Raises TypeError if Python keeps no source: for a built-in, or an instance.
    """
    return Source(_piece(thing, docstring, body) for thing in things)


def _piece(thing, docstring, body):
    if isinstance(thing, (property, functools.cached_property)):
        thing = getattr(thing, "fget", None) or thing.func
    try:
        lines, start = inspect.getsourcelines(thing)
    except (OSError, TypeError) as error:
        expected = "expected a function, method or class written in Python"
        raise TypeError(f"things: {expected}, got {thing!r}") from error
    start = max(start, 1)  # a module's is 0
    if not body:
        lines = _head(lines)
    place = _place(thing, start, start + len(lines) - 1)
    place += "" if body else ", head alone"
    if not docstring:
        lines = _without_docstring(lines)
        place += ", docstring left out"
    return place, textwrap.dedent("".join(lines)).rstrip()


def _place(thing, first, last):
    """Where a thing is: by name, since lines move whenever one above them changes."""
    package = getattr(thing, "__module__", thing.__name__).partition(".")[0]
    path = Path(inspect.getsourcefile(inspect.unwrap(thing)))
    file = path.relative_to(Path(sys.modules[package].__file__).parent.parent).as_posix()
    if package != __name__.partition(".")[0]:
        return f"{file} ({_distribution(package)}), lines {first}–{last}"
    return file if inspect.ismodule(thing) else f"{file}, {thing.__qualname__}"


@functools.cache  # the search reads the records of all that is installed
def _distribution(package):
    """Name and version of the distribution that holds an import package."""
    name = importlib.metadata.packages_distributions().get(package, [package])[0]
    return f"{name} {importlib.metadata.version(name)}"


def _head(lines):
    """The lines before the first function or class inside."""
    parsed = ast.parse(textwrap.dedent("".join(lines)))
    inside = parsed.body if len(parsed.body) > 1 else parsed.body[0].body
    definitions = (ast.FunctionDef, ast.ClassDef)
    first = next((node for node in inside if isinstance(node, definitions)), None)
    if first is None:
        return lines
    top = min([first.lineno, *(node.lineno for node in first.decorator_list)])
    return "".join(lines[: top - 1]).rstrip().splitlines(keepends=True)


def _without_docstring(lines):
    """Drop the first statement of the body if it is a string."""
    definition = ast.parse(textwrap.dedent("".join(lines))).body[0]
    if ast.get_docstring(definition) is None:
        return lines
    first = definition.body[0]
    return lines[: first.lineno - 1] + lines[first.end_lineno :]
