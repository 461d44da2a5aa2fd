"""nbgrader gives points for right answers, none for wrong ones, and says why."""

import copy
import os
import re
import shutil

import bare
import grader
import grading
import nbformat
import pytest
from grader import answered, the_cell, without, words
from notebooks import ROOT

from demystifying import exercises as book
from demystifying.judge import judge

NAMES = book.exercises()
CHAPTER, ONE = 2, "02_draw"  # what wrong submissions are made for
ASSIGNMENT = grading.assignment(CHAPTER)
WRONG = book.load(ONE).wrong


def problems(notebook):
    """What is wrong with the source of a notebook, in words."""
    facts = [c.metadata["nbgrader"] for c in notebook.cells if "nbgrader" in c.metadata]
    names = [fact["grade_id"] for fact in facts]
    if len(set(names)) < len(names):
        yield "two cells have one name"
    for cell in notebook.cells:
        fact = cell.metadata.get("nbgrader", {})
        if fact.get("grade") and not grading.ends_in_assert(cell):
            yield f"{fact['grade_id']} ends in no assert"
        if fact.get("grade") and not fact["points"] > 0:
            yield f"{fact['grade_id']} is worth nothing"
        if not fact.get("solution") and "BEGIN SOLUTION" in cell.source:
            yield f"{fact.get('grade_id')} has a solution that stays"


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_for_grading_is_as_nbgrader_wants_it(name):
    notebook = grading.notebook(name)
    nbformat.validate(notebook)
    assert list(problems(notebook)) == []


@pytest.mark.parametrize("last", ["f(1) == 99", "-1", "0.5", "print(verdict)"])
def test_a_test_cell_that_does_not_end_in_assert_is_found(last):
    notebook = grading.notebook(ONE)
    the_cell(notebook, "test").source += f"\n{last}"
    assert list(problems(notebook)) == [f"{ONE}-test ends in no assert"]


def test_a_solution_elsewhere_a_test_for_nothing_and_a_name_twice_are_found():
    notebook = grading.notebook(ONE)
    the_cell(notebook, "stuck").source = "### BEGIN SOLUTION\n42\n### END SOLUTION"
    the_cell(notebook, "test").metadata["nbgrader"]["points"] = 0
    the_cell(notebook, "task").metadata["nbgrader"]["grade_id"] = f"{ONE}-set-up"
    assert set(problems(notebook)) == {
        "two cells have one name",
        f"{ONE}-test is worth nothing",
        f"{ONE}-stuck has a solution that stays",
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_source_with_its_solution_passes_the_check(name):
    exercise = book.load(name)
    answers = book.names_of(grading.answer(exercise), exercise)
    assert judge(exercise, answers).passed


def listed(*files):
    """The names of the distributions in lists of requirements."""
    texts = [(ROOT / file).read_text(encoding="utf-8") for file in files]
    return {name for text in texts for name in re.findall(r"^([\w-]+)", text, flags=re.M)}


def test_who_grades_has_all_that_the_exercises_need():
    there = listed("minituner/requirements.txt", "teaching/requirements.txt")
    needed = {name: re.findall(r"[\w-]+", book.load(name).needs) for name in NAMES}
    missing = {name: set(needs) - there for name, needs in needed.items()}
    assert {name: needs for name, needs in missing.items() if needs} == {}, (
        "name it in teaching/requirements.txt"
    )


# With nbgrader itself, in an environment of its own


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    if "NBGRADER" not in os.environ or bare.python_in(".venv-grader") is None:
        pytest.skip("it takes minutes, and an environment; to have it: make grading-check")
    folder = tmp_path_factory.mktemp("course")
    grading.make(folder)
    return grader.Course(folder)


@pytest.fixture(scope="module")
def released(course):
    """name -> notebook, of all chapters, as students get it."""
    found = {}
    for path in sorted((course.folder / "source").iterdir()):
        found |= course.release(path.name)
    return found


def test_what_is_released_has_the_start_and_no_line_of_a_solution(released):
    assert list(released) == NAMES
    for name, notebook in released.items():
        exercise = book.load(name)
        kept = lines(the_cell(notebook, "answer").source)
        assert kept == lines(f"{exercise.starter}\n{grading.STUB}")
        seen = lines("\n".join(cell.source for cell in notebook.cells))
        secret = lines(exercise.solution) - lines(exercise.starter)
        assert not {line for line in secret & seen if len(line) > 12}


def lines(code):
    return {line.strip() for line in code.splitlines() if line.strip()}


def right(released, chapter, solution="solution"):
    """The notebooks of a chapter with right answers."""
    loaded = {name: book.load(name) for name in book.exercises(chapter)}
    return {
        name: answered(released[name], getattr(exercise, solution))
        for name, exercise in loaded.items()
    }


CHAPTERS = sorted({book.load(name).chapter for name in NAMES} - {CHAPTER})


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_right_answers_get_all_points_and_what_was_released_gets_none(
    course, released, chapter
):
    name = grading.assignment(chapter)
    course.submit("right", name, right(released, chapter))
    as_it_was = {each: released[each] for each in book.exercises(chapter)}
    course.submit("empty", name, as_it_was)
    course.grade(name)
    scores = course.scores(name)
    full = {each: grading.points(book.load(each)) for each in book.exercises(chapter)}
    assert scores["right"] == {each: [most, most, False] for each, most in full.items()}
    assert scores["empty"] == {each: [0, most, False] for each, most in full.items()}
    for each in full:
        assert "Right." in course.feedback("right", name, each)


LOOPS = {
    "at the top": "while True:\n    pass",
    "in the function": "def build_int():\n    while True:\n        pass",
    # no interrupt is heard in here
    "in a call of C": "import itertools\n\n\ndef build_int():\n    sum(itertools.count())",
}


@pytest.fixture(scope="module")
def graded(course, released):
    """The course after chapter 2 was handed in by many, and graded."""
    good = right(released, CHAPTER)
    course.submit("right", ASSIGNMENT, good)
    course.submit("differently", ASSIGNMENT, right(released, CHAPTER, "another"))
    for number, wrong in enumerate(WRONG.values()):
        course.submit(
            f"wrong{number}", ASSIGNMENT, {ONE: answered(released[ONE], wrong.code)}
        )
    for number, code in enumerate(LOOPS.values()):
        loop = {ONE: answered(released[ONE], code)}
        course.submit(f"loop{number}", ASSIGNMENT, good | loop)
    nothing = answered(released[ONE], "build_int = None")
    rewritten = copy.deepcopy(nothing)
    the_cell(rewritten, "test").source = "assert True"
    course.submit("rewritten", ASSIGNMENT, {ONE: rewritten})
    course.submit("deleted", ASSIGNMENT, {ONE: without(nothing, "test")})
    course.submit("deleted_right", ASSIGNMENT, {ONE: without(good[ONE], "test")})
    course.grade(ASSIGNMENT, "--Execute.timeout=12")
    return course


def scores(course, student):
    """name of an exercise -> points, of one student."""
    found = course.scores(ASSIGNMENT)[student]
    return {name: got for name, (got, _, _) in found.items()}


FULL = {name: grading.points(book.load(name)) for name in book.exercises(CHAPTER)}


@pytest.mark.parametrize("student", ["right", "differently"])
def test_both_ways_to_be_right_get_all_points(graded, student):
    assert scores(graded, student) == FULL


@pytest.mark.parametrize(("number", "label"), list(enumerate(WRONG)))
def test_a_wrong_program_gets_no_point_and_its_own_message(graded, number, label):
    student = f"wrong{number}"
    assert scores(graded, student)[ONE] == 0
    said = graded.feedback(student, ASSIGNMENT, ONE)
    assert words(WRONG[label].why) in said
    others = [wrong.why for other, wrong in WRONG.items() if other != label]
    assert not any(words(why) in said for why in others)


@pytest.mark.parametrize(("number", "where"), list(enumerate(LOOPS)))
def test_a_loop_that_never_ends_costs_its_exercise_and_no_other(graded, number, where):
    assert scores(graded, f"loop{number}") == FULL | {ONE: 0}


def test_an_exercise_that_was_not_handed_in_gets_nothing(graded):
    assert scores(graded, "wrong0") == dict.fromkeys(FULL, 0)


def test_a_test_cell_that_was_rewritten_or_deleted_is_put_back(graded):
    assert scores(graded, "rewritten")[ONE] == 0
    assert scores(graded, "deleted")[ONE] == 0
    assert scores(graded, "deleted_right")[ONE] == FULL[ONE]
    assert "was missing" in graded.feedback("deleted", ASSIGNMENT, ONE)


def test_without_answer_and_test_nbgrader_grades_nothing_and_says_so(graded, released):
    """If this fails, nbgrader does better now: change the table in assessment.md."""
    bare_one = without(released[ONE], "answer", "test")
    graded.submit("nothing", ASSIGNMENT, {ONE: bare_one})
    status, said = graded.run("autograde", ASSIGNMENT, "--student", "nothing")
    assert status == 1 and f"KeyError: '{ONE}-answer'" in said


VALUES = {"answer == 99": 4, "-1": 4, "0.5": 0.5, "assert answer == 99": 0}
WARNED = "import warnings\n\nwarnings.warn('old')\nassert True"


def test_the_value_of_a_last_line_is_points_and_an_assert_has_none(course):
    """What nbgrader makes of a wrong answer, by the last line of a test cell."""
    folder = course.folder / "source" / "values"
    folder.mkdir()
    for number, last in enumerate([*VALUES, WARNED]):
        cells = [
            grading.code("answer = 1", "planted-answer", solution=True),
            grading.code(last, "planted-test", locked=True, grade=True, points=4),
        ]
        planted = nbformat.v4.new_notebook(cells=cells, metadata=grading.PYTHON)
        nbformat.write(planted, folder / f"value_{number}.ipynb")
    given = course.release("values")  # where nbgrader has taken all of the answer away
    handed_in = {name: answered(given[name], "answer = 1") for name in given}
    course.submit("wrong", "values", handed_in)
    course.grade("values")
    scores = sorted(course.scores("values")["wrong"].items())
    # a word on stderr, such as a warning, takes all points of a test that has passed
    assert [points for _, (points, _, _) in scores] == [*VALUES.values(), 0]
    shutil.rmtree(folder)
