"""Hyperband: many trials with few epochs, and the best of them with more."""

from collections import defaultdict
from itertools import islice, starmap
from operator import itemgetter

from minituner.checks import check_count, plain, refuse
from minituner.oracles.base import Oracle, Suggestion
from minituner.oracles.random import draw
from minituner.trial import COMPLETED, RUNNING

place = itemgetter("iteration", "bracket", "rung")  # of a plan: the rung it belongs to


def brackets(max_epochs=100, factor=3):
    """The brackets, the widest first: lists of rungs, which are (trials, epochs).

    Source: Li and others, Hyperband (2018), Algorithm 1. Their Table 1 has fewer
    trials. Epochs are whole, and rounded down, as the paper rounds the trials of a
    rung; KerasTuner rounds both up.
    """
    max_epochs = check_count("max_epochs", max_epochs, 1, False)
    factor = check_count("factor", factor, 2, False)
    s_max = 0  # without logarithms: to Python, log(243) / log(3) is less than 5
    while factor ** (s_max + 1) <= max_epochs:
        s_max += 1
    table = []
    for s in range(s_max, -1, -1):
        n = -(-(s_max + 1) * factor**s // (s + 1))  # rounded up
        table.append([])
        for i in range(s + 1):
            epochs = max_epochs // factor ** (s - i)
            table[-1].append((n // factor**i, epochs))
    return table


class HyperbandOracle(Oracle):
    """Starts many trials with few epochs; the best of a rung go on to the next one.

    max_epochs: of a trial on the last rung. factor: one trial in `factor` goes on, with
    `factor` times the epochs. hyperband_iterations: how often to run all brackets.
    others: as for every `Oracle`, except max_trials, which follows from the brackets.

    A trial's plan has its iteration, bracket and rung, and its epochs in all. If it goes
    on from another trial, `resumes` is that one's id, and initial_epoch its epochs. In
    hp.values, rung and resumes are called as in KerasTuner: tuner/round, tuner/trial_id.
    """

    def __init__(
        self, objective=None, max_epochs=100, factor=3, hyperband_iterations=1, **others
    ):
        if "max_trials" in others:
            remedy = "leave it out; the brackets say how many, and max_epochs their size"
            refuse(
                "max_trials", "no such argument", others["max_trials"], remedy, TypeError
            )
        self._table = brackets(max_epochs, factor)
        self.max_epochs = plain(max_epochs)
        self.factor = plain(factor)
        self.hyperband_iterations = check_count(
            "hyperband_iterations", hyperband_iterations, 1, False
        )
        super().__init__(objective, self.total(lambda trials, _: trials), **others)

    def rungs(self):
        """All rungs, in the order they begin: how many trials, and the plan of each."""
        for iteration in range(self.hyperband_iterations):
            for bracket in self._table:
                for number, (trials, epochs) in enumerate(bracket):
                    plan = dict(epochs=epochs, rung=number, bracket=len(bracket) - 1)
                    plan["initial_epoch"] = epochs // self.factor if number else 0
                    yield trials, plan | {"iteration": iteration}

    def total(self, cost):
        """The sum of cost(trials, plan) over all rungs; each iteration has the same."""
        first = islice(self.rungs(), sum(map(len, self._table)))
        return self.hyperband_iterations * sum(starmap(cost, first))

    def plan_summary(self):
        """What a search costs, in one line. A small space may cost less."""
        number = len(self._table) * self.hyperband_iterations
        epochs = self.total(lambda trials, plan: trials * plan["epochs"])
        spared = self.total(lambda trials, plan: trials * plan["initial_epoch"])
        return (
            f"Hyperband: {number} brackets, {self.max_trials} trials, {epochs} epochs "
            f"({epochs - spared} where promoted trials are resumed)"
        )

    def propose(self, space, history):
        """A trial for the first rung that can take one now.

        Where a rung has to wait for running trials, the next bracket begins.
        """
        members = defaultdict(list)
        for trial in history:
            members[place(trial.plan)].append(trial)
        below = []  # the trials of the rung below
        expected = 0  # how many there will be in the end
        busy = False  # whether a trial of it, or of a rung before it, still runs
        for size, plan in self.rungs():
            here = members.pop(place(plan), [])
            if len(here) < size:
                if plan["rung"] == 0:
                    suggestion = draw(space, history, self.generator(history), plan)
                    if suggestion is None and not here and not members:
                        return None  # all was tried, and no bracket from here on has begun
                else:
                    suggestion = self.promote(below, here, plan, expected - size)
                if suggestion is not None:
                    return suggestion
            busy = busy or any(trial.status == RUNNING for trial in here)
            expected = size if busy else len(here)  # nothing runs: no more can come
            below = here
        return None

    def promote(self, below, here, plan, spare):
        """The best trial of the rung below that is not yet here, once that is certain.

        spare: how many are not to be promoted. Once more than these have ended, the best
        is better than that many others. A failed trial ends too, but it never goes on.
        """
        promoted = {trial.plan["resumes"] for trial in here}
        ended = [t for t in below if t.status != RUNNING and t.trial_id not in promoted]
        completed = [trial for trial in ended if trial.status == COMPLETED]
        if not completed or len(ended) <= spare:
            return None
        best = min(completed, key=lambda trial: self.objective.rank(trial.score))
        return Suggestion(dict(best.values), plan | {"resumes": best.trial_id})
