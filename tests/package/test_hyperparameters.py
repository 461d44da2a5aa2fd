"""The container does what KerasTuner 1.4.8's does, except where it is wrong."""

import contextlib
import json

import keras_tuner
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import active, spaces

from minituner.discovery import discover
from minituner.hyperparameters import HyperParameters

pytestmark = pytest.mark.chapter(7)
BOTH = pytest.mark.parametrize("HP", [HyperParameters, keras_tuner.HyperParameters])


def declare(hp):
    """Every kind, nested scopes and a prefix; returns what the calls returned."""
    returned = [
        hp.Int("units", 32, 512, 32),
        hp.Int("depth", 1, 4, default=2),
        hp.Float("rate", 1e-4, 1e-1, sampling="log"),
        hp.Choice("kind", ["a", "b"]),
        hp.Boolean("bias"),
        hp.Fixed("seed", 7),
    ]
    with hp.conditional_scope("kind", ["b"]):
        returned.append(hp.Float("only_b", 0, 1))
    with hp.conditional_scope("kind", ["a"]):
        returned.append(hp.Int("only_a", 5, 9))
    with hp.name_scope("head"):
        returned.append(hp.Choice("size", [10, 20]))
    returned.append(hp.Float("late", 0, 1, parent_name="depth", parent_values=[2, 3]))
    return returned


SETTINGS = [
    {},
    {"kind": "b"},
    {"units": 64, "depth": 3},
    {"depth": 1, "head/size": 20},
]


@pytest.mark.parametrize("values", SETTINGS)
def test_the_calls_return_what_theirs_return(values):
    ours, theirs = HyperParameters(), keras_tuner.HyperParameters()
    ours.values, theirs.values = dict(values), dict(values)
    for _ in range(2):
        assert declare(ours) == declare(theirs)
    assert ours.values == theirs.values
    assert [d.name for d in ours.space] == [d.name for d in theirs.space]
    assert [d.default for d in ours.space] == [d.default for d in theirs.space]


@BOTH
def test_a_value_that_was_set_is_retrieved(HP):
    hp = HP()
    hp.Int("units", 32, 512, step=32)
    hp.values["units"] = 480
    assert hp.Int("units", 32, 512, step=32) == 480
    assert hp["units"] == hp.get("units") == 480


@BOTH
def test_an_inactive_hyperparameter_is_none_and_not_in_the_container(HP):
    hp = HP()
    hp.Choice("kind", ["a", "b"])
    with hp.conditional_scope("kind", ["b"]):
        assert hp.Int("n", 1, 3) is None
    assert "n" not in hp and "kind" in hp and "unknown" not in hp
    with pytest.raises(ValueError):
        hp.get("n")
    with pytest.raises(KeyError):
        hp.get("unknown")


@BOTH
def test_one_name_under_two_conditions_has_one_value(HP):
    hp = HP()
    for kind in ("a", "b"):
        hp.Choice("kind", ["a", "b"])
        with hp.conditional_scope("kind", [kind]):
            hp.Int("n", 1, 3)
    assert len(hp.space) == 3
    assert hp.values == {"kind": "a", "n": 1}


def test_a_copy_shares_nothing():
    hp = HyperParameters()
    declare(hp)
    copy = hp.copy()
    assert copy.space == hp.space and copy.values == hp.values
    copy.values["units"] = 64
    copy.Int("more", 1, 2)
    assert hp.values["units"] == 32 and "more" not in hp


def test_a_config_survives_json_and_is_left_alone():
    hp = HyperParameters()
    declare(hp)
    config = json.loads(json.dumps(hp.get_config()))
    before = json.dumps(config)
    for _ in range(2):  # KerasTuner's changes its argument, and fails the second time
        again = HyperParameters.from_config(config)
        assert again.space == hp.space and again.values == hp.values
    assert json.dumps(config) == before
    assert declare(again) == declare(hp)


def test_theirs_changes_the_config_that_it_reads():
    hp = keras_tuner.HyperParameters()
    hp.Boolean("on")
    with hp.conditional_scope("on", [True]):
        hp.Int("n", 1, 3)
    config = hp.get_config()
    before = json.dumps(config)
    keras_tuner.HyperParameters.from_config(config)
    assert json.dumps(config, default=str) != before


def test_a_scope_closes_even_if_its_code_fails():
    hp = HyperParameters()
    hp.Boolean("on")
    with pytest.raises(ZeroDivisionError), hp.conditional_scope("on", [True]):
        _ = 1 / 0
    with pytest.raises(ZeroDivisionError), hp.name_scope("inner"):
        _ = 1 / 0
    assert hp.Int("n", 1, 3) == 1 and hp.space[-1].conditions == ()


# Where KerasTuner 1.4.8 is wrong, and we differ on purpose


def test_another_declaration_under_the_same_name_is_refused():
    theirs = keras_tuner.HyperParameters()
    theirs.Int("x", 1, 5)
    assert theirs.Choice("x", ["a", "b"]) == 1
    ours = HyperParameters()
    ours.Int("x", 1, 5)
    for again in (
        lambda: ours.Int("x", 1, 6),
        lambda: ours.Choice("x", ["a", "b"]),
    ):
        with pytest.raises(
            ValueError, match=r"x: expected Int.* declared first, got .*; decl"
        ):
            again()
    assert ours.Int("x", 1, 5) == 1 and len(ours.space) == 1


def nested(hp):
    hp.Int("n", 1, 3)
    hp.Choice("kind", ["a", "b"])
    with hp.conditional_scope("kind", ["a"]), hp.conditional_scope("n", [1]):
        return hp.Float("x", 0, 1)


def test_a_nested_scope_may_name_an_outer_parent():
    with pytest.raises(ValueError, match="n"):
        nested(keras_tuner.HyperParameters())
    hp = HyperParameters()
    assert nested(hp) == 0
    hp.values["n"] = 2
    assert nested(hp) is None


@BOTH
def test_a_name_scope_may_name_a_parent_of_its_own(HP):
    hp = HP()
    with hp.name_scope("head"):
        hp.Boolean("on", default=True)
        with hp.conditional_scope("on", [True]):
            assert hp.Int("n", 1, 3) == 1
    assert hp.values == {"head/on": True, "head/n": 1}


def test_a_scope_on_a_value_that_its_parent_never_takes_is_refused():
    theirs = keras_tuner.HyperParameters()
    theirs.Choice("kind", ["a", "b"])
    with theirs.conditional_scope("kind", ["typo"]):
        pass
    ours = HyperParameters()
    ours.Choice("kind", ["a", "b"])
    expected = r"parent_values: expected values that 'kind' can take, got \['typo'\]; choose from Ch"
    with (
        pytest.raises(ValueError, match=expected),
        ours.conditional_scope("kind", "typo"),
    ):
        pass


def test_an_unknown_name_is_an_error_that_lists_the_known_ones():
    hp = HyperParameters()
    hp.Int("units", 1, 4)
    with pytest.raises(
        KeyError, match=r"name: expected one of \['units'\], got 'unit'; dec"
    ):
        hp["unit"]


def test_a_scope_on_an_unknown_parent_is_refused():
    hp = HyperParameters()
    hp.Boolean("on")
    expected = r"name: expected one of \['on'\], got 'no'"
    with pytest.raises(KeyError, match=expected), hp.conditional_scope("no", [1]):
        pass


def test_a_value_outside_the_range_is_refused_when_it_is_retrieved():
    theirs, ours = keras_tuner.HyperParameters(), HyperParameters()
    theirs.values["x"] = ours.values["x"] = 999
    assert theirs.Int("x", 1, 5) == 999
    with pytest.raises(ValueError, match=r"x: expected a value of Int.*, got 999; write"):
        ours.Int("x", 1, 5)


def test_two_ranges_of_one_name_cannot_both_be_active():
    hp = HyperParameters()
    hp.Boolean("on", default=True)
    hp.Int("units", 32, 512)
    with (
        hp.conditional_scope("on", True),
        pytest.raises(ValueError, match="got 32"),
    ):
        hp.Int("units", 1, 4)


def test_names_outside_a_name_scope_are_found_from_inside():
    hp = HyperParameters()
    hp.Int("n", 1, 3)
    with hp.name_scope("head"), hp.name_scope("deep"):
        assert "n" in hp and hp["n"] == 1
        hp.Int("n", 5, 9)
        assert hp["n"] == 5
    assert hp["n"] == 1 and hp["head/deep/n"] == 5


def test_the_nearest_name_decides_even_where_it_is_inactive():
    hp = HyperParameters()
    hp.Boolean("deep", default=False)
    hp.Int("n", 1, 3)
    with hp.name_scope("head"):
        hp.Int("n", 5, 9, parent_name="deep", parent_values=True)
        assert "n" not in hp
        with pytest.raises(
            ValueError, match="head/n: its conditions do not hold; ask `in`"
        ):
            hp["n"]
    assert "n" in hp and hp["n"] == 1


@pytest.mark.parametrize("nothing", [[], ()])
def test_an_empty_scope_is_refused(nothing):
    hp = HyperParameters()
    hp.Boolean("on")
    expected = r"parent_values: expected values that 'on' can take, got \[(\[\]|\(\))\]"
    with (
        pytest.raises(ValueError, match=expected),
        hp.conditional_scope("on", nothing),
    ):
        pass


def test_a_scope_takes_an_array_of_values():
    hp = HyperParameters()
    hp.Int("n", 1, 3)
    with hp.conditional_scope("n", np.arange(1, 3)):
        assert hp.Int("inner", 5, 9) == 5


def test_an_active_name_without_a_value_yet_has_its_default():
    hp = discover(lambda hp: nested(hp))
    hp.values = {"kind": "a", "n": 1}
    assert "x" in hp and hp["x"] == 0


# Discovery


def record(build):
    calls = []

    def recorded(hp):
        calls.append(dict(hp.values))
        build(hp)

    return recorded, calls


def test_a_plain_space_is_found_in_one_call():
    build, calls = record(lambda hp: hp.Int("n", 1, 3))
    assert discover(build).values == {"n": 1}
    assert calls == [{}]


def test_plain_ifs_inside_scopes_are_found():
    def build(hp):
        kind = hp.Choice("kind", ["ridge", "lasso"])
        with hp.conditional_scope("kind", ["lasso"]):
            if kind == "lasso":
                steps = hp.Int("steps", 1, 3)
                with hp.conditional_scope("steps", [3]):
                    if steps == 3:
                        hp.Float("tol", 1e-3, 1, sampling="log")
        with hp.conditional_scope("kind", ["ridge"]):
            hp.Float("alpha", 0, 1)

    build, calls = record(build)
    found = discover(build)
    assert {d.name for d in found.space} == {"kind", "steps", "tol", "alpha"}
    assert found.values == {"kind": "ridge", "alpha": 0.0}
    assert calls == [{}, {"kind": "lasso"}, {"kind": "lasso", "steps": 3}]


def test_contradictory_scopes_are_never_built():
    def build(hp):
        kind = hp.Choice("kind", ["a", "b"])
        with (
            hp.conditional_scope("kind", ["a"]),
            hp.conditional_scope("kind", ["b"]),
        ):
            hp.Int("never", 1, 3)
        with hp.conditional_scope("kind", ["b"]):
            assert kind in ("a", "b")

    build, calls = record(build)
    found = discover(build)
    assert calls == [{}, {"kind": "b"}]
    assert "never" not in found


def test_a_scope_that_only_a_later_value_reaches_is_found():
    def build(hp):
        layers = hp.Int("layers", 1, 3)
        with hp.conditional_scope("layers", [1, 2, 3]):
            hp.Int("first", 1, 3)
            with hp.conditional_scope("layers", [2, 3]):
                if layers >= 2:
                    hp.Int("second", 1, 3)

    assert [d.name for d in discover(build).space] == ["layers", "first", "second"]


def test_a_parent_that_is_conditional_itself_is_reached():
    def build(hp):
        hp.Boolean("outer")
        hp.Int("inner", 1, 3, parent_name="outer", parent_values=[True])
        with hp.conditional_scope("inner", [2]):
            if "inner" in hp and hp["inner"] == 2:
                hp.Float("deep", 0, 1)

    build, calls = record(build)
    assert "deep" in {d.name for d in discover(build).space}
    assert {"outer": True, "inner": 2} in calls


def test_every_value_that_build_sees_is_one_that_can_be():
    def build(hp):
        for name in ("first", "second"):
            kind = hp.Choice(name, ["a", "b", "c"], default="b")
            assert kind in ("a", "b", "c")
            for value in ("a", "b", "c"):
                with hp.conditional_scope(name, [value]):
                    hp.Int(f"{name}_{value}", 1, 3)

    build, calls = record(build)
    assert len(discover(build).space) == 8
    assert len(calls) == 5  # once, and for each of the four values not met by it


def test_discovery_goes_on_from_what_is_known_and_leaves_it_alone():
    known = HyperParameters()
    known.Int("x", 3, 4)
    known.Int("unused", 1, 2)
    known.values["x"] = 4
    found = discover(lambda hp: hp.Int("x", 3, 4) + hp.Int("y", 1, 2), known)
    assert [d.name for d in found.space] == ["x", "unused", "y"]
    assert found.values == {"x": 3, "unused": 1, "y": 1}  # the defaults
    assert [d.name for d in known.space] == ["x", "unused"]
    assert known.values == {"x": 4, "unused": 1}


# What is given wins


def test_what_is_given_wins_over_later_declarations_and_nothing_else_does():
    given = HyperParameters()
    given.Int("x", 2, 3)
    given.Float("unused", 0, 1)
    hp = HyperParameters(given)
    assert hp.Int("x", 1, 9) == 2 and hp.Choice("x", ["a"]) == 2
    assert hp.Int("y", 1, 9) == 1
    with pytest.raises(ValueError, match="y: expected"):
        hp.Int("y", 2, 9)
    assert [d.name for d in hp.space] == ["x", "unused", "y"]
    assert [d.name for d in given.space] == ["x", "unused"]
    assert hp.copy().Int("x", 1, 9) == 2  # and so it does in a trial
    with pytest.raises(ValueError, match="x: expected"):
        given.Int("x", 1, 9)


def test_what_is_given_wins_under_its_own_condition_only():
    given = HyperParameters()
    given.Boolean("on", default=True)
    with given.conditional_scope("on", [True]):
        given.Int("n", 5, 6)
    hp = HyperParameters(given)
    hp.Boolean("on")
    with hp.conditional_scope("on", [False]):
        assert hp.Int("n", 1, 3) is None
    with hp.conditional_scope("on", [True]):
        assert hp.Int("n", 1, 3) == 5
    assert len(hp.space) == 3


def test_nothing_given_is_an_empty_container():
    hp = HyperParameters(None)
    assert hp.space == [] and hp.values == {}
    assert hp.Int("x", 1, 2) == 1


# Merging


def test_merging_adds_what_is_new_and_says_what_it_was():
    ours, other = HyperParameters(), HyperParameters()
    ours.Int("x", 1, 3)
    other.Int("x", 1, 3)
    other.values["x"] = 3
    with other.conditional_scope("x", [3]):
        other.Boolean("on")
    assert ours.merge(other) == other.space[1:]
    assert ours.merge(other) == [] and ours.space == other.space
    assert ours.values == {"x": 1}


def test_merging_another_range_is_refused():
    ours, other = HyperParameters(), HyperParameters()
    ours.Int("x", 1, 3)
    other.Int("x", 1, 4)
    with pytest.raises(ValueError, match=r"x: expected Int.*max_value=3.*got Int"):
        ours.merge(other)


def test_a_copy_keeps_what_wins_and_its_scopes_are_its_own():
    hp = HyperParameters()
    hp.Boolean("on")
    copy = hp.copy()
    with hp.conditional_scope("on", [True]):
        inside = hp.copy()
    assert inside.Int("n", 1, 2) == 1  # a copy begins outside of all scopes
    assert len(copy.space) == 1


# What is written by hand: in another type, before a declaration, without one


@pytest.mark.parametrize("asked", [True, False])
def test_a_value_of_numpy_or_of_another_type_becomes_the_dimensions_own(asked):
    written = dict(n=np.int64(3), x=np.float32(0.5), on=np.True_, k=np.str_("b"), m=2.0)
    written |= dict(step=np.float64(0.75), unknown=np.int64(7))
    hp = HyperParameters()
    hp.values = dict(written)

    def build():
        hp.Int("n", 1, 9)
        hp.Float("x", 0, 1)
        hp.Boolean("on")
        hp.Choice("k", ["a", "b"])
        hp.Int("m", 1, 9, sampling="log")
        hp.Float("step", 0, 1, step=0.25)

    build()
    if not asked:  # after the declarations, before a retrieval
        hp.values = dict(written)
    plain = dict(n=3, x=0.5, on=True, k="b", m=2, step=0.75)
    found = hp.space.active(hp.values)
    assert found == plain and [*map(type, found.values())] == [*map(type, plain.values())]
    assert json.loads(json.dumps(found)) == plain
    for name, value in (plain | {"unknown": 7}).items():
        assert hp[name] == value and type(hp[name]) is type(value) and name in hp
    assert json.loads(json.dumps(hp.get_config()))["values"] == plain | {"unknown": 7}
    if asked:
        build()
        assert {type(hp.values[name]) for name in "nm"} == {int}


def test_names_that_are_not_declared_but_have_a_value_are_found():
    hp = HyperParameters()
    hp.values = {"tuner/epochs": 9, "tuner/trial_id": "0003"}
    assert hp["tuner/epochs"] == hp.get("tuner/epochs") == 9
    assert "tuner/trial_id" in hp and "tuner/initial_epoch" not in hp
    with hp.name_scope("head"):
        assert hp["tuner/epochs"] == 9
    with pytest.raises(KeyError, match="tuner/epoch'"):
        hp["tuner/epoch"]
    assert hp.space == []


def test_an_unknown_name_is_answered_with_all_names():
    hp = HyperParameters()
    for name in ("learning_rate", "units", "depth"):
        hp.Int(name, 1, 2)
    with pytest.raises(KeyError, match="'depth', 'learning_rate', 'units'"):
        hp["something else"]
    with pytest.raises(KeyError):
        hp[0]


def test_its_repr_has_the_values_that_are_active():
    hp = HyperParameters()
    assert repr(hp) == "HyperParameters()"
    hp.Int("n", 1, 9)
    hp.Float("x", 0, 1, default=0.5)
    hp.Choice("kind", ["a", "b"], parent_name="n", parent_values=[2, 3])
    assert repr(hp) == "HyperParameters(n=1, x=0.5)"
    hp.values = {"n": 2, "tuner/epochs": 3}
    assert repr(hp) == "HyperParameters(n=2, x=0.5, kind='a')"


# Slips in a declaration are answered by its kind, its name, and what was written

KINDS = {
    "Int": (1, 9),
    "Float": (0.0, 1.0),
    "Choice": (["a", "b"],),
    "Boolean": (),
    "Fixed": (7,),
}
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)


@EVERY_KIND
@pytest.mark.parametrize(
    ("slip", "error"),
    [
        (dict(steps=3), TypeError),
        (dict(steps=3, parent_name="on", parent_values=[True]), TypeError),
        (dict(parent_name="on"), TypeError),
        (dict(parent_values=[True]), TypeError),
        (dict(parent_name="on", parent_value=[True]), TypeError),
        (dict(parent_name="on", parent_values=[3]), ValueError),
    ],
)
def test_a_slip_is_refused_by_kind_name_and_argument(kind, slip, error):
    hp = HyperParameters()
    hp.Boolean("on")
    with pytest.raises(error) as caught:
        getattr(hp, kind)("n", *KINDS[kind], **slip)
    message = str(caught.value)
    assert "conditional_scope" not in message and "; " in message
    if error is TypeError:
        assert message.startswith(f"{kind} 'n': expected")
        assert all(argument in message for argument in slip)
    assert len(hp.space) == 1


def test_an_unknown_argument_is_answered_with_those_that_there_are():
    with pytest.raises(TypeError) as caught:
        HyperParameters().Int("n", 1, 9, steps=3)
    assert str(caught.value) == (
        "Int 'n': expected only ['min_value', 'max_value', 'step', 'sampling', 'default'], "
        "and parent_name with parent_values, got ['steps']; spell it so"
    )


@EVERY_KIND
def test_a_parent_that_is_none_is_no_parent(kind):
    hp = HyperParameters()
    value = getattr(hp, kind)("n", *KINDS[kind], parent_name=None, parent_values=None)
    assert value == hp.values["n"] is not None and hp.space[0].conditions == ()


@EVERY_KIND
@pytest.mark.parametrize("name", [3, None, ["n"]])
def test_a_name_that_is_no_string_is_refused(kind, name):
    hp = HyperParameters()
    with pytest.raises(ValueError, match=rf"{kind} .*: expected a name first"):
        getattr(hp, kind)(name, *KINDS[kind])
    assert hp.space == [] and hp.values == {}


def test_values_of_a_parent_are_numpys_or_a_set_or_anothers():
    hp = HyperParameters()
    hp.Int("n", 0, 3)
    hp.Boolean("on", default=True)
    for several in (np.arange(2), [np.int64(0), np.int64(1)], (0.0, 1), range(2)):
        with hp.conditional_scope("n", several):
            assert hp.Int("inner", 5, 9) == 5
    with hp.conditional_scope("n", np.int64(0)), hp.conditional_scope("on", np.True_):
        assert hp.Int("other", 5, 9) == 5
    assert [d.name for d in hp.space] == ["n", "on", "inner", "other"]
    json.dumps(hp.get_config())
    assert {type(v) for d in hp.space for _, taken in d.conditions for v in taken} == {
        int,
        bool,
    }
    for foreign in ([True], True, {0, 1}, [0, True], "0", None):
        with pytest.raises(ValueError, match="parent_values: expected values that 'n'"):
            hp.conditional_scope("n", foreign)


# Deep and wide


def in_scopes(depth, default):
    """A model-building function of so many scopes, one in the other."""

    def build(hp):
        with contextlib.ExitStack() as stack:
            for i in range(depth):
                hp.Boolean(f"b{i}", default=default)
                stack.enter_context(hp.conditional_scope(f"b{i}", [True]))
            hp.Int("leaf", 1, 3)

    return build


def in_a_chain(length, default):
    """Each is active where the one before it is True."""

    def build(hp):
        hp.Boolean("b0", default=default)
        for i in range(1, length):
            when = dict(parent_name=f"b{i - 1}", parent_values=[True])
            hp.Boolean(f"b{i}", default=default, **when)

    return build


@pytest.fixture
def asked(monkeypatch):
    """How often it was asked whether conditions hold."""
    from minituner import space

    calls = []

    def counted(conditions, active):
        calls.append(conditions)
        return space_holds(conditions, active)

    space_holds = space.holds
    monkeypatch.setattr(space, "holds", counted)
    return calls


@pytest.mark.parametrize("make", [in_scopes, in_a_chain])
def test_a_call_asks_each_dimension_once_however_deep_it_is(make, asked):
    hp, build = HyperParameters(), make(100, True)
    build(hp)
    n = len(hp.space)
    assert n >= 100 and len(asked) <= 2 * n * (n + 1) / 2  # also each condition's parent
    hp.values["b7"] = False
    build(hp)
    assert hp.is_active("b7") and not hp.is_active("b8")


@pytest.mark.long
@pytest.mark.parametrize("make", [in_scopes, in_a_chain])
def test_what_is_300_deep_is_found_copied_merged_and_read(make):
    build = make(300, True)
    found = discover(build)
    last = found.space[-1]
    assert len(found.space) >= 300 and found.is_active(last) and last.name in found
    assert found.copy().space == found.space == HyperParameters().merge(found)
    again = HyperParameters.from_config(json.loads(json.dumps(found.get_config())))
    assert again.space == found.space and again.is_active(last.name)
    active_ones = found.space.configuration(lambda d: d.from_unit(0.9))
    assert len(active_ones) == len(found.space)


@pytest.mark.parametrize("make", [in_scopes, in_a_chain])
def test_what_50_defaults_hide_is_found_in_a_call_for_each(make):
    build, calls = record(make(50, False))
    assert len(discover(build).space) >= 50
    assert 50 <= len(calls) <= 51


def test_conditions_that_contradict_each_other_in_many_ways_are_given_up():
    def build(hp):
        kind = hp.Choice("kind", ["a", "b"])
        for i in range(40):
            hp.Boolean(f"side{i}")
            for value in (False, True):
                with hp.conditional_scope(f"side{i}", [value]):
                    hp.Boolean(f"twice{i}")
        with contextlib.ExitStack() as stack:
            for i in range(40):
                stack.enter_context(hp.conditional_scope(f"twice{i}", [True]))
            with hp.conditional_scope("kind", ["a"]):
                with hp.conditional_scope("kind", ["b"]):
                    hp.Int("never", 1, 3)
                hp.Int("a", 1, 3)
        assert kind in ("a", "b")

    build, calls = record(build)
    found = discover(build)
    assert any(all(call.get(f"twice{i}") for i in range(40)) for call in calls)
    assert "a" in {d.name for d in found.space} and len(calls) < 90


def test_a_parent_that_is_declared_again_later_does_not_wake_what_was_before():
    def build(hp, seen):
        hp.Choice("kind", ["a", "b"])
        for kind in ("a", "b"):
            with hp.conditional_scope("kind", kind):
                hp.Int("n", 1, 3)
            with hp.conditional_scope("n", 1):
                seen.append(hp.Int(f"under_{kind}", 5, 9))

    hp = HyperParameters()
    build(hp, [])
    hp.values = {"kind": "b"}
    for _ in range(2):
        seen = []
        build(hp, seen)
        assert seen == [None, 5]
        found = hp.space.active(hp.values)
        assert found == {"kind": "b", "n": 1, "under_b": 5}
        assert [hp.is_active(d) for d in hp.space] == [True, False, False, True, True]


# What raises in build


def test_a_branch_that_cannot_be_built_is_left_out_and_its_siblings_are_found():
    def build(hp):
        kind = hp.Choice("kind", ["a", "b", "c"])
        for other in "abc":
            with hp.conditional_scope("kind", other):
                hp.Int(f"before_{other}", 1, 3)
                if kind == other == "b":
                    raise ArithmeticError("no such model")
                hp.Int(f"after_{other}", 1, 3)

    found = discover(build)
    names = {d.name for d in found.space}
    assert names == {"kind", "before_a", "after_a", "before_b", "after_b"} | {
        "before_c",
        "after_c",
    }
    assert found.values == {"kind": "a", "before_a": 1, "after_a": 1}
    with found.conditional_scope("kind", "b"):  # nothing is half open
        pass
    assert found.Int("last", 1, 2) == 1 and found.space[-1].conditions == ()


def test_where_the_defaults_cannot_be_built_others_are_tried():
    def build(hp):
        kernel = hp.Int("kernel", 1, 7, default=7)
        pool = hp.Choice("pool", ["none", "big"])
        if kernel > 5:
            raise ArithmeticError("the kernel is larger than the image")
        with hp.conditional_scope("pool", ["big"]):
            hp.Int("size", 2, 8)
            if pool == "big":
                hp.Boolean("deep")

    found = discover(build)
    assert [d.name for d in found.space] == ["kernel", "pool", "size", "deep"]
    assert found.values == {"kernel": 7, "pool": "none"}


def test_a_space_of_which_nothing_can_be_built_is_the_error_that_its_model_raised():
    def build(hp):
        hp.Int("n", 1, 9)
        calls.append(hp["n"])
        undefined  # noqa: B018, F821

    calls = []
    with pytest.raises(NameError, match="undefined") as caught:
        discover(build)
    assert "build" in str(caught.traceback[-1])
    (note,) = caught.value.__notes__
    assert note.startswith("build: none of 31 configurations works")
    assert calls[0] == 1 and len(set(calls)) > 5 and len(calls) == 31


def test_an_error_before_any_declaration_is_raised_at_once():
    calls = []

    def build(hp):
        calls.append(hp)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        discover(build)
    assert len(calls) == 1


def test_an_interrupt_is_no_failure_of_a_branch():
    def build(hp):
        hp.Boolean("on")
        with hp.conditional_scope("on", True):
            pass
        if hp["on"]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        discover(build)


# Any space at all


def declare_all(hp, space):
    """Call hp as a model-building function would, dimension by dimension."""
    for d in space:
        kind, config = type(d).__name__, dict(d.get_config()["config"])
        conditions = config.pop("conditions")
        config.pop("default") if kind == "Fixed" else None
        with contextlib.ExitStack() as stack:
            for parent, taken in conditions:
                stack.enter_context(hp.conditional_scope(parent, list(taken)))
            getattr(hp, kind)(**config)


@pytest.mark.long
@given(spaces(), st.data())
def test_a_container_holds_exactly_what_is_active(space, data):
    hp = discover(lambda hp: declare_all(hp, space))
    assert hp.space == space
    for dimension in space:  # other values, parents first
        if hp.is_active(dimension):
            hp.values[dimension.name] = dimension.from_unit(data.draw(st.floats(0, 1)))
        else:
            hp.values.pop(dimension.name, None)
    names = {dimension.name for dimension in active(space, hp.values)}
    for dimension in space:
        assert (dimension.name in hp) == (dimension.name in names)
        if dimension.name in names:
            assert hp[dimension.name] == hp.values[dimension.name]
    before = dict(hp.values)
    declare_all(hp, space)
    assert hp.values == before and hp.space == space


@given(spaces())
def test_any_container_survives_json_copies_and_merges(space):
    hp = discover(lambda hp: declare_all(hp, space))
    config = json.loads(json.dumps(hp.get_config()))
    for again in (HyperParameters.from_config(config), hp.copy()):
        assert again.space == space and again.values == hp.values
        declare_all(again, space)
        assert again.space == space
    empty = HyperParameters()
    assert empty.merge(hp) == space == empty.space
