"""Bayesian optimization: try next what a model expects to improve most."""

import math

import numpy as np

from minituner.checks import check_count, plain, refuse
from minituner.gaussian_process import GaussianProcess, climb, fit
from minituner.oracles.base import Oracle, Suggestion
from minituner.oracles.random import draw
from minituner.space import Space
from minituner.trial import COMPLETED, RUNNING

CANDIDATES, KEPT = 50, 4  # points drawn, of each of two kinds; the best ones, to refine
FITTED = 300  # the most trials that a fit may see
FIRST, FAR, GAP = 6, 5, 8  # losses that tell what is usual; what is far from it


class BayesianOptimizationOracle(Oracle):
    """Models the score by a Gaussian process, and tries what promises most.

    num_initial_points: how many finite scores a model needs; by default one more than
    there are dimensions, and at least 3. alpha: the least variance of the noise, where
    the scores have variance 1; any further noise is learned. rest: the arguments of
    every `Oracle`. KerasTuner's beta, the weight of the doubt, is missing: expected
    improvement weighs the doubt on its own.
    """

    def __init__(
        self, objective=None, max_trials=10, num_initial_points=None, alpha=1e-8, **rest
    ):
        super().__init__(objective, max_trials, **rest)
        self.num_initial_points, self.alpha = num_initial_points, plain(alpha)
        check_count("num_initial_points", num_initial_points, 1)
        if type(self.alpha) not in (int, float) or not 0 <= alpha < math.inf:
            refuse("alpha", "a number, 0 or more", repr(alpha), "write 1e-8")
        # what need not be computed twice; no answer depends on what is kept here
        self._space, self._points = None, {}
        self._key = self._grown = None

    def propose(self, space, history):
        losses, generator = self.losses(history), self.generator(history)
        first = self.num_initial_points or max(3, len(space) + 1)
        if space and np.isfinite(losses).sum() >= first:
            points = self.rank(space, self.model(space, history, losses), generator)
        else:
            points = [spread(len(space), self.seed, len(history))]
        for u in points:
            if (values := space.to_values(u)) not in history:
                return Suggestion(values)
        return draw(space, history, generator)

    def posterior(self, space, history, points=None):
        """What the model expects the loss to be without noise, and its doubt.

        points: (m, d), of the unit cube, as of `space.to_point`; by default those of
        the trials, in their order, whatever their status. Returns mean and standard
        deviation, (m,) both, in the units of the score; the mean is a loss, so lower
        is better, and `objective.loss` turns it into a score. Raises ValueError while
        no trial has a finite score.
        """
        losses = self.losses(history)
        if not np.isfinite(losses).any():
            refuse("history", "a trial with a finite score", "none", "run one")
        model = self.model(space, history, losses)
        points = self.points(space, history) if points is None else points
        mean, deviation = model.predict(np.asarray(points))
        return model.center + model.unit * mean, model.unit * deviation

    def losses(self, history):
        """(n,); infinite where a trial failed, is not done, or is far from the rest."""
        rank = self.objective.rank
        losses = [rank(t.score) if t.status == COMPLETED else math.inf for t in history]
        return without_outliers(np.array(losses, float))

    def points(self, space, history):
        """`space.to_point` of all trials: (n, d)."""
        if self._space != space:
            self._space, self._points = Space(space), {}
        known = self._points
        for values in [t.values for t in history if id(t.values) not in known]:
            known[id(values)] = values, self._space.to_point(values)
        return np.array([known[id(trial.values)][1] for trial in history])

    def model(self, space, history, losses):
        """The model of the trials; running ones are taken to score what it expects of them.

        theta stays until there are a quarter more trials, since a fit is slow.
        Meanwhile the model grows by a row a trial. `center` and `unit` are what 0 and
        1 of its values stand for, in the units of the loss.
        """
        running = np.array([trial.status == RUNNING for trial in history])
        early = at_last_fit(~running)
        y, center, unit = standardized(losses, early)
        order = np.argsort(2 * running + ~early, kind="stable")  # running ones are last
        x, y = self.points(space, history)[order], y[order]
        categorical = np.array([not dimension.ordered for dimension in space], bool)
        done = len(y) - running.sum()
        model = self.grown(x[:done], y[:done], categorical, early.sum())
        if done < len(y):
            y[done:] = model.predict(x[done:])[0]
            model = model.extended(x, y)
        model.center, model.unit = center, unit
        return model

    def grown(self, x, y, categorical, old):
        """The model that was fitted to the first `old` points and has grown by the others.

        It always grows from there, a row at a time, so that what is kept from one
        call to the next makes no difference, not even in rounding.
        """
        key = tuple(u.tobytes() for u in (x[:old], y[:old], categorical))
        if key != self._key:
            some = slice(0, old, 1 + (old - 1) // FITTED)  # every one, every second, …
            # with less noise than 1e-10, rounding may leave the covariance no root
            theta = fit(x[some], y[some], categorical, max(self.alpha, 1e-10))
            start = GaussianProcess(x[:old], y[:old], theta, categorical)
            self._key, self._grown = key, start
        self._grown = self._grown.extended(x, y)
        return self._grown

    def rank(self, space, model, generator):
        """Points, the most promising first."""
        smooth = np.array([dimension.size == math.inf for dimension in space])
        plain = all(smooth) and not any(dimension.conditions for dimension in space)

        def ranked(*u):
            x = np.vstack(u)
            if not plain:  # rounded to values that the space has
                x = np.array([space.to_point(space.to_values(row)) for row in x])
            return x[np.argsort(-log_improvement(model, x), kind="stable")]

        best = model.x[np.argsort(model.fitted, kind="stable")]
        top, others = np.split(ranked(*candidates(best[:KEPT], generator)), [KEPT])
        free = ~np.isnan(top) & smooth
        climbed = climb(lambda x: free * uphill(model, x), top, (0, 1), 0.02, 20)
        return np.vstack([ranked(climbed, top), others])


def candidates(best, generator):
    """Points drawn anywhere, and points near the best: each moved in half its numbers."""
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
    return done & (np.cumsum(done) < 1.25**fits + 1)


def without_outliers(losses):
    """The same, infinite where a loss is far from the rest, as a penalty may be.

    The excess of a loss is how much worse it is than the least. Beyond FAR times the
    usual excess, none may be more than GAP times the next smaller one; those that are,
    and all above them, are far. Usual is the excess a third of the way up among the
    first losses: they were hardly chosen to be good, and half may be penalties.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        excess = losses - np.min(losses, initial=math.inf)
        first = np.sort(excess[:FIRST][excess[:FIRST] > 0])
        usual = first[(len(first) - 1) // 3] if len(first) else math.inf
        ranked = np.append(np.sort(np.maximum(excess, FAR * usual)), [math.inf] * 2)
        last = np.argmax(ranked[1:] > GAP * ranked[:-1])
    return np.where(excess > ranked[last], math.inf, losses)


def standardized(losses, early):
    """The losses as the model takes them: of mean 0 and variance 1 in early trials.

    Infinite ones count as the worst of the others. Also returns what 0 and 1 stand for.
    """
    finite = np.isfinite(losses)
    early = finite & early if np.any(finite & early) else finite
    scale = np.abs(losses[finite]).max() or 1.0  # or else a square may overflow
    y = np.where(finite, losses, losses[early].max()) / scale
    center, deviation = y[early].mean(), y[early].std() or 1.0
    y = np.clip((y - center) / deviation, -1e9, 1e9)
    return y, center * scale, deviation * scale


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
    """Which way `log_improvement` grows at x: (m, d); its gradient, but for a factor."""
    *predicted, mean, deviation = model.slopes(x)
    _, far, density, below = standing(model.fitted.min(), *predicted)
    return density[:, None] * deviation - (below * -25 / far)[:, None] * mean


def standing(best, mean, deviation):
    """How far the best is from the mean, in deviations: down to -25, and from there on.

    Then the normal density and its integral, at the former.
    """
    z = (best - mean) / deviation
    near, far = np.maximum(z, -25), np.minimum(z, -25)
    density = np.exp(-(near**2) / 2) / math.sqrt(2 * math.pi)
    below = np.array([math.erfc(-v / math.sqrt(2)) / 2 for v in near])
    return near, far, density, below
