"""What all oracles share: a question, three kinds of answer, and no memory."""

import secrets
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from minituner.checks import check_count, check_flag, plain, refuse
from minituner.errors import MissingError
from minituner.instead import INSTEAD, View, missing
from minituner.space import Space
from minituner.trial import RUNNING, History, Objective

IDLE, STOPPED = "IDLE", "STOPPED"  # nothing to do at present; the search is over

# The least that a count may be; all but the retries may be None
LEAST = dict(seed=0, max_trials=1, max_retries_per_trial=0, max_consecutive_failed_trials=1)
# Settings that another session may change; the space is compared separately
FREE = {*LEAST, "hyperparameters", "verbose"}


class Suggestion(NamedTuple):
    """Values for the next trial, and what else the oracle wants of it."""

    values: dict
    plan: dict = {}  # noqa: RUF012


@dataclass(eq=False)
class Oracle:
    """Says what to try next. Its settings are fixed; what it knows is the history.

    objective: an `Objective`, or a name that tells its direction, such as
    "val_loss". seed: a whole number, 0 or more; None draws one. The arguments and
    their order are KerasTuner's.
    """

    objective: Objective | str | None = None
    max_trials: int | None = None
    seed: int | None = None
    hyperparameters: "HyperParameters | None" = None  # noqa: F821, of a higher floor
    allow_new_entries: bool = True
    tune_new_entries: bool = True
    max_retries_per_trial: int = 0
    max_consecutive_failed_trials: int = 3
    verbose = 1  # 0: no progress bar. KerasTuner keeps it here too
    _view = None  # of the search of the tuner that was last made with it

    def __post_init__(self):
        self.objective = Objective.of(self.objective)
        for name in INSTEAD:
            if callable(getattr(type(self), name, None)):
                raise TypeError(f"{name}: nothing calls it; instead: {INSTEAD[name]}")
        self.check_settings()
        self.given_seed = self.seed
        if self.seed is None:
            self.seed = secrets.randbelow(2**32)

    def check_settings(self):
        """Refuse a wrong setting by its name; turn a NumPy number into Python's."""
        for argument, least in LEAST.items():
            optional = argument != "max_retries_per_trial"
            count = check_count(argument, getattr(self, argument), least, optional)
            setattr(self, argument, count)
        for argument in ("allow_new_entries", "tune_new_entries"):
            check_flag(argument, getattr(self, argument))
        given = self.hyperparameters
        if given is not None and not isinstance(getattr(given, "space", None), Space):
            refuse("hyperparameters", "a HyperParameters", repr(given), "or leave it out")

    def ask(self, space: list, history: History) -> Suggestion | str:
        """What to try next: a Suggestion, IDLE or STOPPED.

        space: a list of dimensions, parents before their children. history: a
        `History`; trials that are still running count. The answer depends on
        nothing else. Values that NumPy drew are turned into Python's own.
        """
        if self.max_trials is not None and len(history) >= self.max_trials:
            return STOPPED
        if not isinstance(space, Space):
            space = Space(space)
        suggestion = self.propose(space, history)
        if suggestion is None:
            return IDLE if history.with_status(RUNNING) else STOPPED
        values = {name: plain(value) for name, value in suggestion.values.items()}
        return suggestion._replace(values=values)

    def propose(self, space, history):
        """A Suggestion, or None if there is none now. Here the oracles differ."""
        raise NotImplementedError

    def generator(self, history):
        """Random numbers that depend on the seed and the number of trials alone."""
        return np.random.default_rng((self.seed, len(history)))

    def identity(self):
        """The settings that must be the same when a search goes on."""
        settings = {"oracle": type(self).__name__}
        for name, value in vars(self).items():
            if name not in FREE and not name.startswith("_"):
                settings[name] = value
        return settings | {"objective": vars(self.objective)}

    def __getattr__(self, name):
        """Ask the tuner for what KerasTuner's oracle itself tells about a search."""
        if not hasattr(View, name):
            missing(f"an oracle, {type(self).__name__},", name)
        if self._view is None:
            raise MissingError(f"{name}: an oracle has no history; make a tuner with it")
        return getattr(self._view, name)

    def __getstate__(self):
        """A copy serves no search yet."""
        return {**vars(self), "_view": None}
