"""Every exercise works: see the gates in helpers/exercise_gates.py; each of them can fail."""

import dataclasses
from collections import Counter

import exercise_gates as gates
import pytest

from demystifying import exercise_file
from demystifying import exercises as book

NAMES = book.exercises()


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_passes_every_gate(name):
    exercise = book.load(name)
    found = [problem for gate in gates.GATES for problem in gate(exercise)]
    assert found == []


def twice(exercises, key):
    """What two exercises have in common that each should have for itself."""
    found = Counter(getattr(exercise, key) for exercise in exercises)
    return [each for each, number in found.items() if number > 1]


@pytest.mark.parametrize("key", ["title", "objective"])
def test_no_two_exercises_have_one_title_or_one_objective(key):
    assert twice(map(book.load, NAMES), key) == []


def test_a_title_that_two_exercises_have_is_found():
    one = exercise_file.parse(GOOD, "02_double")
    assert twice([one, one], "title") == ["Twice as much"]


def number_problems(chapters):
    """Chapters with too few exercises or too many, and a book with too few.

    chapters: that of each exercise.
    """
    found = Counter(chapters)
    for chapter in sorted({*range(1, 18), *found}):
        if not 3 <= (n := found[chapter]) <= 5:
            yield f"chapter {chapter} has {n} exercises, and not 3 to 5"
        if chapter not in range(1, 18):
            yield f"there is no chapter {chapter}"
    if found.total() < 60:
        yield f"the book has {found.total()} exercises, and not 60"


def test_each_of_17_chapters_has_three_to_five_exercises_and_the_book_60():
    assert list(number_problems(book.load(name).chapter for name in NAMES)) == []


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ([4] * 4, []),
        ([], ["chapter 4 has 0 exercises, and not 3 to 5"]),
        ([4] * 2, ["chapter 4 has 2 exercises, and not 3 to 5"]),
        ([4] * 6, ["chapter 4 has 6 exercises, and not 3 to 5"]),
        ([4, 18] * 3, ["there is no chapter 18"]),
    ],
)
def test_a_chapter_with_too_few_exercises_or_too_many_is_found(others, found):
    rest = [chapter for chapter in range(1, 18) if chapter != 4] * 4
    assert list(number_problems(rest + others)) == found


def test_a_book_with_too_few_exercises_is_found():
    found = list(number_problems(list(range(1, 18)) * 3))
    assert found == ["the book has 51 exercises, and not 60"]


# The museum: exercises that are bad, and the gate that says so

GOOD = """# %% exercise
# title: Twice as much
# chapter: 2
# kind: write it
# difficulty: 1
# importance: 1
# minutes: 2
# objective: return a value
# answer: double
# read: What mathematics promises

# %% statement
# Write `double`, which returns twice its argument.

# %% starter
def double(x):
    ...

# %% hint
# Multiply.

# %% solution
def double(x):
    result = 2 * x
    return result

# %% another solution
def double(x):
    return x + x

# %% check
expect("double(3)", 6, "It is not twice the argument.", mistakes={
    9: "squares", 5: "adds two", 3: "returns its argument"})
expect("double('ab')", "abab", "squares")

# %% wrong: squares
# That is the square.
def double(x):
    return x**2

# %% wrong: adds two
# That is two more.
def double(x):
    return x + 2

# %% wrong: returns its argument
# That is the argument itself.
def double(x):
    return x
"""


def test_the_pattern_of_the_museum_is_good():
    exercise = exercise_file.parse(GOOD, "02_double")
    assert [problem for gate in gates.GATES for problem in gate(exercise)] == []


BAD = {
    "a starter that passes": ("    ...", "    return x + x", "the starter passes"),
    "a starter whose message is no help": (
        'expect("double(3)"', 'double(3).real\nexpect("double(3)"', "no message that helps",
    ),
    "a solution that fails": ("result = 2 * x", "result = 3 * x", "solution is refused"),
    "a check that takes one way of writing for the only one": (
        'expect("double(\'ab\')"',
        'expect("double.__code__.co_nlocals", 2, "It has one local variable.")\n'
        'expect("double(\'ab\')"',
        "another is refused",
    ),
    "a check that refuses who draws from NumPy's generator": (
        'expect("double(3)"',
        "import numpy as np\nbefore = np.random.get_state()[2]\ndouble(3)\n"
        "if np.random.get_state()[2] != before:\n"
        '    fail("It draws from the global generator.")\nexpect("double(3)"',
        "another is refused",
    ),
    "a wrong program that passes": ("return x**2", "return 2 * x", "'squares' passes"),
    "a wrong program with a message of another": (
        '9: "squares"', '9: "adds two"', "'squares' gets another message",
    ),
    "two wrong programs that are told the same": (
        "# That is two more.", "# That is the square.", "two wrong programs get",
    ),
    "a check that knows no such wrong program": (
        '9: "squares"', '9: "cubes"', "expected a sentence",
    ),
    "a hint that is the solution": (
        "# Multiply.", "# Write `result = 2*x`.", "hint 1 shows the line",
    ),
    "a statement that is the solution": (
        "# Write `double`, which", "# Write `result = 2*x`, which",
        "statement shows the line",
    ),
    "a message that is the solution": (
        "# That is two more.", "# Say `result = 2 * x` instead.",
        "message 'adds two' shows the line",
    ),
    "a second solution that is the first": (
        "    return x + x\n", "    twice = 2 * x  # two of them\n    return twice\n",
        "with other names",
    ),
    "a place to read that is not there": (
        "What mathematics promises", "What nobody promised", "no heading",
    ),
    "a statement that is a lecture": (
        "returns twice its argument.", "returns " + "twice " * 150, "words",
    ),
    "a label that is a sentence": (
        "wrong: squares", "wrong: squares.", "ends like a sentence",
    ),
    "a check that hostile things pass": (
        'expect("double(3)"',
        'if type(double).__name__ != "function":\n    double = lambda x: x + x\n'
        'expect("double(3)"',
        "a number passes",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_exercise_is_found(fault):
    old, new, expected = BAD[fault]
    text = GOOD
    if "NumPy" in fault:  # as scikit-learn's ElasticNet does in every fit
        text = text.replace("    return x + x", "    return x + x + 0 * draw()")
        text = text.replace("solution\ndef double(x):\n    return x +", DRAWS)
    assert old in text
    exercise = exercise_file.parse(text.replace(old, new), "02_double")
    found = [problem for gate in gates.GATES for problem in gate(exercise)]
    assert any(expected in problem for problem in found), found


DRAWS = """solution
import numpy as np


def draw():
    np.random.random()
    return 0


def double(x):
    return x +"""


def test_a_check_that_moves_a_generator_is_found(monkeypatch):
    import random

    from demystifying import judge

    def careless(function, seconds):
        random.random()
        return guarded(function, seconds)

    guarded = judge.guarded
    monkeypatch.setattr(judge, "guarded", careless)
    exercise = exercise_file.parse(GOOD, "02_double")
    assert gates.undisturbed(exercise) == ["the check moves a shared generator"]


ANSWERS = GOOD.replace("kind: write it", "kind: work it out")
ANSWERS = ANSWERS.replace("answer: double", "answer: answer")
ANSWERS = (
    ANSWERS.partition("# %% starter")[0]
    + """# %% starter
answer = {"fits": ...}

# %% hint
# Count.

# %% solution
answer = {"fits": 24}

# %% another solution
answer = dict(fits=4 * 3 * 2)

# %% check
expect_answer("fits", 24, "Count again.", mistakes={9: "adds", 12: "stops", 7: "merges"})

# %% wrong: adds
# They are not added.
answer = {"fits": 9}

# %% wrong: stops
# There is one more.
answer = {"fits": 12}

# %% wrong: merges
# All of them count.
answer = {"fits": 7}
"""
)


def test_a_value_that_a_message_gives_away_is_found():
    good = exercise_file.parse(ANSWERS, "02_fits")
    assert [problem for gate in gates.GATES for problem in gate(good)] == []
    for old in ("# They are not added.", "# Count."):
        bad = exercise_file.parse(ANSWERS.replace(old, "# It is 24."), "02_fits")
        assert any("shows the value 24" in problem for problem in gates.giveaways(bad))


def test_an_exercise_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        exercise_file.parse(GOOD, "02_double").title = "another"


# The file's form: each error names the file, the section, and what was expected

FORM = {
    "an unknown section": ("# %% hint", "# %% hnit", "hnit", "expected one of"),
    "no statement": ("# %% statement", "# %% right", "statement", "expected one such"),
    "two checks": ("# %% hint", "# %% check", "check", "expected one such section, got 2"),
    "code before the first section": (
        "# %% exercise", "x = 1\n# %% exercise", "exercise", "expected `# %% exercise`",
    ),
    "two wrong programs alone": (
        GOOD[GOOD.index("# %% wrong: returns") :], "", "wrong", "3 wrong programs or more",
    ),
    "one label twice": ("wrong: adds two", "wrong: squares", "wrong", "labels that differ"),
    "a wrong program without a label": ("wrong: squares", "wrong", "wrong", "a label"),
    "a wrong program without a message": (
        "# That is the square.\n", "", "wrong: squares", "expected a text",
    ),
    "a field that is missing": ("# minutes: 2\n", "", "exercise", "'minutes'"),
    "a field that is unknown": ("# minutes:", "# hours: 1\n# minutes:", "exercise", "hours"),
    "a field twice": ("# minutes: 2", "# minutes: 2\n# minutes: 3", "exercise", "once"),
    "a field without a text": ("title: Twice as much", "title:", "exercise", "got nothing"),
    "a number that is none": ("minutes: 2", "minutes: two", "exercise", "whole number"),
    "a difficulty of five": ("difficulty: 1", "difficulty: 5", "exercise", "from 1 to 4"),
    "a kind that is none": ("write it", "guess it", "exercise", "expected one of fix it"),
    "an answer that is no name": ("answer: double", "answer: 2x", "exercise", "names"),
    "a chapter that the file's name denies": ("chapter: 2", "chapter: 3", "exercise", "03_"),
    "a line that is no field": ("# minutes: 2", "minutes 2", "exercise", "such as"),
    "a starter that is no Python": ("    ...", "    (", "starter", "expected Python"),
    "an empty starter": ("def double(x):\n    ...", "", "starter", "lines of Python"),
    "a statement in code": ("# Write `double`", "Write `double`", "statement", "`# `"),
    "five hints": ("# %% hint", "# %% hint\n# Add.\n\n" * 4 + "# %% hint", "hint", "got 5"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FORM)
def test_a_mistake_in_a_file_is_named(fault):
    old, new, section, expected = FORM[fault]
    assert old in GOOD
    with pytest.raises(exercise_file.ExerciseError) as caught:
        exercise_file.parse(GOOD.replace(old, new, 1), "02_double")
    said = str(caught.value)
    assert said.startswith(f"exercises/02_double.py, section {section!r}: ")
    assert expected in said
