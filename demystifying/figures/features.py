"""Chapter 5: rows, features and noise, and what least squares makes of them."""

import numpy as np
from sklearn.linear_model import LinearRegression

from demystifying.moving import Axes, Figure, Slider, signed
from minituner.datasets import make_linear_data

ROWS, SIGMAS = (75, 100, 200, 1000), (1.0, 2.0, 4.0)
SIZES = (1, 4, 6, 8, 10, 15, 20, 30, 40, 50)


def expected(k, n, sigma, p):
    """R² on the training rows and on fresh ones, by the chapter's formula, and the best.

    k: (m,), features in the model; p of them count. A feature has the variance 2, the
    noise 2 sigma²; what is left out of the model is noise too.
    """
    noise = 2 * sigma**2
    total = noise + 2 * p
    left = noise + 2 * np.maximum(p - k, 0)
    own = 1 - left * (1 - k / n) / total
    fresh = 1 - left * (1 + k / (n - k - 1)) / total
    return own, fresh, 1 - noise / total


def features(beta):
    """The figure. beta: (d,), the true coefficients: ones, and then zeros."""
    d, p = len(beta), int(np.count_nonzero(beta))
    axes = Axes((1, d), (-0.55, 1), (44, 26, 400, 236), "features in the model", "R²")
    axes.xticks, axes.yticks = (
        (1, p, 20, 30, 40, d),
        {-0.5: "−0.5", 0: "0", 0.5: "0.5", 1: "1"},
    )
    sizes = np.arange(1, d + 1)
    data = {}

    def frame(n, sigma, k):
        own, fresh, best = expected(sizes, n, sigma, p)
        if (n, sigma) not in data:
            data[n, sigma] = make_linear_data(beta, n=n, sigma=sigma)
        x, x_new, y, y_new = data[n, sigma]
        model = LinearRegression(fit_intercept=False).fit(x[:, :k], y)
        scores = model.score(x[:, :k], y), model.score(x_new[:, :k], y_new)
        drawn = [
            axes.level(best, "c0 dotted"),
            axes.text(1, best + 0.03, "best possible", "c0 bold"),
            axes.line(sizes, own, "c2"),
            axes.line(sizes, fresh, "c1"),
            axes.dots([k, k], scores, "c0", 3),
            axes.dots([k], scores[:1], "c2", 5),
            axes.dots([k], scores[1:], "c1", 5),
            axes.text(d, own[-1] + 0.04, "training", "end c2 bold"),
            axes.text(d, max(fresh[-1], -0.42) - 0.09, "fresh", "end c1 bold"),
        ]
        return "".join(drawn), (
            f"{n} rows, noise {sigma:g}, {k} feature{'s' * (k > 1)}: one data set scores "
            f"{signed(scores[0], 2)} on its own rows and {signed(scores[1], 2)} on fresh "
            f"ones. The formula expects {signed(own[k - 1], 2)} and "
            f"{signed(fresh[k - 1], 2)}, and nobody gets above {best:.2f}."
        )

    return Figure(
        "Rows, features, noise",
        frame,
        alt=(
            "R² over the number of features in the model. The expected score on the "
            "training rows rises, that on fresh rows has its top at the eight features "
            "that count, and a dotted line is the best possible; two dots are one data "
            "set."
        ),
        back=axes.frame(),
        height=302,
        printed=[{"n": 75}, {"n": 1000}, {"sigma": 4.0}],
        n=Slider("rows, n", ROWS, 100),
        sigma=Slider("noise, σ", SIGMAS, 2.0, words="{:g}".format),
        k=Slider("features, k", SIZES, 50),
    )
