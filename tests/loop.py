"""A tuner's loop without the tuner, to ask oracles with."""

import math
from dataclasses import replace

from minituner.oracles.base import STOPPED, Suggestion
from minituner.trial import COMPLETED, FAILED, History, Trial


def ended(trial, score):
    """The trial with what came of it; None or NaN: it failed."""
    if score is None or math.isnan(score):
        return replace(trial, status=FAILED, message="it failed")
    return replace(trial, status=COMPLETED, score=score)


def search(oracle, space, score, number=math.inf, workers=1, order=None):
    """Ask until the oracle stops, or until `number` trials have begun.

    score: of a trial's values; None fails it. order: a random.Random that picks the
    worker that ends first.
    """
    history, running = History(), []
    while True:
        while len(running) < workers and len(history) < number:
            answer = oracle.ask(space, history)
            if not isinstance(answer, Suggestion):
                break
            trial = Trial(f"{len(history):04}", *answer)
            history.record(trial)
            running.append(trial)
        if not running:
            assert len(history) >= number or answer == STOPPED
            return history
        trial = running.pop(order.randrange(len(running)) if order else 0)
        history.record(ended(trial, score(trial.values)))


def key(values):
    return frozenset(values.items())
