"""A chapter as a teacher needs it: notebook, questions, and the plan that goes with it.

What a teacher edits stands in `teaching/`:

    objectives.toml       what can be assessed, O1, O2, ...
    chapters/NN.toml      for each chapter: objectives, steps with minutes, votes, ...
    plans.toml            workshop, courses and module, by the minute
    seconds.toml          how long slow cells take, and how much memory chapters hold, as
                          `tools/seconds.py` has measured them
    concept_test.toml     which ten questions are asked before and after

A plan names a prompt by the id of its code cell, a retrieval question by its number, and
a section by its heading. The words of questions, options and verdicts are the notebook's.
"""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import nbformat
import questions
from minutes import FLOOR, FURTHER, minutes, parts

from demystifying import exercises as room

ROOT = Path(__file__).parents[1]
TEACHING = ROOT / "teaching"
# Sections that close a chapter: no objective is taught there
CLOSING = {"Back to the question", "Key points", "Five questions", "Half way"}
CLOSING |= {"Where it lives in KerasTuner", "What is left out", "Next", "What comes next"}
CLOSING |= {FURTHER.removeprefix("## ")}
SLOW = 10  # seconds: from here on a class needs something to think about


@cache
def objectives():
    """O-number -> what a learner can do, and how it is assessed."""
    return read_toml(TEACHING / "objectives.toml")["objective"]


def read_toml(path):
    with path.open("rb") as file:
        try:
            return tomllib.load(file)
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"{path.name}: {error}; mend this line") from None


@dataclass
class Section:
    """A heading, with the headings that it stands under, and the numbers of its cells."""

    title: str
    level: int
    path: tuple
    cells: list = field(default_factory=list)


def path_to_last(found):
    """The sections that the last one found stands in, itself included."""
    path, level = [], 7
    for other in reversed(found):
        if other.level < level:
            path.insert(0, other)
            level = other.level
    return path


def headings(source):
    """(level, title) of each heading in a Markdown cell."""
    text = re.sub(r"^```.*?^```", "", source, flags=re.M | re.S)
    found = re.findall(r"^(#+) (.+)$", text, flags=re.M)
    return [(len(marks), title.strip()) for marks, title in found]


@dataclass
class Lesson:
    """number: of the chapter; notebook: as stored; plan: what `teaching/` says of it."""

    number: int
    name: str
    notebook: object
    plan: dict

    @cached_property
    def title(self):
        return headings(self.notebook.cells[0].source)[0][1].partition(". ")[2]

    @cached_property
    def opening(self):
        """The question at the top of the page, in Markdown."""
        quoted = re.findall(r"^> ?(.*)$", self.notebook.cells[0].source, flags=re.M)
        return "\n".join(quoted).replace("**A question first.** ", "")

    @cached_property
    def way(self):
        """The cells of the way through: all that comes before the package's lines."""
        way, further, _ = parts(self.notebook.cells)
        return way + further

    @cached_property
    def sections(self):
        """The sections of the way through, in order; a cell belongs to the last one."""
        found = [Section(self.title, 1, (self.title,))]
        for place, cell in enumerate(self.way):
            if cell.cell_type == "markdown":
                for level, title in headings(cell.source):
                    if level > 1:
                        above = [s for s in path_to_last(found) if s.level < level]
                        path = (*(s.title for s in above), title)
                        found.append(Section(title, level, path))
            found[-1].cells.append(place)
        return found

    @cached_property
    def prompts(self):
        """The questions before a cell, by the cell's id, in their order."""
        return {q.id: q for q in questions.prompts(self.notebook)}

    @cached_property
    def questions(self):
        """The retrieval questions, by their number."""
        return {int(q.id[-1]): q for q in questions.retrieval(self.notebook)}

    @cached_property
    def cells(self):
        """id -> cell."""
        return {cell.id: cell for cell in self.notebook.cells}

    def prompt_number(self, cell_id):
        """The number that a teacher calls a prompt by: the third one is 3."""
        return list(self.prompts).index(cell_id) + 1

    def section_of(self, cell_id):
        """The section that a cell stands in; the package's lines are one section."""
        place = [cell.id for cell in self.notebook.cells].index(cell_id)
        lines = FLOOR.removeprefix("## ")
        last = Section(lines, 2, (lines,))
        return next((s for s in self.sections if place in s.cells), last)

    def objectives_at(self, section):
        """The O-numbers of a section: its own, or those of the one that it stands under."""
        named = self.plan["sections"]
        for title in reversed(section.path):
            if title in named:
                return named[title].split()
        return []

    @property
    def minutes(self):
        """To read and to teach, by the book's rule; `core` is what the steps sum up to."""
        return minutes(self.notebook)

    @property
    def core(self):
        return sum(step["minutes"] for step in self.plan["step"])

    @property
    def votes(self):
        """cell id of a prompt -> the votes that we expect, in percent."""
        return {k: v for step in self.plan["step"] for k, v in step.get("vote", {}).items()}

    @property
    def typed(self):
        """The cells that a class types, by the plan."""
        steps = [step for step in self.plan["step"] if step["do"] == "type"]
        return [cell for step in steps for cell in step.get("cells", [])]


@cache
def lesson(number):
    """The lesson of a chapter; FileNotFoundError if there is no plan or no notebook."""
    (path,) = (ROOT / "chapters").glob(f"{number:02}_*.ipynb")
    notebook = nbformat.read(path, as_version=4)
    plan = read_toml(TEACHING / "chapters" / f"{number:02}.toml")
    return Lesson(number, path.stem, notebook, plan)


def lessons():
    """The lessons of all chapters."""
    numbers = [int(p.stem[:2]) for p in (ROOT / "chapters").glob("[0-9]*.ipynb")]
    return [lesson(number) for number in sorted(numbers)]


@cache
def seconds():
    """chapter -> {cell id: seconds}, of the cells that were measured to be slow."""
    measured = read_toml(TEACHING / "seconds.toml")
    return {int(chapter): cells for chapter, cells in measured["seconds"].items()}


def slow_cells(number):
    return {k: s for k, s in seconds().get(number, {}).items() if s >= SLOW}


def text_of(cell):
    """What a code cell's stored outputs say; pictures are left out."""
    parts = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        parts.append(output.get("text") or data.get("text/plain") or error_of(output))
    picture = r"^<(Figure|IPython|matplotlib).*>$"
    return re.sub(picture, "", "\n".join(p.rstrip("\n") for p in parts if p), flags=re.M)


def error_of(output):
    if output.output_type != "error":
        return ""
    return f"{output.ename}: {output.evalue}"


def picture_of(cell):
    """The first picture of a cell, as base64, or None."""
    found = [o.get("data", {}).get("image/png") for o in cell.get("outputs", [])]
    return next(filter(None, found), None)


def exercises(number):
    """name -> Exercise, of a chapter."""
    return {name: room.load(name) for name in room.exercises(number)}


def exercise_cells(name):
    """An exercise as the cells of a notebook: pairs of a kind and a source."""
    return room.cells(name)


def exercise_part(number, solutions):
    """The exercises of a chapter as cells, with or without their solutions."""
    found = []
    for name, exercise in exercises(number).items():
        for n, (kind, source) in enumerate(exercise_cells(name)):
            made = code if kind == "code" else markdown
            found.append(made(source, f"exercise-{name}-{n}".replace("_", "-")[:64]))
        if solutions:
            answer = (
                f"A right answer:\n\n```python\n{exercise.solution.strip()}\n```\n\n"
                f"Another:\n\n```python\n{exercise.another.strip()}\n```"
            )
            found.append(markdown(answer, f"solution-{name}".replace("_", "-")[:64]))
    return [markdown("## Exercises", "exercises"), *found] if found else []


def code(source, name):
    return nbformat.v4.new_code_cell(source, id=name)


def markdown(source, name):
    return nbformat.v4.new_markdown_cell(source, id=name)
