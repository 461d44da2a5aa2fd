"""A project says what it asks for and is worth, and names nothing that is not there."""

import re

import pytest
from lesson import lessons, objectives
from notebooks import ROOT

from demystifying.exercise_file import NUMBERS

PAGE = (ROOT / "teaching" / "projects.md").read_text(encoding="utf-8")
HEAD = re.compile(
    r"^\*After (.+?)\. Objectives (.+?)\. "
    r"Difficulty (\d+) of (\d+), importance (\d+) of (\d+)\.\*$",
    flags=re.M,
)


def projects(page):
    """Title -> text of each project on a page."""
    parts = page.split("\n## ")[1:]
    return {part.partition("\n")[0]: part.partition("\n")[2] for part in parts}


def problems(text):
    """What is wrong with the text of a project, in words."""
    head = HEAD.search(text)
    if not head:
        yield "no line such as *After chapter 6. Objectives O1, O2. Difficulty 3 of 4, ...*"
        return
    after, goals, difficulty, hardest, importance, highest = head.groups()
    chapters = {one.number for one in lessons()}
    yield from (
        f"no chapter {n}" for n in re.findall(r"\d+", after) if int(n) not in chapters
    )
    yield from (f"no objective {n}" for n in goals.split(", ") if n not in objectives())
    said = {"difficulty": (difficulty, hardest), "importance": (importance, highest)}
    for name, (value, most) in said.items():
        least, known = NUMBERS[name]
        if int(most) != known or not least <= int(value) <= known:
            yield f"{name} {value} of {most}, expected {least} to {known}"
    for path in re.findall(r"`([\w.-]+/[\w./-]+)`", text):
        if not (ROOT / path).exists():
            yield f"no file {path}"
    if "| line | what earns the points |" not in text:
        yield "no rubric"


def test_there_is_a_project_for_each_part_of_the_book():
    assert len(projects(PAGE)) == 3


@pytest.mark.parametrize("title", projects(PAGE))
def test_a_project_says_what_it_is_worth_and_names_what_is_there(title):
    assert list(problems(projects(PAGE)[title])) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("chapters 8 and 15", "chapters 8 and 51", "no chapter 51"),
        ("O8, O12", "O8, O21", "no objective O21"),
        ("Difficulty 4 of 4", "Difficulty 5 of 4", "difficulty 5 of 4, expected 1 to 4"),
        ("importance 3 of 5", "importance 3 of 4", "importance 3 of 4, expected 1 to 5"),
        (", importance 3 of 5", "", "no line such as"),
        ("tests/helpers/kinds.py", "tests/kinds.py", "no file tests/kinds.py"),
        (
            "tests/package/test_oracles.py",
            "tests/test_oracles.py",
            "no file tests/test_oracles",
        ),
        ("| line | what earns", "| what | earns", "no rubric"),
    ],
)
def test_a_mistake_in_a_project_is_found(old, new, found):
    text = projects(PAGE)["An oracle of your own"]
    assert old in text
    (problem,) = problems(text.replace(old, new, 1))
    assert problem.startswith(found)
