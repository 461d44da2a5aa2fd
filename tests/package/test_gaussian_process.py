"""The Gaussian process agrees with scikit-learn's, which shares no line with it."""

import numpy as np
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

from minituner.gaussian_process import (
    BLOCK,
    GaussianProcess,
    apart,
    climb,
    fit,
    inputs,
    log_likelihood,
    times,
    times_transposed,
)

pytestmark = pytest.mark.chapter(10)
SEEDS = range(8)


def setting(seed):
    """Points, values, theta and other points; d from 1 to 4."""
    rng = np.random.default_rng(seed)
    d, n = 1 + seed % 4, 5 + 2 * seed
    x, y = rng.random((n, d)), rng.normal(size=n)
    theta = np.array([*rng.normal(size=d + 1), rng.uniform(-6, 0)])
    return x, y, theta, rng.random((7, d))


def plain(x):
    return np.zeros(x.shape[1], bool)


def likelihood(x, y, theta, categorical):
    squares = apart(inputs(x), inputs(x), categorical) ** 2
    return log_likelihood(squares, y, theta)


@pytest.mark.parametrize("seed", SEEDS)
def test_mean_and_deviation_are_scikit_learns(seed):
    x, y, theta, z = setting(seed)
    kernel = ConstantKernel(np.exp(theta[0])) * Matern(np.exp(theta[1:-1]), nu=2.5)
    theirs = GaussianProcessRegressor(kernel, alpha=np.exp(theta[-1]), optimizer=None)
    mean, deviation = theirs.fit(x, y).predict(z, return_std=True)
    ours = GaussianProcess(x, y, theta, plain(x)).predict(z)
    np.testing.assert_allclose(ours[0], mean, rtol=0, atol=1e-6)
    np.testing.assert_allclose(ours[1], deviation, rtol=0, atol=1e-6)


@pytest.mark.parametrize("n", [1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 1])
def test_a_product_in_blocks_is_that_of_the_whole_triangle(n):
    rng = np.random.default_rng(n)
    root, k = np.tril(rng.normal(size=(n, n))), rng.normal(size=(3, n))
    np.testing.assert_allclose(times(k, root), k @ root, atol=1e-12)
    np.testing.assert_allclose(times_transposed(k, root), k @ root.T, atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_likelihood_and_its_gradient_are_scikit_learns(seed):
    x, y, theta, _ = setting(seed)
    kernel = ConstantKernel() * Matern(np.ones(x.shape[1]), nu=2.5) + WhiteKernel()
    theirs = GaussianProcessRegressor(kernel, alpha=0, optimizer=None).fit(x, y)
    value, gradient = theirs.log_marginal_likelihood(theta, eval_gradient=True)
    ours = likelihood(x, y, theta, plain(x))
    assert ours[0] == pytest.approx(value, abs=1e-6)
    np.testing.assert_allclose(ours[1], gradient, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_gradient_is_that_of_finite_differences(seed):
    x, y, theta, _ = setting(seed)
    categorical = np.arange(x.shape[1]) % 2 == 1
    x[:, categorical] = np.round(2 * x[:, categorical]) / 2
    x[::3, 0] = np.nan
    gradient = likelihood(x, y, theta, categorical)[1]
    for i in range(len(theta)):
        step = 1e-4 * np.eye(len(theta))[i]
        up = likelihood(x, y, theta + step, categorical)[0]
        down = likelihood(x, y, theta - step, categorical)[0]
        assert gradient[i] == pytest.approx((up - down) / 2e-4, rel=1e-5, abs=1e-6)


def test_categories_are_equal_or_one_apart_however_far_their_numbers():
    x = np.array([[0.1], [0.5], [0.9]])
    process = GaussianProcess(x, np.zeros(3), np.zeros(3), np.array([True]))
    expected = (1 + 5**0.5 + 5 / 3) * np.exp(-(5**0.5))
    off = process.correlations(process.inputs)[0][~np.eye(3, dtype=bool)]
    np.testing.assert_allclose(off, expected)


def test_an_input_that_does_not_count_makes_no_difference():
    x = np.array([[0.2, np.nan], [0.2, np.nan], [0.6, np.nan]])
    theta = np.log([1, 0.3, 0.3, 0.1])
    two = GaussianProcess(x, np.arange(3.0), theta, np.zeros(2, bool))
    one = GaussianProcess(x[:, :1], np.arange(3.0), theta[[0, 1, 3]], np.zeros(1, bool))
    assert two.correlations(two.inputs)[0][0, 1] == 1
    z = np.array([[0.4, np.nan]])
    assert two.predict(z)[0] == pytest.approx(one.predict(z[:, :1])[0])
    assert two.predict(z)[1] == pytest.approx(one.predict(z[:, :1])[1])


def test_without_noise_the_mean_meets_the_points_and_the_doubt_is_gone():
    x = np.linspace(0, 1, 6)[:, None]
    y = np.sin(6 * x[:, 0])
    process = GaussianProcess(x, y, np.log([1, 0.3, 1e-10]), np.array([False]))
    mean, deviation = process.predict(x)
    np.testing.assert_allclose(mean, y, atol=1e-6)
    assert deviation.max() < 1e-4
    far = process.predict(np.array([[1e3]]))
    assert far[0] == pytest.approx(0) and far[1] == pytest.approx(1)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_process_that_grows_row_by_row_is_the_one_of_all_points(seed):
    x, y, theta, z = setting(seed)
    x[::3, 0] = np.nan
    known = GaussianProcess(x[:4], y[:4], theta, plain(x))
    grown = known.extended(x[:-1], y[:-1]).extended(x, y)
    whole = GaussianProcess(x, y, theta, plain(x))
    np.testing.assert_allclose(grown.root, whole.root, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(grown.predict(z), whole.predict(z), rtol=0, atol=1e-6)


def test_a_process_keeps_of_its_root_what_other_points_begin_with():
    x, y, theta, z = setting(5)
    other = np.vstack([x[:6], z])
    process = GaussianProcess(x, y, theta, plain(x)).extended(other, np.ones(len(other)))
    expected = GaussianProcess(other, np.ones(len(other)), theta, plain(x))
    np.testing.assert_allclose(process.predict(z), expected.predict(z), rtol=0, atol=1e-6)


def test_repeated_points_with_different_values_do_not_break_it():
    x, y = np.full((6, 2), 0.5), np.arange(6.0) - 2.5
    process = GaussianProcess(x, y, np.log([1, 1, 1, 1e-10]), np.zeros(2, bool))
    assert np.isfinite(process.predict(x)[0]).all()


@pytest.mark.parametrize("centre", [0.3, -0.7])
def test_climb_finds_the_top_within_its_bounds(centre):
    low, high = np.zeros(2), np.ones(2)
    top = climb(lambda x: centre - x, np.array([0.9, 0.2]), (low, high), 0.1, 40)
    np.testing.assert_allclose(top, max(centre, 0), atol=1e-3)


def test_climb_leaves_alone_what_has_no_slope():
    x = np.array([[0.25, 0.5]])
    top = climb(lambda x: (0.75 - x) * [1, 0], x, (0, 1), 0.1, 40)
    np.testing.assert_allclose(top, [[0.75, 0.5]], atol=1e-4)


def test_climb_takes_longer_steps_while_the_sign_stays_and_halves_them_when_it_turns():
    steps = [0.0]

    def gradient(x):
        steps.append(float(x[0]))
        return np.where(x < 0.3, 1.0, -1.0)

    climb(gradient, np.zeros(1), (-9, 9), 0.1, 6)
    moves = np.diff(steps[1:])
    np.testing.assert_allclose(moves, [0.1, 0.12, 0.144, 0.0, -0.072], atol=1e-12)


def draws(seed, scale, noise, n=40):
    rng = np.random.default_rng(seed)
    x = rng.random((n, 1))
    truth = GaussianProcess(x, np.zeros(n), np.log([1, scale, noise]), np.array([False]))
    covariance = truth.correlations(truth.inputs)[0] + noise * np.eye(n)
    return x, np.linalg.cholesky(covariance) @ rng.normal(size=n)


def test_the_fit_tells_a_short_length_scale_from_a_long_one():
    found = {}
    for scale in (0.05, 0.5):
        thetas = [
            fit(*draws(seed, scale, 1e-4), np.array([False]), 1e-8) for seed in range(5)
        ]
        found[scale] = np.exp(np.median([theta[1] for theta in thetas]))
    assert found[0.05] == pytest.approx(0.05, rel=0.5)
    assert found[0.5] == pytest.approx(0.5, rel=0.6)


def test_the_fit_tells_noise_from_signal():
    for noise in (1e-3, 0.1):
        thetas = [
            fit(*draws(seed, 0.3, noise), np.array([False]), 1e-8) for seed in range(5)
        ]
        assert np.exp(np.median([t[2] for t in thetas])) == pytest.approx(noise, rel=0.5)


def test_the_fit_never_goes_below_the_least_noise():
    x = np.linspace(0, 1, 12)[:, None]
    y = np.sin(5 * x[:, 0])
    for least in (1e-2, 1e-4):
        theta = fit(x, y, np.array([False]), least)
        assert np.exp(theta[2]) >= least * (1 - 1e-9)
    assert np.exp(fit(x, y, np.array([False]), 1e-8)[2]) < 1e-5


def log_posterior(theta, x, y, active):
    """The priors once more, from their papers: densities, up to a constant."""
    middle, logs = np.sqrt(2) + np.log(active) / 2, theta[1:-1]
    prior = np.sum(-((logs - middle) ** 2) / 6 - logs)
    prior += theta[0] - np.exp(theta[0]) + 0.1 * theta[-1] - 3 * np.exp(theta[-1])
    return likelihood(x, y, theta, plain(x))[0] + prior


@pytest.mark.parametrize("seed", range(4))
def test_the_fit_is_on_a_top_of_the_posterior(seed):
    rng = np.random.default_rng(seed)
    x = rng.random((20, 2))
    y = np.sin(5 * x[:, 0]) + x[:, 1] ** 2 + 0.1 * rng.normal(size=20)
    y = (y - y.mean()) / y.std()
    theta = fit(x, y, plain(x), 1e-8)
    top = log_posterior(theta, x, y, 2)
    for step in 0.1 * np.vstack([np.eye(4), -np.eye(4)]):
        assert log_posterior(theta + step, x, y, 2) < top + 1e-3


def test_an_unused_input_does_not_move_the_prior_of_the_others():
    """A space of many branches counts as many dimensions as a branch has."""
    rng = np.random.default_rng(0)
    x, y = rng.random((12, 1)), rng.normal(size=12)
    wide = np.column_stack([x, np.full((12, 3), np.nan)])
    thin, thick = fit(x, y, plain(x), 1e-8), fit(wide, y, plain(wide), 1e-8)
    np.testing.assert_allclose(thick[[0, 1, -1]], thin, atol=1e-6)


@pytest.mark.parametrize("active", [1, 2])
def test_a_length_scale_of_which_no_score_tells_is_the_priors(active):
    """The top of a log-normal density, of Hvarfner's: mu - sigma ** 2."""
    rng = np.random.default_rng(0)
    x, y = np.full((12, 2), 0.5), rng.normal(size=12)
    x[:, 0] = rng.random(12)
    x[::active, 1] = np.nan  # never active, or in every other point
    theta = fit(x, y, plain(x), 1e-8)
    expected = np.sqrt(2) + np.log(active) / 2 - 3
    assert theta[2] == pytest.approx(expected, abs=0.03)
