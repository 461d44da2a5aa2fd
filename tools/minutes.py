"""How long a chapter takes, to read and to teach, by one rule.

    python tools/minutes.py            prints the table
    python tools/minutes.py --write    writes the times into chapters and introduction

To read: 230 words a minute, a little less than people read non-fiction silently; a line of
code or of output, 4 seconds; a guess, 40 seconds; a figure, 30 seconds. To teach: the same,
and for each guess with options 2.5 minutes more (vote, talk, vote again), and for each
retrieval question half a minute. What may be left out is apart: "Going further", read at
that speed, and "The package, line by line", at 10 seconds a line. All rounded up to
5 minutes. Exercises are not in these times: each file in `exercises/` states its own, and
the introduction has their sum.
"""

import argparse
import math
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import nbformat
from questions import PROMPT, prompts, retrieval

from demystifying import exercise_file

ROOT = Path(__file__).parents[1]
FURTHER = "## Going further"
FLOOR = "## The package, line by line"
TIME = re.compile(r"^\*\*Time\*\* .*?(?=\*\*You need\*\*|$)", re.M)
PATHS = {
    "the mystery": {n: 1.0 for n in range(1, 7)},
    "I tune models": {n: 1.0 for n in (*range(1, 7), 14, 15, 16)} | {10: 0.5, 11: 0.5},
    "I build tuners": {n: 1.0 for n in range(1, 18)},
}
EXERCISES = re.compile(r"The exercises are extra: [^.]*\.")  # in the introduction
SHORTER = {"In a hurry": {5: 1.0, 6: 1.0, 10: 0.5, 11: 0.5, 15: 1.0}}


class Minutes(NamedTuple):
    """All in minutes; what may be left out is 0 where the chapter has none of it.

    further: "Going further"; lines: "The package, line by line".
    """

    read: int
    teach: int
    further: int
    lines: int

    def __str__(self):
        further = f"; {self.further} more to go further" if self.further else ""
        lines = f"; {self.lines} more for every line of the package" if self.lines else ""
        return f"{self.read} minutes to read, {self.teach} to teach{further}{lines}."


def lines_of(cell):
    """The lines of code and of text that a reader sees of a cell."""
    shown = [output.get("text", "") for output in cell.outputs]
    shown += [output.get("data", {}).get("text/plain", "") for output in cell.outputs]
    hidden = "hide-input" in cell.metadata.get("tags", [])
    return sum(len(part.splitlines()) for part in [*shown, "" if hidden else cell.source])


def parts(cells):
    """The cells of the way through, of "Going further", and of the package's lines."""
    found = {"": []}
    for cell in cells:
        begins = [head for head in (FURTHER, FLOOR) if cell.source.startswith(head)]
        if cell.cell_type == "markdown" and begins:
            found[begins[0]] = []
        list(found.values())[-1].append(cell)
    return [found.get(head, []) for head in ("", FURTHER, FLOOR)]


def reading(cells):
    """Minutes, by the rule in the module's docstring."""
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    # Of the verdicts, a reader reads the one that they asked for
    text = re.sub(
        r"^\* \*\*\([a-d]\)\*\* \*(?!Right\.).*$|<!--.*?-->", "", text, flags=re.M
    )
    code = [cell for cell in cells if cell.cell_type == "code"]
    shown = [str(o.get("data", {})) for cell in code for o in cell.outputs]
    figures = sum("image/png" in s or '<figure class="moving"' in s for s in shown)
    took = len(text.split()) / 230 + sum(map(lines_of, code)) * 4 / 60 + figures / 2
    return took + len(PROMPT.findall(text)) * 40 / 60


def minutes(notebook):
    """By the rule in the module's docstring."""
    way, further, floor = parts(notebook.cells)
    ids = {cell.get("id") for cell in way}
    voted = [question for question in prompts(notebook) if question.id in ids]
    read = reading(way)
    teach = read + len(voted) * 2.5 + len(retrieval(notebook)) / 2
    lines = sum(lines_of(cell) for cell in floor if cell.cell_type == "code") / 6
    amounts = (read, teach, reading(further), lines)
    return Minutes(*(5 * math.ceil(amount / 5) for amount in amounts))


def chapters():
    """number -> path and `Minutes` of each chapter."""
    found = {}
    for path in sorted((ROOT / "chapters").glob("[0-9]*.ipynb")):
        found[int(path.stem[:2])] = path, minutes(nbformat.read(path, as_version=4))
    return found


def path_minutes(shares, times):
    """What a path through the book takes to read, in minutes; shares: chapter -> share."""
    total = sum(share * times[n][1].read for n, share in shares.items() if n in times)
    return 5 * math.ceil(total / 5)


def exercise_minutes():
    """chapter -> what all of its exercises take, as their files state."""
    found = Counter()
    for path in (ROOT / "exercises").glob("*.py"):
        exercise = exercise_file.read(path)
        found[exercise.chapter] += exercise.minutes
    return found


def exercises_said(amounts):
    """The introduction's sentence; amounts: chapter -> minutes."""
    least, most, total = min(amounts.values()), max(amounts.values()), sum(amounts.values())
    of_one = f"{least} to {most} minutes a chapter"
    return f"The exercises are extra: {of_one}, and {hours(total)} in all."


def hours(amount):
    """Minutes as people say them."""
    whole, rest = divmod(amount, 60)
    return f"{whole} h {rest:02} min" if whole else f"{rest} min"


def main(write):
    times = chapters()
    for number, (path, time) in times.items():
        print(f"{number:2}  {time}")
        if write:
            source = path.read_text(encoding="utf-8")
            old = re.search(r"\*\*Time\*\* [^\n]*?(?= \*\*You need\*\*|\\n|\")", source)
            path.write_text(source.replace(old[0], f"**Time** {time}", 1), encoding="utf-8")
    introduction = ROOT / "chapters" / "introduction.md"
    source = introduction.read_text(encoding="utf-8")
    for name, shares in (PATHS | SHORTER).items():
        said = hours(path_minutes(shares, times))
        print(f"{name}: {said}")
        source = re.sub(rf"(\*\*{name}\*\* \()[^)]*\)", rf"\g<1>{said})", source)
    said = exercises_said(exercise_minutes())
    print(said)
    source = EXERCISES.sub(said, source)
    if write:
        introduction.write_text(source, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write the times down")
    main(parser.parse_args().write)
