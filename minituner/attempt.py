"""One trial in a worker: what it may return, its executions, and its attempts."""

import copy
import math
import traceback
from dataclasses import replace

from minituner.checks import plain, refuse
from minituner.trial import COMPLETED, FAILED


class FailedTrialError(Exception):
    """Raise it in `run_trial` where another try would fail as well."""


class ResultError(TypeError):
    """What `run_trial` returned is no score. It ends the search."""


def attempt(tuner, args, kwargs, trial, tries):
    """Run a trial, again if it fails; return it completed or failed."""
    for _ in range(tries):
        fresh = trial.using(trial.hyperparameters.copy())
        try:
            return scored(fresh, executions_of(tuner, fresh, args, kwargs), tuner)
        except ResultError:
            raise
        except FailedTrialError:
            return failed(fresh)
        except Exception:
            last = failed(fresh)
    return last


def failed(trial):
    """The trial with the traceback of the exception that is being handled."""
    ended = replace(trial, status=FAILED, message=traceback.format_exc())
    return ended.using(trial.hyperparameters)


def executions_of(tuner, trial, args, kwargs):
    """Run the trial as often as the tuner says: a dictionary of metrics for each run."""
    objective = tuner.oracle.objective
    executions = []
    for _ in range(tuner.executions_per_trial):
        own = dict(kwargs)
        if "callbacks" in own:  # they have a state, so each run gets copies
            own["callbacks"] = copy.deepcopy(own["callbacks"])
        result = tuner.run_trial(trial, *args, **own)
        several = isinstance(result, list) and result
        for one in result if several else [result]:
            executions.append(metrics_of(one, objective))
    return executions


def scored(trial, executions, tuner):
    """The trial with the mean of each metric; the objective's is the score."""
    name = tuner.oracle.objective.name
    means = {}
    for metric in executions[0]:
        means[metric] = sum(e[metric] for e in executions) / len(executions)
    if math.isnan(means[name]):
        raise ArithmeticError(f"{name}: expected a number, got NaN")
    done = dict(score=means[name], metrics=means, executions=executions)
    return replace(trial, status=COMPLETED, **done).using(trial.hyperparameters)


def metrics_of(result, objective):
    """What `run_trial` returned, as a dictionary of floats."""
    name = objective.name
    if hasattr(result, "history"):  # what Keras's fit returns
        metrics = best_epoch(result.history, objective)
    elif isinstance(result, dict):
        metrics = result
    else:
        metrics = {name: result}
    numbers = all(isinstance(plain(v), (int, float)) for v in metrics.values())
    if name not in metrics or not numbers:
        expected = f"a number, or a dictionary of numbers with {name!r}"
        refuse("run_trial", expected, repr(result), "return one of these", ResultError)
    return {metric: float(value) for metric, value in metrics.items()}


def best_epoch(curves, objective):
    """The metrics of the epoch with the best objective; NaN counts as the worst."""
    losses = [objective.loss(value) for value in curves.get(objective.name, [math.nan])]
    ranks = [(math.isnan(loss), loss) for loss in losses]
    best = ranks.index(min(ranks))
    return {name: values[best] for name, values in curves.items()}
