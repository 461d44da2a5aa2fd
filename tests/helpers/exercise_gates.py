"""What is asked of every exercise; each gate returns a list of what is wrong."""

import ast
import io
import random
import re
import tokenize
from collections import Counter
from functools import cache

import numpy as np
from notebooks import read

from demystifying import exercises as book
from demystifying.judge import STUMBLED, judge

SIGNIFICANT = 4  # a line of a solution with more tokens than that is worth hiding
MOST_WORDS = 150  # of a statement
TOKEN = re.compile(r"[^\W\d]\w*|\d+(?:\.\d+)?|[^\w\s]")


@cache  # two gates read the same verdicts
def verdict(exercise, code, seconds=None, time=1):
    """The Verdict on a code; `time`: the first, or once more."""
    return judge(exercise, answers(exercise, code), seconds)


def answers(exercise, code):
    """What a learner who wrote this code hands over; a report is worked out once."""
    run = reports if "expect_answer" in exercise.check else book.names_of
    return run(code, exercise)


reports = cache(book.names_of)


def behaviour(exercise, seconds=None):
    """Starter and wrong programs fail, each in its own words; both solutions pass."""
    found = []
    start = verdict(exercise, exercise.starter, seconds)
    if start.passed:
        found.append("the starter passes")
    if not start.why or start.why == STUMBLED:
        found.append(f"the starter gets no message that helps: {start}")
    for name in ("solution", "another"):
        for time in (1, 2):  # nothing may be left of the first time
            said = verdict(exercise, getattr(exercise, name), seconds, time)
            if not said.passed:
                found.append(f"{name} is refused: {said}")
                break
    for label, wrong in exercise.wrong.items():
        said = verdict(exercise, wrong.code, seconds)
        if said.passed:
            found.append(f"wrong program {label!r} passes")
        elif said.label != label:
            found.append(f"wrong program {label!r} gets another message: {said}")
    whys = Counter(" ".join(wrong.why.split()) for wrong in exercise.wrong.values())
    found += [f"two wrong programs get: {why}" for why, n in whys.items() if n > 1]
    return found


def two_ways(exercise):
    """The second solution is not the first one with other names or comments."""
    if _shape(exercise.solution) == _shape(exercise.another):
        return ["another solution is the solution with other names"]
    return []


def _shape(code):
    """The code without its names, comments and layout; each name is a number."""
    seen, tree = {}, ast.parse(code)
    for node in ast.walk(tree):
        for key in ("id", "name", "arg", "attr"):
            if isinstance(getattr(node, key, None), str):
                setattr(node, key, str(seen.setdefault(getattr(node, key), len(seen))))
    return ast.dump(tree)


def giveaways(exercise, seconds=None):
    """No text shows a line of a solution, nor a value that the learner has to find."""
    texts = {"statement": exercise.statement}
    texts |= {f"hint {n}": hint for n, hint in enumerate(exercise.hints, start=1)}
    texts["the starter's message"] = str(verdict(exercise, exercise.starter, seconds))
    for label, wrong in exercise.wrong.items():
        texts[f"message {label!r}"] = str(verdict(exercise, wrong.code, seconds))
    lines = _lines(exercise.solution) | _lines(exercise.another)
    lines -= _lines(exercise.starter)
    found = [
        f"{place} shows the line {' '.join(line)}"
        for place, text in texts.items()
        for line in sorted(lines)
        if _contains(TOKEN.findall(text), line)
    ]
    # A message repeats the learner's own value, which may be the right one for something else
    ours = {"statement": "", "the starter's message": ""}
    ours |= {f"message {label!r}": wrong.why for label, wrong in exercise.wrong.items()}
    return found + [
        f"{place} shows the value {value}"
        for place, text in (texts | ours).items()
        for value in sorted(_values(exercise) & _values_in(text))
    ]


def _lines(code):
    """The lines of code that are worth hiding, each a tuple of its tokens."""
    lines = code.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    found = {tuple(TOKEN.findall(line)) for line in lines}
    return {line for line in found if len(line) > SIGNIFICANT}


def _contains(tokens, line):
    size = len(line)
    return any(tuple(tokens[i : i + size]) == line for i in range(len(tokens) - size + 1))


def _values(exercise):
    """The values of an answer that is worked out, as far as the statement has them not."""
    if "expect_answer" not in exercise.check:
        return set()
    *_, answer = answers(exercise, exercise.solution)
    values = answer.values() if isinstance(answer, dict) else [answer]
    known = _values_in(exercise.statement) | _values_in(exercise.starter)
    return {str(value) for value in values if not isinstance(value, bool)} - known


def _values_in(text):
    """The numbers and the quoted words of a text."""
    numbers = re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.]*\d)", text)
    quoted = re.findall(r"\"([^\"\n]+)\"|'([^'\n]+)'", text)
    return set(numbers) | {double or single for double, single in quoted}


def texts(exercise):
    """Places to read exist, the statement is short, and who passes is not lectured."""
    found = []
    headings = headings_of(exercise.chapter)
    places = {exercise.read} | {w.read for w in exercise.wrong.values() if w.read}
    for place in sorted(places - headings):
        found.append(f"chapter {exercise.chapter} has no heading {place!r}")
    words = len(exercise.statement.split())
    if words > MOST_WORDS:
        found.append(f"the statement has {words} words, more than {MOST_WORDS}")
    for label in exercise.wrong:
        if label.endswith("."):
            found.append(f"the label {label!r} ends like a sentence")
    return found


def headings_of(chapter):
    cells = read(f"{chapter:02d}_").cells
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    return {h for text in texts for h in re.findall(r"^#+ (.+)$", text, flags=re.M)}


def undisturbed(exercise):
    """Neither generator of random numbers that is shared has moved."""
    random.seed(1)
    np.random.seed(1)
    before = random.getstate(), np.random.get_state()[1].tolist()
    for code in (exercise.solution, *[wrong.code for wrong in exercise.wrong.values()]):
        things = answers(exercise, code)
        random.seed(1)
        np.random.seed(1)
        judge(exercise, things)
        if (random.getstate(), np.random.get_state()[1].tolist()) != before:
            return ["the check moves a shared generator"]
    return []


def _prints(*args, **kwargs):
    print("x" * 1_000_000)


def _raises(*args, **kwargs):
    raise RuntimeError("on purpose")


class _Equal:
    """Equal to everything, and cannot be shown."""

    def __eq__(self, other):
        return True

    __hash__ = None

    def __repr__(self):
        raise RuntimeError("no text")

    def __call__(self, *args, **kwargs):
        return self


HOSTILE = {
    "nothing": None,
    "a number": 7,
    "a function that returns nothing": lambda *args, **kwargs: None,
    "a function that raises": _raises,
    "a function that prints a megabyte": _prints,
    "a thing that is equal to everything": _Equal(),
}


def survives(exercise):
    """Whatever is handed over, the answer is a verdict, it is no, and it is short."""
    found = []
    for what, thing in HOSTILE.items():
        said = judge(exercise, [thing] * len(exercise.answer))
        if said.passed:
            found.append(f"{what} passes")
        if len(str(said)) > 3_000:
            found.append(f"{what} gets {len(str(said))} characters")
    return found


GATES = (behaviour, two_ways, giveaways, texts, undisturbed, survives)
