# %% exercise
# title: The test that was missing
# chapter: 3
# kind: find the bug
# difficulty: 3
# importance: 4
# minutes: 10
# objective: write a test that passes for a right class and fails for a broken one
# answer: test_the_list_is_copied
# read: Does it work?

# %% statement
# The chapter's first draft kept the caller's own list, so a caller who changed that list later changed the
# hyperparameter. None of the three tests noticed. Write one that does, `test_the_list_is_copied(HP)`: it passes for
# `MyHP`, and fails with an `AssertionError` for a class that keeps the caller's list.
#
# It should pass for every class that works correctly, even one that keeps its choices under another
# name. Ask through `Choice` and `pick`; do not look into `hp.choices`.

# %% starter
def test_the_list_is_copied(HP):
    alphas = [0.1, 1.0]
    hp = HP()
    assert hp.Choice("alpha", alphas) == 0.1

# %% hint
# Play the careless caller: register a list, and change it *afterwards*.

# %% hint
# How can you tell from outside? `pick` refuses a value that is not in the container's list.

# %% hint
# Take a value out of your list. With a copy inside, it can still be picked.

# %% solution
def test_the_list_is_copied(HP):
    alphas = [0.1, 1.0]
    hp = HP()
    hp.Choice("alpha", alphas)
    alphas.append(99.0)
    try:
        hp.pick("alpha", 99.0)
    except ValueError:
        return
    raise AssertionError("a value that was added later can be picked")

# %% another solution
import contextlib


def test_the_list_is_copied(HP):
    theirs = ["a", "b", "c"]
    container = HP()
    container.Choice("letter", theirs)
    del theirs[1:]
    with contextlib.suppress(ValueError):
        container.pick("letter", "c")
    assert container.Choice("letter", theirs) == "c"

# %% check
from minituner import MyHP


class KeepsTheList(MyHP):
    """As MyHP, but with the caller's own list; it notes whether that has changed since."""

    last = None

    def Choice(self, name, choices):
        if name not in self.choices:
            self.choices[name] = choices
            self.current[name] = choices[0]
            KeepsTheList.last = choices, list(choices)
        return self.current[name]

    def pick(self, name, value):
        KeepsTheList.picked = True
        super().pick(name, value)


class Hidden:
    """Right, and all that it knows is under another name, in tuples."""

    def __init__(self):
        self.inside = {}

    def Choice(self, name, choices):
        self.inside.setdefault(name, (choices[0], tuple(choices)))
        return self.inside[name][0]

    def pick(self, name, value):
        if value not in self.inside[name][1]:
            raise ValueError(f"{name}: expected one of {self.inside[name][1]}, got {value!r}")
        self.inside[name] = value, self.inside[name][1]


def changed():
    """Did the caller change the list after it was registered?"""
    return KeepsTheList.last is not None and KeepsTheList.last[0] != KeepsTheList.last[1]


expect_that(
    "test_the_list_is_copied(MyHP)",
    lambda got: True,
    "no error",
    "The class is right, yet your test fails for it.",
    mistakes={Exception: "fails for the right class"},
    called="the test with MyHP, which copies the list",
)
expect_error(
    "test_the_list_is_copied(KeepsTheList)",
    AssertionError,
    "The list is shared, and your test does not notice.",
    mistakes={
        lambda got: isinstance(got, bool): "returns in the place of asserting",
        lambda got: got is None and not changed(): "changes the list too early",
        lambda got: got is None and not hasattr(KeepsTheList, "picked"): "asks for the value alone",
        ValueError: "A `pick` raised its error, and nobody turned that into a failed test.",
    },
    called="the test with a class that keeps the caller's list",
)
expect_that(
    "test_the_list_is_copied(Hidden)",
    lambda got: True,
    "no error",
    "looks inside",
    mistakes={Exception: "looks inside"},
    called="the test with a class that copies the list, and keeps it under another name",
)

# %% right
# Such a test is worth more than the line that it guards: chapter 17 has bugs of this kind that walked
# past every other test.

# %% wrong: fails for the right class
# `MyHP` makes a copy, yet your test complains: it expects the added value to be known, and a copy does not know it.
def test_the_list_is_copied(HP):
    alphas = [0.1, 1.0]
    hp = HP()
    hp.Choice("alpha", alphas)
    alphas.append(99.0)
    try:
        hp.pick("alpha", 99.0)
    except ValueError:
        raise AssertionError("refused") from None

# %% wrong: returns in the place of asserting
# Your test returned a value, but nobody looks at what a test returns: without an error, it has passed.
def test_the_list_is_copied(HP):
    alphas = [0.1, 1.0]
    hp = HP()
    hp.Choice("alpha", alphas)
    alphas.append(99.0)
    try:
        hp.pick("alpha", 99.0)
    except ValueError:
        return True
    return False

# %% wrong: changes the list too early
# When your test ended, the list was still what it was when it was registered. Nothing was changed
# behind anybody's back, so there was nothing to notice.
def test_the_list_is_copied(HP):
    alphas = [0.1, 1.0]
    alphas.append(99.0)
    hp = HP()
    hp.Choice("alpha", alphas)
    hp.pick("alpha", 99.0)
    assert hp.Choice("alpha", alphas) == 99.0

# %% wrong: asks for the value alone
# You changed the list and looked at the current value. That was settled when the name was registered; what
# the shared list decides is which values are *allowed*.
def test_the_list_is_copied(HP):
    alphas = [0.1, 1.0]
    hp = HP()
    hp.Choice("alpha", alphas)
    alphas[0] = 99.0
    assert hp.Choice("alpha", alphas) == 0.1

# %% wrong: looks inside
# read: `hp` is a visitor
# This class works correctly, yet your test fails for it, because it looked for a dictionary with a certain
# name. A test of a promise uses what was promised: `Choice` and `pick`.
def test_the_list_is_copied(HP):
    alphas = [0.1, 1.0]
    hp = HP()
    hp.Choice("alpha", alphas)
    alphas.append(99.0)
    assert hp.choices["alpha"] == [0.1, 1.0]
