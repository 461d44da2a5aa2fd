"""Write the test that catches it: what a reader's own test is told."""

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


def test_every_bug_has_a_hint_that_names_no_line_of_it():
    for bug in museum.catalogue().values():
        assert bug.hint.endswith((".", "?"))
        changed = [line[1:].strip() for line in bug.change.splitlines() if line[0] in "-+"]
        assert not [line for line in changed if line and line in bug.hint]
