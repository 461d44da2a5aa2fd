"""A tuner's loop without the tuner, to ask oracles with."""

import math
from dataclasses import replace

from minituner.oracles.base import IDLE, STOPPED, Suggestion
from minituner.trial import COMPLETED, FAILED, History, Trial


def ended(trial, score):
    """The trial with what came of it; None or NaN: it failed."""
    if score is None or math.isnan(score):
        return replace(trial, status=FAILED, message="it failed")
    return replace(trial, status=COMPLETED, score=score)


def play(oracle, space, end, number=math.inf, workers=1, order=None, history=None):
    """Ask until the oracle stops, or until `number` trials have begun.

    end: makes an ended trial of a running one. order: a random.Random that picks the
    worker that ends first. history: goes on there, which nobody else runs trials of.
    Returns the history, and how often a worker had to wait.
    """
    history = History() if history is None else history
    running, idle = [], 0
    while True:
        answer = None
        while len(running) < workers and len(history) < number:
            answer = oracle.ask(space, history)
            if not isinstance(answer, Suggestion):
                break
            trial = Trial(f"{len(history):04}", *answer)
            history.record(trial)
            running.append(trial)
        if not running:
            assert len(history) >= number or answer == STOPPED
            return history, idle
        idle += answer == IDLE
        trial = running.pop(order.randrange(len(running)) if order else 0)
        history.record(end(trial))


def search(oracle, space, score, number=math.inf, workers=1, order=None):
    """The history. score: of a trial's values; None fails it."""

    def end(trial):
        return ended(trial, score(trial.values))

    return play(oracle, space, end, number, workers, order)[0]


def key(values):
    return frozenset(values.items())
