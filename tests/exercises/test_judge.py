"""The check comes back from whatever a learner wrote, and leaves everything as it was."""

import _thread
import random
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from demystifying import exercise_file, guard, judge
from demystifying import exercises as book

TEXT = """# %% exercise
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

# %% hint
# By two.

# %% solution
def double(x):
    return 2 * x

# %% another solution
def double(x):
    return x + x

# %% check
numbers = [3, 4]
expect("double(3)", 6, "It is not twice the argument.", mistakes={9: "squares"})
expect("double(numbers)", [3, 4, 3, 4], "It is not twice the list.")

# %% wrong: squares
# That is the square.
def double(x):
    return x**2

# %% wrong: adds two
# That is two more.
def double(x):
    return x + 2

# %% wrong: returns it
# That is the argument itself.
def double(x):
    return x
"""
DOUBLE = exercise_file.parse(TEXT, "02_double")


def said(double, seconds=5.0, exercise=DOUBLE):
    return judge.judge(exercise, [double], seconds)


def test_a_verdict_says_what_was_called_what_came_and_what_was_expected():
    assert str(said(lambda x: x**2)) == (
        "Not yet.\n\n"
        "  called    double(3)\n"
        "  got       9\n"
        "  expected  6\n\n"
        "That is the square.\n"
        "Read: chapter 2, 'What mathematics promises'."
    )


def test_a_right_answer_is_right():
    assert str(said(lambda x: 2 * x)) == "Right."


# Whatever comes


def ending(action):
    def double(x):
        action()
        return 2 * x

    return double


def forever():
    while True:
        pass


def stubborn():
    while True:
        try:
            forever()
        except Exception:  # as a learner's `except` may
            continue


@pytest.mark.parametrize("action", [forever, stubborn])
def test_a_loop_without_an_end_is_stopped(action):
    began = time.monotonic()
    verdict = said(ending(action), 0.2)
    assert "still running after 0.2 seconds" in verdict.got
    assert verdict.called == "double(3)" and verdict.read
    assert time.monotonic() - began < 5


def immortal(end):
    while not end.is_set():
        try:
            print("still here")
            time.sleep(0.01)
        except BaseException:  # this is what it is about
            continue


def waiting(end):
    end.wait()  # in C, where no exception arrives


@pytest.mark.parametrize("action", [immortal, waiting])
def test_what_cannot_be_stopped_is_left_behind_and_said_so(monkeypatch, action):
    monkeypatch.setattr(guard, "GRACE", 0.3)
    end, streams = threading.Event(), (sys.stdout, sys.stderr)
    verdict = said(ending(lambda: action(end)), 0.1)
    try:
        assert "restart the kernel" in verdict.why
    finally:
        end.set()
        sys.stdout, sys.stderr = streams  # the guard keeps them, so that it stays silent


def test_a_recursion_without_an_end_is_an_error_like_others():
    def double(x):
        return double(x)

    assert said(double).got.startswith("RecursionError")


@pytest.mark.parametrize(
    "error", [ValueError("no"), KeyError("x"), SystemExit(3), GeneratorExit()]
)
def test_an_answer_that_raises_is_told_its_error_and_its_line(error):
    def action():
        raise error

    verdict = said(ending(action))
    assert verdict.got.startswith(type(error).__name__)
    assert "`raise error`" in verdict.why


def test_of_megabytes_that_are_printed_the_beginning_is_shown():
    verdict = said(ending(lambda: print("x" * 5_000_000)))
    assert verdict.passed
    assert (
        "5,000,001 characters in all" in verdict.printed or "10,000,002" in verdict.printed
    )
    assert len(str(verdict)) < 1_000


def test_of_many_lines_the_first_are_shown():
    printed = said(ending(lambda: print(*range(100), sep="\n"))).printed
    assert (
        printed.splitlines()[-1].startswith("9 ... (") and len(printed.splitlines()) == 10
    )


def test_what_is_printed_stays_aside(capsys):
    said(ending(lambda: (print("aside"), print("aside", file=sys.stderr))))
    assert capsys.readouterr() == ("", "")


def test_printing_in_the_place_of_returning_is_named():
    assert "`return` hands it" in said(lambda x: print(2 * x)).why


def test_what_another_thread_prints_is_not_kept(capsys):
    def double(x):
        other = threading.Thread(target=print, args=["from elsewhere"])
        other.start()
        other.join()
        return 2 * x

    assert said(double).printed == ""
    assert "from elsewhere" in capsys.readouterr().out


class Unspeakable:
    def __repr__(self):
        raise RuntimeError("no text")

    def __eq__(self, other):
        return True

    __hash__ = None


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (
            Unspeakable(),
            "something of type Unspeakable that cannot be shown (RuntimeError)",
        ),
        ("6", "'6'"),
        (True, "True"),
        ([0] * 10**6, "(3,000,000 characters)"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
    ],
)
def test_a_value_of_a_wrong_kind_is_shown_in_short(value, shown):
    verdict = said(lambda x: value)
    assert not verdict.passed and shown in verdict.got and len(verdict.got) < 400


def test_a_number_too_long_for_a_text_is_called_that():
    assert "cannot be shown (ValueError)" in said(lambda x: 10**5000).got


def test_an_answer_that_changes_its_argument_does_not_reach_the_next_check():
    def double(x):
        if isinstance(x, list):
            x.extend(x)
        return 2 * x if isinstance(x, int) else x

    assert said(double).passed
    assert said(double).passed  # the check made its list anew


def test_both_generators_are_as_they_were():
    random.seed(3)
    np.random.seed(3)
    expected = random.random(), np.random.random()
    random.seed(3)
    np.random.seed(3)
    said(
        ending(
            lambda: (random.seed(0), random.random(), np.random.seed(0), np.random.random())
        )
    )
    assert (random.random(), np.random.random()) == expected


def press_ctrl_c(until):
    """Again after seconds: what is raised in a callback of the garbage collector is lost."""
    for pause in (0.2, 5, 5):
        if until.wait(pause):
            return
        _thread.interrupt_main()


def test_ctrl_c_ends_the_check_and_reaches_the_learner():
    streams, raised = (sys.stdout, sys.stderr), threading.Event()
    threading.Thread(target=press_ctrl_c, args=[raised]).start()
    with pytest.raises(KeyboardInterrupt):
        said(ending(forever), 30)
    raised.set()
    assert (sys.stdout, sys.stderr) == streams
    (left,) = [t for t in threading.enumerate() if "(_call)" in t.name] or [
        threading.Thread()
    ]
    left.ident and left.join(2)
    assert not left.is_alive()


def test_in_a_page_the_code_is_called_as_it_is(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(threading, "Thread", None)  # a page has none
    assert said(lambda x: 2 * x).passed
    assert said(lambda x: 1 / 0).got == "ZeroDivisionError: division by zero"
    assert said(lambda x: print("aside")).printed == "aside"


def test_the_wrong_number_of_answers_is_told_how_to_call():
    assert 'check("02_double", double)' in judge.judge(DOUBLE, []).why


def test_a_package_that_is_missing_is_named():
    text = TEXT.replace(
        "numbers = [3, 4]", "import a_package_that_is_missing\nnumbers = [3, 4]"
    )
    assert (
        "a_package_that_is_missing"
        in said(lambda x: x, exercise=exercise_file.parse(text, "02_x")).why
    )


@pytest.mark.parametrize(
    ("got", "expected", "equal"),
    [
        (np.float64(0.5), 0.5, True),
        (np.int64(3), 3, True),
        (np.array([1, 2]), [1, 2], True),
        ((1, [2, 3]), [1, (2, 3)], True),
        (np.bool_(True), True, True),
        (0.1 + 0.2, 0.3, True),
        (True, 1, False),
        (1, True, False),
        ("1", 1, False),
        ([1], [1, 2], False),
        ({"a": 1.0}, {"a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({1, 2}, {2, 1}, True),
        (Unspeakable(), 1, False),
        (Unspeakable(), "x", False),
        (None, 0, False),
    ],
)
def test_what_is_equal_for_a_teacher(got, expected, equal):
    assert judge.same(got, expected) == equal


# What a learner calls


@pytest.fixture
def one(monkeypatch, tmp_path):
    """A folder with one exercise, and nobody has tried it yet."""
    (tmp_path / "02_double.py").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(book, "folder", lambda: tmp_path)
    for name in ("_attempts", "_hints", "_solved"):
        monkeypatch.setattr(book, name, type(getattr(book, name))())
    book.load.cache_clear()
    yield "02_double"
    book.load.cache_clear()


def test_an_exercise_is_shown_with_its_minutes_and_its_starter(one):
    text = book.exercise(one)._repr_markdown_()
    assert "Write it · 2 minutes · difficulty 1 of 4" in text
    assert "```python\ndef double(x):\n    ...\n```" in text and "2 * x" not in text


def test_hints_come_one_by_one_and_are_counted(one):
    assert [str(book.hint(one)) for _ in range(3)] == [
        "Hint 1 of 2: Multiply.",
        "Hint 2 of 2: By two.",
        "Hint 2 of 2: By two.",
    ]


def test_a_hint_has_a_number_by_which_it_comes_again(one):
    assert str(book.hint(one, 2)) == "Hint 2 of 2: By two."
    assert str(book.hint(one, 1)) == "Hint 1 of 2: Multiply."
    assert str(book.hint(one)) == "Hint 2 of 2: By two."
    for number in (0, 3, "1"):
        with pytest.raises(ValueError, match="number: expected 1 to 2, got"):
            book.hint(one, number)


def test_the_solution_opens_after_three_attempts(one):
    assert "3 more attempts" in book.solution(one)
    for _ in range(3):
        assert "2 * x" not in book.solution(one)
        book.check(one, lambda x: x)
    assert "2 * x" in book.solution(one)


def test_the_solution_opens_after_a_success_or_at_once(one):
    assert "2 * x" in book.solution(one, now=True)
    assert "2 * x" not in book.solution(one)
    book.check(one, lambda x: 2 * x)
    assert "2 * x" in book.solution(one)


def test_an_unknown_name_is_answered_with_the_names_that_there_are(one):
    with pytest.raises(
        ValueError, match=r"expected one of \['02_double'\], got '02_dubble'"
    ):
        book.check("02_dubble", None)


def test_the_cells_of_an_exercise_run_in_a_notebook(one):
    names = {}
    for kind, source in book.cells(one):
        if kind == "code":
            exec(source, names)
    (code,) = [source for _, source in book.cells(one) if "check(" in source]
    assert not eval(code.splitlines()[-1], names).passed


def test_nothing_heavy_is_imported():
    code = "import sys, demystifying.exercises; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    heavy = {
        "numpy",
        "sklearn",
        "IPython",
        "nbformat",
        "multiprocessing",
        "subprocess",
        "ctypes",
    }
    assert heavy & set(done.stdout.split()) == set()


# A file, in a process that can be killed


def judged(tmp_path, code):
    path = tmp_path / "answer.py"
    path.write_text(code, encoding="utf-8")
    return book.judge_file("02_draw", path, seconds=20)


def test_a_file_is_judged_by_its_exit_status_and_in_words(tmp_path):
    exercise = book.load("02_draw")
    assert judged(tmp_path, exercise.solution)[0] == 0
    status, words = judged(tmp_path, exercise.wrong["forgets the step"].code)
    assert status == 1 and "no multiples of 32" in words


def test_a_file_that_holds_python_and_lets_nothing_else_run_is_killed(tmp_path):
    path = tmp_path / "answer.py"
    path.write_text("import itertools\nsum(itertools.count())\n", encoding="utf-8")
    status, words = book.judge_file("02_draw", path, seconds=2)
    assert status == 1 and "stopped after 2 seconds" in words


def test_a_file_without_the_answer_is_told_so(tmp_path):
    status, words = judged(tmp_path, "x = 1")
    assert status == 1 and "expected the answer to define build_int" in words


def test_the_command_line_says_how_it_is_called(capsys):
    assert book.main(["02_draw"]) == 2
    assert "python -m demystifying.exercises" in capsys.readouterr().out


# An answer that was worked out

BILL = book.load("04_bill")


@pytest.mark.parametrize(
    ("handed_over", "said"),
    [
        (60, "`answer` should still be a dictionary; it is of type int."),
        ({"bill": 60}, "`answer` has no entry 'grid'. It had one at the start."),
        ({"grid": ...}, "'grid' waits for your answer."),
        ({"grid": "60"}, "'grid' should be a number; with quotation marks around it, "),
        ({"grid": 61}, "Each choice of one name goes with each choice of the others."),
    ],
)
def test_an_answer_that_cannot_be_compared_is_told_why(handed_over, said):
    verdict = judge.judge(BILL, [handed_over])
    assert not verdict.passed and said in verdict.why


def test_words_fit_the_line_and_a_list_stays_as_it_is():
    long = "word " * 40
    verdict = str(judge.Verdict(False, why=f"{long}\n\n- {long}"))
    assert max(map(len, verdict.split("- ")[0].splitlines())) <= judge.WIDTH
    assert f"- {long}".strip() in verdict


def test_an_error_of_the_package_is_shown_at_the_line_of_the_learner():
    exercise = book.load("07_scopes")
    code = exercise.wrong["a scope of layers that cannot be"].code.replace(
        "(i, 5)", "(i, 9)"
    )
    verdict = judge.judge(exercise, book.names_of(code, exercise))
    assert (
        verdict.got.startswith("ValueError")
        and verdict.label == "a scope of layers that cannot be"
    )
    code = exercise.solution.replace('"layers", 1, 4', '"layers", 4, 1')
    verdict = judge.judge(exercise, book.names_of(code, exercise))
    assert 'at the line `layers = hp.Int("layers", 4, 1)`' in verdict.why
