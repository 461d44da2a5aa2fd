"""Which of the cells above a cell have to run before it.

Names that only an import, a `def` or a `class` binds are taken as they are: who uses one
needs the last cell that binds it. Any other name can be changed wherever it is used, a list
by `append` for instance. So who uses one needs each cell above that uses it, back to where
it was given a new value, and through those cells' other names whatever may be the same
object under another name. What a cell uses includes what the functions use that it calls.

What a cell changes without saying a name, as a file or a setting, is not seen. A page
asks this of the cells as the reader has edited them.
"""

import ast
import symtable
from functools import cache
from typing import NamedTuple


def globals_of(table):
    """The global names that a piece of code binds, and those that it uses, at any depth."""
    bound, used = set(), set()
    top = table.get_type() == "module"
    for symbol in table.get_symbols():
        name = symbol.get_name()
        if top and (symbol.is_assigned() or symbol.is_imported()):
            bound.add(name)
        if (top or symbol.is_global()) and (symbol.is_referenced() or symbol.is_assigned()):
            used.add(name)
        if symbol.is_declared_global() and symbol.is_assigned():
            bound.add(name)
    for child in table.get_children():
        more_bound, more_used = globals_of(child)
        bound |= more_bound
        used |= more_used
    return bound, used


def root(node):
    """The name at the root of `a.b[c]`, or None."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def changed(tree):
    """Names that are bound in another way than by import, def or class, or written into."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del)):
            found.add(root(node))
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
            found.add(node.name)
    return found


def renewed(tree):
    """Names that a cell gives a new value before it uses the old one."""
    seen, new = set(), set()
    for statement in tree.body:
        inside = list(ast.walk(statement))
        stored = {node.id for node in inside if is_name(node, ast.Store)}
        loaded = {node.id for node in inside if is_name(node, ast.Load)}
        if isinstance(statement, ast.Assign):
            new |= stored - loaded - seen
        seen |= stored | loaded
    return new


def is_name(node, context):
    return isinstance(node, ast.Name) and isinstance(node.ctx, context)


class Cell(NamedTuple):
    """The global names of a cell; and what each of its functions and classes uses."""

    bound: set
    used: set
    changed: set
    renewed: set
    inside: dict


@cache
def names(code):
    """The names of a cell; it has none if it cannot be parsed."""
    try:
        tree = ast.parse(code)
        table = symtable.symtable(code, "<cell>", "exec")
    except SyntaxError:
        return Cell(set(), set(), set(), set(), {})
    bound, used = globals_of(table)
    used |= bound
    inside = {part.get_name(): globals_of(part)[1] for part in table.get_children()}
    return Cell(bound, used, changed(tree) & used, renewed(tree), inside)


def with_calls(used, cells):
    """Names, and those that the functions and classes among them use, at any depth."""
    found, todo = set(), set(used)
    while todo:
        name = todo.pop()
        found.add(name)
        for cell in cells:
            todo |= cell.inside.get(name, set()) - found
    return found


def needed(codes, last):
    """The places in `codes` of the cells that run before the cell at `last`, in order."""
    cells = [names(code) for code in codes[: last + 1]]
    cells = [cell._replace(used=with_calls(cell.used, cells)) for cell in cells]
    movable = set().union(*(cell.changed for cell in cells))
    found, todo = set(), [last]
    while todo:
        place = todo.pop()
        found.add(place)
        for name in cells[place].used:
            if name in movable:
                more = users(cells, name, place)
            else:
                binding = [n for n, cell in enumerate(cells[:-1]) if name in cell.bound]
                more = set(binding[-1:])  # what a function calls may be defined after it
                if name not in cells[place].bound:
                    more |= set([n for n in binding if n < place][-1:])
            todo += more - found - set(todo)
    return sorted(found - {last})


def users(cells, name, place):
    """The cells but the last that use a name, from where its value at `place` is from."""
    new = [n for n, cell in enumerate(cells[: place + 1]) if name in cell.renewed]
    start = new[-1] if new else 0
    return {n for n, cell in enumerate(cells[:-1]) if n >= start and name in cell.used}
