"""The exercises as a course of nbgrader: `make grading`.

    python tools/grading.py            makes the course in _build/grading/
    python tools/grading.py FOLDER     makes it in FOLDER

An assignment for each chapter (`source/chapter_02/`), and in it a notebook for each
exercise, so that each is run in a kernel of its own: an answer that never ends, or names
that two exercises share, touch no other exercise. `teaching/assessment.md` has the steps.

nbgrader 0.9.6 takes the value of a test cell's last line for points: `f(1) == 99`, which is
False, gives all of them. So every test cell ends in `assert`.
"""

import ast
import shutil
import sys
from pathlib import Path

import carried
import nbformat
from lesson import ROOT

from demystifying import exercises as book

BUILT = ROOT / "_build" / "grading"
# In the place of a solution; what an exercise starts from stands above it
STUB = "# Change what stands above; or write it anew, here."
CONFIG = f"""\
# Read by nbgrader in this folder; see the page "Tests, grades and policies" of the book
c = get_config()
c.CourseDirectory.course_id = "demystifying-kerastuner"
c.ClearSolutions.code_stub = {{"python": {STUB!r}}}
# A test cell that a student has deleted is put back; by itself it would count as no points
c.OverwriteCells.add_missing_cells = True
# A kernel that hears no interrupt (a loop inside a call of C) costs its exercise alone, and
# not the student's whole submission
c.Execute.raise_on_iopub_timeout = False
"""
TEST = """\
# Run it as often as you like: it says what is wrong, one thing at a time
from demystifying.exercises import check, hint

verdict = check("{name}", {answer})
print(verdict)
assert verdict.passed, verdict.why"""
PYTHON = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
}
PYTHON |= {"language_info": {"name": "python"}}


def assignment(chapter):
    """The name of a chapter's assignment."""
    return f"chapter_{chapter:02}"


def points(exercise):
    """What an exercise is worth: all or nothing, and the more the harder it is."""
    return exercise.difficulty


def notebook(name):
    """The source of an exercise's notebook, with its solution, as nbgrader wants it."""
    exercise = book.load(name)
    task, _, _, stuck = (source for _, source in book.cells(name))
    worth = points(exercise)
    task += f"\n\nWorth {worth} point{'s' * (worth > 1)}, if the check says *Right*."
    cells = [
        code(set_up(exercise), f"{name}-set-up", locked=True),
        text(task, f"{name}-task"),
        code(answer(exercise), f"{name}-answer", solution=True),
        code(test(exercise), f"{name}-test", locked=True, grade=True, points=worth),
        text(stuck, f"{name}-stuck"),
    ]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"  # the same each time
    return nbformat.v4.new_notebook(cells=cells, metadata=PYTHON)


def set_up(exercise):
    """The first cell: is all here that the exercise, its check and its solution need?"""
    sources = exercise.starter, exercise.solution, exercise.another, exercise.check
    wanted, _ = carried.needs(sources)
    return carried.check_cell(wanted)


def answer(exercise):
    """Where to start, and the solution between the marks that nbgrader cuts at."""
    return (
        f"{exercise.starter.rstrip()}\n\n"
        f"### BEGIN SOLUTION\n{exercise.solution.rstrip()}\n### END SOLUTION"
    )


def test(exercise):
    return TEST.format(name=exercise.name, answer=", ".join(exercise.answer))


def code(source, name, **facts):
    return marked(nbformat.v4.new_code_cell(source), name, **facts)


def text(source, name):
    return marked(nbformat.v4.new_markdown_cell(source), name, locked=True)


def marked(cell, name, locked=False, solution=False, grade=False, points=None):
    """A cell that nbgrader knows by `name`."""
    facts = {"schema_version": 3, "grade_id": name, "task": False}
    facts |= {"locked": locked, "solution": solution, "grade": grade}
    if points is not None:
        facts["points"] = points
    cell.metadata["nbgrader"] = facts
    return cell


def ends_in_assert(cell):
    """Does the source of a cell end in an assert, so that its value cannot be points?"""
    return isinstance(ast.parse(cell.source).body[-1], ast.Assert)


def make(folder, chapters=range(1, 18)):
    """Make the course in `folder`, whose sources are emptied first; returns their paths."""
    source, made = folder / "source", []
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir(parents=True)
    for name in (name for number in chapters for name in book.exercises(number)):
        path = source / assignment(book.load(name).chapter) / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        made_of = nbformat.writes(notebook(name)) + "\n"
        path.write_text(made_of, encoding="utf-8", newline="\n")
        made.append(path)
    config = folder / "nbgrader_config.py"
    config.write_text(CONFIG, encoding="utf-8", newline="\n")
    return made


def main(arguments):
    folder = Path(arguments[0]) if arguments else BUILT
    made = make(folder)
    chapters = len({path.parent for path in made})
    print(f"{folder}: {len(made)} exercises in {chapters} assignments")


if __name__ == "__main__":
    main(sys.argv[1:])
