"""The book's data: linear, noisy, and cut into two halves."""

import numpy as np


def make_linear_data(beta, sigma=2.0, n=100, seeds=(0, 1)):
    """Draw y = x @ beta + sigma * noise; x and noise are Laplace, with variance 2.

    beta: the true coefficients, shape (d,). sigma: the scale of the noise, whose
    variance is 2 * sigma**2. n: the rows of each half. seeds: for x, and for noise.

    Returns x_train (n, d), x_val (n, d), y_train (n,) and y_val (n,).
    """
    rng_x, rng_noise = (np.random.default_rng(seed) for seed in seeds)
    x = rng_x.laplace(size=(2 * n, len(beta)))
    y = x @ beta + sigma * rng_noise.laplace(size=2 * n)
    x_train, x_val = np.split(x, 2)
    return x_train, x_val, *np.split(y, 2)
