"""Judge an answer: run an exercise's check on it, and say the first thing that is wrong.

The check is a few lines of Python in the exercise's file. Four functions are there for it,
and the learner's objects under the names that the exercise asks for. Each of the four ends
the check when it is not content, so that a learner is told one thing at a time.
"""

import ast
import linecache
import math
import numbers
import os
import re
import sys
import textwrap
from dataclasses import dataclass

from demystifying.guard import Stopped, guarded

CLOSE = 1e-9  # floats that differ by less, absolutely or relatively, are equal
LONGEST = 300  # characters of a value, or of what was printed, that are shown
LINES = 10  # of what was printed
STUMBLED = "The check could not use that. Compare what you hand over with the statement."
WIDTH = 88  # of a line of text; a terminal would break it in the middle of a word
HERE = os.path.dirname(__file__)
OURS = (os.path.join(HERE, ""), os.path.join(os.path.dirname(HERE), "minituner", ""))
INSTALLED = (sys.prefix, sys.base_prefix, *OURS)  # where no learner writes
SLOW = (
    "It was stopped: it is too slow, or endless. Does what should end its loop or "
    "recursion ever happen? If it does, look for work that is done again and again."
)


@dataclass(frozen=True)
class Verdict:
    """What a learner is told about an answer."""

    passed: bool
    called: str = ""
    got: str = ""
    expected: str = ""
    why: str = ""
    chapter: int = 0
    read: str = ""  # a heading of that chapter
    printed: str = ""
    label: str = ""  # of the wrong program that the answer behaves like

    def __str__(self):
        lines = ["Right." if self.passed else "Not yet.", ""]
        parts = {"called": self.called, "got": self.got, "expected": self.expected}
        for name, text in parts.items():
            if text:
                lines.append(f"  {name:<10}" + text.replace("\n", "\n" + 12 * " "))
        lines += [""] if any(parts.values()) else []
        lines += [wrapped(self.why)] if self.why else []
        if self.read:
            lines.append(f"Read: chapter {self.chapter}, {self.read!r}.")
        if self.printed:
            lines.append(f"Printed on the way: {self.printed}")
        return "\n".join(lines).strip()

    __repr__ = __str__


def wrapped(text):
    """The paragraphs of a text in lines that fit; a list and code stay as they are."""
    found = []
    for paragraph in text.split("\n\n"):
        as_it_is = re.search(r"^(\s|[-*|>] |```|\d+\. )", paragraph, flags=re.M)
        found.append(paragraph if as_it_is else _filled(paragraph))
    return "\n\n".join(found)


def _filled(paragraph):
    return textwrap.fill(paragraph, WIDTH, break_long_words=False, break_on_hyphens=False)


class NotYet(Exception):
    """The check is not content; it carries what to say."""

    def __init__(self, **parts):
        self.parts = parts


@dataclass(frozen=True)
class Raised:
    """An error in place of a value."""

    error: BaseException
    line: str  # of the learner, the last one that ran

    def __repr__(self):
        text = shown(str(self.error), str)
        return f"{type(self.error).__name__}: {text}" if text else type(self.error).__name__


def judge(exercise, answers, seconds=None):
    """The Verdict on answers, objects in the order of `exercise.answer`; never raises.

    seconds: that the check may take; by default those of the exercise.
    """
    seconds = seconds or exercise.seconds
    if len(answers) != len(exercise.answer):
        names = ", ".join(exercise.answer)
        text = f"Expected {names}, got {len(answers)} things: "
        return Verdict(False, why=text + f'check("{exercise.name}", {names}).')
    check = Check(exercise, dict(zip(exercise.answer, answers, strict=True)))
    try:
        check.prepare()
    except ImportError as error:
        why = f"{error}. This exercise needs {exercise.needs or 'minituner'}."
        return Verdict(False, why=why)
    run = guarded(check.run, seconds)
    parts = _parts(run, check, seconds)
    if parts is None:
        return Verdict(True, why=exercise.right, printed=_printed(run))
    label = parts.get("why", "")
    wrong = exercise.wrong.get(label)
    if wrong:
        parts["why"] = wrong.why
    read = (wrong and wrong.read) or exercise.read
    return Verdict(
        False,
        **parts,
        chapter=exercise.chapter,
        read=read,
        printed=_printed(run),
        label=label if wrong else "",
    )


def _parts(run, check, seconds):
    """What a Verdict says after a run of a check; None if the check is content."""
    if not run.in_time:
        why = check.mistakes.get(TimeoutError) or SLOW
        if run.left_behind:
            why = "It could not be stopped, and is still running: restart the kernel. " + (
                "Does a bare `except:` catch everything?"
            )
        got = f"still running after {seconds:g} seconds"
        return {"called": check.under_way, "got": got, "why": why}
    if run.error is None:
        return None
    if isinstance(run.error, NotYet):
        return run.error.parts
    # The check stumbled over an answer of a kind that its author did not think of
    return {"called": check.under_way, "got": repr(Raised(run.error, "")), "why": STUMBLED}


def _printed(run):
    """The first lines of what was printed, and how much there was in all."""
    text = run.printed.strip()
    start = "\n".join(text[:LONGEST].splitlines()[:LINES])
    if run.characters == len(run.printed) and start == text:
        return text
    return f"{start} ... ({run.characters:,} characters in all)"


class Check:
    """The check of an exercise, and the functions that it may call."""

    def __init__(self, exercise, answers):
        self.exercise = exercise
        self.names = dict(answers)
        self.under_way = ""  # what is being called
        self.mistakes = {}
        self.printed = False  # by the call that is under way
        tools = (self.expect, self.expect_error, self.expect_that, self.expect_answer)
        self.names |= {tool.__name__: tool for tool in tools} | {"fail": self.fail}

    def prepare(self):
        """Run the imports at the top of the check, whose time is nobody's fault."""
        body = ast.parse(self.exercise.check).body
        last = next((i for i, line in enumerate(body) if not _imports(line)), len(body))
        self._exec(body[:last])
        self.body = body[last:]

    def run(self):
        self._exec(self.body)

    def _exec(self, body):
        file = f"<check of {self.exercise.name}>"
        exec(compile(ast.Module(body, []), file, "exec"), self.names)

    def expect(self, code, value, why, mistakes=(), called=None, tolerance=CLOSE):
        """Run `code`, whose last line is an expression; its value must equal `value`.

        why: the label of a wrong program, or a sentence. mistakes: what else it may give (a
        value, a class of errors, or a function that says yes to it) -> label or sentence.
        called: what to show instead of `code`. tolerance: how far a number may be off.
        """
        got = self._call(code, called, mistakes)
        if not same(got, value, tolerance):
            self._refuse(got, shown(value), why)

    def expect_that(self, code, test, expected, why, mistakes=(), called=None):
        """As `expect`, for a value that `test` says yes to, and `expected` describes."""
        got = self._call(code, called, mistakes)
        if isinstance(got, Raised) or not _says_yes(test, got):
            self._refuse(got, expected, why)

    def expect_error(self, code, kind, why, mistakes=(), called=None, words=()):
        """As `expect`, for an error of a kind, with these words in its message."""
        got = self._call(code, called, mistakes)
        error = got.error if isinstance(got, Raised) else None
        if isinstance(error, kind) and all(word in str(error) for word in words):
            return
        expected = f"{'an' if kind.__name__[0] in 'AEIOU' else 'a'} {kind.__name__}"
        if words:
            expected += f" whose message has {' and '.join(map(repr, words))} in it"
        self._refuse(got, expected, why)

    def expect_answer(self, key, value, why, mistakes=(), tolerance=CLOSE):
        """Compare answer[key], worked out by the learner, with `value`, which is not shown.

        If several names are handed over, the last one is that of the answers.
        """
        name = self.exercise.answer[-1]
        got = self._call(f"{name}[{key!r}]", None, mistakes)
        if unusable := self._unusable(name, key, got, value):
            parts = {"called": self.under_way, "got": shown(got), "why": unusable}
            raise NotYet(**parts, expected="")
        if not same(got, value, tolerance):
            self._refuse(got, "", why)

    def _unusable(self, name, key, got, value):
        """What to say about an entry that is missing, or is not the number it should be."""
        answers = self.names[name]
        if not isinstance(answers, dict):
            kind = type(answers).__name__
            return f"`{name}` should still be a dictionary; it is of type {kind}."
        if key not in answers:
            return f"`{name}` has no entry {key!r}. It had one at the start."
        if got is None or got is ...:
            return f"{key!r} waits for your answer."
        number = isinstance(value, numbers.Number) and not isinstance(value, bool)
        if number and isinstance(got, str):
            return (
                f"{key!r} should be a number; with quotation marks around it, it is text."
            )
        return None

    def fail(self, why, called="", got="", expected=""):
        """Refuse the answer, with these words."""
        raise NotYet(called=called, got=got, expected=expected, why=self._known(why))

    def _call(self, code, called, mistakes):
        code = textwrap.dedent(code).strip()
        self.under_way = code if called is None else called
        self.mistakes = dict(mistakes)
        return self._value(code)

    def _value(self, code):
        file = f"<call of {self.exercise.name}>"
        linecache.cache[file] = len(code), None, code.splitlines(keepends=True), file
        *before, last = ast.parse(code, file).body
        names = dict(self.names)  # one call leaves nothing for the next
        already = getattr(sys.stdout, "characters", 0)
        try:
            exec(compile(ast.Module(before, []), file, "exec"), names)
            return eval(compile(ast.Expression(last.value), file, "eval"), names)
        except (NotYet, Stopped):
            raise
        except BaseException as error:
            return Raised(error, _last_line(error, file))
        finally:
            self.printed = getattr(sys.stdout, "characters", 0) > already

    def _refuse(self, got, expected, why):
        for mistake, label in self.mistakes.items():
            if _is(got, mistake):
                why = label
                break
        else:
            why = self._common(got) or why
        raise NotYet(
            called=self.under_way, got=shown(got), expected=expected, why=self._known(why)
        )

    def _common(self, got):
        """What to say about mistakes that can be made in every exercise."""
        if isinstance(got, Raised):
            if not got.line:
                return "The call raised this error."
            return f"Your code raised this error, at the line `{got.line}`."
        if got is None and self.printed:
            return (
                "It printed something, and returned nothing: `print` shows a value to you, "
                "and `return` hands it to whoever called."
            )
        return None

    def _known(self, why):
        if why not in self.exercise.wrong and not why.endswith((".", "?", "!")):
            labels = ", ".join(self.exercise.wrong)
            text = (
                f"exercises/{self.exercise.name}.py, section 'check': expected a sentence"
            )
            raise ValueError(f"{text}, or one of {labels}; got {why!r}")
        return why


def _imports(line):
    return isinstance(line, ast.Import | ast.ImportFrom)


def _last_line(error, file):
    """The last line of the learner's that ran before an error."""
    found, trace = "", error.__traceback__
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if name not in (file, __file__) and not name.startswith(INSTALLED):
            found = linecache.getline(name, trace.tb_lineno).strip() or found
        trace = trace.tb_next
    return found


def _is(got, mistake):
    """Is `got` this value, an error of this class, or something that a test says yes to?"""
    if isinstance(mistake, type) and issubclass(mistake, BaseException):
        return isinstance(got, Raised) and isinstance(got.error, mistake)
    if callable(mistake):
        return _says_yes(mistake, got)
    return not isinstance(got, Raised) and same(got, mistake)


def _says_yes(test, got):
    try:
        return bool(test(got))
    except Exception:  # a test of a number that was asked about a text, say
        return False


def same(got, expected, tolerance=CLOSE):
    """Equal, as a teacher sees it: NumPy's numbers are numbers, a tuple may be a list.

    True is not 1, though, and an object that calls itself equal to everything is not.
    """
    try:
        return _same(_plain(got), _plain(expected), tolerance)
    except Exception:
        return False


def _same(got, expected, tolerance):
    if isinstance(got, bool) or isinstance(expected, bool):
        return got is expected
    if isinstance(expected, numbers.Number):
        if not isinstance(got, numbers.Number):
            return False
        if got != got:
            return expected != expected
        return math.isclose(got, expected, rel_tol=CLOSE, abs_tol=tolerance)
    if isinstance(expected, list | tuple):
        return (
            isinstance(got, list | tuple)
            and len(got) == len(expected)
            and all(same(*pair, tolerance) for pair in zip(got, expected, strict=True))
        )
    if isinstance(expected, dict):
        return (
            isinstance(got, dict)
            and got.keys() == expected.keys()
            and all(same(got[key], expected[key], tolerance) for key in got)
        )
    return isinstance(got, type(expected)) and bool(got == expected)


def _plain(value):
    return value.tolist() if type(value).__module__ == "numpy" else value


def shown(value, text=repr):
    """A value as text, cut to a length that can be read."""
    try:
        found = text(value)
    except BaseException as error:
        if isinstance(error, Stopped):
            raise
        kind = type(value).__name__
        return f"something of type {kind} that cannot be shown ({type(error).__name__})"
    found = str(found)
    if len(found) <= LONGEST:
        return found
    half = LONGEST // 2
    return f"{found[:half]} ... {found[-half:]} ({len(found):,} characters)"
