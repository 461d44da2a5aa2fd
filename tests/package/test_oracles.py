"""One contract for all oracles; and what grid and random search promise beyond it."""

import copy
import functools
import itertools
import json
import math
import random
from collections import Counter
from dataclasses import replace

import keras_tuner
import numpy as np
import pytest
from contract import COUNTED, EVERY_ORACLE, EVERY_SPACE, SEEDED, check
from hypothesis import given, settings
from hypothesis import strategies as st
from kinds import CONDITIONAL, FINITE, IN_CONDITIONAL, KINDS, PLAIN, make, score
from loop import ended, key, search
from strategies import active, spaces

from minituner import oracles
from minituner.dimensions import Boolean, Choice, Fixed, Float, Int
from minituner.discovery import discover
from minituner.first_steps import MyGridSearch
from minituner.oracles.base import IDLE, STOPPED, Oracle, Suggestion
from minituner.oracles.grid import GridSearchOracle, configurations, successor
from minituner.oracles.random import RandomSearchOracle, draw
from minituner.space import Space
from minituner.trial import COMPLETED, FAILED, RUNNING, History, Trial

pytestmark = pytest.mark.chapter(8)


def fresh(history):
    """The trials that do not go on from others."""
    return [trial for trial in history if "resumes" not in trial.plan]


# The contract


def not_in_the_contract(names):
    """The oracles among public names that the tests below never see."""
    oracles = {n for n, v in names.items() if isinstance(v, type) and issubclass(v, Oracle)}
    return oracles - {"Oracle"} - {f"{name}Oracle" for name in KINDS}


def test_every_public_oracle_is_in_the_contract():
    assert not_in_the_contract(vars(oracles)) == set()
    assert {"GridSearchOracle", "Oracle"} <= set(vars(oracles))


def test_an_oracle_that_nobody_tests_is_found():
    class TenthRateOracle(Oracle):
        """Public by mistake."""

    names = vars(oracles) | {"TenthRateOracle": TenthRateOracle}
    assert not_in_the_contract(names) == {"TenthRateOracle"}


@EVERY_ORACLE
@EVERY_SPACE
@pytest.mark.parametrize("workers", [1, 4])
def test_it_gives_active_values_in_range_none_of_them_twice_and_stops(name, space, workers):
    order = random.Random(workers)
    history = search(make(name), space, score, workers=workers, order=order)
    for trial in history:
        check(space, trial.values)
    # Hyperband alone tries a configuration again, with more epochs
    tried = Counter(
        (key(trial.values), trial.plan.get("epochs")) for trial in fresh(history)
    )
    assert set(tried.values()) == {1}
    assert len(history) > 6


@EVERY_ORACLE
def test_it_repeats_nothing_while_something_is_left(name):
    for seed in range(5):
        oracle = make(name, seed=seed)
        fresh_values = [key(t.values) for t in fresh(search(oracle, FINITE, score))]
        assert len(set(fresh_values[:8])) == 8


@COUNTED
@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize(
    ("space", "number"),
    [(FINITE, 8), (CONDITIONAL, IN_CONDITIONAL), (PLAIN, 20)],
    ids=["finite", "conditional", "plain"],
)
def test_it_stops_when_all_was_tried_or_at_max_trials(name, space, number, workers):
    for seed in range(3):
        oracle = make(name, seed=seed, max_trials=20)
        history = search(oracle, space, score, workers=workers)
        assert len(history) == len({key(t.values) for t in history}) == number


@COUNTED
def test_it_stops_at_max_trials_and_goes_on_if_that_is_raised(name):
    history = search(make(name, max_trials=5), PLAIN, score)
    assert len(history) == 5
    assert make(name, max_trials=5).ask(PLAIN, history) == STOPPED
    assert isinstance(make(name, max_trials=6).ask(PLAIN, history), Suggestion)


@COUNTED
@pytest.mark.parametrize(
    "space",
    [
        [],
        [Int(name="n", min_value=3, max_value=3)],
        [Float(name="x", min_value=0.5, max_value=0.5)],
        [Choice(name="c", values=["only"])],
        [Fixed(name="f", value=7), Fixed(name="g", value=True)],
    ],
    ids=["empty", "one int", "one float", "one choice", "fixed"],
)
def test_a_space_of_one_point_has_one_trial(name, space):
    history = search(make(name), space, score)
    (trial,) = history
    assert trial.values == {d.name: d.default for d in space}
    running = History([replace(trial, status=RUNNING, score=None)])
    assert make(name).ask(space, running) == IDLE


@EVERY_ORACLE
@EVERY_SPACE
def test_the_same_history_has_the_same_answer(name, space):
    oracle = make(name)
    whole = search(oracle, space, score)
    for number in {*range(0, len(whole), 7), 1, len(whole)}:
        history = History(whole[:number])
        answer = oracle.ask(space, history)
        assert answer == oracle.ask(space, history)
        assert answer == make(name).ask(space, history)
        text = json.dumps([vars(trial) for trial in history])
        again = History(Trial(**record) for record in json.loads(text))
        assert answer == make(name).ask(space, again)


@EVERY_ORACLE
def test_a_search_is_the_same_when_another_was_asked_in_between(name):
    alone = search(make(name), PLAIN, score, 12)
    oracle = make(name)
    history = History()
    for trial in alone:
        search(oracle, FINITE, score, number=4)
        assert oracle.ask(PLAIN, history) == (trial.values, trial.plan)
        history.record(trial)


@EVERY_ORACLE
def test_asking_changes_neither_space_nor_history(name):
    space, history = copy.deepcopy((PLAIN, search(make(name), PLAIN, score, 7)))
    make(name).ask(space, history)
    assert space == PLAIN and list(history) == search(make(name), PLAIN, score, 7)


@SEEDED
def test_seeds_share_nothing_and_0_is_one_of_them(name):
    drawn = {}
    for seed in range(8):
        twice = [search(make(name, seed=seed), PLAIN, score, 9) for _ in range(2)]
        assert twice[0] == twice[1]
        drawn[seed] = {trial.values["x"] for trial in fresh(twice[0])} - {0.0, 1.0}
    for one, other in itertools.combinations(drawn.values(), 2):
        assert not one & other


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_seed_0_of_theirs_is_no_seed_and_neighbours_share_trials():
    def drawn(seed):
        hps = keras_tuner.HyperParameters()
        hps.Float("x", 0, 1)
        oracle = keras_tuner.oracles.RandomSearchOracle(
            keras_tuner.Objective("score", "min"), 9, seed, hps
        )
        trials = [oracle.populate_space(str(n)) for n in range(9)]
        return [trial["values"]["x"] for trial in trials]

    assert drawn(1) == drawn(1) and drawn(0) != drawn(0)
    assert drawn(1)[1:] == drawn(2)[:-1]


def test_without_a_seed_each_search_has_its_own():
    seeds = {RandomSearchOracle("loss").seed for _ in range(20)}
    assert len(seeds) == 20 and min(seeds) >= 0


STATES = [RUNNING, COMPLETED, FAILED]


@EVERY_ORACLE
@pytest.mark.parametrize("direction", ["min", "max"])
@pytest.mark.parametrize("bad", [None, math.inf, -math.inf, 1e300])
def test_failures_and_infinite_scores_and_running_trials_are_borne(name, direction, bad):
    oracle, order = make(name, direction), random.Random(0)
    calls = itertools.count()

    def sometimes(values):
        return bad if next(calls) % 3 else score(values)

    for space in (PLAIN, FINITE, CONDITIONAL):
        history = search(oracle, space, sometimes, 20, workers=3, order=order)
        for trial in history:
            check(space, trial.values)
        assert len({key(t.values) for t in fresh(history)}) >= min(8, len(history))


@EVERY_ORACLE
@pytest.mark.parametrize("bad", [None, math.inf, -math.inf])
def test_it_ends_where_no_score_is_of_use(name, bad):
    oracle = make(name)
    assert 8 <= len(search(oracle, FINITE, lambda values: bad)) <= 60


@EVERY_ORACLE
def test_to_minimize_a_score_is_to_maximize_its_opposite(name):
    down = search(make(name, "min"), PLAIN, score, 15)
    up = search(make(name, "max"), PLAIN, lambda values: -score(values), 15)
    assert [t.values for t in up] == [t.values for t in down]
    assert [t.plan for t in up] == [t.plan for t in down]


@EVERY_ORACLE
def test_a_space_that_is_found_by_the_first_trial_is_searched(name):
    oracle, space = make(name), []
    history = History()
    first = oracle.ask(space, history)
    assert first.values == {}
    history.record(Trial("0000", *first))
    assert oracle.ask(space, history) == IDLE  # two workers: the second one waits
    space += CONDITIONAL
    default = {"kind": "b", "n": 1, "twice": 30, "constant": "c"}
    history.record(replace(ended(history[0], 1.0), values=default))
    for number in range(1, 8):
        answer = oracle.ask(space, history)
        check(space, answer.values)
        assert answer.values not in history or "resumes" in answer.plan
        history.record(ended(Trial(f"{number:04}", *answer), score(answer.values)))


@EVERY_ORACLE
@settings(max_examples=25, deadline=None)
@given(data=st.data(), space=spaces(), seed=st.just(0) | st.integers(0, 2**64))
def test_in_any_space_and_after_anything_the_contract_holds(name, data, space, seed):
    history, oracle = History(), make(name, seed=seed)
    for number in range(data.draw(st.integers(1, 8))):
        answer = oracle.ask(space, history)
        assert answer == make(name, seed=seed).ask(space, History(history))
        if not isinstance(answer, Suggestion):
            running = history.with_status(RUNNING)
            assert answer == (IDLE if running else STOPPED)
            break
        check(space, answer.values)
        assert answer.values not in history or "epochs" in answer.plan
        trial = Trial(f"{number:04}", *answer)
        status = data.draw(st.sampled_from(STATES))
        if status == COMPLETED:
            trial = ended(trial, data.draw(st.floats(allow_nan=False)))
        history.record(replace(trial, status=status))


# What every oracle refuses


@EVERY_ORACLE
@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("seed", -1),
        ("seed", 1.5),
        ("seed", "1"),
        ("max_trials", 0),
        ("max_trials", 2.5),
        ("max_retries_per_trial", -1),
        ("max_consecutive_failed_trials", 0),
    ],
)
def test_a_bad_setting_is_refused(name, argument, value):
    if (name, argument) == ("Hyperband", "max_trials"):
        with pytest.raises(TypeError, match="max_trials"):  # it follows from the rest
            make(name, max_trials=3)
        return
    with pytest.raises(ValueError, match=f"{argument}: expected a whole number.*got"):
        make(name, **{argument: value})


@EVERY_ORACLE
@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("seed", True),
        ("max_trials", True),
        ("max_trials", 3.0),
        ("max_retries_per_trial", False),
        ("max_retries_per_trial", None),
        ("max_consecutive_failed_trials", np.True_),
        ("seed", np.float64(1)),
    ],
)
def test_a_boolean_and_a_float_are_no_counts(name, argument, value):
    if (name, argument) != ("Hyperband", "max_trials"):
        with pytest.raises(ValueError, match=f"^{argument}: expected a whole number"):
            make(name, **{argument: value})


@EVERY_ORACLE
def test_counts_of_numpy_are_pythons_own(name):
    counts = dict(seed=3, max_retries_per_trial=1, max_consecutive_failed_trials=2)
    if name != "Hyperband":
        counts["max_trials"] = 7
    ours = make(name, **counts)
    theirs = make(name, **{n: np.int64(count) for n, count in counts.items()})
    assert json.dumps(theirs.identity()) == json.dumps(ours.identity())
    assert {type(getattr(theirs, n)) for n in counts} == {int}
    assert theirs.ask(PLAIN, History()) == ours.ask(PLAIN, History())


@EVERY_ORACLE
@pytest.mark.parametrize("given", [3, "hp", [], {"x": 1}, keras_tuner.HyperParameters()])
def test_hyperparameters_that_are_none_are_refused_at_once(name, given):
    with pytest.raises(ValueError, match=r"^hyperparameters: expected"):
        make(name, hyperparameters=given)


def test_what_an_oracle_draws_with_numpy_is_of_pythons_own_types():
    class Drawn(Oracle):
        def propose(self, space, history):
            generator = self.generator(history)
            values = {"n": generator.integers(1, 9), "x": generator.random(1)[0]}
            return Suggestion(values | {"on": np.True_}, {"epochs": 3})

    answer = Drawn("loss", seed=1).ask([], History())
    assert json.loads(json.dumps(answer)) == [answer.values, {"epochs": 3}]
    assert [*map(type, answer.values.values())] == [int, float, bool]


def test_an_oracle_has_to_propose():
    with pytest.raises(NotImplementedError):
        Oracle("loss").ask([], History())


def test_the_identity_leaves_out_what_another_session_may_change():
    given = RandomSearchOracle("loss", seed=1, max_trials=5).identity()
    more = dict(max_trials=6, max_retries_per_trial=1, max_consecutive_failed_trials=9)
    assert RandomSearchOracle("loss", seed=1, **more).identity() == given
    for other in (
        RandomSearchOracle("loss", seed=2),
        RandomSearchOracle("accuracy", seed=1),
        RandomSearchOracle("loss", seed=1, tune_new_entries=False),
        GridSearchOracle("loss", seed=1),
    ):
        assert other.identity() != given
    drawn = [RandomSearchOracle("loss").identity() for _ in range(2)]
    assert drawn[0] == drawn[1] != given
    assert json.loads(json.dumps(given)) == given


@EVERY_ORACLE
def test_what_an_oracle_keeps_to_itself_is_not_its_identity(name):
    oracle = make(name)
    vars(oracle)["_kept"] = object()
    assert not [n for n in oracle.identity() if n.startswith("_")]
    assert "tune_new_entries" in oracle.identity()


def test_the_last_one_left_has_the_plan_too():
    space = Space([Int(name="n", min_value=1, max_value=400)])
    history = History(Trial(f"{n}", {"n": n}) for n in range(1, 400))
    generators = map(np.random.default_rng, range(10))  # most draw none that is new
    for generator in generators:
        suggestion = draw(space, history, generator, {"epochs": 3})
        assert suggestion == Suggestion({"n": 400}, {"epochs": 3})


# Random search


def test_random_search_is_uniform():
    history = search(make("RandomSearch", max_trials=400), PLAIN, score)
    x = sorted(trial.values["x"] for trial in history)
    gap = max(abs(value - (i + 0.5) / 400) for i, value in enumerate(x))
    assert gap < 1.63 / 20  # Kolmogorov and Smirnov's bound at 1 %
    kinds = Counter(trial.values["kind"] for trial in history)
    assert all(abs(n - 400 / 3) < 4 * 9.4 for n in kinds.values())
    rates = [trial.values["rate"] for trial in history]
    assert abs(sum(rate < 1e-3 for rate in rates) - 400 / 3) < 4 * 9.4


EIGHTEEN = [
    Choice(name="a", values=[1, 2, 3]),
    Choice(name="b", values=[1, 2, 3]),
    Boolean(name="c"),
]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.slow
def test_random_search_exhausts_a_finite_space_where_theirs_gives_up(tmp_path):
    def build(hp):
        for name in "ab":
            hp.Int(name, 1, 3)
        hp.Boolean("c")

    random_search = functools.partial(
        their_search, keras_tuner.RandomSearch, build, tmp_path, max_trials=18
    )
    assert min(len(random_search(seed=7 + 100 * i)) for i in range(8)) < 18
    for seed in range(200):
        history = search(make("RandomSearch", seed=seed), EIGHTEEN, score)
        assert len(history) == len({key(t.values) for t in history}) == 18


def test_random_search_finds_the_last_of_many_configurations():
    space = Space(Choice(name=name, values=list(range(10))) for name in "abc")
    every = list(configurations(space))
    history = History(Trial(f"{i}", v, status=FAILED) for i, v in enumerate(every[1:]))
    oracle = make("RandomSearch", max_trials=None)
    assert oracle.ask(space, history) == (every[0], {})
    history.record(Trial("last", every[0], status=FAILED))
    assert oracle.ask(space, history) == STOPPED


def test_random_search_tries_every_number_on_a_log_scale():
    space = [Int(name="n", min_value=1, max_value=100, sampling="log")]
    for seed in range(5):
        history = search(make("RandomSearch", max_trials=None, seed=seed), space, score)
        assert {t.values["n"] for t in history} == set(range(1, 101))
        assert len(history) == 100


def test_random_search_is_not_slower_with_a_longer_history():
    draws = []

    class Counting(Float):
        def from_unit(self, u):
            draws.append(u)
            return super().from_unit(u)

    space = [Counting(name="x", min_value=0.0, max_value=1.0)]
    search(make("RandomSearch", max_trials=300), space, score)
    assert len(draws) == 300


def test_what_is_left_of_a_long_range_is_not_listed():
    rare = (("kind", (0,)),)
    space = Space([Choice(name="kind", values=list(range(100)))])
    space.declare(Int(name="n", min_value=0, max_value=10**15, conditions=rare))
    tried = History(Trial(f"{i}", {"kind": i}, status=FAILED) for i in range(1, 100))
    oracle = make("RandomSearch", max_trials=None)
    for number in range(5):
        answer = oracle.ask(space, tried)
        assert answer.values["kind"] == 0 and answer.values not in tried
        tried.record(Trial(f"more{number}", answer.values, status=FAILED))


def test_random_search_goes_on_where_only_a_rare_branch_has_no_end():
    rare = (("kind", (0,)),)
    space = Space([Choice(name="kind", values=list(range(100)))])
    space.declare(Float(name="x", min_value=0, max_value=1, conditions=rare))
    history = search(make("RandomSearch", max_trials=150, seed=1), space, score)
    assert len(history) == len({key(t.values) for t in history}) == 150


# Grid search


def their_search(kind, build, folder, known=True, **arguments):
    """The values that a search of KerasTuner tries, run for real."""
    tried = []

    class Search(kind):
        def run_trial(self, trial):
            build(trial.hyperparameters)
            tried.append(dict(trial.hyperparameters.values))
            return 0.0

    hps = keras_tuner.HyperParameters() if known else None
    if known:
        build(hps)
    place = dict(directory=folder, overwrite=True)
    tuner = Search(hyperparameters=hps, **place, **arguments)
    tuner.oracle.verbose = 0
    tuner.search()
    return tried


def their_grid(build, folder, known=True, max_trials=100):
    return their_search(keras_tuner.GridSearch, build, folder, known, max_trials=max_trials)


def two_numbers(hp):
    hp.Int("n", 1, 3)
    hp.Int("m", 0, 8, step=4)


def defaults_in_the_middle(hp):
    hp.Int("n", 1, 4, default=3)
    hp.Choice("kind", ["a", "b", "c"], default="b")
    hp.Boolean("on", default=True)
    hp.Fixed("constant", 5)


def conditions(hp):
    kind = hp.Choice("kind", ["a", "b", "c"])
    with hp.conditional_scope("kind", ["a"]):
        hp.Int("only_a", 1, 3)
    with hp.conditional_scope("kind", ["b", "c"]):
        hp.Boolean("only_b_or_c")
    return kind


def layers(hp):
    hp.Int("layers", 1, 3)
    for i in range(3):
        with hp.conditional_scope("layers", list(range(i + 1, 4))):
            hp.Choice(f"units_{i}", [16, 32])


def a_float_with_a_step(hp):
    hp.Float("x", 0, 1, step=0.25, default=0.5)  # a step that binary numbers can hold
    hp.Choice("y", [0.5, 0.1])


def our_grid(build):
    oracle = GridSearchOracle("loss")
    return [t.values for t in search(oracle, discover(build).space, score)]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("build", "number"),
    [
        (two_numbers, 9),
        (defaults_in_the_middle, 24),
        (conditions, 3 + 2 * 2),
        (layers, 2 + 4 + 8),
        (a_float_with_a_step, 5 * 2),
    ],
    ids=lambda item: getattr(item, "__name__", None),
)
def test_the_grid_is_in_their_order(build, number, tmp_path):
    theirs, ours = their_grid(build, tmp_path), our_grid(build)
    active_ones = [{n: v for n, v in values.items() if v is not None} for values in theirs]
    assert ours == active_ones
    assert len(ours) == number


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.slow
def test_where_the_grid_differs_from_theirs(tmp_path):
    def column(build):
        theirs = [values["x"] for values in their_grid(build, tmp_path)]
        return theirs, [values["x"] for values in our_grid(build)]

    def loses_the_end(hp):
        hp.Float("x", 0, 1, step=0.2)

    theirs, ours = column(loses_the_end)
    assert len(theirs) == 5 and max(theirs) < 0.9
    assert ours == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]

    def powers(hp):
        hp.Int("x", 2, 40, step=2, sampling="log")

    theirs, ours = column(powers)
    assert ours == theirs == [2, 4, 8, 16, 32]
    assert {type(x) for x in theirs[1:]} == {float} and {type(x) for x in ours} == {int}

    def no_step(hp):
        hp.Float("x", 0, 1)

    theirs, ours = column(no_step)
    assert len(theirs) == 11 and 1.0 not in theirs and theirs[1:] != sorted(theirs[1:])
    assert ours == pytest.approx([i / 9 for i in range(10)])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_repeated_choice_holds_theirs_up_and_is_refused_by_ours(tmp_path):
    def repeated(hp):
        hp.Choice("x", [1, 2, 2, 3])

    assert [v["x"] for v in their_grid(repeated, tmp_path, max_trials=8)] == [1] + [2] * 7
    with pytest.raises(ValueError, match=r"x.*values: expected each value once"):
        our_grid(repeated)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_plain_if_costs_them_trials_and_a_scope_costs_nobody(tmp_path):
    def branches(hp):
        if hp.Choice("kind", ["a", "b"]) == "a":
            hp.Int("only_a", 1, 3)
        else:
            hp.Int("only_b", 1, 3)

    def scoped(hp):
        kind = hp.Choice("kind", ["a", "b"])
        for which in "ab":
            with hp.conditional_scope("kind", which):
                hp.Int(f"only_{which}", 1, 3)
        return kind

    assert len(their_grid(branches, tmp_path, known=False)) == 12
    assert len(our_grid(scoped)) == 6


def by_hand(space, values=()):
    """All configurations, by plain recursion over the dimensions."""
    values = dict(values)
    for number, dimension in enumerate(space):
        taken = {d.name for d in active(space[: number + 1], values | {dimension.name: 0})}
        if dimension.name in taken and dimension.name not in values:
            for value in dimension.values:
                yield from by_hand(space, values | {dimension.name: value})
            return
    yield values


@settings(max_examples=100, deadline=None)
@given(spaces(most=4))
def test_the_grid_is_exactly_the_product_of_what_is_active(space):
    size = math.prod(min(len(d.values), 1000) for d in space)
    if size <= 500:
        expected = Counter(map(key, by_hand(space)))
        # a default that is none of the ten values of a range is one value more
        for_defaults = all(d.default in d.values for d in space)
        found = Counter(map(key, configurations(space)))
        assert found == expected if for_defaults else set(found) >= set(expected)
        assert set(found.values()) == {1}


def test_the_grid_begins_with_the_defaults_and_the_last_name_is_the_fastest():
    tried = [t.values for t in search(make("GridSearch"), EIGHTEEN, score)]
    assert tried == [
        dict(zip("abc", values, strict=True))
        for values in itertools.product([1, 2, 3], [1, 2, 3], [False, True])
    ]
    default = search(make("GridSearch"), CONDITIONAL, score)[0].values
    assert default == {"kind": "b", "n": 1, "twice": 30, "constant": "c"}


def test_a_default_between_the_ten_values_of_a_range_is_tried_first():
    space = [Float(name="x", min_value=0.0, max_value=9.0, default=0.5)]
    tried = [t.values["x"] for t in search(make("GridSearch"), space, score)]
    assert tried == pytest.approx([0.5, *range(10)])


def test_a_long_range_is_not_listed():
    space = [Int(name="n", min_value=0, max_value=10**15)]
    history = search(make("GridSearch", max_trials=5), space, score)
    assert [trial.values["n"] for trial in history] == [0, 1, 2, 3, 4]


def test_thousands_of_steps_are_read_one_by_one():
    x = Float(name="x", min_value=0, max_value=1, step=1e-3, default=2e-3)
    deep = Int(name="n", min_value=1, max_value=2, conditions=(("x", (1e-3,)),))
    history = search(make("GridSearch", max_trials=6), [x, deep], score)
    expected = [{"x": 2e-3}, {"x": 0.0}, {"x": 1e-3, "n": 1}, {"x": 1e-3, "n": 2}]
    assert [t.values for t in history] == [*expected, {"x": 3e-3}, {"x": 4e-3}]
    last = successor(Space([x]), {"x": 0.999})
    assert last == {"x": 1.0} and successor(Space([x]), last) is None


@pytest.mark.parametrize("sampling", ["log", "reverse_log"])
def test_the_grid_stays_inside_of_a_log_range(sampling):
    arguments = dict(min_value=1, max_value=2**31 - 1, step=2, sampling=sampling)
    history = search(make("GridSearch"), [Int(name="n", **arguments)], score)
    tried = [t.values["n"] for t in history]
    powers = [2**i for i in range(31)]
    backwards = [2**31 - power for power in reversed(powers)]
    assert tried == (powers if sampling == "log" else backwards)


@COUNTED
def test_scopes_40_deep_are_searched(name):
    space, conditions = Space(), ()
    for i in range(40):
        space.declare(Boolean(name=f"b{i}", conditions=conditions))
        conditions = (*conditions, (f"b{i}", (True,)))
    history = search(make(name, max_trials=12), space, score)
    assert len({key(t.values) for t in history}) == len(history) == 12
    for trial in history:  # the first that is False ends the line
        *outer, last = trial.values.values()
        assert all(outer) and (not last or len(trial.values) == 40)
        assert [*trial.values] == [f"b{i}" for i in range(len(trial.values))]


def test_the_grid_goes_on_from_the_last_trial(monkeypatch):
    steps = []

    def counted(space, values):
        steps.append(values)
        return successor(space, values)

    monkeypatch.setattr("minituner.oracles.grid.successor", counted)
    history = search(make("GridSearch"), EIGHTEEN, score)
    assert len(history) == 18
    # one to each trial; in the end, to nothing, and once more from the start
    assert steps[:18] == [None, *(t.values for t in history[:-1])]
    assert len(steps) == 18 + 1 + 19


def test_what_the_grid_left_out_while_the_space_grew_is_tried_in_the_end():
    oracle, space, history = make("GridSearch"), list(FINITE), History()
    for number in range(3):
        values = oracle.ask(space, history).values
        history.record(ended(Trial(f"{number}", values), 0.0))
    space.append(Int(name="late", min_value=1, max_value=2))
    while isinstance(answer := oracle.ask(space, history), Suggestion):
        assert answer.values not in history
        history.record(ended(Trial(f"{len(history)}", answer.values), 0.0))
    tried = [key(t.values) for t in history if "late" in t.values]
    assert len(tried) == len(set(tried)) == 16


def test_the_toy_is_the_specification():
    """On one plain hyperparameter, chapter 4's search and this one do the same."""
    alphas, scores = [0.1, 2.0, 10.0, 0.5], [0.3, 0.9, 0.1, 0.9]
    told = dict(zip(alphas, scores, strict=True))
    visited = []

    class Model:
        def __init__(self, alpha):
            self.alpha = alpha

        def fit(self, x, y):
            visited.append(self.alpha)

        def score(self, x, y):
            return told[self.alpha]

    def build(hp):
        return Model(hp.Choice("alpha", alphas))

    toy = MyGridSearch(build)
    toy.search(None, None)
    oracle = make("GridSearch", "max")
    history = search(oracle, discover(build).space, lambda v: told[v["alpha"]])
    assert [trial.values["alpha"] for trial in history] == visited == alphas
    (best,) = history.best(oracle.objective, 1)
    assert best.values["alpha"] == toy.best().alpha == 2.0
