"""Spaces for hypothesis to draw: every kind of dimension, and conditions."""

import math

from hypothesis import strategies as st

from minituner.dimensions import Boolean, Choice, Fixed, Float, Int
from minituner.space import Space

SAMPLINGS = st.sampled_from(["linear", "log", "reverse_log"])
WORDS = st.text("abc é\"'/\\\n", min_size=1, max_size=4)


@st.composite
def ints(draw, name="x", conditions=()):
    sampling = draw(SAMPLINGS)
    low = draw(st.integers(-50 if sampling == "linear" else 1, 50))
    high = low + draw(st.integers(0, 1000))
    step = draw(st.none() | st.integers(1 if sampling == "linear" else 2, 9))
    arguments = dict(min_value=low, max_value=high, step=step, sampling=sampling)
    return Int(name=name, conditions=conditions, **arguments)


@st.composite
def floats(draw, name="x", conditions=()):
    sampling = draw(SAMPLINGS)
    least = 1e-6 if sampling != "linear" else -1e3
    low = draw(st.floats(least, 1e3))
    high = low + draw(st.floats(0, 1e4).filter(lambda w: w == 0 or w > 1e-3))
    step = None
    if draw(st.booleans()):
        step = draw(st.floats(1.1, 10)) if least > 0 else (high - low) / 7 or 1.0
    arguments = dict(min_value=low, max_value=high, step=step, sampling=sampling)
    return Float(name=name, conditions=conditions, **arguments)


def choices(name="x", conditions=()):
    kinds = [WORDS, st.integers(-9, 9), st.floats(-9, 9), st.booleans()]
    values = st.one_of(
        st.lists(kind, min_size=1, max_size=4, unique=True) for kind in kinds
    )
    return values.map(lambda v: Choice(name=name, values=v, conditions=conditions))


def dimensions(name="x", conditions=()):
    """One dimension of any kind."""
    place = dict(name=name, conditions=conditions)
    return st.one_of(
        ints(**place),
        floats(**place),
        choices(**place),
        st.booleans().map(lambda b: Boolean(default=b, **place)),
        (WORDS | st.integers() | st.booleans()).map(lambda v: Fixed(value=v, **place)),
    )


@st.composite
def spaces(draw, most=5):
    """Parents before children; a condition is on values that its parent can take."""
    space = Space()
    for number in range(draw(st.integers(0, most))):
        conditions = ()
        parents = [d for d in space if d.size < math.inf]
        if parents and draw(st.booleans()):
            parent = draw(st.sampled_from(parents))
            some = list(parent.values)[:5]
            taken = draw(st.lists(st.sampled_from(some), min_size=1, unique=True))
            conditions = (*parent.conditions, (parent.name, tuple(taken)))
        space.declare(draw(dimensions(f"d{number}", conditions)))
    return space


def active(space, values):
    """The dimensions that should have a value, found the slow and plain way."""
    known = {}
    for dimension in space:
        known.setdefault(dimension.name, []).append(dimension)

    def holds(dimension):
        return all(
            any(map(holds, known[parent])) and any(v == values[parent] for v in taken)
            for parent, taken in dimension.conditions
        )

    return [dimension for dimension in space if holds(dimension)]
