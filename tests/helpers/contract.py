"""What a test of the contract of all oracles runs with, and what it checks."""

import pytest
from kinds import KINDS, SPACES
from strategies import active


def params(*left_out):
    return pytest.mark.parametrize(
        "name",
        [
            pytest.param(name, marks=pytest.mark.chapter(chapter))
            for name, (chapter, _) in KINDS.items()
            if name not in left_out
        ],
    )


EVERY_ORACLE, SEEDED = params(), params("GridSearch")
COUNTED = params("Hyperband", "ASHA")  # those that take max_trials, and try nothing again


EVERY_SPACE = pytest.mark.parametrize("space", SPACES.values(), ids=SPACES)


def check(space, values):
    """Values of the active dimensions and of no others, each of them in its range."""
    there = active(space, values)
    assert set(values) == {dimension.name for dimension in there}
    for dimension in there:
        assert values[dimension.name] in dimension
