"""Oracles on loan propose what they propose at home; and what the loan costs."""

import json
import math
import os
import random
from dataclasses import replace

import pytest

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras
import keras_tuner
import numpy as np
from loop import ended, play

import minituner
from minituner import JournalError, discover, oracles
from minituner.bridges import kerastuner
from minituner.bridges.kerastuner import BorrowedOracle, LentOracle
from minituner.dimensions import Boolean, Choice, Fixed, Float, Int
from minituner.oracles import IDLE, STOPPED
from minituner.trial import COMPLETED, FAILED, RUNNING, History, Objective, Trial

pytestmark = [
    pytest.mark.chapter(13),
    pytest.mark.filterwarnings("ignore:currentThread:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:getName:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The optimal value found"),  # scikit-learn's fit
]

OURS, THEIRS = Objective("score", "min"), keras_tuner.Objective("score", "min")
BAYESIAN = dict(max_trials=6, num_initial_points=4, seed=3)  # theirs is slow
TO_LEND = {
    "grid": lambda: oracles.GridSearchOracle(OURS, 40),
    "random": lambda: oracles.RandomSearchOracle(OURS, 20, seed=0),
    "Bayesian": lambda: oracles.BayesianOptimizationOracle(OURS, **BAYESIAN),
    "Hyperband": lambda: oracles.HyperbandOracle(OURS, 9, seed=0),
}
THEIR_BAYESIAN = keras_tuner.oracles.BayesianOptimizationOracle
TO_BORROW = {
    "grid": lambda: keras_tuner.oracles.GridSearchOracle(THEIRS, 40, seed=3),
    "random": lambda: keras_tuner.oracles.RandomSearchOracle(THEIRS, 20, seed=3),
    "Bayesian": lambda: THEIR_BAYESIAN(THEIRS, **BAYESIAN),
    "Hyperband": lambda: keras_tuner.oracles.HyperbandOracle(THEIRS, 9, seed=3),
}
EVERY_ONE = pytest.mark.parametrize("name", TO_LEND)
KNOWN = pytest.mark.parametrize("known", [True, False], ids=["known", "found"])


def large(hp):
    """A space with conditions, one of them within another; and a score."""
    kind, score = hp.Choice("kind", ["tree", "net"]), hp.Float("x", 0, 1)
    hp.Fixed("constant", "c")
    with hp.conditional_scope("kind", ["tree"]):
        if kind == "tree":
            score += hp.Int("depth", 1, 4) / 4
    with hp.conditional_scope("kind", ["net"]):
        if kind == "net":
            score += 10 * hp.Float("rate", 1e-4, 1e-1, sampling="log")
            deep = hp.Boolean("deep")
            with hp.conditional_scope("deep", [True]):
                score -= hp.Choice("layers", [2, 3, 4]) / 10 if deep else 0
    return score


def small(hp):
    """A small one, for the slow oracle."""
    kind = hp.Choice("kind", ["tree", "net"])
    with hp.conditional_scope("kind", ["net"]):
        return hp.Float("rate", 0, 1) if kind == "net" else 0.33


def model_for(name):
    return small if name == "Bayesian" else large


def steady(score):
    return score


def moody(score):
    """Fails for some values, and always for the same ones."""
    if score % 0.1 > 0.06:
        raise ConnectionError("the server is busy")
    return math.nan if score % 0.1 > 0.04 else score


class TheirTuner(keras_tuner.Tuner):
    def run_trial(self, trial, model, mood):
        return mood(model(trial.hyperparameters))


class OurTuner(minituner.Tuner):
    run_trial = TheirTuner.run_trial


def their_search(oracle, model, folder, known=True, mood=steady, kind=TheirTuner):
    """The trials of a search with KerasTuner's tuner, in the order of their start.

    known: whether the space is known beforehand, or found by the trials.
    """
    tuner = kind(oracle, model if known else None, directory=folder)
    oracle.verbose = 0
    tuner.search(model, mood)
    return [kerastuner.record(oracle.trials[n]) for n in oracle.start_order]


def our_search(oracle, model, known=True, mood=steady, kind=OurTuner, **settings):
    tuner = kind(oracle, model if known else None, verbose=0, **settings)
    tuner.search(model, mood)
    return tuner.history


def points(trials):
    """What was tried, and what came of it. The notes of a loan are left out."""
    found = []
    for trial in trials:
        plan = {n: v for n, v in trial.plan.items() if n not in ("told", "known")}
        score = trial.score if trial.status == COMPLETED else None
        found.append((trial.trial_id, trial.values, plan, trial.status, score))
    return found


def points_and_ids(trials):
    """The same, where one library writes 7 for 0007."""
    return [
        (int(n), values, plan | {"resumes": int(plan.get("resumes", -1))}, *rest)
        for n, values, plan, *rest in points(trials)
    ]


# Ours in theirs


@EVERY_ONE
@KNOWN
def test_our_oracle_proposes_in_their_tuner_what_it_proposes_in_ours(name, known, tmp_path):
    model = model_for(name)
    lent = their_search(LentOracle(TO_LEND[name]()), model, tmp_path, known)
    assert points(lent) == points(our_search(TO_LEND[name](), model, known))
    assert len(lent) >= 6


@EVERY_ONE
def test_our_oracle_bears_failures_there_as_it_does_here(name, tmp_path, capsys):
    model, patience = model_for(name), dict(max_consecutive_failed_trials=99)
    lent = LentOracle(TO_LEND[name](), **patience)
    found = points(their_search(lent, model, tmp_path, mood=moody))
    ours = TO_LEND[name]()
    vars(ours).update(patience)
    assert found == points(our_search(ours, model, mood=moody))
    assert {status for *_, status, _ in found} == {COMPLETED, FAILED}


def test_the_plan_reaches_their_tuner_under_their_names(tmp_path):
    seen = []

    class Epochs(TheirTuner):
        def run_trial(self, trial, *_):
            seen.append(trial.hyperparameters.values)
            return trial.hyperparameters["x"]

    lent = LentOracle(TO_LEND["Hyperband"]())
    trials = their_search(lent, large, tmp_path, kind=Epochs)
    assert {values["tuner/epochs"] for values in seen} == {1, 3, 9}
    promoted = [trial for trial in trials if "resumes" in trial.plan]
    by_id = {trial.trial_id: trial.values for trial in trials}
    assert promoted and all(by_id[t.plan["resumes"]] == t.values for t in promoted)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_weights_are_kept_there_for_a_lent_oracle_too(tmp_path):
    """A promoted model begins with the loss that it had when its last trial ended."""
    seen = {}
    x = np.linspace(-1, 1, 64)[:, None]
    keras.utils.set_random_seed(1)

    class Parabola(keras_tuner.HyperModel):
        def build(self, hp):
            hidden = keras.layers.Dense(hp.Int("units", 2, 8), activation="relu")
            model = keras.Sequential([keras.Input((1,)), hidden, keras.layers.Dense(1)])
            model.compile("sgd", "mse", run_eagerly=True)  # to compile takes longer
            return model

        def fit(self, hp, model, **settings):
            start = model.evaluate(x, x**2, verbose=0)
            history = model.fit(x, x**2, verbose=0, **settings)
            end = model.evaluate(x, x**2, verbose=0)
            seen[len(seen)] = hp.values.get("tuner/trial_id"), start, end
            return history

    class Lent(keras_tuner.Hyperband):
        def __init__(self, oracle, hypermodel, **settings):
            keras_tuner.Tuner.__init__(self, oracle, hypermodel, **settings)

    oracle = LentOracle(oracles.HyperbandOracle("loss", max_epochs=2, factor=2, seed=0))
    tuner = Lent(oracle, Parabola(), directory=tmp_path)
    oracle.verbose = 0
    tuner.search()
    promoted = [(int(past), start) for past, start, _ in seen.values() if past]
    assert promoted
    for past, start in promoted:
        assert start == pytest.approx(seen[past][2])


def test_in_1_4_8_a_trial_whose_end_is_not_told_is_run_again(tmp_path):
    class Forgetful(TheirTuner):
        def run_trial(self, trial, *_):
            tried.append(trial.trial_id)
            if len(tried) == 5:
                raise KeyboardInterrupt
            return 0.0

        def on_trial_end(self, trial):
            """Without super()."""

    tried = []
    with pytest.raises(KeyboardInterrupt):
        their_search(TO_BORROW["random"](), small, tmp_path, kind=Forgetful)
    assert len(set(tried)) == 1


def nine(hp):
    return hp.Int("a", 1, 3) + hp.Int("b", 1, 3) / 10


def two_sessions(make, number, folder):
    """What a search tried that was interrupted in a trial, and then started again."""

    def interrupted(score):
        tried.append(score)
        if len(tried) == number:
            raise KeyboardInterrupt
        return score

    tried = []
    for _ in range(2):
        try:
            their_search(make(), nine, folder, mood=interrupted)
        except (KeyboardInterrupt, KeyError) as error:
            tried.append(type(error).__name__)
    return tried


@pytest.mark.parametrize("number", [2, 5, 8])
def test_their_tuner_resumes_a_grid_search_with_our_oracle_and_not_with_theirs(
    number, tmp_path, capsys
):
    every = [a + b / 10 for a in (1, 2, 3) for b in (1, 2, 3)]
    done, left = every[:number], every[number - 1 :]
    lent = two_sessions(lambda: LentOracle(TO_LEND["grid"]()), number, tmp_path / "ours")
    assert lent == [*done, "KeyboardInterrupt", *left]
    theirs = two_sessions(TO_BORROW["grid"], number, tmp_path / "theirs")
    assert theirs == [*done, "KeyboardInterrupt", left[0], "KeyError"]  # in 1.4.8


def test_their_retries_are_for_a_lent_oracle_too(tmp_path, capsys):
    calls = []

    class Once(TheirTuner):
        def run_trial(self, trial, *_):
            calls.append(trial.trial_id)
            if len(calls) == 1:
                raise ConnectionError
            return 0.0

    oracle = LentOracle(oracles.RandomSearchOracle(OURS, 2), max_retries_per_trial=1)
    trials = their_search(oracle, large, tmp_path, kind=Once)
    assert [trial.status for trial in trials] == [COMPLETED] * 2
    assert calls == ["0000", "0000", "0001"]


# Theirs in ours


@EVERY_ONE
@KNOWN
def test_their_oracle_proposes_in_our_tuner_what_it_proposes_in_theirs(
    name, known, tmp_path
):
    model, borrowed = model_for(name), BorrowedOracle(TO_BORROW[name]())
    theirs = their_search(TO_BORROW[name](), model, tmp_path, known)
    if (name, known) == ("Hyperband", False):
        assert theirs == []  # in 1.4.8, and no error
        with pytest.raises(RuntimeError, match="no trial was completed"):
            our_search(borrowed, model, known)
        return
    ours = our_search(borrowed, model, known)
    assert points_and_ids(ours) == points_and_ids(theirs)
    assert len(theirs) >= 6


@EVERY_ONE
def test_their_oracle_bears_failures_here_as_it_does_there(name, tmp_path, capsys):
    model, patience = model_for(name), dict(max_consecutive_failed_trials=99)
    oracle = TO_BORROW[name]()
    vars(oracle).update(patience)
    theirs = points_and_ids(their_search(oracle, model, tmp_path, mood=moody))
    borrowed = BorrowedOracle(TO_BORROW[name](), **patience)
    assert points_and_ids(our_search(borrowed, model, mood=moody)) == theirs
    assert {status for *_, status, _ in theirs} == {COMPLETED, FAILED}


def played(name, workers):
    """(space, history, answer) of each question in a search; a fifth of it fails."""

    class Spy(BorrowedOracle):
        def ask(self, space, history):
            answer = super().ask(space, history)
            questions.append((space, History(history), answer))
            return answer

    questions, order = [], random.Random(1)

    def end(trial):
        number = int(trial.trial_id)
        return ended(trial, None if number % 5 == 4 else math.sin(number))

    space = discover(model_for(name)).space
    play(Spy(TO_BORROW[name]()), space, end, workers=workers, order=order)
    return questions


@EVERY_ONE
@pytest.mark.parametrize("workers", [1, 3])
def test_its_answer_depends_on_the_history_alone(name, workers):
    questions = played(name, workers)
    assert questions[-1][2] == STOPPED
    one, few = BorrowedOracle(TO_BORROW[name]()), 2 if name == "Bayesian" else 12
    for space, history, answer in random.Random(0).sample(questions, few):
        assert one.ask(space, history) == answer
        assert one.ask(space, history) == answer
        assert BorrowedOracle(TO_BORROW[name]()).ask(space, history) == answer
    assert json.loads(json.dumps([answer for *_, answer in questions]))


def counting(oracle):
    """Note each time that an oracle of theirs, or a copy of it, computes a proposal."""
    kind, calls = type(oracle), []

    class Counting(kind):
        def populate_space(self, trial_id):
            calls.append(trial_id)
            return super().populate_space(trial_id)

    oracle.__class__ = Counting
    return oracle, calls


@pytest.mark.parametrize("workers", [1, 3])
def test_a_search_computes_each_proposal_once_and_a_restart_all_of_them_again(workers):
    oracle, calls = counting(TO_BORROW["random"]())
    history = our_search(BorrowedOracle(oracle), large, max_workers=workers)
    assert len(calls) == len(history) == 20
    again, calls = counting(TO_BORROW["random"]())
    BorrowedOracle(again).ask(discover(large).space, History(history[:15]))
    assert len(calls) == 16


def test_after_an_idle_answer_everything_is_computed_again():
    """Their grid search lets two trials run, and makes others of those that have ended."""

    def cost():
        before, answer = len(calls), borrowed.ask(space, history)
        if answer != IDLE:
            new = Trial(f"{len(history):04}", answer.values, answer.plan, RUNNING)
            history.record(new)
        return answer == IDLE, len(calls) - before

    oracle, calls = counting(TO_BORROW["grid"]())
    borrowed, space, history = BorrowedOracle(oracle), discover(large).space, History()
    assert [cost() for _ in range(4)] == [(False, 1), (False, 1), (True, 1), (True, 0)]
    history.record(ended(history[1], 0.0))
    assert cost() == (False, 3)


def test_where_a_replay_comes_out_otherwise_what_was_tried_counts():
    """On another machine, or with a random search in the place of what it was."""
    questions = played("random", 1)
    space, history, _ = questions[5]
    rounded = {n: v + 1e-9 if n == "x" else v for n, v in history[2].values.items()}
    history.record(replace(history[2], values=rounded))
    oracle = BorrowedOracle(TO_BORROW["random"]())
    assert oracle.ask(space, history).values not in history
    told = [kerastuner.record(trial).values for trial in oracle._oracle.trials.values()]
    assert told[:5] == [trial.values for trial in history]


def test_several_objectives_are_refused():
    oracle = keras_tuner.oracles.RandomSearchOracle(["loss", "mae"], seed=3)
    with pytest.raises(TypeError, match="objectives"):
        BorrowedOracle(oracle)


def test_it_writes_no_files_but_our_journal(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    oracle = BorrowedOracle(TO_BORROW["random"]())
    our_search(oracle, large, directory="here", project_name="p")
    files = [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*")]
    assert files == ["here/p/journal.jsonl"]


@pytest.mark.parametrize("name", ["grid", "random", "Hyperband"])
def test_a_search_with_a_borrowed_oracle_is_resumed(name, tmp_path):
    def interrupted(score):
        tried.append(score)
        if len(tried) == 8:
            raise KeyboardInterrupt
        return score

    def search(project, mood):
        oracle = BorrowedOracle(TO_BORROW[name]())
        where = dict(directory=tmp_path, project_name=project)
        return our_search(oracle, large, mood=mood, **where)

    tried = []
    with pytest.raises(KeyboardInterrupt):
        search("twice", interrupted)
    assert search("twice", steady) == search("once", steady)


def test_a_journal_refuses_another_borrowed_oracle(tmp_path):
    where = dict(directory=tmp_path, project_name="p")
    our_search(BorrowedOracle(TO_BORROW["random"]()), large, **where)
    other = keras_tuner.oracles.RandomSearchOracle(THEIRS, 20, seed=4)
    for oracle in (other, TO_BORROW["grid"]()):
        with pytest.raises(JournalError, match="borrowed"):
            our_search(BorrowedOracle(oracle), large, **where)


# The spaces


DEEP = (("f", ("x",)), ("h", (True,)))
DIMENSIONS = [
    Int(name="a", min_value=1, max_value=9),
    Int(name="b", min_value=2, max_value=20, step=6, default=8),
    Int(name="c", min_value=1, max_value=1000, sampling="log"),
    Float(name="d", min_value=-1.0, max_value=1.0, default=0.5),
    Float(name="e", min_value=1e-5, max_value=1.0, sampling="reverse_log"),
    Choice(name="f", values=["x", "y"], default="y"),
    Choice(name="g", values=[0.5, 0.1, 2.0], conditions=DEEP),
    Boolean(name="h", default=True, conditions=DEEP[:1]),
    Fixed(name="i", value=7),
    Fixed(name="j", value=True),
]
STEPPED = [
    Float(name="a", min_value=0.0, max_value=1.0, step=0.2),
    Float(name="b", min_value=0.001, max_value=10.0, step=10, sampling="log", default=0.1),
    Int(name="c", min_value=2, max_value=32, step=2, sampling="log"),
]


@pytest.mark.parametrize("dimension", DIMENSIONS, ids=lambda d: d.name)
def test_a_dimension_comes_back_as_it_went(dimension):
    assert kerastuner.ours(kerastuner.theirs(dimension)) == dimension


@pytest.mark.parametrize("dimension", DIMENSIONS + STEPPED)
def test_whatever_they_draw_is_a_value_of_ours(dimension):
    hp = kerastuner.theirs(dimension)
    drawn = [hp.random_sample(seed) for seed in range(1, 200)] + [*hp.values]
    assert all(value in dimension for value in drawn)
    assert {type(value) for value in drawn} <= {type(value) for value in dimension.values}


def test_a_step_is_counted_in_our_house_and_its_maximum_is_tried():
    def stepped(hp):
        return hp.Float("x", 0, 1, step=0.2)

    oracle = keras_tuner.oracles.GridSearchOracle(THEIRS)
    history = our_search(BorrowedOracle(oracle), stepped)
    tried = [trial.values["x"] for trial in history]
    assert tried == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]


def test_a_choice_of_booleans_is_numbers_there_and_the_trial_says_so():
    oracle = keras_tuner.oracles.RandomSearchOracle(THEIRS, 3, seed=3)
    with pytest.raises(RuntimeError, match="expected a value of Choice"):
        our_search(BorrowedOracle(oracle), lambda hp: float(hp.Choice("x", [True, False])))
