"""nbgrader, in the environment that `make grading-check` fills, on a course in a folder."""

import copy
import html
import json
import os
import re
import subprocess

import bare
import nbformat

SCORES = """
import json, sys
from nbgrader.api import Gradebook

found = {}
with Gradebook("sqlite:///gradebook.db") as book:
    for submission in book.assignment_submissions(sys.argv[1]):
        for notebook in submission.notebooks:
            facts = notebook.score, notebook.max_score, notebook.needs_manual_grade
            found.setdefault(submission.student.id, {})[notebook.name] = facts
print(json.dumps(found))
"""


class Course:
    """A course of nbgrader's, and what a teacher does with it."""

    def __init__(self, folder):
        self.folder = folder
        self.python = bare.python_in(".venv-grader")
        program = "nbgrader.exe" if os.name == "nt" else "nbgrader"
        self.program = self.python.parent / program

    def run(self, *command):
        """Run nbgrader; returns its exit status and what it said."""
        return self._run(self.program, *command)

    def _run(self, *command):
        # its own kernel and settings, and not those of whoever runs the tests
        bin_first = os.pathsep.join([str(self.program.parent), os.environ["PATH"]])
        settings = {"PATH": bin_first, "OMP_NUM_THREADS": "1", "PYTHONNOUSERSITE": "1"}
        settings |= {"HOME": str(self.folder), "JUPYTER_PREFER_ENV_PATH": "1"}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=os.environ | settings,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        return done.returncode, done.stdout + done.stderr

    def release(self, assignment):
        status, said = self.run("generate_assignment", assignment, "--force")
        assert status == 0, said
        return {
            path.stem: bare.read(path)
            for path in sorted((self.folder / "release" / assignment).glob("*.ipynb"))
        }

    def submit(self, student, assignment, notebooks):
        """Hand in notebooks, name -> notebook."""
        folder = self.folder / "submitted" / student / assignment
        folder.mkdir(parents=True)
        for name, notebook in notebooks.items():
            nbformat.write(notebook, folder / f"{name}.ipynb")

    def grade(self, assignment, *options):
        """Grade what was handed in, and write the feedback; returns what was said."""
        status, said = self.run("autograde", assignment, *options)
        assert status == 0, said
        status, more = self.run("generate_feedback", assignment)
        assert status == 0, more
        return said

    def scores(self, assignment):
        """student -> notebook -> (points, of how many, has somebody to look at it)."""
        status, said = self._run(self.python, "-c", SCORES, assignment)
        assert status == 0, said
        return json.loads(said.splitlines()[-1])

    def feedback(self, student, assignment, name):
        """The words of a feedback, without the colors of a traceback."""
        path = self.folder / "feedback" / student / assignment / f"{name}.html"
        page = path.read_text(encoding="utf-8").partition("<body")[2]
        return words(html.unescape(re.sub(r"<[^>]+>", "", page)))


def words(text):
    return " ".join(text.split())


def answered(notebook, source):
    """A released notebook with this in its answer's cell."""
    filled = copy.deepcopy(notebook)
    the_cell(filled, "answer").source = source
    return filled


def the_cell(notebook, kind):
    """The cell of a notebook whose name in nbgrader ends in `kind`."""
    (cell,) = [
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").endswith(f"-{kind}")
    ]
    return cell


def without(notebook, *kinds):
    """A notebook without these cells."""
    rest, gone = copy.deepcopy(notebook), [the_cell(notebook, kind) for kind in kinds]
    rest.cells = [cell for cell in rest.cells if cell not in gone]
    return rest
