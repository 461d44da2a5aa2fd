"""Bayesian optimization: try next what a model expects to improve most."""

import math

import numpy as np

from minituner.checks import check_count, refuse
from minituner.gaussian_process import GaussianProcess, climb, fit
from minituner.oracles.base import Oracle, Suggestion
from minituner.oracles.random import draw
from minituner.trial import COMPLETED, RUNNING

CANDIDATES, KEPT = 50, 4  # points drawn, of two kinds; the best of them, to refine
FITTED = 200  # trials that a fit looks at, at most
FAR = 10  # a loss that is so many quartiles from the least says no more than infinity


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
        # What would be computed again and again; nothing depends on what is in it
        self._places = None, {}  # a space; and points of it, by the id of the values
        self._fit = None, None, None  # what it depends on; its model; that one, grown

    def propose(self, space, history):
        losses, generator = self.losses(history), self.generator(history)
        points = [spread(len(space), self.seed, len(history))]
        first = self.num_initial_points or max(3, len(space) + 1)
        if space and np.isfinite(losses).sum() >= first:
            points = self.rank(space, self.model(space, history, losses), generator)
        for u in points:
            if (values := space.to_values(u)) not in history:
                return Suggestion(values)
        return draw(space, history, generator)

    def posterior(self, space, history, points=None):
        """What the model expects the loss to be without noise, and its doubt.

        points: (m, d), of the unit cube, as `space.to_point` gives them; by default those of
        the trials, in their order, whatever their status. Returns mean and standard
        deviation, (m,) both, in the units of the score; the mean is a loss, so lower
        is better and `objective.loss` turns it into a score. Raises ValueError while
        no trial has a finite score.
        """
        losses = self.losses(history)
        if not np.isfinite(losses).any():
            refuse("history", "a trial with a finite score", "none", "run some")
        x = self.points(space, history)
        mean, deviation = self.model(space, history, losses).predict(
            x if points is None else np.asarray(points)
        )
        _, center, unit = standardized(x, losses, self.at_last_fit(history))
        return center + unit * mean, unit * deviation

    def losses(self, history):
        """(n,); infinite where a trial failed, or is not done."""
        scores = [t.score if t.status == COMPLETED else math.inf for t in history]
        return self.objective.loss(np.array(scores))

    def points(self, space, history):
        """`space.to_point` of all trials: (n, d)."""
        known, places = self._places
        if known != space:
            places = {}
            self._places = list(space), places
        for trial in history:
            values, _ = places.get(id(trial.values), (None, None))
            if values is not trial.values:
                places[id(trial.values)] = trial.values, space.to_point(trial.values)
        return np.array([places[id(trial.values)][1] for trial in history])

    def model(self, space, history, losses):
        """Of all trials; those that run are taken to score what is expected of them.

        theta stays until there are a quarter more trials, since a fit is slow.
        Meanwhile the covariance grows by a row a trial, and its root with it.
        """
        x, early = self.points(space, history), self.at_last_fit(history)
        y, *_ = standardized(x, losses, early)
        running = np.array([trial.status == RUNNING for trial in history])
        # those of the fit come first, those that run last
        order = np.argsort(np.where(early, 0, 1 + running), kind="stable")
        x, y, done = x[order], y[order], np.sum(~running)
        grown = self.grown(space, x[:done], y[:done], early.sum())
        if done < len(x):
            y[done:] = grown.predict(x[done:])[0]
        return GaussianProcess(x, y, grown.theta, grown.categorical, grown.root)

    def grown(self, space, x, y, early):
        """The model of the first `early` points, grown by the others."""
        categorical = np.array([not dimension.ordered for dimension in space])
        data = x[:early], y[:early], categorical
        key = tuple(array.tobytes() for array in data)
        known, model, last = self._fit
        if key != known:
            rows = np.linspace(0, early - 1, min(early, FITTED)).astype(int)
            # with less noise than 1e-10, rounding may leave the covariance no root
            least = max(self.alpha, 1e-10)
            theta = fit(x[rows], y[rows], categorical, least)
            model = last = GaussianProcess(*data[:2], theta, categorical)
        same = agreeing(last.x, x)
        root = last.root[:same, :same].copy() if same > early else model.root
        last = GaussianProcess(x, y, model.theta, categorical, root)
        self._fit = key, model, last
        return last

    def at_last_fit(self, history):
        """Which of the trials theta was fitted to last: (n,), true or false.

        There is a fit when their number reaches 1.25, 1.25 ** 2, 1.25 ** 3, and so on.
        """
        done = np.array([trial.status != RUNNING for trial in history])
        fits = math.log(done.sum()) // math.log(1.25)
        early = done & (np.arange(len(done)) < 1.25**fits)
        early[done.argmax()] = True  # the first one that is done, if it began late
        return early

    def rank(self, space, model, generator):
        """Points, the most promising first."""
        smooth = np.array([dimension.size == math.inf for dimension in space])
        plain = all(smooth) and not any(dimension.conditions for dimension in space)

        def ranked(*u):
            x = np.vstack(u)
            if not plain:  # as near as the space has a value
                x = np.array([space.to_point(space.to_values(row)) for row in x])
            return x[np.argsort(-log_improvement(model, x), kind="stable")]

        best = model.x[np.argsort(model.fitted, kind="stable")]
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


def agreeing(a, b):
    """How many rows two arrays have in common at their beginning."""
    rows = min(len(a), len(b))
    same = np.all((a[:rows] == b[:rows]) | np.isnan(a[:rows] + b[:rows]), axis=1)
    return rows if same.all() else same.argmin()


def standardized(x, losses, early):
    """The losses as the model takes them: of mean 0 and variance 1 in early trials.

    Then what 0 and 1 stand for, in the units of the loss. Failures, infinite losses
    and what is far from all others count as the worst of the others, so that a
    penalty cannot set the scale. x: (n, d). early: (n,), which trials set the scale.
    """
    finite = np.isfinite(losses)
    early = finite & early if np.any(finite & early) else finite
    least = losses[early].min()
    with np.errstate(all="ignore"):
        excess = losses / 2 - least / 2  # half of it, since all of it may be infinite
        quartile = typical(x[early], excess[early])
        y = np.where(finite, excess / quartile, math.inf)
        near = y <= FAR
        y[~near] = y[near].max()
        center, deviation = y[early].mean(), y[early].std() or 1
        unit = 2 * quartile
        return (y - center) / deviation, least + center * unit, deviation * unit


def typical(x, excess):
    """The lower quartile of what is above 0, among points far from one another.

    A search comes back to where it is good; its trials are no sample of the space.
    """
    x, excess = np.nan_to_num(x[excess > 0], nan=0.5), excess[excess > 0]
    if not len(x):
        return 1.0
    chosen, distance = [0], np.full(len(x), math.inf)
    for _ in range(min(len(x), SAMPLE) - 1):
        distance = np.minimum(distance, np.sum((x - x[chosen[-1]]) ** 2, axis=1))
        chosen.append(int(distance.argmax()))
    return np.quantile(excess[chosen], 0.25)


SAMPLE = 16


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
    near, far, density, below = standing(model.fitted.min(), mean, deviation)
    tail = (25**2 - far**2) / 2 - 2 * np.log(far / -25)
    return np.log(deviation) + np.log(density + near * below) + tail


def uphill(model, x):
    """Where `log_improvement` grows, at x: (m, d). Its gradient, but for a factor."""
    *predicted, mean, deviation = model.slopes(x)
    _, far, density, below = standing(model.fitted.min(), *predicted)
    return density[:, None] * deviation - (below * -25 / far)[:, None] * mean


def standing(best, mean, deviation):
    """How many deviations the best is from the mean: above -25, and the rest below it.

    Then the normal density and its integral, at the former.
    """
    z = (best - mean) / deviation
    near, far = np.maximum(z, -25), np.minimum(z, -25)
    density = np.exp(-(near**2) / 2) / math.sqrt(2 * math.pi)
    below = np.array([math.erfc(-v / math.sqrt(2)) / 2 for v in near])
    return near, far, density, below
