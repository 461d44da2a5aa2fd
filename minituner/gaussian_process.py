"""A Gaussian process: a smooth guess with an honest doubt. It knows no tuner."""

import numpy as np


class GaussianProcess:
    """What n points and their values tell of a function of d inputs.

    x: (n, d). y: (n,), of mean 0. theta: (d + 2,), the logarithms of the variance,
    of d length scales, and of the variance of the noise. categorical: (d,), true
    where two inputs are equal or not, and never near. Source: Rasmussen and Williams,
    Gaussian Processes for Machine Learning (2006), algorithm 2.1.
    """

    def __init__(self, x, y, theta, categorical):
        self.x, self.y, self.categorical = x, y, categorical
        self.variance, *scales, self.noise = np.exp(theta)
        self.scales = np.array(scales)
        self.correlation, self.slope, self.apart = self.matern(x)
        covariance = self.variance * self.correlation + self.noise * np.eye(len(x))
        self.root = np.linalg.inv(np.linalg.cholesky(covariance))
        self.weights = self.root.T @ (self.root @ y)

    def matern(self, z):
        """Matérn's correlation, nu = 5/2, of z: (m, d) with x; (m, n).

        Then what its derivatives have in common, (m, n), and what they differ in: how
        many length scales z is from x along each input, (d, m, n).
        """
        z, x = (np.where(np.isnan(u), 0.5, u) / self.scales for u in (z, self.x))
        apart = z.T[:, :, None] - x.T[:, None, :]
        differ = apart[self.categorical] != 0
        apart[self.categorical] = differ / self.scales[self.categorical, None, None]
        distance = np.sqrt(5 * np.einsum("dmn,dmn->mn", apart, apart))
        decay = np.exp(-distance)
        correlation = (1 + distance + distance**2 / 3) * decay
        slope = 5 / 3 * (1 + distance) * decay
        return correlation, slope, apart

    def predict(self, z):
        """Mean and standard deviation at z: (m, d), without noise."""
        return self._predict(self.matern(z)[0])[:2]

    def _predict(self, correlation):
        covariance = self.variance * correlation
        known = covariance @ self.root.T
        doubt = np.maximum(self.variance - np.sum(known**2, axis=1), 1e-12)  # not below 0
        return covariance @ self.weights, np.sqrt(doubt), known

    def slopes(self, z):
        """What `predict` gives at z: (m, d); and how both change along each input."""
        correlation, slope, apart = self.matern(z)
        mean, deviation, known = self._predict(correlation)
        pull = -self.variance * slope * apart / self.scales[:, None, None]
        change = -np.sum(pull * (known @ self.root), axis=2) / deviation
        return mean, deviation, (pull @ self.weights).T, change.T

    def log_likelihood(self):
        """Of y, and its gradient by theta. Source: equations 5.8 and 5.9."""
        value = np.log(np.diag(self.root)).sum() - self.y @ self.weights / 2
        value -= len(self.y) * np.log(2 * np.pi) / 2
        pull = (np.outer(self.weights, self.weights) - self.root.T @ self.root) / 2
        scales = np.tensordot(self.apart**2, self.variance * pull * self.slope, 2)
        variance = self.variance * np.sum(pull * self.correlation)
        noise = self.noise * np.trace(pull)
        return value, np.array([variance, *scales, noise])


def fit(x, y, categorical, least_noise):
    """The most probable theta, for `active` active inputs.

    Sources of the priors: for length scales, the log-normal of Hvarfner, Hellsten
    and Nardi, Vanilla Bayesian Optimization Performs Great in High Dimensions (2024);
    for both variances, the gammas of Optuna 4 (_gp/prior.py).
    """
    active = max(1, np.sum(~np.isnan(x), axis=1).max())
    middle, d = np.sqrt(2) + np.log(active) / 2, x.shape[1]

    def gradient(theta):
        process = GaussianProcess(x, y, theta, categorical)
        scales, noise = (middle - theta[1:-1]) / 3 - 1, 0.1 - 30 * process.noise
        return process.log_likelihood()[1] + [1 - process.variance, *scales, noise]

    start = np.array([0, *[middle - 1] * d, np.log(1e-3)])
    bounds = np.log([[1e-3] * (d + 1) + [least_noise], [1e3] * (d + 1) + [1]])
    return climb(gradient, start, bounds, 0.5, 30)


def climb(gradient, x, bounds, step, number):
    """Go uphill from x, by the signs of gradient(x) alone.

    Each coordinate has its own step: longer while the sign stays, half as long when
    it turns. Source: iRprop-, of Igel and Hüsken, Improving the Rprop Learning
    Algorithm (2000).
    """
    step, before = np.full(x.shape, step), np.zeros(x.shape)
    for _ in range(number):
        now = gradient(x)
        step = step * np.choose(np.sign(now * before).astype(int) + 1, (0.5, 1, 1.2))
        before = np.where(now * before < 0, 0, now)
        x = np.clip(x + np.sign(before) * step, *bounds)
    return x
