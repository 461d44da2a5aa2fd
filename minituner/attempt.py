"""One trial in a worker: what it may return, its executions, and its attempts."""

import copy
import math
import traceback
from itertools import chain
from statistics import mean

from minituner.checks import plain, refuse
from minituner.errors import FailedTrialError, FatalError, ResultError
from minituner.hypermodel import number_anew
from minituner.trial import COMPLETED, FAILED


class Work:
    """What a worker does: a tuner's trials, with the arguments of `search`.

    Another process gets a tuner without what no trial needs.
    """

    def __init__(self, tuner, args, kwargs):
        self.tuner, self.args, self.kwargs = tuner, args, kwargs

    def __call__(self, trial, tries):
        return attempt(self.tuner, self.args, self.kwargs, trial, tries)

    def __reduce__(self):
        return Work, (self.tuner.bare(), self.args, self.kwargs)


def attempt(tuner, args, kwargs, trial, tries):
    """Run a trial, again if it fails; return it completed or failed."""
    for _ in range(tries):
        fresh = trial.but(hyperparameters=trial.hyperparameters.copy())
        try:
            return scored(fresh, executions_of(tuner, fresh, args, kwargs), tuner)
        except FatalError:
            raise
        except FailedTrialError:
            return failed(fresh)
        except Exception:
            last = failed(fresh)
    return last


def failed(trial):
    """The trial with the traceback of the exception that is being handled."""
    return trial.but(status=FAILED, message=traceback.format_exc())


def executions_of(tuner, trial, args, kwargs):
    """Run the trial as often as the tuner says; list each run's metrics and best epoch."""
    objective = tuner.oracle.objective
    executions = []
    for _ in range(tuner.executions_per_trial):
        number_anew()
        own = dict(kwargs)
        if "callbacks" in own:  # they have state, so each run gets copies
            own["callbacks"] = copy.deepcopy(own["callbacks"])
        result = tuner.run_trial(trial, *args, **own)
        results = result if isinstance(result, list) and result else [result]
        executions += [metrics_of(one, objective) for one in results]
    return executions


def scored(trial, executions, tuner):
    """The trial with the mean of each metric; the objective's is the score.

    executions: pairs, as `metrics_of` returns them. For a metric that some of them lack,
    the mean is over the others. The best step is the mean of the best epochs, rounded
    down.
    """
    name = tuner.oracle.objective.name
    found = [metrics for metrics, _ in executions]
    epochs = [epoch for _, epoch in executions if epoch is not None]
    means = {}
    for metric in chain.from_iterable(found):
        values = [metrics[metric] for metrics in found if metric in metrics]
        # a sum of floats may overflow; `mean` adds fractions, and is slow
        means[metric] = mean(values) if len(values) > 1 else values[0]
    if math.isnan(means[name]):
        raise ArithmeticError(f"{name}: expected a number, got NaN")
    done = dict(score=means[name], metrics=means, executions=found)
    step = math.floor(mean(epochs)) if epochs else None
    return trial.but(status=COMPLETED, best_step=step, **done)


def metrics_of(result, objective):
    """What one execution returned, as a dictionary of floats; and its best epoch."""
    name = objective.name
    epoch = None
    if isinstance(getattr(result, "history", None), dict):  # what Keras's fit returns
        result, epoch = best_epoch(result, objective)
    metrics = result if isinstance(result, dict) else {name: result}
    metrics = {metric: plain(value) for metric, value in metrics.items()}
    strange = [v for v in metrics.values() if not isinstance(v, (int, float))]
    strange += [metric for metric in metrics if not isinstance(metric, str)]
    if name not in metrics or strange:
        expected = f"a number, or a dictionary of numbers with {name!r}"
        refuse("run_trial", expected, repr(result), "return one of these", ResultError)
    return {metric: float(value) for metric, value in metrics.items()}, epoch


def best_epoch(result, objective):
    """The metrics of the epoch with the best objective, and that epoch, from 0.

    result: a Keras `History`. NaN counts as the worst. A metric that was not measured
    in that epoch is left out; so is one for which we cannot tell (see `epochs_of`), and
    one with a value for each class.
    """
    curves = {}
    for name, curve in result.history.items():
        if not any(getattr(value, "shape", ()) for value in curve):
            curves[name] = list(curve)
    if curves and objective.name not in curves:
        remedy = "name one of them, or pass validation data"
        refuse("objective", f"one of {[*curves]}", objective.name, remedy, ResultError)
    own = curves.get(objective.name) or [math.nan]
    ranks = [(math.isnan(value), objective.rank(value)) for value in own]
    place = ranks.index(min(ranks))
    first = next(iter(getattr(result, "epoch", ())), 0)
    epochs = range(first, first + max(map(len, curves.values()), default=0))
    measured = epochs_of(own, epochs)
    epoch = measured[place] if measured else None
    metrics = {}
    for name, curve in curves.items():
        measured = epochs_of(curve, epochs)
        if len(curve) == len(own):
            metrics[name] = curve[place]
        elif epoch in measured:
            metrics[name] = curve[measured.index(epoch)]
    return metrics, epoch


def epochs_of(curve, epochs):
    """The epochs in which a curve was measured; none if its length does not tell.

    With validation_freq=2, Keras validates in epochs 1, 3, 5, ..., counted from 0.
    """
    first = -epochs.start - 1
    numbers = range(1, epochs.stop + 1)
    every = {epochs[first % n :: n] for n in numbers}
    fitting = [some for some in every if len(some) == len(curve)]
    return fitting[0] if len(fitting) == 1 else ()
