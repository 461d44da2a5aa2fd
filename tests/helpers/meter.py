"""How much there is to read: tokens, and how much of it at once: nodes of a statement."""

import ast
import io
import tokenize

COUNTED = {tokenize.NAME, tokenize.NUMBER, tokenize.STRING, tokenize.OP}
BEGIN = getattr(tokenize, "FSTRING_START", None)  # from Python 3.12 on
END = getattr(tokenize, "FSTRING_END", None)
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)


def docstrings(source):
    """Where each docstring begins: (line, column)."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            yield node.body[0].lineno, node.body[0].col_offset


def tokens(source):
    """The number of names, numbers, strings and operators.

    Docstrings, comments and line ends are free. An f-string is one string, as it was to
    Python before 3.12, whatever stands in it.
    """
    free, count, inside = set(docstrings(source)), 0, 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        inside -= token.type == END
        count += not inside and token.start not in free and token.type in COUNTED | {END}
        inside += token.type == BEGIN
    return count


def nodes(statement):
    """The number of nodes of a statement in Python's syntax tree, as `ast.walk` has them.

    That is the statement itself, each expression in it, each operator and each mark that
    a name is read or written. Statements inside are counted by themselves: so of `if`,
    `for`, `def`, `class` and the like only the header counts, decorators and defaults
    included, and of `try` the kinds of errors.
    """
    count, left = 0, [statement]
    while left:
        count += 1
        children = ast.iter_child_nodes(left.pop())
        left += [child for child in children if not isinstance(child, ast.stmt)]
    return count


def statements_over(most, source):
    """(line, nodes) of the statements that are larger than that."""
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
    return [(s.lineno, n) for s in found if (n := nodes(s)) > most]
