"""Each cause is in the installed KerasTuner where it is said; near misses get words."""

import dataclasses

import pytest
from notebooks import read

from demystifying import surprises as game

SURPRISES = list(game.surprises().values())
ORACLE = "keras_tuner/src/engine/oracle.py"
SEED = "Why do two runs with seed=0 differ?"


@pytest.mark.parametrize("one", SURPRISES, ids=lambda one: one.question)
def test_a_cause_is_where_it_is_said_to_be_and_pointing_at_it_is_right(one):
    for statement in game.causes(one):
        assert 1 <= len(statement) <= 6
        for line in statement:
            assert game.points_at(one, one.module, line) == game.Answer(True, one.why)


def headings():
    cells = read("16_").cells
    lines = "\n".join(c.source for c in cells if c.cell_type == "markdown").splitlines()
    return {line.removeprefix("### ") for line in lines if line.startswith("### ")}


def question_problems(questions):
    """Too few questions, and those that are no heading of the chapter."""
    if len(questions) < 15:
        yield f"{len(questions)} questions, and not 15"
    yield from (f"no heading: {each}" for each in questions if each not in headings())


def test_there_are_fifteen_questions_or_more_and_each_is_a_heading_of_the_chapter():
    assert list(question_problems(game.questions())) == []


def test_a_question_too_few_and_one_that_the_chapter_does_not_ask_are_found():
    found = list(question_problems([*game.questions()[:13], "Why?"]))
    assert found == ["14 questions, and not 15", "no heading: Why?"]


def test_a_cause_that_has_moved_or_is_there_twice_is_found():
    one = game.surprises()[SEED]
    for change in (
        {"lines": ("self.seed = seed or 1",)},
        {"lines": ("self.",)},
        {"function": "Oracle.gone"},
    ):
        with pytest.raises(ValueError, match="expected one line with"):
            game.causes(dataclasses.replace(one, **change))


def test_one_seed_draws_one_question_and_twenty_seeds_draw_many():
    assert game.surprise(7) is game.surprise(7)
    assert len({game.surprise(seed).question for seed in range(20)}) > 8


def told(one, shown):
    """What of an answer is in what a reader is shown."""
    return [
        part for part in (one.module, one.function, one.why, *one.lines) if part in shown
    ]


@pytest.mark.parametrize("one", SURPRISES, ids=lambda one: one.question)
def test_a_question_shows_no_answer(one):
    assert told(one, repr(one)) == []


@pytest.mark.parametrize("part", ["module", "function", "why"])
def test_a_question_that_shows_its_answer_is_found(part):
    one = game.surprises()[SEED]
    shown = dataclasses.replace(one, question=f"Why? {getattr(one, part)}")
    assert told(one, repr(shown)) == [getattr(one, part)]


def given_away(one, at, why):
    """What a near miss in the function `at` gives away: the function, or the line."""
    hidden = [*one.lines] if at == one.function else [one.function, *one.lines]
    return [part for part in hidden if part in why]


@pytest.mark.parametrize("one", SURPRISES, ids=lambda one: one.question)
def test_no_near_miss_names_the_function_or_shows_the_line(one):
    for file in {each.module for each in SURPRISES}:
        for line in (1, 60, 100):
            said = game.points_at(one, file, line)
            at = game.function_at(game.root() / file, line)
            assert said.right or given_away(one, at, said.why) == []


def test_a_near_miss_that_gives_something_away_is_found():
    one = game.surprises()[SEED]
    why = f"It is in {one.function}: {one.lines[0]}"
    assert given_away(one, "Oracle.reload", why) == [one.function, one.lines[0]]
    assert given_away(one, one.function, why) == [one.lines[0]]


def test_near_misses_are_told_how_near_they_are():
    (cause,) = game.causes(game.surprises()[SEED])
    said = [
        game.points_at(SEED, "keras_tuner/src/tuners/hyperband.py", 200),
        game.points_at(SEED, "keras_tuner/src/engine/tuner.py", 200),
        game.points_at(SEED, ORACLE, 1),
        game.points_at(SEED, ORACLE, 540),
        game.points_at(SEED, ORACLE, cause.start - 8),
        game.points_at(SEED, ORACLE, cause.start - 2),
        game.points_at(SEED, ORACLE, cause.stop),
    ]
    expected = [
        "is not the file",
        "in the same folder",
        "is in no function",
        "`Oracle._check_consecutive_failures`",
        "`Oracle.__init__` is the right function. Which of",
        "2 lines off",
        "is next to it",
    ]
    for answer, words in zip(said, expected, strict=True):
        assert not answer.right and words in repr(answer)
        assert repr(answer).startswith("Not yet. ")


def test_a_file_may_be_named_below_any_folder():
    (cause,) = game.causes(game.surprises()[SEED])
    for file in (ORACLE, game.root() / ORACLE, "site-packages/" + ORACLE):
        assert game.points_at(game.surprises()[SEED], file, cause.start).right


WRONG = {
    "question": ("Why do two runs with seed=O differ?", ORACLE, 1),
    "file": (SEED, "keras_tuner/oracle.py", 1),
    "line": (SEED, ORACLE, 100_000),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_named(name):
    with pytest.raises(ValueError, match=rf"^{name}: expected .*got") as raised:
        game.points_at(*WRONG[name])
    assert name != "question" or SEED in str(raised.value)


@pytest.mark.parametrize("line", [True, "350", 0, 350.0])
def test_a_line_is_a_whole_number(line):
    with pytest.raises(ValueError, match=r"^line: expected a number from 1 to"):
        game.points_at(SEED, ORACLE, line)


def test_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(game.importlib.metadata, "version", lambda name: "1.5.0")
    game.root.cache_clear()
    with pytest.raises(ImportError, match=r"expected KerasTuner 1\.4\.8.* got 1\.5\.0"):
        game.root()
    monkeypatch.undo()
    assert game.root().is_dir()
