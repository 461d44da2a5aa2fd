"""What other processes run: they import it, so it imports nothing slow."""

import os
import signal
import time
from pathlib import Path

from minituner.tuner import FailedTrialError, Tuner

# Where there is no SIGKILL, Python ends a process that is sent any other signal as hard
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


def parabola(hp):
    """Two hyperparameters; the middle of x is best."""
    x = hp.Float("x", -1.0, 1.0)
    return x * x + hp.Int("n", 0, 3)


def identity(hp):
    """A hyperparameter, and where it was computed, which tells processes apart."""
    return {"loss": hp.Float("x", 0.0, 1.0), "process": os.getpid()}


def sometimes(hp):
    x = hp.Float("x", 0.0, 1.0)
    if x > 0.7:
        raise ArithmeticError(f"{x} is too far")
    if x > 0.6:
        raise FailedTrialError(f"{x} is too far for good")
    return x


def no_score(hp):
    hp.Float("x", 0.0, 1.0)
    return "no score"


class Found(Tuner):
    """Its space is known to nobody before the first trial has run."""

    def run_trial(self, trial, weight=1.0):
        hp = trial.hyperparameters
        score = weight * hp.Float("x", 0.0, 1.0)
        if hp.Choice("kind", ["a", "b"]) == "b":
            with hp.conditional_scope("kind", ["b"]):
                score += hp.Int("only_b", 1, 4)
        with hp.conditional_scope("kind", ["a"]):
            hp.Choice("only_a", ["c", "d"])
        return score


class Deadly(Tuner):
    """Its process dies in a trial whose x is large, as often as `deaths` says."""

    def run_trial(self, trial, folder, deaths=1, data=None):
        x = trial.hyperparameters.Float("x", 0.0, 1.0)
        if x > 0.5:
            died = len(list(Path(folder).iterdir()))
            if died < deaths:
                Path(folder, f"{died}").touch()
                os.kill(os.getpid(), KILL)
        return x


class Counted:
    """Data that note how often they are sent to another process."""

    sent = 0

    def __getstate__(self):
        Counted.sent += 1
        return {}


def wait_for(path):
    """Work until there is such a file; then say what was shared."""
    from minituner.bridges.processes import kept  # early chapters have no bridges

    while not path.exists():
        time.sleep(0.01)
    return kept()
