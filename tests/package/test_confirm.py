"""Of a noisy search: what the model expects to be best, and what fresh executions say."""

import math
import random

import numpy as np
import pytest
from scipy.stats import binomtest

from minituner import BayesianOptimization, Hyperband, RandomSearch
from minituner.hypermodel import hypermodel_of
from minituner.trial import COMPLETED
from minituner.tuner import summary

pytestmark = pytest.mark.chapter(11)


def bowl(hp):
    """Two variables; the least value is 0, at (0.3, 0.6)."""
    return (hp.Float("a", 0.0, 1.0) - 0.3) ** 2 + (hp.Float("b", 0.0, 1.0) - 0.6) ** 2


def true(trial):
    return bowl(trial.hyperparameters)


def noisy(kind, seed, deviation=0.1, folder=None, **settings):
    chance = random.Random(seed)

    def build(hp):
        return bowl(hp) + chance.gauss(0.0, deviation)

    settings = {"max_trials": 20, "seed": seed} | settings
    return kind(build, "loss", verbose=0, directory=folder, **settings)


@pytest.mark.long
def test_what_the_model_expects_to_be_best_is_better_than_the_luckiest():
    luckiest, expected = [], []
    for seed in range(1, 41):
        tuner = noisy(RandomSearch, seed, deviation=0.05, max_trials=40)
        tuner.search()
        luckiest.append(true(tuner.get_best_trials()[0]))
        expected.append(true(tuner.get_expected_best_trials()[0]))
    gains = np.subtract(luckiest, expected)
    # a paired interval of the mean gain, 40 seeds
    assert gains.mean() - 2 * gains.std(ddof=1) / math.sqrt(40) > 0


def test_of_a_bayesian_search_it_is_what_the_oracle_itself_expects():
    tuner = noisy(BayesianOptimization, 1)
    tuner.search()
    mean, _ = tuner.oracle.posterior(tuner.space, tuner.history)
    best = tuner.history[int(mean.argmin())]
    assert tuner.get_expected_best_trials()[0].trial_id == best.trial_id


def test_the_literal_record_stays_what_it_is():
    tuner = noisy(BayesianOptimization, 1)
    tuner.search()
    scores = [trial.score for trial in tuner.get_best_trials(20)]
    assert scores == sorted(trial.score for trial in tuner.history)
    expected = tuner.get_expected_best_trials(20)
    assert sorted(t.trial_id for t in expected) == [t.trial_id for t in tuner.history]


def test_without_noise_both_say_the_same():
    tuner = BayesianOptimization(bowl, "loss", max_trials=20, seed=1, verbose=0)
    tuner.search()
    assert tuner.get_expected_best_trials() == tuner.get_best_trials()


def test_of_a_hyperband_search_only_the_longest_trials_are_rivals():
    def build(hp):
        class Model:
            def fit(self, epochs):
                return bowl(hp) - 1 / epochs

        return Model()

    tuner = Hyperband(build, "loss", max_epochs=4, factor=2, seed=1, verbose=0)
    tuner.search()
    rivals = [trial for trial in tuner.history if trial.plan["epochs"] == 4]
    found = tuner.get_expected_best_trials(99)
    assert sorted(t.trial_id for t in found) == sorted(t.trial_id for t in rivals)


@pytest.mark.long
def test_the_intervals_hold_the_true_means_as_often_as_they_say():
    rounds, missed = 300, 0
    for scores in np.random.default_rng(1).normal(size=(rounds, 3, 4)).tolist():
        rows = [summary(fresh, 0.05 / 3) for fresh in scores]
        missed += not all(row["low"] <= 0 <= row["high"] for row in rows)
    # all three at once, with probability 0.95: this is the exact test of 0.05
    assert binomtest(missed, rounds, 1 - (1 - 0.05 / 3) ** 3).pvalue > 0.01


def test_the_scores_of_the_search_do_not_count():
    tuner = noisy(RandomSearch, 1, deviation=0.0)
    tuner.search()
    lucky = tuner.get_best_trials()[0]
    tuner.hypermodel = hypermodel_of(lambda hp: bowl(hp) + random.random() + 5)
    for row in tuner.confirm(num_trials=2, executions=5):
        assert row["mean"] > 5 > lucky.score and row["low"] > 4
        assert row["searched"] < 1


class Fails:
    """Fails at its n-th execution, once."""

    def __init__(self, number, error):
        self.left = number
        self.error = error

    def __call__(self, hp):
        self.left -= 1
        if self.left == 0:
            raise self.error
        return bowl(hp) + random.random()


def test_a_confirmation_that_was_interrupted_goes_on(tmp_path):
    tuner = noisy(RandomSearch, 1, folder=tmp_path)
    tuner.search()
    tuner.hypermodel = hypermodel_of(Fails(8, KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        tuner.confirm(num_trials=3, executions=5)
    assert sum(map(len, tuner.confirmed.values())) == 7
    again = noisy(RandomSearch, 1, folder=tmp_path)
    assert again.confirmed == {n: s for n, s in tuner.confirmed.items() if s}
    first = {name: list(scores) for name, scores in again.confirmed.items()}
    table = again.confirm(num_trials=3, executions=5)
    assert [row["executions"] for row in table] == [5] * 3
    for name, scores in first.items():
        assert again.confirmed[name][: len(scores)] == scores
    assert (
        noisy(RandomSearch, 1, folder=tmp_path).confirm(num_trials=3, executions=5) == table
    )
    assert again.history == tuner.history  # no trial was added
    assert {trial.status for trial in again.history} == {COMPLETED}


def test_a_failed_execution_is_counted_and_said():
    tuner = noisy(RandomSearch, 1)
    tuner.search()
    tuner.hypermodel = hypermodel_of(Fails(2, ArithmeticError("too far")))
    table = tuner.confirm(num_trials=2, executions=3)
    assert sorted(row["failed"] for row in table) == [0, 1]
    assert all(row["executions"] == 3 for row in table)


def test_without_chance_in_the_executions_there_is_no_interval():
    tuner = RandomSearch(bowl, "loss", max_trials=5, seed=1, verbose=0)
    tuner.search()
    for row in tuner.confirm(num_trials=2, executions=3):
        assert row["mean"] == pytest.approx(row["searched"])
        assert math.isnan(row["low"]) and math.isnan(row["high"])


def test_the_best_mean_comes_first_also_where_more_is_better():
    tuner = RandomSearch(
        lambda hp: bowl(hp) + random.random(), "score", max_trials=8, seed=1, verbose=0
    )
    tuner.search()
    means = [row["mean"] for row in tuner.confirm(num_trials=4, executions=3)]
    assert means == sorted(means, reverse=True)


@pytest.mark.parametrize("setting", [{"num_trials": 0}, {"executions": 1}])
def test_a_confirmation_of_too_little_is_refused_by_name(setting):
    tuner = noisy(RandomSearch, 1)
    tuner.search()
    with pytest.raises(ValueError, match=f"^{next(iter(setting))}: "):
        tuner.confirm(**setting)
