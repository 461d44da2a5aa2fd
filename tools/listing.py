"""The code of a cell as a slide lists it, told from the notebook's by its syntax alone.

An assert is the book's own test and says what will come out, so it is left out; what is
assigned for it alone, and a block that held nothing else, go with it. If the assert calls
a function of the cell that prints, the call stays. So do the asserts of a test, which are
what the slide is about.
"""

import ast
import re

HOUSEKEEPING = re.compile(r"# (NBVAL_|\(scores)")


def listed(source):
    """The lines of a cell without its asserts, and with single blank lines."""
    lines = source.splitlines()
    tree = ast.parse(source)
    for statement in doomed_of(tree):
        calls = [ast.get_source_segment(source, c) for c in printing(statement, tree)]
        first, *rest = range(statement.lineno - 1, statement.end_lineno)
        indent = " " * statement.col_offset
        lines[first] = "\n".join(indent + call for call in calls) or None
        for n in rest:
            lines[n] = None
    kept = [line for line in lines if line is not None and not HOUSEKEEPING.match(line)]
    return re.sub(r"\n\s*\n(\s*\n)+", "\n\n", "\n".join(kept)).strip("\n").splitlines()


def doomed_of(tree):
    """The statements that no slide shows, each once: the outermost that go as a whole."""
    asserts = set(asserts_of(tree))
    return outermost(tree, asserts | set(assigned_for(asserts, tree)))


def asserts_of(node):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Assert):
            yield child
        elif not is_test(child):
            yield from asserts_of(child)


def outermost(node, doomed):
    """The doomed below a node; a block of nothing else counts as doomed."""
    found = []
    for child in ast.iter_child_nodes(node):
        inner = [child] if child in doomed else outermost(child, doomed)
        block = isinstance(child, (ast.For, ast.With, ast.If))
        whole = block and not getattr(child, "orelse", [])
        found += [child] if whole and set(child.body) <= set(inner) else inner
    return found


def is_test(node):
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test_")


def assigned_for(asserts, tree):
    """What is assigned, without a call, to a name that only the asserts read."""
    inside = {node for statement in asserts for node in ast.walk(statement)}
    every = {node for node in ast.walk(tree) if is_read(node)}
    only = {n.id for n in every & inside} - {n.id for n in every - inside}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and not any(map(is_call, ast.walk(node))):
            names = {getattr(target, "id", "") for target in node.targets}
            if names <= only:
                yield node


def is_call(node):
    return isinstance(node, ast.Call)


def is_read(node):
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)


def printing(statement, tree):
    """The calls within a statement of functions of this cell that print."""
    printers = {
        f.name
        for f in ast.walk(tree)
        if isinstance(f, ast.FunctionDef) and any(map(prints, ast.walk(f)))
    }
    return [
        node
        for node in ast.walk(statement)
        if is_call(node) and getattr(node.func, "id", "") in printers
    ]


def prints(node):
    return is_call(node) and getattr(node.func, "id", "") == "print"


def bound(source):
    """The names that a cell assigns or defines; what it imports does not count."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


def read(source):
    """The names that a cell reads."""
    return {node.id for node in ast.walk(ast.parse(source)) if is_read(node)}


def strings(source):
    """The strings in a cell."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    return {node.value for node in nodes if isinstance(node.value, str)}


def folded(cell):
    """The definitions in the folds of what a cell shows, each as its lines."""
    shown = [o.get("data", {}).get("text/markdown", "") for o in cell.get("outputs", [])]
    folds = re.findall(r"<details>.*?```python\n(.*?)\n```", "\n".join(shown), flags=re.S)
    return [part for fold in folds for part in fold.split("\n\n\n")]


def shows(source):
    """Whether a cell is one expression, for the sake of what it shows."""
    body = ast.parse(source).body
    return len(body) == 1 and isinstance(body[0], ast.Expr)


def begins(statement):
    """The line at which a statement begins, from 0: a decorator's, if it has one."""
    nodes = [statement, *getattr(statement, "decorator_list", [])]
    return min(node.lineno for node in nodes) - 1


def without_imports(lines):
    """The lines without the imports that they begin with."""
    for statement in ast.parse("\n".join(lines)).body:
        if not isinstance(statement, (ast.Import, ast.ImportFrom)):
            return lines[begins(statement) :]
    return lines


def statements(lines):
    """Where statements begin: line -> how far each is indented."""
    found = {}
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.stmt):
            found.setdefault(begins(node), node.col_offset)
    return found
