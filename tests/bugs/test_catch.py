"""Write the test that catches it: what a reader's own test is told."""

import dataclasses
import re
import sys

import museum
import pytest
from museum import catch

from demystifying import planted

MAXIMUM = """
def test_the_end_is_reached():
    from minituner.dimensions import Float

    values = Float(name="rate", min_value=0.0, max_value=1.0, step=0.1).values
    assert values[-1] == 1.0
"""


def test_a_test_that_catches_a_bug_is_told_by_its_line_and_the_others_walk_free():
    hunt = catch(MAXIMUM, bugs=["the-lost-maximum", "the-wrong-way"])
    assert hunt.caught["the-lost-maximum"] == "assert values[-1] == 1.0"
    assert hunt.free == ["the-wrong-way"]
    assert repr(hunt).startswith("1 of 2 bugs caught.")
    assert museum.catalogue()["the-wrong-way"].hint in repr(hunt)


def test_a_function_is_as_good_as_a_file():
    def test_an_unknown_name_is_refused():
        import pytest

        from minituner import Objective

        with pytest.raises(ValueError):
            Objective.of("similarity")

    hunt = catch(test_an_unknown_name_is_refused, bugs=["the-wrong-way"])
    assert hunt.free == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "def test_it():\n    assert 1 == 2",
            "passes where there is no bug.*assert 1 == 2",
        ),
        ("def test_it():\n    Float", "imports stand inside"),
        ("def helper():\n    pass", "begins with test_"),
    ],
)
def test_a_test_that_is_none_is_refused(text, message):
    with pytest.raises(ValueError, match=re.compile(message, re.S)):
        catch(text, bugs=["the-wrong-way"])


def test_a_test_that_hangs_on_a_bug_has_caught_it_and_the_next_bug_is_tried():
    text = """
def test_it():
    import time
    from minituner import Objective

    try:
        Objective.of("similarity")
    except ValueError:
        return
    time.sleep(600)
"""
    hunt = catch(text, bugs=["the-wrong-way", "the-lost-maximum"], seconds=10)
    assert "no answer within 10 s" in hunt.caught["the-wrong-way"]
    assert hunt.free == ["the-lost-maximum"]


# Without another process, as in a page


def test_the_end_is_reached():
    from minituner.dimensions import Float

    values = Float(name="rate", min_value=0.0, max_value=1.0, step=0.1).values
    assert values[-1] == 1.0


def test_in_the_same_process_it_is_told_the_same():
    bugs = ["the-lost-maximum", "the-wrong-way"]
    assert planted.catch(test_the_end_is_reached, bugs=bugs) == catch(MAXIMUM, bugs=bugs)


def test_afterward_the_package_is_the_one_before_whatever_a_test_does():
    import minituner

    def quits():
        raise KeyboardInterrupt

    before, path = dict(planted.loaded()), list(sys.path)
    assert planted.catch(test_the_end_is_reached, bugs=["the-lost-maximum"]).free == []
    with pytest.raises(KeyboardInterrupt):
        planted.catch(quits)
    assert planted.loaded() == before and sys.path == path
    assert sys.modules["minituner"] is minituner


def test_a_test_that_fails_without_a_bug_is_refused_there_too():
    def test_it():
        assert 1 == 2

    with pytest.raises(ValueError, match=r"passes where there is no bug.*assert 1 == 2"):
        planted.catch(test_it)


def hint_problems(bug):
    if not bug.hint.endswith((".", "?")):
        yield f"{bug.name}: its hint is no sentence"
    changed = [line[1:].strip() for line in bug.change.splitlines() if line[0] in "-+"]
    yield from (f"{bug.name}: {x}" for x in changed if x and x in bug.hint)


def test_every_bug_has_a_hint_that_names_no_line_of_it():
    assert [x for bug in museum.catalogue().values() for x in hint_problems(bug)] == []


def test_a_hint_that_names_a_line_is_found():
    bug = museum.catalogue()["the-borrowed-dictionary"]
    given = dataclasses.replace(bug, hint='Read arguments = dict(config["config"])')
    found = [f"{bug.name}: its hint is no sentence"]
    found += [f'{bug.name}: arguments = dict(config["config"])']
    assert list(hint_problems(given)) == found


# On the command line: make catch TEST=…


@pytest.mark.parametrize(
    ("lines", "status", "said"),
    [
        ({"one": "assert x", "two": "assert y"}, 0, "2 of 2 bugs caught."),
        ({"one": "assert x", "two": ""}, 1, "two walks free. Look twice."),
    ],
)
def test_the_command_ends_well_only_if_no_bug_walks_free(
    lines, status, said, tmp_path, monkeypatch, capsys
):
    given = []

    def hunt(text):
        given.append(text)
        return planted.Hunt(lines, dict.fromkeys(lines, "Look twice."))

    monkeypatch.setattr(museum, "catch", hunt)
    (tmp_path / "mine.py").write_text(MAXIMUM, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        museum.main(["catch", str(tmp_path / "mine.py")])
    assert (ended.value.code, given) == (status, [MAXIMUM])
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "No such file"),
        ("def (", "invalid syntax"),
        ("x = 1", "a function whose name begins with test_"),
    ],
)
def test_the_command_says_what_is_wrong_with_a_file(text, said, tmp_path):
    if text is not None:
        (tmp_path / "mine.py").write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit, match=said):
        museum.main(["catch", str(tmp_path / "mine.py")])
