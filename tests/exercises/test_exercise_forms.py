"""Wherever an exercise is read, it says what it is worth to whom, and how long it takes."""

import exercise_pages
import grading
import lesson
import markup
import papers
import pytest
from notebooks import CHAPTERS

from demystifying import exercises as book

NAMES = book.exercises()
FORMS = {
    "a notebook": lambda one: book.exercise(one.name),
    "the notebook of a class": lambda one: book.cells(one.name)[0][1],
    "nbgrader": lambda one: grading.notebook(one.name).cells[1].source,
    "its page": lambda one: exercise_pages.block(one, CHAPTERS[one.chapter - 1]),
    "paper": papers.task,
}


def unsaid(exercise, form):
    """What an exercise does not say in one of its forms."""
    wanted = [exercise.title, exercise.objective, f"{exercise.minutes} minutes"]
    wanted += [f"{name} {getattr(exercise, name)} of" for name in KNOWN]
    text = FORMS[form](exercise)
    drawn = markup.inline if form == "paper" else str
    return [each for each in wanted if drawn(each) not in text]


KNOWN = "difficulty", "importance"


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_says_in_every_form_what_it_takes_and_what_it_is_for(name):
    exercise = book.load(name)
    assert {form: said for form in FORMS if (said := unsaid(exercise, form))} == {}


def test_the_work_sheet_of_a_chapter_has_each_of_its_exercises_so():
    for one in lesson.lessons():
        sheet = papers.work_sheet(one)
        assert all(papers.task(e) in sheet for e in lesson.exercises(one.number).values())


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_leaves_the_objective_or_the_facts_out_is_found(form, monkeypatch):
    exercise = book.load("02_draw")
    for module in (book, papers):
        monkeypatch.setattr(module, "aim", lambda found: "")
    assert unsaid(exercise, form) == [exercise.objective]
    for module in (book, papers):
        monkeypatch.setattr(module, "facts", lambda found: found.kind)
    assert len(unsaid(exercise, form)) == 2 + len(KNOWN)
