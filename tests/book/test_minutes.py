"""The times that chapters and introduction state are what one rule computes."""

import copy
import re

import pytest
from minutes import (
    EXERCISES,
    PATHS,
    SHORTER,
    TIME,
    Minutes,
    chapters,
    exercise_minutes,
    exercises_said,
    hours,
    minutes,
    path_minutes,
)
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebooks import CHAPTERS, ROOT, read

INTRODUCTION = (ROOT / "chapters" / "introduction.md").read_text(encoding="utf-8")


def time_problems(notebook):
    """Where the first cell of a chapter does not say what `minutes` computes."""
    said = [line.strip() for line in TIME.findall(notebook.cells[0].source)]
    due = f"**Time** {minutes(notebook)}"
    return [] if said == [due] else [f"says {said}, and should say {due}"]


def path_problems(text, times):
    """Where the introduction does not say how long a path is."""
    for name, shares in (PATHS | SHORTER).items():
        said = re.findall(rf"\*\*{re.escape(name)}\*\* \(([^)]*)\)", text)
        due = hours(path_minutes(shares, times))
        if said != [due]:
            yield f"{name}: says {said}, and should say {due}"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_says_how_long_it_takes(path):
    assert time_problems(read(path.stem)) == []


def test_the_introduction_says_how_long_each_path_is():
    assert list(path_problems(INTRODUCTION, chapters())) == []


def test_the_introduction_says_how_long_the_exercises_take():
    assert EXERCISES.findall(INTRODUCTION) == [exercises_said(exercise_minutes())]


def test_an_exercise_that_takes_longer_changes_what_the_introduction_should_say():
    amounts = exercise_minutes()
    assert set(amounts) == set(PATHS["I build tuners"])
    shortest = min(amounts, key=amounts.get)
    assert exercises_said(amounts | {shortest: 1}) not in INTRODUCTION
    assert exercises_said(amounts | {shortest: amounts[shortest] + 1}) not in INTRODUCTION
    due = "The exercises are extra: 20 to 50 minutes a chapter, and 1 h 10 min in all."
    assert exercises_said({1: 20, 2: 50}) == due


def test_every_chapter_is_on_a_path():
    assert {int(path.stem[:2]) for path in CHAPTERS} <= set(PATHS["I build tuners"])


# The rule, by hand

PROMPT = "> **Before you run:** What?\n>\n> * (a) one\n> * (b) two"
FOLD = """<details>
<summary>What happened, and why</summary>

* **(a)** *Takes one for two.* There is one more. <!-- shows: 1 -->
* **(b)** *Right.* There is no more. <!-- shows: 2 -->

</details>"""


def chapter(*cells, words=0):
    return new_notebook(cells=[new_markdown_cell("word " * words), *cells])


def test_the_times_of_small_chapters_are_those_of_a_calculation_by_hand():
    assert minutes(chapter(words=2300)) == Minutes(10, 10, 0, 0)
    assert minutes(chapter(words=2301)) == Minutes(15, 15, 0, 0)  # up to the next five
    lines = new_code_cell("x = 1\n" * 75, outputs=[new_output("stream", text="1\n" * 75)])
    assert minutes(chapter(lines)) == Minutes(10, 10, 0, 0)  # 150 lines, 4 seconds each
    folded = copy.deepcopy(lines)
    folded.metadata["tags"] = ["hide-input"]
    assert minutes(chapter(folded)) == Minutes(5, 5, 0, 0)
    guesses = []
    for _ in range(4):  # 45 words each, one line, and 40 seconds: 3.8 minutes in all
        guesses += [new_markdown_cell(PROMPT), new_code_cell("2"), new_markdown_cell(FOLD)]
    assert minutes(chapter(*guesses)) == Minutes(5, 15, 0, 0)  # four votes are 10 more
    floor = new_markdown_cell("## The package, line by line")
    assert minutes(chapter(floor, lines, words=2300)) == Minutes(10, 10, 0, 25)
    further = new_markdown_cell("## Going further")
    assert minutes(chapter(further, lines, words=2300)) == Minutes(
        10, 10, 15, 0
    )  # and a heading
    voted = [further, *guesses, floor, lines]  # and no vote is taken there
    assert minutes(chapter(*voted, words=2300)) == Minutes(10, 10, 5, 25)


def test_a_chapter_says_apart_what_may_be_left_out():
    said = "10 minutes to read, 15 to teach"
    assert str(Minutes(10, 15, 0, 0)) == f"{said}."
    more = "; 5 more to go further; 25 more for every line of the package."
    assert str(Minutes(10, 15, 5, 25)) == said + more


def test_half_a_chapter_counts_half_and_hours_are_said_as_people_say_them():
    times = {1: (None, Minutes(30, 50, 0, 0)), 2: (None, Minutes(45, 90, 0, 60))}
    assert path_minutes({1: 1.0, 2: 0.5, 3: 1.0}, times) == 55  # 52.5, and no chapter 3
    assert [hours(n) for n in (55, 60, 125)] == ["55 min", "1 h 00 min", "2 h 05 min"]


# Planted faults


@pytest.fixture
def stated():
    """A chapter that says what is due."""
    notebook = copy.deepcopy(read(CHAPTERS[0].stem))
    (old,) = TIME.findall(notebook.cells[0].source)
    due = f"**Time** {minutes(notebook)} "
    notebook.cells[0].source = notebook.cells[0].source.replace(old, due)
    assert time_problems(notebook) == []
    return notebook


def test_a_chapter_that_has_grown_is_found(stated):
    stated.cells.append(new_markdown_cell("word " * 1200))
    assert len(time_problems(stated)) == 1


def test_a_time_that_is_changed_doubled_or_gone_is_found(stated):
    first = stated.cells[0]
    whole = first.source
    (said,) = TIME.findall(whole)
    for wrong in (said.replace("minutes", "hours"), f"{said}\n\n{said}", ""):
        first.source = whole.replace(said, wrong)
        assert len(time_problems(stated)) == 1, wrong


def test_a_path_of_another_length_is_found():
    times = chapters()
    due = "\n".join(
        f"* **{name}** ({hours(path_minutes(shares, times))}): so"
        for name, shares in (PATHS | SHORTER).items()
    )
    assert list(path_problems(due, times)) == []
    number, (path, time) = next(iter(times.items()))
    longer = times | {number: (path, time._replace(read=time.read + 10))}
    assert len(list(path_problems(due, longer))) == len(PATHS)  # it is on all three
    assert len(list(path_problems(due.replace("h ", "hours "), times))) >= 1
    assert len(list(path_problems("", times))) == len(PATHS | SHORTER)
