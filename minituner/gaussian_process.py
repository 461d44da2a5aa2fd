"""A Gaussian process: a smooth guess with an honest doubt. It knows nothing of tuners.

Notation, here and in the docstrings below:

    n, m, d         how many points have a value, how many are asked about, and
                    how many inputs each has
    x, z            (n, d), (m, d): the former and the latter; NaN where an input does
                    not count
    y               (n,): the values at x, of mean 0
    s², l, e²       variance, length scales (d,), and variance of the noise
    theta           (d + 2,): the logarithms of s², l and e²
    r               (m, n): how far z is from x, in length scales
    c(r)            (m, n): Matérn's correlation, nu = 5/2
    k = s² c        (m, n): covariance of the function at z and at x
    K = s² c + e² I (n, n): covariance of the values at x, that is L Lᵀ
    L⁻¹             (n, n): `root`; lower triangular
    K⁻¹ y           (n,): `weights`

The source solves triangular systems with L; we multiply by L⁻¹, since NumPy has no
solver for them. L⁻¹ is about as accurate; K⁻¹ would not be.
"""

import numpy as np

BLOCK = 128  # how many rows of L⁻¹ a product takes at a time


class GaussianProcess:
    """What n points and their values tell about a function of d inputs.

    categorical: (d,), true for an input whose values are equal or not, and never near.
    root: (i, i), L⁻¹ of the first i points, if known. Source: Rasmussen and Williams,
    Gaussian Processes for Machine Learning (2006), algorithm 2.1.
    """

    def __init__(self, x, y, theta, categorical, root=None):
        self.x, self.y, self.theta, self.categorical = x, y, theta, categorical
        self.variance, *scales, self.noise = np.exp(theta)
        self.scales = np.array(scales)
        self.inputs = inputs(x)
        if root is None:
            root = inverse_root(
                self.variance * self.correlations(self.inputs)[0], self.noise
            )
        while len(root) < len(x):
            root = self.grow(root)
        self.root = root
        self.weights = root.T @ (root @ y)

    def extended(self, x, y):
        """The same for other points x, with values y; the first ones may be its own.

        The upper left part of L⁻¹ is the L⁻¹ of fewer points: what is known is kept.
        """
        rows = min(len(x), len(self.x))
        equal = np.all(inputs(x)[:, :rows] == self.inputs[:, :rows], axis=0)
        same = np.append(equal, False).argmin()
        root = self.root[:same, :same]
        return GaussianProcess(x, y, self.theta, self.categorical, root)

    def grow(self, root):
        """L⁻¹ of the first i + 1 points, from that of the first i, in i² operations.

        With a = L⁻¹ k and b² = s² + e² - aᵀa, L gains a last row, (aᵀ, b),
        and L⁻¹ gains (-aᵀ L⁻¹, 1) / b.
        """
        i = len(root)
        k = self.variance * self.correlations(self.inputs[:, i : i + 1])[0]
        a = root @ k[0, :i]
        b = np.sqrt(max(self.variance + self.noise - a @ a, self.noise))
        grown = np.zeros((i + 1, i + 1))
        grown[:i, :i] = root
        grown[i] = np.append(-a @ root, 1) / b
        return grown

    def correlations(self, z):
        """What `matern` gives for z, as of `inputs`, and x; and (z - x) / l: (d, m, n)."""
        away = apart(z, self.inputs, self.categorical) / self.scales[:, None, None]
        return *matern(np.einsum("dmn,dmn->mn", away, away)), away

    @property
    def fitted(self):
        """The mean at x, without noise: (n,). Since K w = y, it is y - e² w."""
        return self.y - self.noise * self.weights

    def predict(self, z):
        """Mean, k K⁻¹ y, and standard deviation, √(s² - k K⁻¹ kᵀ), at z; (m,) both.

        Both are of the function itself, without noise.
        """
        return self._predict(self.correlations(inputs(z))[0])[:2]

    def _predict(self, correlation):
        covariance = self.variance * correlation
        projected = times_transposed(covariance, self.root)  # its squares: k K⁻¹ kᵀ
        doubt = self.variance - np.einsum("mn,mn->m", projected, projected)
        deviation = np.sqrt(np.maximum(doubt, 1e-12))  # rounding may go below 0
        return covariance @ self.weights, deviation, projected

    def slopes(self, z):
        """What `predict` returns at z, and how both change along each input: (m, d).

        dmean/dz = dk/dz K⁻¹ y, and ddeviation/dz = -dk/dz K⁻¹ kᵀ / deviation.
        """
        correlation, slope, away = self.correlations(inputs(z))
        mean, deviation, projected = self._predict(correlation)
        change = [
            np.einsum("dmn,mn->md", away, slope * weights) * -self.variance / self.scales
            for weights in (self.weights, times(projected, self.root))
        ]
        return mean, deviation, change[0], -change[1] / deviation[:, None]


def inputs(x):
    """x, by input: (d, n). One that does not count is put in the middle."""
    return np.ascontiguousarray(np.where(np.isnan(x), 0.5, x).T)


def apart(z, x, categorical):
    """z - x along each input, (d, m, n); 1 where categories differ."""
    difference = z[:, :, None] - x[:, None, :]
    difference[categorical] = difference[categorical] != 0
    return difference


def matern(squared):
    """c = (1 + √5 r + 5/3 r²) exp(-√5 r), where r² is given, (m, n); and -dc/dr / r.

    The latter, 5/3 (1 + √5 r) exp(-√5 r), is what all derivatives share.
    """
    distance = np.sqrt(5 * squared)
    decay = np.exp(-distance)
    return (1 + distance + distance**2 / 3) * decay, 5 / 3 * (1 + distance) * decay


def times_transposed(k, root):
    """k L⁻ᵀ, (m, n), of k, (m, n), and L⁻¹; by blocks of its rows, without most 0s."""
    ends = range(BLOCK, len(root) + BLOCK, BLOCK)
    return np.concatenate([k[:, :i] @ root[i - BLOCK : i, :i].T for i in ends], 1)


def times(k, root):
    """k L⁻¹, (m, n), likewise; by blocks of its columns."""
    starts = range(0, len(root), BLOCK)
    return np.concatenate([k[:, i:] @ root[i:, i : i + BLOCK] for i in starts], 1)


def inverse_root(covariance, noise):
    """L⁻¹, of the covariance of the function, (n, n), and the variance of the noise."""
    return np.linalg.inv(np.linalg.cholesky(covariance + noise * np.eye(len(covariance))))


def log_likelihood(squares, y, theta):
    """log p(y) = -yᵀ K⁻¹ y / 2 - log det L - n/2 log 2π, and its gradient in theta.

    squares: of `apart`, (d, n, n). The gradient is Σ A ∘ dK/dtheta, with
    A = (K⁻¹ y yᵀ K⁻¹ - K⁻¹) / 2: (n, n). Source: equations 5.8 and 5.9.
    """
    variance, *scales, noise = np.exp(theta)
    nearer = np.array(scales) ** -2
    correlation, slope = matern(np.tensordot(nearer, squares, 1))
    root = inverse_root(variance * correlation, noise)
    weights = root.T @ (root @ y)
    value = np.log(np.diag(root) / np.sqrt(2 * np.pi)).sum() - y @ weights / 2
    a = (np.outer(weights, weights) - root.T @ root) / 2
    lengths = nearer * np.tensordot(squares, variance * a * slope, 2)
    alike = variance * np.sum(a * correlation)
    return value, np.array([alike, *lengths, noise * np.trace(a)])


def fit(x, y, categorical, least_noise):
    """The most probable theta; its prior depends on the number of active inputs.

    Sources of the priors: for length scales, the log-normal of Hvarfner, Hellsten
    and Nardi, Vanilla Bayesian Optimization Performs Great in High Dimensions (2024);
    for the variance, the gamma of Optuna 4 (_gp/prior.py); for the noise, one ten times
    as wide. The climb starts with much noise; otherwise, ripples would explain it.
    """
    active = max(1, np.sum(~np.isnan(x), axis=1).max())
    middle = np.sqrt(2) + np.log(active) / 2
    squares = apart(inputs(x), inputs(x), categorical) ** 2
    d = len(squares)

    def gradient(theta):
        variance, *_, noise = np.exp(theta)
        prior = [1 - variance, *(middle - theta[1:-1]) / 3 - 1, 0.1 - 3 * noise]
        return log_likelihood(squares, y, theta)[1] + prior

    start = np.array([0, *[middle - 1] * d, np.log(0.05)])
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
        turn = now * before
        step = step * np.where(turn < 0, 0.5, np.where(turn > 0, 1.2, 1))
        before = np.where(turn < 0, 0, now)
        x = np.clip(x + np.sign(before) * step, *bounds)
    return x
