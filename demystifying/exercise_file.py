"""Read an exercise from its file: sections that begin with `# %%`, as CONTRIBUTING.md says.

Each mistake in a file is an ExerciseError that names the file, the section, and what was
expected there.
"""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

KINDS = (
    "fix it",
    "fill the gap",
    "write it",
    "work it out",
    "explain it",
    "find the bug",
    "measure and report",
)
ONCE = ("exercise", "statement", "starter", "solution", "another solution", "check")
PERHAPS = ("right",)
MOST_HINTS = 4
FEWEST_WRONG = 3
NUMBERS = {"chapter": (1, 17), "difficulty": (1, 4), "importance": (1, 5)}
NUMBERS |= {"minutes": (2, 60), "seconds": (1, 60)}
TEXTS = ("title", "kind", "answer", "objective", "read")
OPTIONAL = {"needs": "", "seconds": "5"}
MARK = re.compile(r"# %% *(.*)")
FIELD = re.compile(r"# (\w+): *(.*)")


class ExerciseError(ValueError):
    """An exercise's file that is not as it should be."""


@dataclass(frozen=True)
class Wrong:
    """A wrong program, and what its author is told."""

    label: str
    why: str
    code: str
    read: str = ""  # a heading; empty: the exercise's own


@dataclass(frozen=True)
class Exercise:
    name: str  # of the file, without .py
    title: str
    chapter: int
    kind: str
    difficulty: int  # 1 to 4
    importance: int  # 1 to 5
    minutes: int
    objective: str  # begins with a verb
    answer: tuple  # the names that a learner defines
    read: str  # the heading of the chapter that explains it
    statement: str
    starter: str
    solution: str
    another: str
    check: str
    hints: tuple
    wrong: dict = field(repr=False, hash=False)  # label -> Wrong
    right: str = ""  # said to whoever has solved it
    needs: str = ""  # packages besides Python and minituner
    seconds: int = 5  # that a check may take


def read(path):
    """The Exercise in a file."""
    path = Path(path)
    return parse(path.read_text(encoding="utf-8"), path.stem)


def parse(text, name):
    """The Exercise in a text; `name` is what its file is called, without .py."""
    sections = _sections(text, name)
    _fail_unless_complete(sections, name)
    (header,) = sections["exercise"]
    fields = _fields(header, name)
    code = {kind: _code(sections[kind][0], name, kind) for kind in ONCE[2:]}
    return Exercise(
        name=name,
        **fields,
        statement=_prose(sections["statement"][0], name, "statement"),
        starter=code["starter"],
        solution=code["solution"],
        another=code["another solution"],
        check=code["check"],
        hints=tuple(_prose(each, name, "hint") for each in sections["hint"]),
        right="".join(_prose(each, name, "right") for each in sections.get("right", [])),
        wrong=_wrong_programs(sections, name),
    )


def _error(name, section, text):
    return ExerciseError(f"exercises/{name}.py, section {section!r}: {text}")


def _sections(text, name):
    """Heading -> the texts below each heading of that name; "wrong" has pairs."""
    found, current = {}, None
    for number, line in enumerate(text.splitlines(), start=1):
        if mark := MARK.fullmatch(line.rstrip()):
            kind, colon, label = mark[1].partition(":")
            if kind not in (*ONCE, *PERHAPS, "hint", "wrong"):
                known = ", ".join([*ONCE, "hint", "wrong: a label", *PERHAPS])
                raise _error(name, kind, f"expected one of {known} (line {number})")
            if bool(colon) != (kind == "wrong") or (colon and not label.strip()):
                raise _error(name, kind, f"expected `wrong: a label` (line {number})")
            current = []
            found.setdefault(kind, []).append((label.strip(), current))
        elif current is not None:
            current.append(line)
        elif line.strip():
            raise _error(name, "exercise", f"expected `# %% exercise` (line {number})")
    texts = {
        kind: [(label, "\n".join(lines).strip("\n") + "\n") for label, lines in each]
        for kind, each in found.items()
    }
    return {
        kind: each if kind == "wrong" else [text for _, text in each]
        for kind, each in texts.items()
    }


def _fail_unless_complete(sections, name):
    for kind in ONCE:
        if len(sections.get(kind, [])) != 1:
            text = f"expected one such section, got {len(sections.get(kind, []))}"
            raise _error(name, kind, text)
    for kind in PERHAPS:
        if len(sections.get(kind, [])) > 1:
            raise _error(name, kind, "expected at most one such section")
    hints = len(sections.get("hint", []))
    if not 1 <= hints <= MOST_HINTS:
        raise _error(name, "hint", f"expected 1 to {MOST_HINTS} hints, got {hints}")
    wrong = [label for label, _ in sections.get("wrong", [])]
    if len(set(wrong)) < FEWEST_WRONG or len(set(wrong)) < len(wrong):
        text = f"expected {FEWEST_WRONG} wrong programs or more, with labels that differ"
        raise _error(name, "wrong", f"{text}; got {wrong}")


def _fields(text, name):
    """The fields of the first section: `# key: value`, and `#     more of it`."""
    fields, last = {}, None
    for line in filter(str.strip, text.splitlines()):
        if match := FIELD.fullmatch(line):
            last = match[1]
            if last in fields:
                raise _error(name, "exercise", f"{last}: expected it once")
            fields[last] = match[2].strip()
        elif last and line.startswith("#     "):
            fields[last] += " " + line[1:].strip()
        else:
            text = f"expected a line such as `# title: ...`, got {line!r}"
            raise _error(name, "exercise", text)
    known = [key for key in (*TEXTS, *NUMBERS) if key not in OPTIONAL]
    if wrong := sorted(set(known).symmetric_difference(fields) - set(OPTIONAL)):
        text = f"expected the fields {', '.join(known)}; missing or unknown: {wrong}"
        raise _error(name, "exercise", text)
    fields = OPTIONAL | fields
    for key in TEXTS:
        if not fields[key]:
            raise _error(name, "exercise", f"{key}: expected a text, got nothing")
    for key, (least, most) in NUMBERS.items():
        if not (fields[key].isdecimal() and least <= int(fields[key]) <= most):
            text = f"{key}: expected a whole number from {least} to {most}"
            raise _error(name, "exercise", f"{text}, got {fields[key]!r}")
        fields[key] = int(fields[key])
    if fields["kind"] not in KINDS:
        text = f"kind: expected one of {', '.join(KINDS)}, got {fields['kind']!r}"
        raise _error(name, "exercise", text)
    names = tuple(each.strip() for each in fields["answer"].split(","))
    if not all(each.isidentifier() for each in names):
        text = f"answer: expected Python names, got {fields['answer']!r}"
        raise _error(name, "exercise", text)
    if not name.startswith(f"{fields['chapter']:02d}_"):
        text = f"chapter: a file of chapter {fields['chapter']} begins with its number"
        raise _error(name, "exercise", f"{text}, as in {fields['chapter']:02d}_name.py")
    return fields | {"answer": names}


def _prose(text, name, section):
    """The Markdown of a section all of whose lines are comments."""
    lines = text.strip("\n").splitlines()
    for line in lines:
        if line != "#" and not line.startswith("# "):
            text = f"expected lines that begin with `# `, got {line!r}"
            raise _error(name, section, text)
    prose = "\n".join(line[2:] for line in lines).strip()
    if not prose:
        raise _error(name, section, "expected a text, got nothing")
    return prose


def _code(text, name, section):
    if not text.strip():
        raise _error(name, section, "expected lines of Python, got nothing")
    try:
        ast.parse(text)
    except SyntaxError as error:
        place = f"line {error.lineno} of the section: {(error.text or '').strip()!r}"
        raise _error(name, section, f"expected Python; {error.msg}, {place}") from None
    return text.strip("\n") + "\n"


def _wrong_programs(sections, name):
    found = {}
    for label, text in sections["wrong"]:
        section = f"wrong: {label}"
        lines = text.strip("\n").splitlines()
        end = next((i for i, line in enumerate(lines) if line[:1] != "#"), len(lines))
        place = FIELD.fullmatch(lines[0]) if lines else None
        place = place[2] if place and place[1] == "read" else ""
        why = _prose("\n".join(lines[bool(place) : end]), name, section)
        code = _code("\n".join(lines[end:]), name, section)
        found[label] = Wrong(label, why, code, place)
    return found
