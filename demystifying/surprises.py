"""Explain a stranger's surprise: a question of chapter 16, and the line that is its cause.

    from demystifying.surprises import points_at, questions, surprise

    surprise()      one of the questions, drawn at random; surprise(7) draws the same again
    questions()     all that can be drawn
    points_at(surprise(7), "keras_tuner/src/engine/oracle.py", 535)    is that the cause?

The causes are in exercises/surprises.toml, by module, function and a piece of the line; its
number is looked up in the KerasTuner that is installed, which is read but not imported.
"""

import ast
import difflib
import importlib.metadata
import importlib.util
import random
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from demystifying.exercises import folder

VERSION = "1.4.8"  # of KerasTuner, in which the causes were found
PACKAGE = "keras_tuner"
NEAR = 3  # lines: how far off one may be and still be told that it is close


@dataclass(frozen=True)
class Surprise:
    """A question that people ask, and the statements of KerasTuner that are its cause."""

    question: str  # a heading of chapter 16
    module: str  # below the folder that holds keras_tuner
    function: str  # as in __qualname__
    lines: tuple  # a piece of each statement that counts
    why: str

    def __repr__(self):
        return "\n".join(
            [
                self.question,
                "",
                "Chapter 16 shows what happens. Which line of KerasTuner "
                f"{VERSION} is the cause?",
                f'points_at("{self.question}", "{PACKAGE}/src/...", line)',
            ]
        )


@dataclass(frozen=True)
class Answer:
    """What is said to somebody who has pointed at a line."""

    right: bool
    why: str

    def __repr__(self):
        return ("Right. " if self.right else "Not yet. ") + self.why


@cache
def surprises():
    """question -> Surprise, in the order of their file."""
    text = (folder() / "surprises.toml").read_text(encoding="utf-8")
    found = {}
    for entry in tomllib.loads(text)["surprise"]:
        one = Surprise(**entry | {"lines": tuple(entry["lines"])})
        found[one.question] = one
    return found


def questions():
    """All questions that can be drawn."""
    return list(surprises())


def surprise(seed=None):
    """A question drawn at random; with a seed, the same one each time."""
    return random.Random(seed).choice(list(surprises().values()))


def points_at(question, file, line):
    """The Answer to somebody who says that this line of this file is the cause.

    question: a heading, or what `surprise` returned. line: a number.
    file: such as "keras_tuner/src/engine/oracle.py", as it is or below any folder.
    """
    one = _surprise(question)
    path = _path(file)
    number = len(path.read_text(encoding="utf-8").splitlines())
    if isinstance(line, bool) or not isinstance(line, int) or not 1 <= line <= number:
        text = f"line: expected a number from 1 to {number}, the last of {_short(path)}"
        raise ValueError(f"{text}; got {line!r}")
    return _judged(one, path, line)


def _judged(one, path, line):
    here, cause = function_at(path, line), root() / one.module
    if path != cause:
        same = " It is in the same folder." if path.parent == cause.parent else ""
        return Answer(False, f"{_short(path)} is not the file. {WHO}{same}")
    if here != one.function:
        where = f"line {line} is in `{here}`" if here else f"line {line} is in no function"
        return Answer(False, f"It is the right file, but {where}. {CALLS}")
    statements = causes(one)
    if any(line in statement for statement in statements):
        return Answer(True, one.why)
    off = min(abs(line - each) for statement in statements for each in statement)
    near = {1: " The cause is next to it."}.get(off, f" You are {off} lines off.")
    text = f"`{here}` is the right function.{near if off <= NEAR else ''} {WITHOUT}"
    return Answer(False, text)


WHO = "Who decides in this case: the one who chooses values, who trains, or who keeps?"
CALLS = "The cause is in a function: does it call that one, or is it called by it?"
WITHOUT = "Which of its statements, if it were not there, would leave nobody surprised?"


def _surprise(question):
    heading = question.question if isinstance(question, Surprise) else question
    if isinstance(heading, str) and heading in surprises():
        return surprises()[heading]
    alike = difflib.get_close_matches(str(heading), questions(), 1, 0.3)
    meant = f"; perhaps {alike[0]!r}" if alike else ""
    text = f"question: expected one of the {len(questions())} of `questions()`{meant}"
    raise ValueError(f"{text}; got {heading!r}")


# Where things are in the installed KerasTuner


@cache
def root():
    """The folder that holds keras_tuner; nothing of it is imported."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None:
        text = "KerasTuner, which has the lines, is missing: pip install keras-tuner"
        raise ImportError(f"{text}=={VERSION}")
    version = importlib.metadata.version("keras-tuner")
    if version != VERSION:
        text = (
            f"expected KerasTuner {VERSION}, in which the causes were found, got {version}"
        )
        raise ImportError(f"{text}: pip install keras-tuner=={VERSION}")
    return Path(found.origin).parents[1]


def _path(file):
    """The path of a file of KerasTuner, however much of it was given."""
    parts = Path(file).parts
    if PACKAGE in parts:
        parts = parts[len(parts) - 1 - parts[::-1].index(PACKAGE) :]
    path = root().joinpath(*parts)
    if PACKAGE not in parts or path.suffix != ".py" or not path.is_file():
        text = f'file: expected one such as "{PACKAGE}/src/engine/oracle.py"'
        raise ValueError(f"{text}, got {str(file)!r}")
    return path


def _short(path):
    return path.relative_to(root()).as_posix()


@cache
def _functions(path):
    """(qualified name, node) of each function of a file, inner ones last."""
    tree, found = ast.parse(path.read_text(encoding="utf-8")), []

    def visit(node, names):
        for child in ast.iter_child_nodes(node):
            inside = names
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                inside = (*names, child.name)
                if not isinstance(child, ast.ClassDef):
                    found.append((".".join(inside), child))
            visit(child, inside)

    visit(tree, ())
    return found


def function_at(path, line):
    """The qualified name of the innermost function that a line is in; "" for none."""
    found = ""
    for name, node in _functions(path):
        if node.lineno <= line <= node.end_lineno:
            found = name
    return found


def causes(one):
    """The lines of each statement that is the cause, as ranges."""
    path = root() / one.module
    return [_statement(path, one.function, piece) for piece in one.lines]


def _statement(path, function, piece):
    """The lines of the one statement of a function that has this piece of code in it."""
    node = dict(_functions(path)).get(function)
    lines = path.read_text(encoding="utf-8").splitlines()
    inside = range(node.lineno, node.end_lineno + 1) if node else ()
    found = [number for number in inside if piece in lines[number - 1]]
    if len(found) != 1:
        text = f"{_short(path)}, {function}: expected one line with {piece!r}"
        raise ValueError(f"{text}, got {len(found)}")
    around = [s for s in ast.walk(node) if isinstance(s, ast.stmt) and found[0] in _own(s)]
    return _own(min(around, key=lambda s: len(_own(s))))


def _own(statement):
    """The lines of a statement without its body, unless that is one simple statement."""
    body = getattr(statement, "body", None)
    if not body:
        return range(statement.lineno, statement.end_lineno + 1)
    alone = len(body) == 1 and not hasattr(body[0], "body")
    end = body[0].end_lineno + 1 if alone else body[0].lineno
    return range(statement.lineno, end)
