"""For KerasTuner scripts: what its oracle tells, and what to write instead."""

import functools

from minituner.checks import refuse
from minituner.errors import MissingError

INSTEAD = """
save_model: keep what you want in run_trial, below get_trial_dir(trial.trial_id)
load_model: build(trial.hyperparameters), and load what run_trial kept
get_state: list(tuner.history), and the journal on the disk
set_state: make a tuner with the same directory; it reads the journal
reset: overwrite=True
save: nothing; each event is in the journal as soon as it has happened
pre_create_trial: on_trial_begin
update_trial: return the metrics, or a list of them, from run_trial
create_trial: ask(space, history)
start_order: list(tuner.history), which is in that order
end_order: on_trial_end, which is called in that order
ongoing_trials: history.with_status("RUNNING")
tried_so_far: `values in history`
end_trial: nothing; a trial has ended when run_trial returns or raises
score_trial: return the score from run_trial
populate_space: override propose(space, history)
update_space: declare hyperparameters in build or in run_trial
display_hyperparameters: summary()
tuner_id: max_workers=4, or an executor, for several trials at a time
max_model_size: raise errors.FailedTrialError in build if count_params() is too large
distribution_strategy: enter the strategy's scope in build
logger: override on_trial_end, which gets every trial
beta: nothing; expected improvement weighs the doubt on its own
HyperParameter: Space has them, minituner.dimensions the classes
MultiObjective: return one number from run_trial that weighs the objectives
synchronized: nothing; only the tuner's own thread asks an oracle
"""
INSTEAD = dict(line.split(": ") for line in INSTEAD.strip().splitlines())


def missing(owner, name):
    """Refuse an attribute that is not there; say what to write, if KerasTuner has it."""
    text = f"{owner} has no {name!r}"
    if name in INSTEAD:
        raise MissingError(f"{text}; instead: {INSTEAD[name]}")
    raise AttributeError(text)


def answering(kind):
    """The class, made to say what to write for an argument that only KerasTuner's takes."""
    init = kind.__init__

    @functools.wraps(init)
    def __init__(self, *arguments, **settings):
        for name in INSTEAD.keys() & settings.keys():
            raise TypeError(f"{name}: minituner does without it; instead: {INSTEAD[name]}")
        init(self, *arguments, **settings)

    kind.__init__ = __init__
    return kind


class View:
    """What KerasTuner's oracle tells about a search. `ask` never looks here."""

    def __init__(self, tuner):
        self._tuner = tuner

    @property
    def trials(self):
        """All of them, by their ids."""
        trials = map(self._tuner._with_space, self._tuner.history)
        return {trial.trial_id: trial for trial in trials}

    def get_trial(self, trial_id):
        """One of them. KeyError if there is none with this id."""
        known = {trial.trial_id: trial for trial in self._tuner.history}
        if trial_id not in known:
            refuse("trial_id", f"one of {[*known]}", repr(trial_id), "choose one", KeyError)
        return self._tuner._with_space(known[trial_id])

    def get_best_trials(self, num_trials=1):
        return self._tuner.get_best_trials(num_trials)

    def remaining_trials(self):
        return self._tuner.remaining_trials

    def get_space(self):
        return self._tuner.hyperparameters.copy()


class Remaining(int):
    """How many trials may still begin: a number that scripts may also call."""

    def __call__(self):
        return int(self)
