"""The book's exercises: in a notebook, in a page, or for a learner's file.

    from demystifying.exercises import check, exercise, hint, solution

    exercise("02_draw")               what is asked
    hint("02_draw")                   one hint; call it again for the next one
    hint("02_draw", 1)                the first hint once more
    check("02_draw", build_int)       right, or what it gave, what was expected, and why
    solution("02_draw")               after a success, or three attempts
    exercises(chapter=2)              the names of all exercises of a chapter

On the command line, `python -m demystifying.exercises 02_draw my_answer.py` judges a file,
in a separate process that is killed if it does not end. The exit status is 0 if the
answer is right.
"""

import json
import linecache
import sys
from collections import Counter
from dataclasses import asdict
from functools import cache
from pathlib import Path

from demystifying import exercise_file, room
from demystifying.judge import Verdict, judge

ATTEMPTS = 3  # after so many the solution may be seen
_attempts, _hints, _solved = Counter(), Counter(), set()


def folder():
    """Where the exercises are."""
    return room("exercises")


def exercises(chapter=None):
    """The names of all exercises, or of a chapter's, in the order of their files."""
    names = sorted(path.stem for path in folder().glob("[0-9][0-9]_*.py"))
    return [each for each in names if chapter in (None, int(each[:2]))]


@cache
def load(name):
    """The Exercise of that name."""
    path = folder() / f"{name}.py"
    if not path.is_file():
        alike = exercises(int(name[:2])) if name[:2].isdecimal() else exercises()
        raise ValueError(f"name: expected one of {alike}, got {name!r}")
    return exercise_file.read(path)


class Text(str):
    """Markdown, which a notebook draws and a terminal prints."""

    def _repr_markdown_(self):
        return str(self)

    def __repr__(self):
        return str(self)


def exercise(name):
    """What an exercise asks and is for, how long it takes, and the code to start from."""
    found = load(name)
    head = f"**{found.title}** ({facts(found)})\n\n{aim(found)}"
    return Text(f"{head}\n\n{found.statement}\n\n{fence(found.starter)}")


def facts(found):
    """Kind, minutes, difficulty and importance in one line."""
    return (
        f"{found.kind.capitalize()} · {found.minutes} minutes · "
        f"difficulty {found.difficulty} of 4 · importance {found.importance} of 5"
    )


def aim(found):
    """What a learner will be able to show, in a sentence."""
    return f"You will {found.objective}."


def fence(code):
    return f"```python\n{code}```"


def hint(name, number=None):
    """The next hint of an exercise, or the one with that number, and how many there are."""
    hints = load(name).hints
    if number is None:
        number = min(_hints[name] + 1, len(hints))
    if number not in range(1, len(hints) + 1):
        raise ValueError(f"number: expected 1 to {len(hints)}, got {number!r}")
    _hints[name] = max(_hints[name], number)
    return Text(f"Hint {number} of {len(hints)}: {hints[number - 1]}")


def check(name, *answers):
    """Run the check of an exercise on what you wrote; returns its Verdict."""
    return _judged(name, judge(load(name), answers))


def as_json(name, *answers):
    """The Verdict as JSON for a page, with the place in it to read."""
    verdict = asdict(judge(load(name), answers))
    verdict["anchor"] = verdict["read"].replace("`", "").replace(" ", "-")
    return json.dumps(verdict)


def _judged(name, verdict):
    _attempts[name] += 1
    if verdict.passed:
        _solved.add(name)
    return verdict


def solution(name, now=False):
    """A right solution, after a success or three attempts, or `now`."""
    found = load(name)
    left = ATTEMPTS - _attempts[name]
    if left > 0 and name not in _solved and not now:
        text = f"After {left} more attempt{'s' * (left > 1)} the solution is here; "
        return Text(text + f'or at once: solution("{name}", now=True).')
    return Text(
        f"{fence(found.solution)}\n\nOr, written differently:\n\n{fence(found.another)}"
    )


def names_of(code, exercise, file="<answer>"):
    """Run a learner's code; returns the objects that the exercise asks for, in order."""
    names = {"__name__": "answer"}
    linecache.cache[str(file)] = len(code), None, code.splitlines(keepends=True), str(file)
    exec(compile(code, str(file), "exec"), names)
    missing = [name for name in exercise.answer if name not in names]
    if missing:
        raise NameError(f"expected the answer to define {', '.join(missing)}")
    return [names[name] for name in exercise.answer]


def cells(name):
    """An exercise as the cells of a notebook: pairs of a kind and a source."""
    found = load(name)
    head = f"### {found.title}\n\n*{facts(found)}*\n\n{aim(found)}"
    call = f'check("{name}", {", ".join(found.answer)})'
    verbs = "check, hint, solution"
    return [
        ("markdown", f"{head}\n\n{found.statement}"),
        ("code", found.starter.rstrip("\n")),
        ("code", f"from demystifying.exercises import {verbs}\n\n{call}"),
        ("markdown", f'Stuck? `hint("{name}")` gives one of {len(found.hints)} hints.'),
    ]


def judge_file(name, path, seconds=None):
    """The exit status and the verdict on a file, from a process that can be killed.

    seconds: until it is; by default twice those of the exercise.
    """
    import subprocess  # a page has none

    seconds = seconds or 2 * load(name).seconds
    command = [sys.executable, "-m", "demystifying.exercises", "--here", name, str(path)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", timeout=seconds
        )
    except subprocess.TimeoutExpired:
        why = f"It was stopped after {seconds:g} seconds, and had not ended."
        return 1, str(Verdict(False, why=why))
    return done.returncode, done.stdout[-5_000:] + done.stderr[-5_000:]


def main(arguments):
    """Judge a file, given an exercise's name and a path; returns the exit status."""
    here = arguments[:1] == ["--here"]
    if len(arguments) - here != 2:
        print("expected: python -m demystifying.exercises 02_draw my_answer.py")
        return 2
    name, path = arguments[here:]
    if not here:
        status, said = judge_file(name, path)
        print(said.strip())
        return status
    found = load(name)
    verdict = judge(found, names_of(Path(path).read_text(encoding="utf-8"), found, path))
    print(verdict)
    return 0 if verdict.passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
