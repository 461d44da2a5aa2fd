# %% exercise
# title: Which test would have told you?
# chapter: 17
# kind: work it out
# difficulty: 3
# importance: 4
# minutes: 12
# objective: say of a test which bugs it cannot see
# answer: answer
# read: Which test finds what

# %% statement
# `clipped(values, low, high)` returns a new list in which each value is moved into the range from `low` to `high`. There are
# four tests, A to D. Somebody breaks the function in one of four ways.
#
# For each bug, name the tests that fail, as letters in alphabetical order, such as `"AC"`, or `""` if none does. Work
# it out before you run anything.

# %% starter
def clipped(values, low, high):
    return [min(max(value, low), high) for value in values]


# Bug 1: min(value, high), for each value
# Bug 2: low, for each value
# Bug 3: values.sort(), and then as above
# Bug 4: a value beyond an end is mirrored there:
#        2 * high - value, or 2 * low - value

MANY = [2.5, -1.5, 0.5, 3.0, -0.25]


def test_A():  # a golden value
    assert clipped([0.5, 2.0], 0, 1) == [0.5, 1.0]


def test_B():  # a property
    assert all(0 <= value <= 1 for value in clipped(list(MANY), 0, 1))


def test_C():  # twice is the same as once
    once = clipped(list(MANY), 0, 1)
    assert clipped(list(once), 0, 1) == once


def test_D():  # the caller's list
    mine = list(MANY)
    clipped(mine, 0, 1)
    assert mine == MANY


answer = {
    "bug 1": ...,
    "bug 2": ...,
    "bug 3": ...,
    "bug 4": ...,
}

# %% hint
# Go test by test: for each, ask which of the bugs change what *it* looks at.

# %% hint
# Bug 1: is there a value in test A that is too small?

# %% hint
# Bug 4: where does 2.5 go the first time, and where the second?

# %% solution
answer = {"bug 1": "B", "bug 2": "A", "bug 3": "D", "bug 4": "ABC"}

# %% another solution
MANY = [2.5, -1.5, 0.5, 3.0, -0.25]


def fails(clipped):
    once, mine = clipped(list(MANY), 0, 1), list(MANY)
    clipped(mine, 0, 1)
    passed = {
        "A": clipped([0.5, 2.0], 0, 1) == [0.5, 1.0],
        "B": all(0 <= value <= 1 for value in once),
        "C": clipped(list(once), 0, 1) == once,
        "D": mine == MANY,
    }
    return "".join(letter for letter, fine in passed.items() if not fine)


def bug_3(values, low, high):
    values.sort()
    return [min(max(value, low), high) for value in values]


def mirror(value, low, high):
    return 2 * high - value if value > high else 2 * low - value if value < low else value


bugs = (
    lambda values, low, high: [min(value, high) for value in values],
    lambda values, low, high: [low for _ in values],
    bug_3,
    lambda values, low, high: [mirror(value, low, high) for value in values],
)
answer = {f"bug {number}": fails(bug) for number, bug in enumerate(bugs, start=1)}

# %% check
def letters(said):
    """ABC for "abc", "C, B, A" or a list of letters; whatever else is said stays as it is."""
    if isinstance(said, list | tuple | set) and all(isinstance(each, str) for each in said):
        said = "".join(said)
    if not isinstance(said, str) or set(said.upper()) - set("ABCD ,"):
        return said
    return "".join(sorted(set(said.upper()) - set(" ,")))


if isinstance(answer, dict):
    answer = {key: letters(said) for key, said in answer.items()}

expect_answer(
    "bug 1",
    "B",
    "The lower end is not enforced. In which tests does a value lie below it, and do they care?",
    mistakes={
        "AB": "expects an example to see everything",
        "A": "expects an example to see everything",
        "ABC": "expects every test to notice",
        "ABCD": "expects every test to notice",
        "BC": "twice wrong is wrong",
        "": "There is a test with values below the range, and it asks where they end up.",
    },
)
expect_answer(
    "bug 2",
    "A",
    "The whole list is thrown away, yet the result is in range all the same.",
    mistakes={
        "AB": "a property says what came",
        "ABC": "expects every test to notice",
        "ABCD": "expects every test to notice",
        "AC": "twice wrong is wrong",
        "": "One test compares with a result that was worked out.",
    },
)
expect_answer(
    "bug 3",
    "D",
    "Apart from its order, what the function returns to these tests stays the same.",
    mistakes={
        "AD": "an example in order",
        "A": "an example in order",
        "": "nobody looks at the input",
        "BD": "a property says what came",
        "CD": "twice wrong is wrong",
    },
)
expect_answer(
    "bug 4",
    "ABC",
    "Play it through with 2.5, which is the first of the values.",
    mistakes={
        "AC": "the mirror leads back into the range",
        "A": "the mirror leads back into the range",
        "AB": "Test C looks at the second time. Does a value that was mirrored outside stay there?",
        "ABCD": "Does the function change the caller's list?",
    },
)

# %% right
# The golden value missed a bug because its example was too tame, and the two general rules missed a function that
# throws everything away. Each kind of test is blind to something; two kinds are seldom blind to the same thing.

# %% wrong: expects an example to see everything
# A golden value sees what its example touches. In this one no value is too small, so nothing in it depends on the lower end.
answer = {"bug 1": "AB", "bug 2": "A", "bug 3": "D", "bug 4": "ABC"}

# %% wrong: expects every test to notice
# The bug is bad enough that every test ought to notice it. But a test notices only what it asks about, not how bad
# something is.
answer = {"bug 1": "ABCD", "bug 2": "ABCD", "bug 3": "D", "bug 4": "ABC"}

# %% wrong: a property says what came
# The property asks whether all values lie in the range. They do. Whether they are the right ones, in the right places,
# it never asks.
answer = {"bug 1": "B", "bug 2": "AB", "bug 3": "D", "bug 4": "ABC"}

# %% wrong: twice wrong is wrong
# Test C compares a second result with the first. A function that is wrong in the same way each time passes it.
answer = {"bug 1": "BC", "bug 2": "AC", "bug 3": "CD", "bug 4": "ABC"}

# %% wrong: an example in order
# The list of test A is in order from the start, so sorting it changes nothing. The right kind of test, with the wrong example.
answer = {"bug 1": "B", "bug 2": "A", "bug 3": "AD", "bug 4": "ABC"}

# %% wrong: nobody looks at the input
# One of the tests looks at the caller's list afterwards. This bug puts that list into another order.
answer = {"bug 1": "B", "bug 2": "A", "bug 3": "", "bug 4": "ABC"}

# %% wrong: the mirror leads back into the range
# A mirror brings back into the range only what was a little outside. Where does it send 2.5, or 3?
answer = {"bug 1": "B", "bug 2": "A", "bug 3": "D", "bug 4": "AC"}
