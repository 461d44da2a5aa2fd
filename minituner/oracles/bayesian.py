"""Bayesian optimization: try next what a model expects to improve most."""

import math

import numpy as np

from minituner.checks import check_count
from minituner.gaussian_process import GaussianProcess, climb, fit
from minituner.oracles.base import Oracle, Suggestion
from minituner.oracles.random import draw
from minituner.trial import COMPLETED, RUNNING

CANDIDATES, KEPT = 50, 4  # points drawn, of two kinds; the best of them, to refine
HUGE = 1e100  # a loss beyond it says no more than an infinite one


class BayesianOptimizationOracle(Oracle):
    """Models the score by a Gaussian process, and tries what promises most.

    num_initial_points: finite scores to have before there is a model; by default one
    more than dimensions, and at least 3. alpha: the least variance of the noise,
    where the scores have variance 1; how much more there is, is learned. rest: the
    arguments of every `Oracle`. KerasTuner's beta, the weight of the doubt, is not
    there: expected improvement weighs it by itself.
    """

    def __init__(
        self, objective=None, max_trials=10, num_initial_points=None, alpha=1e-8, **rest
    ):
        super().__init__(objective, max_trials, **rest)
        self.num_initial_points, self.alpha = num_initial_points, alpha
        check_count("num_initial_points", num_initial_points, 1)
        self._fits = {}  # what a fit depends on -> theta

    def propose(self, space, history):
        losses, generator = self.losses(history), self.generator(history)
        points = [spread(len(space), self.seed, len(history))]
        first = self.num_initial_points or max(3, len(space) + 1)
        if space and np.sum(np.abs(losses) < HUGE) >= first:
            points = self.rank(space, self.model(space, history, losses), generator)
        for u in points:
            if (values := space.to_values(u)) not in history:
                return Suggestion(values)
        return draw(space, history, generator)

    def losses(self, history):
        """(n,); infinite where a trial failed, or is not done."""
        scores = [t.score if t.status == COMPLETED else math.inf for t in history]
        return self.objective.loss(np.array(scores))

    def model(self, space, history, losses):
        """Of all trials; those that run are taken to score what is expected of them.

        theta stays until there are a quarter more trials, since a fit is slow.
        """
        x = np.array([space.to_point(trial.values) for trial in history])
        finite = np.abs(losses) < HUGE
        y = np.where(finite, losses, losses[finite].max())
        done = np.array([trial.status != RUNNING for trial in history])
        early = at_last_fit(done)
        y = (y - y[early].mean()) / (y[early].std() or 1)
        categorical = np.array([not dimension.ordered for dimension in space])
        data = x[early], y[early], categorical
        key = tuple(array.tobytes() for array in data)
        if key not in self._fits:
            # with less noise than 1e-10, rounding may leave the covariance no root
            self._fits[key] = fit(*data, max(self.alpha, 1e-10))
        model = GaussianProcess(x[done], y[done], self._fits[key], categorical)
        if done.all():
            return model
        y[~done] = model.predict(x[~done])[0]
        return GaussianProcess(x, y, self._fits[key], categorical)

    def rank(self, space, model, generator):
        """Points, the most promising first."""
        smooth = np.array([dimension.size == math.inf for dimension in space])
        plain = all(smooth) and not any(dimension.conditions for dimension in space)

        def ranked(*u):
            x = np.vstack(u)
            if not plain:  # as near as the space has a value
                x = np.array([space.to_point(space.to_values(row)) for row in x])
            return x[np.argsort(-log_improvement(model, x), kind="stable")]

        best = model.x[np.argsort(model.y, kind="stable")]
        top, others = np.split(ranked(*candidates(best[:KEPT], generator)), [KEPT])
        free = ~np.isnan(top) & smooth
        climbed = climb(lambda x: free * uphill(model, x), top, (0, 1), 0.02, 20)
        return np.vstack([ranked(climbed, top), others])


def candidates(best, generator):
    """Points drawn anywhere; and near the best ones, each moved in half its numbers."""
    drawn, other = generator.random((2, CANDIDATES, best.shape[1]))
    size = 10 ** generator.uniform(-3, 0, (CANDIDATES, 1))
    moved = generator.random(other.shape) < 0.5
    step = size * moved * generator.normal(size=other.shape)
    near = np.clip(np.resize(best, other.shape) + step, 0, 1)
    return drawn, np.where(np.isnan(near), other, near)


def at_last_fit(done):
    """Which of the trials theta was fitted to last: (n,), true or false.

    There is a fit when their number reaches 1.25, 1.25 ** 2, 1.25 ** 3, and so on.
    """
    fits = math.log(done.sum()) // math.log(1.25)
    early = done & (np.arange(len(done)) < 1.25**fits)
    early[done.argmax()] = True  # the first one that is done, if it began late
    return early


def spread(d, seed, n):
    """Point n of a sequence that fills the unit cube evenly, from a random start.

    Source: Roberts, The Unreasonable Effectiveness of Quasirandom Sequences (2018).
    """
    golden = np.roots([1, *[0] * (d - 1), -1, -1]).real.max()
    start = np.random.default_rng(seed).random(d)
    return (start + (n + 1) * golden ** -np.arange(1.0, d + 1)) % 1


def log_improvement(model, x):
    """Logarithm of the expected improvement on the best score, at x: (m, d); (m,).

    Source: Ament and others, Unexpected Improvements to Expected Improvement (2023),
    equation 9. Below -25 deviations, where the density is next to 0, its asymptote.
    """
    mean, deviation = model.predict(x)
    near, far, density, below = standing(model.y.min(), mean, deviation)
    tail = (25**2 - far**2) / 2 - 2 * np.log(far / -25)
    return np.log(deviation) + np.log(density + near * below) + tail


def uphill(model, x):
    """Where `log_improvement` grows, at x: (m, d). Its gradient, but for a factor."""
    *predicted, mean, deviation = model.slopes(x)
    _, far, density, below = standing(model.y.min(), *predicted)
    return density[:, None] * deviation - (below * -25 / far)[:, None] * mean


def standing(best, mean, deviation):
    """How many deviations the best is from the mean: above -25, and the rest below it.

    Then the normal density and its integral, at the former.
    """
    z = (best - mean) / deviation
    near, far = np.clip(z, -25, HUGE), np.clip(z, -HUGE, -25)
    density = np.exp(-(near**2) / 2) / math.sqrt(2 * math.pi)
    below = np.array([math.erfc(-v / math.sqrt(2)) / 2 for v in near])
    return near, far, density, below
