"""What students get has no answer in it, and runs; what teachers get has them all."""

import copy
import os
import re

import lesson
import nbformat
import pytest
import students
from nbclient import NotebookClient
from notebooks import ROOT

NUMBERS = [one.number for one in lesson.lessons()]
# Executed is one chapter; `make teaching-check` runs all
RUN = NUMBERS if os.environ.get("EVERY_CHAPTER") else [2]


def sentences(text):
    """A text as words alone, so that markup and line ends hide nothing."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def answers(one):
    """What a student must not find: verdicts, discussions, key points, solutions."""
    for question in [*one.prompts.values(), *one.questions.values()]:
        for option in question.options:
            yield option.feedback
        yield from re.findall(r"^[A-Z].{40,}$", question.discussion, flags=re.M)
    text = "\n\n".join(c.source for c in one.notebook.cells if c.cell_type == "markdown")
    points = text.partition("## Key points\n")[2].partition("\n## ")[0]
    yield from re.findall(r"^\* (.+)$", points, flags=re.M)
    for cell in one.notebook.cells:
        yield cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        for distractor in cell.metadata.get("parsons", {}).get("distractors", []):
            yield distractor["why"]
    back = text.partition("## Back to the question\n")[2].partition("\n## ")[0]
    for fold in re.findall(r"</summary>(.*?)</details>", back, flags=re.S):
        yield from filter(str.strip, fold.split("\n\n"))
    for exercise in lesson.exercises(one.number).values():
        yield exercise.solution
        yield exercise.another


def written(notebook):
    """All that somebody finds who looks into every cell, its metadata too."""
    return "\n\n".join(f"{cell.source}\n\n{cell.metadata}" for cell in notebook.cells)


def leaks(one, notebook):
    """The answers that a notebook of a student has, and outputs that nobody has cleared."""
    source = sentences(written(notebook))
    for answer in answers(one):
        words = sentences(answer)
        # a few words alone may well be in the text of the chapter
        if len(words.split()) > 7 and words in source:
            yield answer
    for cell in notebook.cells:
        if cell.get("outputs") or cell.get("execution_count"):
            yield f"an output of {cell.id}"


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("kind", [students.student, students.blank])
def test_a_student_finds_no_answer_in_their_notebook(number, kind):
    one = lesson.lesson(number)
    assert list(leaks(one, kind(one))) == []


def test_an_answer_that_was_left_in_is_found():
    one = lesson.lesson(4)
    assert len(list(leaks(one, one.notebook))) > 40
    notebook = students.student(one)
    key = next(q.options[1].feedback for q in one.prompts.values())
    notebook.cells[3].source += f"\n\n{key}"
    assert list(leaks(one, notebook)) == [key]
    notebook = students.student(one)
    cell = next(c for c in notebook.cells if c.cell_type == "code")
    cell.outputs = [nbformat.v4.new_output("stream", text="five\n")]
    assert list(leaks(one, notebook)) == [f"an output of {cell.id}"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_student_keeps_every_question_and_all_code(number):
    one, notebook = lesson.lesson(number), students.student(lesson.lesson(number))
    text = "\n".join(cell.source for cell in notebook.cells)
    for question in [*one.prompts.values(), *one.questions.values()]:
        assert all(option.text.split("](")[0] in text for option in question.options)
    kept = {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "code"}
    for cell in one.notebook.cells:
        if cell.cell_type == "code":
            assert kept[cell.id] == cell.source
    nbformat.validate(notebook)


def test_the_stored_chapter_is_not_touched():
    one = lesson.lesson(3)
    before = copy.deepcopy(one.notebook)
    students.student(one), students.blank(one), students.instructor(one, "Mine")
    assert one.notebook == before


def test_the_first_cell_checks_the_set_up():
    for one in lesson.lessons():
        first = students.student(one).cells[0]
        assert first.cell_type == "code"
        assert "demystifying.ready" in first.source


def test_a_blank_cell_says_what_it_defines_and_the_cells_around_it_stay():
    one = lesson.lesson(2)
    notebook = students.blank(one)
    ids = [cell.id for cell in notebook.cells]
    place = ids.index("build-counter")
    assert "nonlocal" not in notebook.cells[place].source
    assert "It defines `build_counter`." in notebook.cells[place - 1].source
    assert one.typed == ["build-counter"]
    assert (
        notebook.cells[ids.index("counter-calls")].source
        == one.cells["counter-calls"].source
    )


def test_a_blank_cell_that_prints_says_what_it_has_to_print():
    one = lesson.lesson(7)
    cell = one.cells["show" if "show" in one.cells else "draft-linear"]
    said = students.to_type(one, cell)
    printed = lesson.text_of(cell).strip()
    assert said.startswith("**To type.** It defines `from_unit`.")
    assert (printed in said) if printed else "It prints" not in said


def test_every_chapter_that_types_something_has_a_blank_notebook_that_differs():
    typed = [one for one in lesson.lessons() if one.typed]
    assert len(typed) >= 9
    for one in typed:
        blank, full = (
            students.text(students.blank(one)),
            students.text(students.student(one)),
        )
        assert blank != full and blank.count("# Type it here.") == len(one.typed)


def test_the_teacher_finds_every_answer():
    one = lesson.lesson(4)
    notebook = students.instructor(one, "The page")
    assert notebook.cells[0].source == "The page"
    text = sentences(written(notebook))
    assert all(sentences(answer) in text for answer in answers(one))


def test_folds_other_than_listings_are_taken_out_whatever_they_are_called():
    fold = "<details>\n<summary>A surprise</summary>\n\nIt is five.\n\n</details>"
    listing = (
        "<details>\n<summary>The tests, line by line</summary>\n\nassert\n\n</details>"
    )
    assert students.without_answers(fold, "chapter 4") == "Your answer, and why:"
    assert students.without_answers(listing, "chapter 4") == listing
    guess = fold.replace("A surprise", "What happened, and why")
    assert "look it up in chapter 4." in students.without_answers(guess, "chapter 4")


@pytest.mark.parametrize("site", ["", "https://example.org/book"])
def test_a_students_notebook_leads_to_its_page_where_it_has_an_address(monkeypatch, site):
    monkeypatch.setattr(students, "address", lambda: site)
    page = "(https://example.org/book/chapters/04_a_home_made_mygridsearch.html)"
    wanted = (
        f"look it up in [chapter 4 of the book]{page}."
        if site
        else "look it up in chapter 4 of the book."
    )
    found = written(students.student(lesson.lesson(4)))
    assert wanted in found and (page in found) == bool(site)


@pytest.mark.parametrize("number", RUN)
def test_a_student_can_run_the_notebook_from_the_top(number, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = students.student(lesson.lesson(number))
    # where the chapters are run, too: what a chapter reads stands beside it
    place = {"metadata": {"path": str(ROOT / "chapters")}}
    NotebookClient(notebook, timeout=900, resources=place).execute()
    ran = [
        cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()
    ]
    assert all(cell.execution_count for cell in ran)
    assert "Everything is here" in lesson.text_of(notebook.cells[0])
