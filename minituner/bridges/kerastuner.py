"""Oracles on loan: ours for KerasTuner's tuner, and KerasTuner's for ours.

This module imports KerasTuner, so nothing in minituner imports this module.
"""

import copy

import keras_tuner
from keras_tuner.src.engine.conditions import Parent

from minituner.oracles.base import Oracle, Suggestion
from minituner.space import dimension_from_config
from minituner.trial import RUNNING, THEIRS, History, Objective, Trial

OURS = {theirs: ours for ours, theirs in THEIRS.items()}  # of the names in a plan


def ours(p):
    """One of KerasTuner's hyperparameters, as a dimension."""
    config = p.get_config() | {"conditions": [(c.name, c.values) for c in p.conditions]}
    return dimension_from_config({"class_name": type(p).__name__, "config": config})


def theirs(d):
    """A dimension, as one of KerasTuner's hyperparameters.

    It travels as a Choice where KerasTuner would compute its steps in binary, and so
    miss our values.
    """
    kind, config = d.get_config().values()
    if getattr(d, "step", None) and not isinstance(d.values, range):
        kind, config = (
            "Choice",
            {"name": d.name, "default": d.default, "values": [*d.values]},
        )
    elif kind == "Fixed":
        config = {"name": d.name, "value": d.value}
    config["conditions"] = [Parent(*condition) for condition in d.conditions]
    return getattr(keras_tuner.engine.hyperparameters, kind)(**config)


def record(trial):
    """One of KerasTuner's trials, as ours. The plan is among its values there."""
    plan, values = {}, {}
    for name, value in trial.hyperparameters.values.items():
        if name.startswith("tuner/"):
            plan[OURS.get(name[6:], name[6:])] = value
        else:
            values[name] = value
    return Trial(trial.trial_id, values, plan, trial.status, trial.score)


class LentOracle(keras_tuner.Oracle):
    """One of our oracles for KerasTuner's tuner. It has nothing to remember.

    settings: KerasTuner's, for failures and for new hyperparameters. These are the
    tuner's business, so those of the lent oracle do not count.
    """

    def __init__(self, oracle, **settings):
        super().__init__(keras_tuner.Objective(**vars(oracle.objective)), **settings)
        self.lent = oracle

    def populate_space(self, trial_id):
        history = History(record(self.trials[n]) for n in self.start_order)
        answer = self.lent.ask([*map(ours, self.hyperparameters.space)], history)
        if not isinstance(answer, Suggestion):
            return {"status": answer}
        plan = Trial(trial_id, *answer).plan_values()
        return {"status": RUNNING, "values": answer.values | plan}


class BorrowedOracle(Oracle):
    """One of KerasTuner's oracles for our tuner; it is told again what it should remember.

    oracle: a fresh one, with a seed that is not 0. settings: ours, for failures and for
    new hyperparameters. Each trial's plan notes how many dimensions were known when it
    was asked for, and which trials had ended since the last question.
    """

    def __init__(self, oracle, **settings):
        super().__init__(Objective(**vars(oracle.objective)), oracle.max_trials, **settings)
        self.borrowed, self._taken = [type(oracle).__name__, oracle.get_state()], [None]
        fresh = self._fresh = copy.deepcopy(oracle)
        # our tuner looks after these; and without max_trials, their ids are like ours
        fresh.verbose, fresh.max_trials, fresh.max_consecutive_failed_trials = 0, None, None
        fresh.save = fresh._save_trial = fresh.score_trial = lambda *trial: None

    def propose(self, space, history):
        told = {n for trial in history for n in trial.plan["told"]}
        ended = {n for n, trial in enumerate(history) if trial.status != RUNNING}
        note = {"known": len(space), "told": sorted(ended - told)}
        steps = []
        for plan in [*(trial.plan for trial in history), note]:
            steps += [history[n] for n in plan["told"]]
            steps.append(space[: plan["known"]])
        if steps[: len(self._taken)] != self._taken:
            self._oracle, self._taken = copy.deepcopy(self._fresh), []
        for step in steps[len(self._taken) :]:
            self._answer = self._take(step)
        self._taken = steps
        if self._answer.status == RUNNING:
            return Suggestion(self._answer.values, self._answer.plan | note)

    def _take(self, step):
        """Ask for a trial, knowing some dimensions; or tell what came of one."""
        if isinstance(step, list):
            self._oracle.hyperparameters.merge(map(theirs, step), overwrite=False)
            return record(self._oracle.create_trial(len(self._oracle.trials)))
        trial = self._oracle.trials[step.trial_id]
        trial.hyperparameters.values |= step.values
        trial.status, trial.score = step.status, step.score
        self._oracle.end_trial(trial)
