"""The data of the book are what chapter 5 says of them."""

import numpy as np
import pytest

from minituner.datasets import make_linear_data

pytestmark = pytest.mark.chapter(5)


def test_the_halves_are_those_of_the_blog_post():
    beta = np.concatenate([np.ones(8), np.zeros(42)])
    x = np.random.default_rng(0).laplace(size=(200, 50))
    y = x @ beta + 2 * np.random.default_rng(1).laplace(size=200)
    x_train, x_val, y_train, y_val = make_linear_data(beta)
    assert np.array_equal(np.concatenate([x_train, x_val]), x)
    assert np.array_equal(np.concatenate([y_train, y_val]), y)


def test_the_variances_are_those_of_the_derivation():
    beta = np.ones(8)
    x, _, y, _ = make_linear_data(beta, n=400_000)
    assert np.var(x @ beta) / 16 == np.clip(np.var(x @ beta) / 16, 0.98, 1.02)
    assert np.var(y - x @ beta) / 8 == np.clip(np.var(y - x @ beta) / 8, 0.98, 1.02)


def test_the_seeds_are_apart():
    first = make_linear_data(np.ones(3), n=5, seeds=(0, 1))
    other_noise = make_linear_data(np.ones(3), n=5, seeds=(0, 2))
    assert np.array_equal(first[0], other_noise[0])
    assert not np.array_equal(first[2], other_noise[2])
