"""What the exercises of chapters 7 to 11 state is so: about KerasTuner, minituner, chance."""

import re
from collections import Counter

import keras_tuner
import numpy as np
import pytest
from scipy.stats import binomtest

from demystifying import exercises as book
from demystifying.judge import judge
from minituner import History, HyperParameters, RandomSearch, Trial, discover
from minituner.dimensions import Float
from minituner.oracles import HyperbandOracle
from minituner.oracles.bayesian import log_improvement
from minituner.oracles.grid import configurations, successor


def solutions(name):
    """What either solution of an exercise defines."""
    exercise = book.load(name)
    return [
        book.names_of(code, exercise)[0] for code in (exercise.solution, exercise.another)
    ]


def svm_or_forest(hp):
    hp.Choice("kind", ["svm", "forest"])
    hp.Choice("C", [1, 10])
    hp.Choice("trees", [10, 50, 100])
    hp.Choice("depth", [2, 4])
    hp.Boolean("scale")


@pytest.mark.filterwarnings("ignore:currentThread:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:getName:DeprecationWarning")
def test_kerastuner_s_grid_has_as_many_trials_as_the_solution_says(tmp_path):
    class Tuner(keras_tuner.GridSearch):
        def run_trial(self, trial):
            svm_or_forest(trial.hyperparameters)
            return 0.0

    hp = keras_tuner.HyperParameters()
    svm_or_forest(hp)
    tuner = Tuner(hyperparameters=hp, directory=tmp_path)
    tuner.oracle.verbose = 0
    tuner.search()
    tried = [t.hyperparameters.values for t in tuner.oracle.trials.values()]
    svms = Counter((v["C"], v["scale"]) for v in tried if v["kind"] == "svm")
    for answer in solutions("07_models"):
        assert answer["trials without scopes"] == len(tried)
        assert {answer["trials of one svm"]} == set(svms.values())


def test_a_tree_has_as_many_configurations_as_the_package_finds():
    conditions = {"C": "svm", "trees": "forest", "depth": "forest"}

    def build(hp):
        for name in ("kind", "C", "trees", "depth", "scale"):
            when = {}
            if name in conditions:
                when = {"parent_name": "kind", "parent_values": [conditions[name]]}
            values = {"kind": ["svm", "forest"], "trees": [1, 2, 3]}.get(name, [1, 2])
            hp.Choice(name, values, **when)

    space = discover(build).space
    triples = [(d.name, list(d.values), list(d.conditions)) for d in space]
    for count in solutions("07_count"):
        assert count(triples) == len(list(configurations(space)))


@pytest.mark.parametrize("step", [0.1, 0.2, 0.25, 0.3, 0.07])
def test_the_values_of_a_range_are_those_of_the_package(step):
    ours = Float(name="x", min_value=0.0, max_value=1.0, step=step).values
    for values in solutions("07_steps"):
        assert values(0.0, 1.0, step) == list(ours)


def test_the_starter_of_the_lost_maximum_is_kerastuner_s_count():
    exercise = book.load("07_steps")
    (starter,) = book.names_of(exercise.starter, exercise)
    for step in (0.1, 0.2, 0.25):
        theirs = keras_tuner.engine.hyperparameters.Float("x", 0.0, 1.0, step=step)
        assert starter(0.0, 1.0, step) == pytest.approx(list(theirs.values))


def test_the_odometer_turns_as_the_package_s_does():
    def build(hp):
        hp.Int("layers", 1, 3)
        for i in range(3):
            with hp.conditional_scope("layers", list(range(i + 1, 4))):
                hp.Choice(f"units_{i}", [10, 20])

    space, values = discover(build).space, None
    readings = []
    while (values := successor(space, values)) is not None:
        readings.append(tuple(v for name, v in values.items() if name != "layers"))
    for following in solutions("08_odometer"):
        after = [following(reading, [10, 20], 3) for reading in readings]
        assert after == [*readings[1:], None]


def test_draws_meet_again_as_often_as_the_solutions_say():
    draws = np.random.default_rng(0).integers(18, size=(20_000, 18))
    different = np.mean([len(set(row)) for row in draws.tolist()])
    for answer in solutions("08_missed"):
        assert answer["different in 18 draws"] == pytest.approx(different, abs=0.05)
        assert answer["draws until all have come"] == pytest.approx(62.91, abs=0.01)


OUTCOMES = {"nan": 3, "inf": 1, "raises": 3}


def test_the_tuner_tries_as_often_as_the_solutions_do():
    tried = []

    class Moody(RandomSearch):
        def run_trial(self, trial):
            tried.append(trial.hyperparameters.Choice("outcome", list(OUTCOMES)))
            return float(tried[-1])  # "raises" is no number, which is an error

    Moody(max_trials=3, max_retries_per_trial=2, verbose=0, seed=0).search()
    for attempt in solutions("09_attempt"):
        for outcome, calls in OUTCOMES.items():
            asked = []

            def run(outcome=outcome, asked=asked):
                asked.append(outcome)
                return float(outcome)

            attempt(run, 2)
            assert len(asked) == calls == tried.count(outcome)


class OnePlace:
    """What `log_improvement` asks of a model, which knows losses: lower is better."""

    def __init__(self, guess, doubt, best):
        self.said = np.array([-guess]), np.array([doubt])
        self.fitted = np.array([-best])

    def predict(self, x):
        return self.said


def test_the_promise_is_that_of_the_package():
    for place in ((0.4, 0.15, 0.5), (0.52, 0.01, 0.5), (0.1, 0.3, 0.5)):
        ours = np.exp(log_improvement(OnePlace(*place), None)).item()
        for promise in solutions("10_improvement"):
            assert promise(*place) == pytest.approx(ours, abs=1e-3)


def test_a_race_is_judged_as_scipy_judges_it():
    for verdict in solutions("10_races"):
        for races in (4, 5, 6, 20, 40):
            for wins in range(races + 1):
                carried = binomtest(wins, races).pvalue < 0.05
                better = "first" if 2 * wins > races else "second"
                assert verdict(wins, races) == (better if carried else "tie")


@pytest.mark.parametrize("limit", [1, 2, 9, 26, 27, 81, 100, 243, 1000])
def test_the_bill_is_the_one_that_the_package_prints(limit):
    said = HyperbandOracle(max_epochs=limit).plan_summary()
    printed = tuple(int(number) for number in re.findall(r"\d+", said)[1:])
    for bill in solutions("11_bill"):
        assert bill(limit, 3) == printed


def test_the_package_promotes_who_is_sure():
    space = [Float(name="x", min_value=0, max_value=1)]
    oracle, history = HyperbandOracle(max_epochs=9, seed=0), History()
    for number in range(9):
        history.record(Trial(str(number), *oracle.ask(space, history)))
    losses = {}
    for trial in list(history):
        losses[trial.trial_id] = score = trial.values["x"]
        history.record(trial.but(status="COMPLETED", score=score))
        plan = oracle.ask(space, history).plan
        goes_on = plan.get("resumes") if plan["rung"] == 1 else None
        for sure in solutions("11_promote"):
            assert sure(losses, 9 - len(losses), 3)[:1] == ([goes_on] if goes_on else [])


def test_a_name_scope_of_widths_is_built_with_the_values_of_the_container():
    for build in solutions("07_scopes"):
        hp = HyperParameters()
        hp.values |= {"layers": 3, "units_1": 64}
        assert build(hp) == (16, 64, 16)


def test_who_forgets_the_logarithm_passes_all_but_one_of_the_bills():
    exercise = book.load("11_bill")
    wrong = exercise.wrong["a logarithm that is nearly five"]
    answers = book.names_of(wrong.code, exercise)
    assert judge(exercise, answers).called == "bill(243, 3)"


# Right answers that the first versions of two checks refused
ONE_ORDER = """
import random


def ask(values, history, seed):
    order = random.Random(seed).sample(values, len(values))
    turn = order if len(history) % 2 else values
    return next((value for value in turn if value not in history), None)
"""
DRAWS = """
import numpy as np


def expected_improvement(guess, doubt, best):
    draws = np.random.default_rng(0).standard_normal(10_000)
    return np.maximum(guess + doubt * draws - best, 0).mean()
"""


@pytest.mark.parametrize(
    ("name", "code"), [("08_alternate", ONE_ORDER), ("10_improvement", DRAWS)]
)
def test_a_right_answer_that_nobody_had_thought_of_passes(name, code):
    exercise = book.load(name)
    verdict = judge(exercise, book.names_of(code, exercise))
    assert verdict.passed, verdict
