"""One trial in a worker: what it may return, its executions, and its attempts."""

import copy
import math
import traceback
from itertools import chain
from statistics import mean

from minituner.checks import plain, refuse
from minituner.errors import FailedTrialError, FatalError, ResultError
from minituner.trial import COMPLETED, FAILED


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
    """Run the trial as often as the tuner says: metrics and best epoch of each run."""
    objective = tuner.oracle.objective
    executions = []
    for _ in range(tuner.executions_per_trial):
        own = dict(kwargs)
        if "callbacks" in own:  # they have a state, so each run gets copies
            own["callbacks"] = copy.deepcopy(own["callbacks"])
        result = tuner.run_trial(trial, *args, **own)
        several = result if isinstance(result, list) and result else [result]
        executions += [metrics_of(one, objective) for one in several]
    return executions


def scored(trial, executions, tuner):
    """The trial with the mean of each metric; the objective's is the score.

    executions: pairs, as of `metrics_of`. A metric that some of them lack has the mean
    of the others. The best step is the mean of the best epochs, rounded down.
    """
    name = tuner.oracle.objective.name
    found = [metrics for metrics, _ in executions]
    epochs = [epoch for _, epoch in executions if epoch is not None]
    means = {}
    for metric in chain.from_iterable(found):
        values = [metrics[metric] for metrics in found if metric in metrics]
        means[metric] = mean(values)  # of fractions, whose sum is never infinite
    if math.isnan(means[name]):
        raise ArithmeticError(f"{name}: expected a number, got NaN")
    step = sum(epochs) // len(epochs) if epochs else None
    done = dict(score=means[name], metrics=means, executions=found)
    return trial.but(status=COMPLETED, best_step=step, **done)


def metrics_of(result, objective):
    """What one execution returned, as a dictionary of floats; and its best epoch."""
    name = objective.name
    epoch = None
    if hasattr(result, "history"):  # what Keras's fit returns
        result, epoch = best_epoch(result, objective)
    metrics = result if isinstance(result, dict) else {name: result}
    metrics = {metric: plain(value) for metric, value in metrics.items()}
    numbers = all(isinstance(value, (int, float)) for value in metrics.values())
    if name not in metrics or not numbers or not all(isinstance(m, str) for m in metrics):
        refuse(
            "run_trial",
            f"a number, or a dictionary of numbers with {name!r}",
            repr(result),
            "return one of these",
            ResultError,
        )
    return {metric: float(value) for metric, value in metrics.items()}, epoch


def best_epoch(result, objective):
    """The metrics of the epoch with the best objective, and that epoch, from 0.

    result: a Keras `History`. A metric that was measured more often, or less, is left
    out: its length does not tell in which epochs. So it is with an objective that was
    not measured in each epoch (`validation_freq=2`): it has no best epoch.
    """
    curves = result.history
    own = curves.get(objective.name) or [math.nan]
    best = min(range(len(own)), key=lambda epoch: objective.rank(own[epoch]))
    metrics = {n: curve[best] for n, curve in curves.items() if len(curve) == len(own)}
    longest = max(map(len, curves.values()), default=0)
    return metrics, best if len(own) == longest else None
