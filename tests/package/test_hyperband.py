"""Hyperband's brackets, and a search that follows them, with one worker or several."""

import json
import math
import os
import random
from dataclasses import replace

import numpy as np
import pytest

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras_tuner
from loop import play

from minituner import dimensions as dimensions
from minituner.dimensions import Choice, Fixed, Float, Int
from minituner.oracles import (
    IDLE,
    HyperbandOracle,
    brackets,
)
from minituner.trial import COMPLETED, FAILED, History, Objective, Trial

pytestmark = pytest.mark.chapter(11)

X = [Float(name="x", min_value=0.0, max_value=1.0)]
NINE = [
    Choice(name="a", values=[1, 2, 3]),
    Choice(name="b", values=[1, 2, 3]),
]


def search(oracle, dimensions, score, workers=1, order=None):
    """The history, and what was waited for. score: of a trial; an exception fails it."""

    def end(trial):
        try:
            return replace(trial, status=COMPLETED, score=score(trial))
        except ArithmeticError:
            return replace(trial, status=FAILED)

    return play(oracle, dimensions, end, workers=workers, order=order)


def by_rung(history):
    """(iteration, bracket, round) -> its trials."""
    found = {}
    for trial in history:
        key = tuple(trial.plan[name] for name in ("iteration", "bracket", "rung"))
        found.setdefault(key, []).append(trial)
    return found


def shape(history):
    """What `brackets` promises, as it has been done."""
    done = {}
    for (iteration, bracket, _), trials in sorted(by_rung(history).items()):
        (epochs,) = {trial.plan["epochs"] for trial in trials}
        done.setdefault((iteration, -bracket), []).append((len(trials), epochs))
    return [done[key] for key in sorted(done)]


def x(trial):
    return trial.values["x"]


def kerastuner_brackets(max_epochs, factor):
    oracle = keras_tuner.oracles.HyperbandOracle(
        "loss", max_epochs=max_epochs, factor=factor
    )
    return [
        [(oracle._get_size(b, r), oracle._get_epochs(b, r)) for r in range(b + 1)]
        for b in range(oracle._get_num_brackets() - 1, -1, -1)
    ]


# The table


def test_the_brackets_are_those_of_algorithm_1_computed_by_hand():
    # n = ceil(5 / (s + 1) * 3**s): 81, ceil(33.75), 15, ceil(7.5), 5
    assert brackets(81, 3) == [
        [(81, 1), (27, 3), (9, 9), (3, 27), (1, 81)],
        [(34, 3), (11, 9), (3, 27), (1, 81)],
        [(15, 9), (5, 27), (1, 81)],
        [(8, 27), (2, 81)],
        [(5, 81)],
    ]


TABLE_1 = [  # of the paper, whose own rounding of n differs from Algorithm 1
    [(81, 1), (27, 3), (9, 9), (3, 27), (1, 81)],
    [(27, 3), (9, 9), (3, 27), (1, 81)],
    [(9, 9), (3, 27), (1, 81)],
    [(6, 27), (2, 81)],
    [(5, 81)],
]


def test_the_papers_table_has_the_same_epochs_and_the_same_outer_brackets():
    ours = brackets(81, 3)
    assert [ours[0], ours[4]] == [TABLE_1[0], TABLE_1[4]]
    for one, other in zip(ours, TABLE_1, strict=True):
        assert [epochs for _, epochs in one] == [epochs for _, epochs in other]


def test_the_papers_table_rounds_down_before_it_multiplies():
    for s, bracket in zip(range(4, -1, -1), TABLE_1, strict=True):
        assert bracket[0][0] == (4 + 1) // (s + 1) * 3**s
    trials = [
        sum(n for bracket in t for n, _ in bracket) for t in (TABLE_1, brackets(81, 3))
    ]
    assert trials == [187, 206]


@pytest.mark.parametrize("max_epochs, factor", [(1, 3), (1, 2), (3, 3), (2, 2), (4, 4)])
def test_small_tables_are_kerastuners_too(max_epochs, factor):
    assert brackets(max_epochs, factor) == kerastuner_brackets(max_epochs, factor)


def test_smallest_table():
    assert brackets(1, 2) == [[(1, 1)]]
    assert brackets(2, 3) == [[(1, 2)]] != brackets(3, 3) == [[(3, 1), (1, 3)], [(2, 3)]]


def test_where_kerastuner_rounds_up_it_has_more_trials():
    ours, theirs = brackets(81, 3), kerastuner_brackets(81, 3)
    assert ours[0] == theirs[0] and ours[4] == theirs[4]
    assert [[n for n, _ in b] for b in theirs[1:4]] == [
        [34, 12, 4, 2],
        [15, 5, 2],
        [8, 3],
    ]
    assert [[n for n, _ in b] for b in ours[1:4]] == [
        [34, 11, 3, 1],
        [15, 5, 1],
        [8, 2],
    ]


def test_at_kerastuners_defaults_ours_has_206_trials_and_theirs_has_254():
    ours, theirs = brackets(), kerastuner_brackets(100, 3)
    assert ours[0] == [(81, 1), (27, 3), (9, 11), (3, 33), (1, 100)]
    assert theirs[0] == [(98, 2), (33, 4), (11, 12), (4, 34), (2, 100)]
    assert sum(n for bracket in ours for n, _ in bracket) == 206
    assert sum(n for bracket in theirs for n, _ in bracket) == 254


@pytest.mark.parametrize("factor", [2, 3, 4, 7, 10])
def test_no_bracket_is_lost_to_a_logarithm(factor):
    for power in range(8 if factor < 7 else 5):
        assert len(brackets(factor**power, factor)) == power + 1
        assert len(brackets(factor**power + 1, factor)) == power + 1 + (
            factor**power == 1 == factor - 1
        )
        if power:
            assert len(brackets(factor**power - 1, factor)) == power


@pytest.mark.parametrize(
    ("max_epochs", "factor", "lost"), [(243, 3, 5), (1000, 10, 3), (81, 3, 5)]
)
def test_a_logarithm_would_lose_one_where_it_rounds_below(max_epochs, factor, lost):
    exact = len(brackets(max_epochs, factor))
    assert math.floor(math.log(max_epochs) / math.log(factor)) + 1 == lost
    assert exact == len(kerastuner_brackets(max_epochs, factor))
    assert exact - lost == (max_epochs != 81)


@pytest.mark.parametrize("factor", [2, 3, 4, 5])
@pytest.mark.parametrize("max_epochs", [1, 2, 3, 5, 8, 10, 26, 27, 28, 50, 81, 100, 200])
def test_a_bracket_costs_no_more_than_the_paper_allows(max_epochs, factor):
    table = brackets(max_epochs, factor)
    s_max = len(table) - 1
    for s, bracket in zip(range(s_max, -1, -1), table, strict=True):
        n = math.ceil((s_max + 1) * factor**s / (s + 1))
        assert len(bracket) == s + 1
        for i, (trials, epochs) in enumerate(bracket):
            assert trials == math.floor(n / factor**i) >= 1
            assert epochs == math.floor(max_epochs * factor**i / factor**s) >= 1
        assert bracket[-1][1] == max_epochs
        theirs = kerastuner_brackets(max_epochs, factor)[s_max - s]
        assert all(
            a <= c and b <= d for (a, b), (c, d) in zip(bracket, theirs, strict=True)
        )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            dict(max_epochs=0),
            "^max_epochs: expected a whole number, 1 or more, got 0; write 1$",
        ),
        (dict(max_epochs=2.5), "^max_epochs: .* got 2.5"),
        (dict(max_epochs=None), "max_epochs: .* got None"),
        (dict(factor=1), "^factor: expected a whole number, 2 or more, got 1"),
        (dict(factor=2.5), "factor: .* got 2.5"),
        (dict(max_epochs=True), "max_epochs: .* got True"),
        (dict(factor=None), "factor: .* got None"),
    ],
)
def test_bad_arguments_are_refused(arguments, message):
    for make in (brackets, HyperbandOracle):
        with pytest.raises(ValueError, match=message):
            make(**arguments)


def test_bad_iterations_are_refused():
    with pytest.raises(ValueError, match=r"hyperband_iterations: .* 1 or more, got 0"):
        HyperbandOracle(hyperband_iterations=0)
    with pytest.raises(TypeError, match="max_trials"):
        HyperbandOracle(max_trials=10)


def test_counts_of_numpy_are_pythons_own():
    settings = dict(max_epochs=9, factor=3, hyperband_iterations=2, seed=1)
    ours = HyperbandOracle(**settings)
    theirs = HyperbandOracle(**{name: np.int32(n) for name, n in settings.items()})
    assert json.dumps(theirs.identity()) == json.dumps(ours.identity())
    assert theirs.plan_summary() == ours.plan_summary()
    assert brackets(np.int64(9), np.int64(3)) == brackets(9, 3)
    plan = theirs.ask(X, History()).plan
    assert json.loads(json.dumps(plan)) == plan == ours.ask(X, History()).plan


def test_a_trial_reads_its_plan_by_kerastuners_names():
    from minituner import Hyperband

    read = []

    class Search(Hyperband):
        def run_trial(self, trial):
            hp = trial.hyperparameters
            resumed = "tuner/trial_id" in hp and hp["tuner/trial_id"]
            read.append((hp["tuner/epochs"], hp.get("tuner/round"), resumed))
            assert hp.values["tuner/bracket"] == trial.plan["bracket"]
            return hp.Float("x", 0, 1)

    tuner = Search(max_epochs=3, seed=0, verbose=0)
    tuner.search()
    best = min(tuner.history[:3], key=x).trial_id
    assert read == [(1, 0, False)] * 3 + [(3, 1, best)] + [(3, 0, False)] * 2
    assert [t.plan.get("resumes", False) for t in tuner.history] == [r for *_, r in read]


# The plan of a search, before it starts


def test_the_cost_is_known_before_the_search():
    # by hand: 405 + 363 + 351 + 378 + 405, and 297 + 276 + 279 + 324 + 405
    oracle = HyperbandOracle(max_epochs=81)
    assert oracle.max_trials == 206
    assert oracle.plan_summary() == (
        "Hyperband: 5 brackets, 206 trials, 1902 epochs "
        "(1581 where promoted trials are resumed)"
    )


def test_iterations_multiply_the_cost():
    oracle = HyperbandOracle(max_epochs=9, hyperband_iterations=2)
    # 9 * 1 + 3 * 3 + 1 * 9, 5 * 3 + 1 * 9, 3 * 9; resumed: 21, 21, 27
    assert oracle.max_trials == 2 * (9 + 3 + 1 + 5 + 1 + 3)
    assert oracle.plan_summary() == (
        "Hyperband: 6 brackets, 44 trials, 156 epochs "
        "(138 where promoted trials are resumed)"
    )


def test_any_number_of_iterations_costs_nothing_before_they_are_run():
    # by hand, as above: 78 epochs in each iteration of 22 trials, 69 if resumed
    oracle = HyperbandOracle("loss", 9, hyperband_iterations=10**9, seed=1)
    assert oracle.max_trials == 22 * 10**9
    assert oracle.plan_summary() == (
        "Hyperband: 3000000000 brackets, 22000000000 trials, 78000000000 epochs "
        "(69000000000 where promoted trials are resumed)"
    )
    few = [Choice(name="kind", values=["a", "b", "c", "d", "e"])]
    history, _ = search(oracle, few, lambda trial: 0.5)
    once = HyperbandOracle("loss", 9, hyperband_iterations=2, seed=1)
    same, _ = search(once, few, lambda trial: 0.5)
    assert [t.record() for t in history] == [t.record() for t in same]
    assert len({trial.values["kind"] for trial in history}) == 5


def test_the_defaults_are_kerastuners():
    ours = HyperbandOracle()
    assert (ours.max_epochs, ours.factor, ours.hyperband_iterations) == (100, 3, 1)
    assert ours.max_consecutive_failed_trials == 3 and ours.max_retries_per_trial == 0
    assert HyperbandOracle("accuracy", 9, 2, 4, seed=0).objective == Objective(
        "accuracy", "max"
    )
    positional = HyperbandOracle("accuracy", 9, 2, 4, seed=0)
    assert (
        positional.max_epochs,
        positional.factor,
        positional.hyperband_iterations,
    ) == (9, 2, 4)


def test_a_search_may_not_go_on_with_other_brackets():
    one = HyperbandOracle(max_epochs=9, seed=1).identity()
    assert one != HyperbandOracle(max_epochs=10, seed=1).identity()
    assert one != HyperbandOracle(max_epochs=9, factor=2, seed=1).identity()
    assert one != HyperbandOracle(max_epochs=9, hyperband_iterations=2, seed=1).identity()
    assert one == HyperbandOracle(max_epochs=9, seed=1).identity()


# A search


@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize(
    "max_epochs, factor, iterations",
    [(81, 3, 1), (10, 3, 2), (1, 2, 3), (8, 2, 1), (100, 3, 1)],
)
def test_a_search_does_what_the_table_says(max_epochs, factor, iterations, workers):
    oracle = HyperbandOracle(None, max_epochs, factor, iterations, seed=3)
    history, _ = search(oracle, X, x, workers, random.Random(1))
    assert shape(history) == brackets(max_epochs, factor) * iterations
    assert len(history) == oracle.max_trials
    total = sum(trial.plan["epochs"] for trial in history)
    resumed = sum(trial.plan["epochs"] - trial.plan["initial_epoch"] for trial in history)
    assert f" {total} epochs ({resumed} where" in oracle.plan_summary()


@pytest.mark.parametrize("workers", [1, 4, 50])
@pytest.mark.parametrize("objective", ["loss", "accuracy"])
def test_the_best_of_a_rung_are_promoted_whatever_ends_first(objective, workers):
    oracle = HyperbandOracle(objective, max_epochs=27, seed=0)
    history, _ = search(oracle, X, x, workers, random.Random(workers))
    rungs = by_rung(history)
    for (iteration, bracket, number), trials in rungs.items():
        if number == 0:
            assert all("resumes" not in trial.plan for trial in trials)
            assert all(trial.plan["initial_epoch"] == 0 for trial in trials)
            continue
        below = rungs[iteration, bracket, number - 1]
        best = sorted(below, key=x, reverse=objective == "accuracy")[: len(trials)]
        assert {t.plan["resumes"] for t in trials} == {t.trial_id for t in best}
        former = {trial.trial_id: trial for trial in below}
        for trial in trials:
            assert trial.values == former[trial.plan["resumes"]].values
            assert (
                trial.plan["initial_epoch"] == former[trial.plan["resumes"]].plan["epochs"]
            )


def test_a_plan_says_all_that_a_trial_needs():
    oracle = HyperbandOracle(max_epochs=3, seed=0)
    history, _ = search(oracle, X, x)
    first, *_, promoted, random_1, random_2 = history
    assert first.plan == dict(epochs=1, initial_epoch=0, iteration=0, bracket=1, rung=0)
    best = min(list(history)[:3], key=x)
    assert promoted.plan == dict(
        epochs=3,
        initial_epoch=1,
        iteration=0,
        bracket=1,
        rung=1,
        resumes=best.trial_id,
    )
    assert (
        random_1.plan
        == random_2.plan
        == dict(epochs=3, initial_epoch=0, iteration=0, bracket=0, rung=0)
    )


def test_the_widest_bracket_begins():
    history, _ = search(HyperbandOracle(max_epochs=9, seed=0), X, x)
    places = [(t.plan["bracket"], t.plan["rung"]) for t in history]
    assert (
        places
        == [(2, 0)] * 9 + [(2, 1)] * 3 + [(2, 2)] + [(1, 0)] * 5 + [(1, 1)] + [(0, 0)] * 3
    )


def test_of_equal_scores_the_earlier_goes_on():
    history, _ = search(HyperbandOracle(max_epochs=9, seed=0), X, lambda t: 1.0)
    chosen = [t.plan["resumes"] for t in history if t.plan["rung"]]
    assert chosen == ["0000", "0001", "0002", "0009", "0013"]


def test_a_trial_is_promoted_as_soon_as_its_rank_is_sure():
    oracle = HyperbandOracle(max_epochs=9, seed=0)
    history = History()
    for number in range(9):
        trial = Trial(str(number), *oracle.ask(X, history))
        history.record(trial)
    scores = [5.0, 3.0, 4.0, 2.0, 9.0, 8.0, 1.0]
    for number, score in enumerate(scores):
        done = oracle.ask(X, history)
        if number < len(scores):  # up to 6 have ended: three of nine are not sure
            assert done.plan["bracket"] == 1 and done.plan["rung"] == 0
        history.record(replace(history[number], status=COMPLETED, score=score))
    done = oracle.ask(X, history)  # 7 have ended, of which 6 will not go on
    assert done.plan["resumes"] == "6" and done.plan["epochs"] == 3
    assert done.values == history[6].values


def test_while_a_rung_waits_the_next_bracket_begins():
    oracle = HyperbandOracle(max_epochs=3, seed=0)
    history = History()
    for number in range(3):
        history.record(Trial(str(number), *oracle.ask(X, history)))
    assert oracle.ask(X, history).plan["bracket"] == 0
    for number in (3, 4):
        history.record(Trial(str(number), *oracle.ask(X, history)))
    assert oracle.ask(X, history) == IDLE


def test_no_new_configuration_was_tried_before():
    history, _ = search(
        HyperbandOracle(max_epochs=27, hyperband_iterations=2, seed=5), X, x, 3
    )
    new = [x(trial) for trial in history if trial.plan["rung"] == 0]
    assert len(set(new)) == len(new) == 2 * (27 + 12 + 6 + 4)


def test_the_same_history_has_the_same_answer():
    done, _ = search(HyperbandOracle(max_epochs=27, seed=4), X, x, 3, random.Random(0))
    seen = [Trial(t.trial_id, t.values, t.plan) for t in done]
    for seed, same in ((4, True), (5, False)):
        oracle = HyperbandOracle(max_epochs=27, seed=seed)
        again, _ = search(oracle, X, x, 3, random.Random(0))
        assert ([Trial(t.trial_id, t.values, t.plan) for t in again] == seen) is same
    oracle = HyperbandOracle(max_epochs=27, seed=4)
    for n in (0, 5, 40, len(done) - 1):  # with one worker, whoever asks
        history = History(list(done)[:n])
        assert oracle.ask(X, history) == HyperbandOracle(max_epochs=27, seed=4).ask(
            X, history
        )


def test_a_suggestion_may_be_written_into():
    oracle = HyperbandOracle(max_epochs=3, seed=0)
    history, _ = search(oracle, X, x)
    shorter = History(list(history)[:3])
    expected = {"x": x(history[3])}, dict(history[3].plan)
    oracle.ask(X, shorter).values["x"] = 7
    oracle.ask(X, shorter).plan["epochs"] = 7
    assert oracle.ask(X, shorter) == expected


# Failures


@pytest.mark.parametrize("workers", [1, 4])
def test_a_failed_trial_is_never_promoted(workers):
    def score(trial):
        if x(trial) < 0.3:
            raise ArithmeticError
        return x(trial)

    history, _ = search(
        HyperbandOracle(max_epochs=27, seed=1), X, score, workers, random.Random(2)
    )
    failed = {t.trial_id for t in history.with_status(FAILED)}
    assert failed and failed.isdisjoint(t.plan.get("resumes") for t in history)
    assert shape(history) == brackets(27)


@pytest.mark.parametrize("workers", [1, 4])
def test_where_too_few_are_completed_those_are_promoted(workers):
    first = []

    def score(trial):
        if trial.plan["bracket"] == 3 and trial.plan["rung"] == 0:
            first.append(trial)
            if len(first) > 2:
                raise ArithmeticError
        return x(trial)

    oracle = HyperbandOracle(max_epochs=27, seed=1)
    history, _ = search(oracle, X, score, workers, random.Random(2))
    assert shape(history) == [[(27, 1), (2, 3), (2, 9), (1, 27)], *brackets(27)[1:]]


def test_where_all_fail_the_search_ends():
    def score(trial):
        raise ArithmeticError

    history, _ = search(HyperbandOracle(max_epochs=9, seed=1), X, score, 2)
    assert [len(rungs) for rungs in shape(history)] == [1, 1, 1]
    assert len(history) == 9 + 5 + 3


@pytest.mark.parametrize("objective", ["loss", "accuracy"])
@pytest.mark.parametrize("infinite", [math.inf, -math.inf])
def test_an_infinite_score_is_the_last_to_be_promoted(objective, infinite):
    scores = {}

    def score(trial):
        if trial.plan["rung"] == 0:
            scores[trial.trial_id] = infinite if len(scores) % 9 < 7 else 1.0
        return scores.get(trial.trial_id, 1.0)

    history, _ = search(HyperbandOracle(objective, max_epochs=9, seed=1), X, score)
    assert shape(history) == brackets(9)
    assert [t.plan["resumes"] for t in history if t.plan["rung"] == 1][:3] == [
        "0007",
        "0008",
        "0000",
    ]


# Small spaces


def used(history):
    """How many trials each rung has, in the order of the plan."""
    return [[n for n, _ in bracket] for bracket in shape(history)]


@pytest.mark.parametrize("workers", [1, 4])
def test_a_small_space_fills_the_rungs_and_promotes(workers):
    oracle = HyperbandOracle(seed=0)
    history, _ = search(
        oracle, NINE, lambda t: t.values["a"] + 0.1 * t.values["b"], workers
    )
    # 9 of 81, 9 of 27, 9 of 9, 3, 1; nothing new is left for the other brackets
    assert used(history) == [[9, 9, 9, 3, 1]]
    assert [t.plan["epochs"] for t in history][:28] == [1] * 9 + [3] * 9 + [11] * 9 + [33]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("seed", [1, 1001, 2001])  # to KerasTuner 0 is no seed
def test_kerastuner_stops_a_small_space_without_a_promotion(tmp_path, seed):
    hp = keras_tuner.HyperParameters()
    hp.Choice("a", [1, 2, 3])
    hp.Choice("b", [1, 2, 3])
    oracle = keras_tuner.oracles.HyperbandOracle("loss", hyperparameters=hp, seed=seed)
    oracle.verbose = 0
    oracle._set_project_dir(tmp_path, "p")
    epochs = []
    while (trial := oracle.create_trial("tuner")).status == "RUNNING":
        epochs.append(trial.hyperparameters.values["tuner/epochs"])
        oracle.update_trial(trial.trial_id, {"loss": 1.0})
        trial.status = "COMPLETED"
        oracle.end_trial(trial)
    # at most the nine there are: it gives up after 20 draws that were tried before
    assert set(epochs) == {2} and 6 <= len(epochs) <= 9


def test_what_failed_in_a_small_space_is_not_tried_again():
    def score(trial):
        if trial.values["a"] == 2:
            raise ArithmeticError
        return trial.values["a"]

    history, _ = search(HyperbandOracle(max_epochs=9, seed=0), NINE[:1], score)
    assert used(history) == [[3, 2, 1]]
    assert [t.values["a"] for t in history.with_status(FAILED)] == [2]


@pytest.mark.parametrize("line", [[], [Fixed(name="x", value=1)]])
@pytest.mark.parametrize("workers", [1, 4])
def test_a_space_of_one_point_climbs_one_bracket(line, workers):
    oracle = HyperbandOracle(max_epochs=81, hyperband_iterations=2, seed=0)
    history, _ = search(oracle, line, lambda t: 1.0, workers)
    assert [t.plan["epochs"] for t in history] == [1, 3, 9, 27, 81]
    assert [t.plan.get("resumes") for t in history] == [
        None,
        "0000",
        "0001",
        "0002",
        "0003",
    ]


def test_while_the_first_trial_may_find_the_space_the_others_wait():
    oracle = HyperbandOracle(max_epochs=9, seed=0)
    history = History([Trial("0", *oracle.ask([], History()))])
    assert oracle.ask([], history) == IDLE
    history.record(replace(history[0], values={"x": 0.5}, status=COMPLETED, score=1.0))
    new = oracle.ask(X, history)
    assert new.plan == history[0].plan and 0 <= new.values["x"] <= 1 != new.values["x"]


def test_a_space_that_is_used_up_still_waits_for_the_bracket_before():
    oracle = HyperbandOracle(max_epochs=9, seed=0)
    history = History()
    for number in range(3):
        history.record(Trial(str(number), *oracle.ask(NINE[:1], history)))
    for number in range(3):
        assert oracle.ask(NINE[:1], history) == IDLE  # a trial might find more values
        history.record(replace(history[number], status=COMPLETED, score=1.0))
    for number in (3, 4, 5):  # all may go on at once
        history.record(Trial(str(number), *oracle.ask(NINE[:1], history)))
        assert history[number].plan["resumes"] == str(number - 3)
    assert oracle.ask(NINE[:1], history) == IDLE


@pytest.mark.parametrize("seed", range(30))
def test_every_search_ends_within_its_plan(seed):
    chance = random.Random(seed)
    size, workers = chance.randint(1, 40), chance.randint(1, 6)
    line = [Int(name="x", min_value=1, max_value=size)]
    max_epochs, factor = chance.randint(1, 30), chance.randint(2, 4)

    def score(trial):
        if chance.random() < 0.2:
            raise ArithmeticError
        return chance.choice([math.inf, -math.inf, 0.0, 1.0, 2.0])

    oracle = HyperbandOracle(None, max_epochs, factor, chance.randint(1, 2), seed=seed)
    history, _ = search(oracle, line, score, workers, chance)
    rungs = by_rung(history)
    for (iteration, bracket, number), trials in rungs.items():
        assert len(trials) <= brackets(max_epochs, factor)[-1 - bracket][number][0]
        assert len({x(trial) for trial in trials}) == len(trials)
        if number:
            below = rungs[iteration, bracket, number - 1]
            completed = sum(trial.status == COMPLETED for trial in below)
            planned = brackets(max_epochs, factor)[-1 - bracket][number][0]
            assert len(trials) == min(planned, completed)
    new = [x(trial) for trial in history if not trial.plan["rung"]]
    assert len(set(new[:size])) == len(new[:size])


def test_the_picture_has_a_line_for_each_trial_from_where_it_goes_on():
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    from minituner import Hyperband, plot

    class Search(Hyperband):
        def run_trial(self, trial):
            return trial.hyperparameters.Float("x", 0, 1) / trial.plan["epochs"]

    tuner = Search(max_epochs=9, seed=0, verbose=0)
    tuner.search()
    fig, ax = plt.subplots()
    plot.brackets(tuner, ax)
    scores = {trial.trial_id: trial.score for trial in tuner.history}
    for line, trial in zip(ax.get_lines(), tuner.history, strict=True):
        began = trial.plan["initial_epoch"] or trial.plan["epochs"]
        assert list(line.get_xdata()) == [began, trial.plan["epochs"]]
        former = trial.plan.get("resumes", trial.trial_id)
        assert list(line.get_ydata()) == [scores[former], trial.score]
        assert line.get_color() == f"C{trial.plan['bracket']}"
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["bracket 2", "bracket 1", "bracket 0"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epochs", "default_objective")
    plt.close(fig)
