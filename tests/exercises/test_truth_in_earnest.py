"""What the exercises of chapters 12 to 17 state is so: about KerasTuner, SciPy, and chance."""

import keras_tuner
import numpy as np
import pytest
from scipy.stats import binomtest

from demystifying import exercises as book


def both(name):
    """The learner's function as each of the two solutions writes it."""
    exercise = book.load(name)
    for code in (exercise.solution, exercise.another):
        (answer,) = book.names_of(code, exercise)
        yield answer


@pytest.mark.parametrize("number", range(2))
def test_the_clock_is_that_of_a_loop_in_which_the_next_to_end_ends(number):
    (*clocks,) = both("12_wall_clock")
    rng = np.random.default_rng(number)
    for workers in (1, 2, 3, 7):
        durations = rng.integers(1, 9, 12).tolist()
        ends, now = [], 0
        for duration in durations:
            if len(ends) == workers:
                now = ends.pop(ends.index(min(ends)))
            ends.append(now + duration)
        assert [clock(durations, workers) for clock in clocks] == [max(ends)] * 2


@pytest.mark.filterwarnings("ignore:currentThread:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:getName:DeprecationWarning")
def test_an_answer_of_the_adapter_is_one_that_keras_tuner_takes(tmp_path):
    (populate, _) = both("13_adapter")

    class Lent(keras_tuner.Oracle):
        def populate_space(self, trial_id):
            theirs = {
                name: {
                    "values": each.hyperparameters.values,
                    "status": each.status,
                    "score": each.score,
                }
                for name, each in self.trials.items()
            }
            return populate(ask, theirs, self.start_order)

    def ask(history):
        return {"x": float(len(history))} if len(history) < 3 else "STOPPED"

    class Tuner(keras_tuner.Tuner):
        def run_trial(self, trial):
            return trial.hyperparameters.Float("x", 0.0, 9.0)

    tuner = Tuner(Lent(keras_tuner.Objective("loss", "min")), directory=tmp_path)
    tuner.oracle.verbose = 0
    tuner.search()
    tried = [t.hyperparameters["x"] for _, t in sorted(tuner.oracle.trials.items())]
    assert tried == [0.0, 1.0, 2.0]


def test_both_tests_of_networks_are_those_of_scipy():
    for p_value in both("14_paired"):
        for mine, yours in ((5, 1), (7, 10), (23, 7), (4, 4), (0, 3)):
            first = [True] * (mine + 9) + [False] * yours
            second = [False] * mine + [True] * (9 + yours)
            theirs = binomtest(mine, mine + yours).pvalue
            assert p_value(first, second) == pytest.approx(theirs)
    for interval in both("14_interval"):
        for right, images in ((20, 20), (370, 389), (0, 20), (3, 5)):
            theirs = binomtest(right, images).proportion_ci(method="wilson")
            assert interval(right, images) == pytest.approx(tuple(theirs), abs=1e-4)


def test_so_many_trials_keep_the_promise_and_one_fewer_breaks_it():
    rng = np.random.default_rng(0)
    for trials_needed in both("15_trials_needed"):
        for share, certainty in ((0.05, 0.95), (0.1, 0.9), (0.2, 0.5)):
            n = trials_needed(share, certainty)
            assert 1 - (1 - share) ** n >= certainty > 1 - (1 - share) ** (n - 1)
    found = rng.random((20_000, 22)).min(axis=1) < 0.1
    assert np.mean(found) == pytest.approx(1 - 0.9**22, abs=0.01)


def seeds_of(seed, trials, names):
    """The trials of KerasTuner's random search, without its search."""
    space = keras_tuner.HyperParameters()
    for name in range(names):
        space.Float(f"x{name}", 0.0, 1.0)
    oracle = keras_tuner.oracles.RandomSearchOracle("loss", 10, seed, hyperparameters=space)
    return {tuple(oracle._random_values().values()) for _ in range(trials)}


def test_neighbors_share_in_keras_tuner_what_the_solution_says():
    for one, other, trials, names in (
        (1, 3, 5, 2),
        (1, 2, 5, 2),
        (9, 3, 5, 2),
        (4, 5, 6, 1),
    ):
        shared = seeds_of(one, trials, names) & seeds_of(other, trials, names)
        for in_common in both("16_neighbors"):
            assert in_common(one, other, trials, names) == len(shared)
