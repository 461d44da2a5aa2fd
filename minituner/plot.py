"""Pictures of a search, drawn with matplotlib into the axes that are given."""

from itertools import accumulate

import numpy as np

from minituner.checks import refuse
from minituner.space import holds
from minituner.trial import COMPLETED


def scores(tuner, ax):
    """Each completed trial's score, in the order of their start, and the best so far."""
    objective = tuner.oracle.objective
    reached = [trial.score for trial in completed(tuner)]
    best = accumulate(reached, lambda *two: min(two, key=objective.rank))
    ax.plot(reached, "o", color="C0", label="trial")
    ax.plot(list(best), color="C4", drawstyle="steps-post", label="best so far")
    ax.set(xlabel="trial", ylabel=objective.name)
    ax.xaxis.get_major_locator().set_params(integer=True)


def completed(tuner):
    """The trials that have a score, in the order of their start. RuntimeError if none."""
    if trials := tuner.history.with_status(COMPLETED):
        return trials
    raise RuntimeError("no trial was completed; call search first")


def active(tuner, name):
    """The completed trials in which a hyperparameter had a value. ValueError if none."""
    trials = completed(tuner)
    known = {name for trial in trials for name in trial.values}
    if name not in known:
        refuse("name", f"one of {sorted(known)}", repr(name), "choose one")
    return [trial for trial in trials if name in trial.values]


def values(tuner, name, ax):
    """The score against the values of one hyperparameter, where it was active."""
    trials = active(tuner, name)
    x = [trial.values[name] for trial in trials]
    ax.plot(x, [trial.score for trial in trials], "o", color="C0")
    ax.set(xlabel=name, ylabel=tuner.oracle.objective.name)
    if "log" in {getattr(d, "sampling", None) for d in tuner.space.named(name)}:
        ax.set_xscale("log")


def parallel_coordinates(tuner, ax):
    """A line for each completed trial through its values; the darker, the better."""
    completed(tuner)
    trials = tuner.history.best(tuner.oracle.objective)[::-1]
    for rank, trial in enumerate(trials, start=1):  # the best on top
        units = tuner.space.to_point(trial.values)
        ax.plot(units, "o-", color=str(0.9 - 0.9 * rank / len(trials)))
    ax.set_xticks(range(len(tuner.space)), [d.name for d in tuner.space])
    ax.set(ylim=(-0.05, 1.05), ylabel="place in the range")


def brackets(tuner, ax):
    """Hyperband's scores over epochs: a line for each trial, from the trial it resumes."""
    trials = completed(tuner)
    if "bracket" not in trials[0].plan:
        refuse("tuner", "a search by Hyperband", tuner, "draw scores or values instead")
    known = {trial.trial_id: trial for trial in trials}
    lines = {}  # one of each bracket, by its label
    for trial in sorted(trials, key=lambda trial: -trial.plan["bracket"]):
        number = trial.plan["bracket"]
        ends = [known.get(trial.plan.get("resumes"), trial), trial]
        x = [end.plan["epochs"] for end in ends]
        y = [end.score for end in ends]
        style = "osD^v"[number % 5] + "-"
        (lines[f"bracket {number}"],) = ax.plot(x, y, style, color=f"C{number}")
    ax.legend(lines.values(), lines)
    ax.set(xscale="log", xlabel="epochs", ylabel=tuner.oracle.objective.name)


def surrogate(tuner, name, both):
    """The Gaussian process along one number, and below it what each value promises.

    The other hyperparameters are as in the best trial that has this one. The band is two
    deviations wide on each side. tuner: anything that has an oracle, a space and a
    history. both: two axes.
    """
    from minituner.oracles.bayesian import log_improvement

    trials = active(tuner, name)
    oracle, space, history = tuner.oracle, tuner.space, tuner.history
    if not hasattr(oracle, "posterior"):
        refuse("tuner", "a search with a model, such as Bayesian", oracle)
    best = min(trials, key=lambda trial: oracle.objective.rank(trial.score)).values
    dimension = next(d for d in space.named(name) if holds(d.conditions, best))
    x = [dimension.from_unit(u) for u in np.linspace(0, 1, 401)]
    points = np.array([space.to_point(best | {name: value}) for value in x])
    loss, doubt = oracle.posterior(space, history, points)
    mean = oracle.objective.loss(loss)
    both[0].plot(x, mean, label="guess")
    band = 2 * doubt
    both[0].fill_between(x, mean - band, mean + band, alpha=0.2)
    values(tuner, name, both[0])
    model = oracle.model(space, history, oracle.losses(history))
    promise = model.unit * np.exp(log_improvement(model, points))
    both[1].plot(x, promise, color="C4")
    both[1].set(xlabel=name, xscale=both[0].get_xscale())
