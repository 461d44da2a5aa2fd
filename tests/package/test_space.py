"""Dimensions do what KerasTuner 1.4.8's hyperparameters do, except where it is wrong."""

import copy
import decimal
import itertools
import json
import math
import pickle
import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from keras_tuner.engine import hyperparameters as keras_tuner
from strategies import dimensions, floats, ints, spaces

from minituner import dimensions as rooms
from minituner.dimensions import SAMPLINGS, Boolean, Choice, Fixed, Float, Int
from minituner.space import dimension_from_config

pytestmark = pytest.mark.chapter(7)

# None of them on the border of two buckets, where rounding decides
UNITS = [0.0, 0.00123, 0.2513, 0.5077, 0.7771, 0.9503, 0.999999]
INTS = [
    dict(min_value=low, max_value=high, step=step, sampling=sampling)
    for low, high in [(1, 1), (1, 10), (6, 13), (1, 1000), (32, 512)]
    for step, sampling in [
        (None, "linear"),
        (1, "linear"),
        (3, "linear"),
        (32, "linear"),
        (None, "log"),
        (None, "reverse_log"),
        (2, "log"),
    ]
]
FLOATS = [
    dict(min_value=low, max_value=high, step=step, sampling=sampling)
    for low, high in [(0.001, 0.001), (0.001, 10.0), (1.0, 2.0)]
    for step, sampling in [
        (None, "linear"),
        (None, "log"),
        (None, "reverse_log"),
        (0.25, "linear"),
        (10, "log"),
    ]
]


def pairs(kind, theirs, arguments):
    return [
        pytest.param(kind(name="x", **a), theirs("x", **a), id=str(list(a.values())))
        for a in arguments
    ]


NUMBERS = pairs(Int, keras_tuner.Int, INTS) + pairs(Float, keras_tuner.Float, FLOATS)


@pytest.mark.parametrize(("ours", "theirs"), NUMBERS)
def test_from_unit_is_their_prob_to_value(ours, theirs):
    for u in UNITS:
        assert ours.from_unit(u) == pytest.approx(theirs.prob_to_value(u), rel=1e-11)


@pytest.mark.parametrize(("ours", "theirs"), NUMBERS)
def test_to_unit_is_their_value_to_prob(ours, theirs):
    for u in UNITS:
        value = ours.from_unit(u)
        if ours.step is not None and isinstance(ours, Float):
            # Their floor division can lose a bucket: ours is the middle of the value's
            assert ours.from_unit(ours.to_unit(value)) == value
        else:
            assert ours.to_unit(value) == pytest.approx(theirs.value_to_prob(value))


@pytest.mark.parametrize(("ours", "theirs"), NUMBERS)
def test_values_are_theirs_where_theirs_are_right(ours, theirs):
    if ours.step is not None and ours.sampling == "linear" and isinstance(ours, Int):
        assert tuple(ours.values) == tuple(theirs.values)
    assert ours.default == theirs.default == ours.min_value


DIMENSIONS = [
    *(Int(name="x", **a) for a in INTS),
    *(Float(name="x", **a) for a in FLOATS),
    Choice(name="x", values=[0.1, 1.0, 10.0]),
    Choice(name="x", values=["relu", "tanh"]),
    Choice(name="x", values=[True, False]),
    Boolean(name="x"),
    Fixed(name="x", value="adam"),
]


@pytest.mark.parametrize("dimension", DIMENSIONS, ids=str)
def test_a_value_goes_to_the_unit_interval_and_comes_back(dimension):
    for u in np.linspace(0, 1, 101):
        value = dimension.from_unit(u)
        assert value in dimension
        assert 0 <= dimension.to_unit(value) <= 1
        assert dimension.from_unit(dimension.to_unit(value)) == pytest.approx(value)


@pytest.mark.parametrize("dimension", DIMENSIONS, ids=str)
def test_a_finite_dimension_reaches_each_of_its_values(dimension):
    if dimension.size <= 100:
        reached = {dimension.from_unit(u) for u in np.linspace(0, 1, 20_001)}
        assert len(reached) == dimension.size


@pytest.mark.parametrize("dimension", DIMENSIONS, ids=str)
def test_a_config_survives_json(dimension):
    config = json.loads(json.dumps(dimension.get_config()))
    before = json.dumps(config)
    assert dimension_from_config(config) == dimension
    assert json.dumps(config) == before


@pytest.mark.parametrize("dimension", DIMENSIONS[: len(INTS) + len(FLOATS)], ids=str)
def test_the_values_of_a_range_ascend_and_include_its_ends(dimension):
    values = tuple(dimension.values)
    assert all(a < b for a, b in itertools.pairwise(values))
    assert values[0] == dimension.min_value
    if dimension.step is None:
        assert values[-1] == dimension.max_value


# Where KerasTuner 1.4.8 is wrong, and we differ on purpose. Each line of its own
# behaviour is asserted too: a release that mends it makes the test fail.


def test_a_float_reaches_its_maximum():
    arguments = dict(min_value=0.0, max_value=1.0, step=0.2)
    assert max(keras_tuner.Float("x", **arguments).values) == 0.8
    assert tuple(Float(name="x", **arguments).values) == (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def test_a_step_that_misses_the_maximum_stops_before_it():
    arguments = dict(min_value=0.0, max_value=1.0, step=0.4)
    assert tuple(keras_tuner.Float("x", **arguments).values) == (0.0, 0.4, 0.8)
    assert tuple(Float(name="x", **arguments).values) == (0.0, 0.4, 0.8)


def test_an_int_with_a_log_step_has_whole_values():
    arguments = dict(min_value=2, max_value=40, step=2, sampling="log")
    assert {type(v) for v in keras_tuner.Int("x", **arguments).values} == {float}
    values = tuple(Int(name="x", **arguments).values)
    assert values == (2, 4, 8, 16, 32) and {type(v) for v in values} == {int}


def test_a_choice_of_booleans_stays_boolean():
    assert [type(v) for v in keras_tuner.Choice("x", [True, False]).values] == [int] * 2
    assert Choice(name="x", values=[True, False]).values[0] is True


def test_the_values_of_a_continuous_range_are_in_order():
    theirs = list(keras_tuner.Float("x", 0.0, 1.0).values)
    assert theirs != sorted(theirs) or 1.0 not in theirs
    ours = Float(name="x", min_value=0, max_value=1).values
    assert ours == pytest.approx(np.linspace(0, 1, 10))


def test_careless_declarations_that_they_accept_are_errors():
    assert list(keras_tuner.Choice("x", [1, 2, 2]).values) == [1, 2, 2]
    assert keras_tuner.Int("x", 6, 13, step=3, default=7).default == 7
    assert keras_tuner.Int("x", 1, 3, default=99).default == 99
    for kind, arguments in [
        (Choice, dict(values=[1, 2, 2])),
        (Int, dict(min_value=6, max_value=13, step=3, default=7)),
        (Int, dict(min_value=1, max_value=3, default=99)),
    ]:
        with pytest.raises(ValueError):
            kind(name="x", **arguments)


def test_log_steps_are_exact_in_decimals():
    rate = Float(
        name="x", min_value=1e-6, max_value=1, step=10, sampling="log", default=1e-5
    )
    assert tuple(rate.values) == (1e-6, 1e-5, 1e-4, 0.001, 0.01, 0.1, 1.0)


def test_a_reverse_log_scale_with_a_step_ascends():
    arguments = dict(min_value=1, max_value=10, step=2, sampling="reverse_log")
    theirs, ours = keras_tuner.Int("x", **arguments), Int(name="x", **arguments)
    assert (theirs.default, list(theirs.values)) == (1, [10, 9, 7, 3])
    assert (ours.default, *ours.values) == (3, 3, 7, 9, 10)


def test_a_boolean_is_no_number_of_a_range():
    for step in (None, 1):
        assert True not in Int(name="x", min_value=0, max_value=2, step=step)
        assert True not in Float(name="x", min_value=0, max_value=2, step=step)
        assert 1 in Int(name="x", min_value=0, max_value=2, step=step)
        assert np.bool_(True) not in Float(name="x", min_value=0, max_value=2, step=step)


def test_a_long_range_costs_nothing():
    seed = Int(name="seed", min_value=0, max_value=2**61)
    assert seed.from_unit(1.0) == 2**61 and 2**60 in seed and seed.default == 0


def test_numpy_scalars_are_welcome_as_arguments():
    assert Choice(name="x", values=[1, 2], default=np.int64(2)).default == 2
    assert Boolean(name="x", default=np.True_).default is True
    assert Fixed(name="x", value=np.float64(0.5)).value == 0.5
    assert np.float64(0.5) in Float(name="x", min_value=0, max_value=1)


def test_numpy_values_are_welcome_in_a_choice():
    choice = Choice(name="x", values=np.array([1, 2]))
    assert choice.values == (1, 2) and {type(v) for v in choice.values} == {int}


def test_a_float_without_a_step_has_infinitely_many_values():
    assert Float(name="x", min_value=0, max_value=1).size == math.inf


NAN, INF = math.nan, math.inf
COMPLETE = "(?s).+: expected (?!None).+, got (.+); [a-z].+"  # what is wrong, and the remedy
REFUSED = [
    (Int, dict(min_value=1.5, max_value=3), "min_value: expected a whole number"),
    (Int, dict(min_value=1, max_value=INF), "max_value: expected a whole number"),
    (Int, dict(min_value=NAN, max_value=3), "min_value: expected a whole number"),
    (Int, dict(min_value="a", max_value=3), "min_value: expected a whole number"),
    (Int, dict(min_value=5, max_value=3), "max_value: expected 5 or more, got 3"),
    (Int, dict(min_value=1, max_value=3, step=0), "step: expected one that reaches"),
    (
        Int,
        dict(min_value=1, max_value=3, sampling="lin"),
        "sampling: expected one of",
    ),
    (Int, dict(min_value=6, max_value=13, step=3, default=7), "default: .*, got 7"),
    (Int, dict(min_value=1, max_value=3, default=99), "default: expected one of"),
    (
        Float,
        dict(min_value=NAN, max_value=1),
        "min_value: expected a finite number",
    ),
    (
        Float,
        dict(min_value=0, max_value=INF),
        "max_value: expected a finite number",
    ),
    (
        Float,
        dict(min_value=0, max_value="b"),
        "max_value: expected a finite number",
    ),
    (Float, dict(min_value=0, max_value=1, default=2), "default: expected one of"),
    (
        Float,
        dict(min_value=0, max_value=1, sampling="log"),
        'min_value: expected more than 0 on a log scale, .* got 0.0; use sampling="linear"',
    ),
    (
        Float,
        dict(min_value=1, max_value=9, step=1, sampling="log"),
        "step: expected one that reaches max_value in fewer than 20000 steps, got 1.0",
    ),
    (Int, dict(min_value=None, max_value=3), "min_value: expected a whole number"),
    (
        Float,
        dict(min_value=0, max_value=None),
        "max_value: expected a finite number",
    ),
    (Choice, dict(values=5), "values: expected a list, got 5"),
    (Choice, dict(values="relu"), "values: expected a list, got 'relu'"),
    (Choice, dict(values=np.zeros((2, 2))), "values: expected values that are all"),
    (Choice, dict(values=[]), r"values: expected values that are all .*, got \(\)"),
    (Choice, dict(values=[1, "a"]), "values: expected values that are all"),
    (Choice, dict(values=[None]), "values: expected values that are all"),
    (Choice, dict(values=[1, 2, 2]), "values: expected each value once"),
    (Choice, dict(values=[1, 2], default=3), "default: expected one of its values"),
    (Boolean, dict(default=1), "default: expected one of its values, got 1"),
    # booleans, arrays and strings are no numbers
    (Int, dict(min_value=True, max_value=3), "min_value: expected a whole number"),
    (Float, dict(min_value=0, max_value=True), "max_value: expected a finite number"),
    (Int, dict(min_value=np.array([1]), max_value=3), "min_value: expected a whole"),
    (Int, dict(min_value=1, max_value=3, default=True), "default: expected one of"),
    (Int, dict(min_value=1, max_value=3, step="log"), "step: expected a whole number"),
    (Int, dict(min_value=1, max_value=3, step=True), "step: expected a whole number"),
    # what a float cannot hold, or the sum or the quotient of two ends
    (Int, dict(min_value=0, max_value=10**400), "max_value: expected a whole number"),
    (Int, dict(min_value=-(2**62), max_value=0), "min_value: expected a whole number"),
    (Float, dict(min_value=-1e308, max_value=1e308), "min_value: expected a finite"),
    (
        Float,
        dict(min_value=1e-308, max_value=1e307, sampling="log"),
        "min_value: expected more than 0 on a log scale, and more than max_value / 1e308",
    ),
    # steps that never arrive, or too late
    (Float, dict(min_value=0, max_value=1, step=1e-30), "step: expected one that reaches"),
    (Float, dict(min_value=0, max_value=1, step=1e-6), "step: expected one that reaches"),
    (Float, dict(min_value=0, max_value=1, step=-0.1), "step: expected one that reaches"),
    (Int, dict(min_value=0, max_value=9, step=-1), "step: expected one that reaches"),
    (
        Int,
        dict(min_value=2, max_value=9, step=1, sampling="reverse_log"),
        "step: expected one that reaches",
    ),
    (
        Float,
        dict(min_value=1, max_value=9, step=1 + 2e-16, sampling="log"),
        "step: expected one that reaches",
    ),
    # values that have no order, or that == or JSON take for others
    (Choice, dict(values={"a", "b"}), "values: expected a list.* a set has no order"),
    (Choice, dict(values=frozenset([1])), "values: expected a list"),
    (Choice, dict(values=b"ab"), "values: expected a list"),
    (Choice, dict(values=[0.5, NAN]), "values: expected .* none NaN"),
    (Choice, dict(values=[np.float32("nan")]), "values: expected .* none NaN"),
    (Choice, dict(values=[1, 1.0]), "values: expected values that are all"),
    (Choice, dict(values=[1, True]), "values: expected values that are all"),
    (Choice, dict(values=[0.0, -0.0]), "values: expected each value once"),
    (
        Choice,
        dict(values=["a", "b"], ordered="b"),
        "ordered: expected True or False.*default=",
    ),
    (Choice, dict(values=[1, 2], ordered=2), "ordered: expected True or False"),
    (Choice, dict(values=[1, 2], default=True), "default: expected one of its values"),
    (Fixed, dict(value=NAN), "value: expected .* none NaN"),
    (Fixed, dict(value={1}), "value: expected values that are all bool"),
    (Fixed, dict(value=[1]), "value: expected values that are all bool"),
]


@pytest.mark.parametrize(("kind", "arguments", "message"), REFUSED)
def test_bad_arguments_are_refused_by_name(kind, arguments, message):
    with pytest.raises(ValueError, match=f"{kind.__name__} 'x': {message}") as caught:
        kind(name="x", **arguments)
    got = re.fullmatch(COMPLETE, str(caught.value)).group(1)
    assert got != "None" or None in arguments.values()
    assert "XX" not in str(caught.value)  # so do the mutants of a mutation run look


@pytest.mark.parametrize(
    ("values", "ordered"),
    [([1, 2], True), ([0.5, 0.1], True), (["a", "b"], False), ([True, False], False)],
)
def test_numbers_are_ordered_unless_told_otherwise_and_nothing_else_is(values, ordered):
    theirs, ours = keras_tuner.Choice("x", values), Choice(name="x", values=values)
    assert ours.ordered is ordered
    assert theirs.ordered == (ordered or isinstance(values[0], bool))  # theirs are ints
    assert Choice(name="x", values=values, ordered=False).ordered is False
    if ordered:
        assert Choice(name="x", values=values, ordered=True).ordered is True


# Properties of any dimension that hypothesis can think of


@given(dimensions(), st.floats(0, 1))
def test_any_point_of_the_unit_interval_has_a_value_in_range(dimension, u):
    value = dimension.from_unit(u)
    assert value in dimension
    assert 0 <= dimension.to_unit(value) <= 1
    assert type(value) is type(dimension.default)


@given(dimensions(), st.floats(0, 1))
def test_a_value_comes_back_from_its_place(dimension, u):
    value = dimension.from_unit(u)
    again = dimension.from_unit(dimension.to_unit(value))
    if dimension.size == math.inf:
        width = dimension.max_value - dimension.min_value
        tolerance = 1e-6 * max(width, abs(dimension.max_value))
        assert again == pytest.approx(value, rel=1e-6, abs=tolerance)
        if isinstance(dimension, Int):
            assert again == value
    else:
        assert again == value


@given(dimensions(), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_place_has_no_lower_value(dimension, u, v):
    if isinstance(dimension, (Int, Float)):
        low, high = sorted([u, v])
        assert dimension.from_unit(low) <= dimension.from_unit(high)


@given(dimensions())
def test_values_are_in_range_once_each_and_of_one_type(dimension):
    values = list(itertools.islice(dimension.values, 3000))
    assert all(value in dimension for value in values)
    assert len(set(values)) == len(values) > 0
    assert {type(value) for value in values} == {type(values[0])}
    assert dimension.default in dimension


@given(ints() | floats())
def test_values_of_a_range_ascend_from_one_end_towards_the_other(dimension):
    values = list(dimension.values)
    low, high, step = dimension.min_value, dimension.max_value, dimension.step
    assert all(a < b for a, b in itertools.pairwise(values))
    assert low <= values[0] and values[-1] <= high
    assert low in values or dimension.sampling == "reverse_log"
    assert high in values or dimension.sampling != "reverse_log"
    if step is None:
        assert (values[0], values[-1]) == (low, high) and len(values) <= 10
    elif dimension.sampling == "linear":  # one more step would be beyond the end
        assert values[-1] + step > high - 1e-9 * abs(step)
        assert np.diff(values) == pytest.approx(step)
    elif dimension.sampling == "log":
        assert values[-1] * step > high * (1 - 1e-6)


@given(dimensions())
def test_a_finite_size_is_the_number_of_values(dimension):
    if getattr(dimension, "step", 1) is None and isinstance(dimension, Int):
        high, low = dimension.max_value, dimension.min_value
        assert dimension.size == high - low + 1 >= len(dimension.values)  # samples
    elif dimension.size < math.inf:
        assert dimension.size == len(dimension.values)
        if dimension.size < 3000:
            units = [(i + 0.5) / dimension.size for i in range(dimension.size)]
            assert [*map(dimension.from_unit, units)] == list(dimension.values)


@pytest.mark.parametrize(
    "values",
    [dict(a=1, b=2), dict(a=1, b=2).keys(), dict(x="a", y="b").values(), iter("ab")],
    ids=["dict", "keys", "values", "iterator"],
)
def test_what_has_an_order_is_as_good_as_a_list(values):
    assert Choice(name="x", values=values).values == ("a", "b")


def test_an_infinite_choice_survives_json():
    choice = Choice(name="x", values=[1.0, INF])
    again = dimension_from_config(json.loads(json.dumps(choice.get_config())))
    assert again == choice and again.from_unit(0.9) == INF and INF in again


# Ranges without a list of their values, and extreme ones


def test_a_thousand_steps_are_those_that_would_be_typed():
    x = Float(name="x", min_value=0, max_value=1, step=1e-3)
    assert x.values == tuple(float(f"{place}e-3") for place in range(1001))
    for value in (0.0, 0.003, 0.299, 0.3, 1.0):
        assert value in x and x.from_unit(x.to_unit(value)) == value
        assert math.nextafter(value, INF) not in x
    assert copy.deepcopy(x) == pickle.loads(pickle.dumps(x)) == x


@pytest.mark.parametrize("sampling", ["log", "reverse_log"])
def test_a_step_that_was_computed_reaches_the_end_too(sampling):
    ends = dict(min_value=1, max_value=10, sampling=sampling)
    values = Float(name="x", step=10 ** (1 / 3), **ends).values
    assert len(values) == 4 and (values[0], values[-1]) == (1.0, 10.0)


def test_steps_are_the_same_in_any_context_of_decimals():
    def fresh():
        rooms.steps.cache_clear()
        arguments = dict(min_value=0.1234567, max_value=0.9, step=0.0123456)
        log = dict(min_value=1e-3, max_value=1.0, step=1.2345678, sampling="log")
        return Float(name="x", **arguments).values, Float(name="y", **log).values

    expected = fresh()
    with decimal.localcontext(decimal.Context(prec=3, traps=[decimal.Inexact])):
        assert fresh() == expected


def by_hand(low, high, step, sampling):
    """The values of an Int on a log scale, by plain multiplication."""
    powers = [low]
    while powers[-1] * step <= high:
        powers.append(powers[-1] * step)
    return powers if sampling == "log" else [low + high - p for p in reversed(powers)]


@given(
    st.integers(1, 10**12),
    st.integers(0, 10**18),
    st.integers(2, 1000),
    st.sampled_from(["log", "reverse_log"]),
)
@example(1, 2**31 - 2, 2, "log")
@example(1, 2**31 - 2, 2, "reverse_log")
@example(1, 2**31 - 1, 2, "log")
@example(7, 7 * 3**36 - 8, 3, "log")
def test_an_int_on_a_log_scale_stays_inside_of_any_range(low, width, step, sampling):
    arguments = dict(min_value=low, max_value=low + width, step=step, sampling=sampling)
    n = Int(name="n", **arguments)
    assert list(n.values) == by_hand(low, low + width, step, sampling)
    for u in (0.0, 0.3, 1.0):
        assert low <= n.from_unit(u) <= low + width and n.from_unit(u) in n


MOST = 8e307


@given(
    st.floats(-MOST, MOST),
    st.floats(-MOST, MOST),
    st.sampled_from(SAMPLINGS),
    st.floats(0, 1),
)
@example(-MOST, MOST, "linear", 0.3)
@example(1e-150, 1e150, "log", 0.3)
@example(1e-150, 1e150, "reverse_log", 0.3)
@example(0.0, 5e-324, "linear", 0.7)
@example(5e-324, 1e-320, "log", 0.7)
def test_an_extreme_range_is_right_or_refused(one, other, sampling, u):
    low, high = sorted([one, other])
    arguments = dict(name="x", min_value=low, max_value=high, sampling=sampling)
    if sampling != "linear" and (low <= 0 or high / low == INF):
        with pytest.raises(ValueError, match="min_value: expected more than 0"):
            Float(**arguments)
        return
    x = Float(**arguments)
    value = x.from_unit(u)
    assert low <= value <= high and 0 <= x.to_unit(value) <= 1
    near = 1e-12 * max(abs(low), high)
    assert x.from_unit(0) == pytest.approx(low, abs=near)
    assert x.from_unit(1) == pytest.approx(high, rel=1e-12, abs=near)
    if sampling == "linear":
        assert value == pytest.approx(low * (1 - u) + high * u, abs=near)
    assert all(low <= v <= high for v in x.values)


@given(st.integers(0, 2**62 - 2), st.sampled_from(SAMPLINGS), st.floats(0, 1))
@example(2**62 - 2, "linear", 1.0)
def test_an_int_of_many_digits_has_a_place_and_comes_back(high, sampling, u):
    n = Int(name="n", min_value=1, max_value=high + 1, sampling=sampling)
    value = n.from_unit(u)
    assert value in n and n.size == high + 1
    assert n.from_unit(n.to_unit(value)) == pytest.approx(value, rel=1e-9)


@given(dimensions(), st.floats(0, 1))
def test_a_value_of_another_type_is_the_same_value_in_its_own(dimension, u):
    value = dimension.from_unit(u)
    alike = [np.array(value)[()], np.array(value)]
    alike += [float(value)] if type(value) is int and abs(value) < 2**53 else []
    alike += [int(value)] if type(value) is float and value == int(value) else []
    for other in alike:
        assert other in dimension
        own = dimension.own(other)
        assert own == value and type(own) is type(value)
    for foreign in (None, [value], {1}, NAN, "no such", np.zeros(2), object()):
        assert foreign not in dimension


def test_a_whole_float_is_looked_for_in_a_long_range_at_once():
    n = Int(name="n", min_value=0, max_value=10**15)
    assert 3.0 in n and 3.5 not in n and n.to_unit(3.0) == 3.5 / (10**15 + 1)


@given(spaces())
def test_any_config_survives_json(space):
    for dimension in space:
        text = json.dumps(dimension.get_config())
        again = dimension_from_config(json.loads(text))
        assert again == dimension and list(again.values) == list(dimension.values)
        assert json.dumps(again.get_config()) == text
