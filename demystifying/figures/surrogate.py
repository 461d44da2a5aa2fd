"""Chapter 10: a Gaussian process on a known curve, and where expected improvement goes."""

import numpy as np

from demystifying.moving import Axes, Figure, Points, Slider, Steps, signed, text
from minituner.gaussian_process import GaussianProcess, log_likelihood
from minituner.oracles.bayesian import log_improvement

SCALES = (0.03, 0.1, 0.2, 0.4, 0.8)
NOISES = {0.0: "none", 0.1: "a tenth", 0.5: "a half"}  # deviation, in those of the scores
STEPS = 6
EVERY = 5  # of the 401 places, what is drawn

ALT = (
    "Validation R² over u from 0 to 1: the dotted truth, the points seen so far, the guess "
    "with a band of two deviations, the promise as a filled curve below on its own scale, "
    "and a dashed line at the most promising place."
)


def thought(u, truth, seen, scale, noise):
    """What the model thinks when it has seen these places, and where it would go next.

    u, truth: all places, and their scores; seen: numbers of places, two scores of which
    differ. A score is a negative loss here, and measured in deviations of those seen.
    """
    theta = np.log([1, scale, noise**2 + 1e-6])
    x, scores = u[:, None], truth[seen]
    center, unit = scores.mean(), scores.std()
    model = GaussianProcess(x[seen], (center - scores) / unit, theta, np.array([False]))
    mean, doubt = model.predict(x)
    promise = unit * np.exp(log_improvement(model, x))
    order = np.argsort(-promise, kind="stable")
    squares = (x[seen] - x[seen].T)[None] ** 2
    return {
        "seen": list(seen),
        "mean": center - unit * mean,
        "doubt": unit * doubt,
        "promise": promise,
        "next": next(int(place) for place in order if place not in seen),
        "likelihood": log_likelihood(squares, model.y, theta)[0],
    }


def search(u, truth, seen, scale, noise, steps):
    """What the model thinks before each step, if each goes where it promises most."""
    seen = list(seen)
    for _ in range(steps):
        now = thought(u, truth, seen, scale, noise)
        yield now
        seen.append(now["next"])


AXES = Axes((0, 1), (-0.2, 0.8), (44, 26, 400, 236), "u", "validation R²")
AXES.xticks, AXES.yticks = (0, 0.25, 0.5, 0.75, 1), (0, 0.25, 0.5, 0.75)
BELOW = Axes((0, 1), (0, 1), (44, 318, 400, 50), "", "promise (on a scale of its own)")


def drawn(u, truth, now):
    """A frame of the figure: what is drawn, and what is said."""
    some = slice(None, None, EVERY)
    at = u[some]
    mean, doubt, height = (now[name][some] for name in ("mean", "doubt", "promise"))
    here, best = u[now["next"]], truth[now["seen"]].max()
    parts = [
        AXES.band(at, mean - 2 * doubt, mean + 2 * doubt, "c1"),
        AXES.line(at, mean, "c1"),
        AXES.upright(here, "c2 dashed"),
        AXES.dots(u[now["seen"]], truth[now["seen"]], "c1", 5),
        BELOW.band(at, 0 * height, height / now["promise"].max(), "c2 strong"),
        BELOW.upright(here, "c2 dashed"),
    ]
    outside = np.abs(truth - now["mean"]) > 2 * now["doubt"]
    guess, width = now["mean"][now["next"]], now["doubt"][now["next"]]
    return "".join(parts), (
        f"After {len(now['seen'])} points the best score is {best:.3f}. The promise is "
        f"highest at u = {here:.2f}: there the guess is {guess:.2f}, and "
        f"the doubt {width:.2f}. The truth is outside the band on "
        f"{outside.mean():.0%} of the axis. "
        f"Log marginal likelihood: {signed(now['likelihood'])}."
    )


def with_points(truth, seen, scale, noise):
    """A frame with the reader's own points, and the place that promises most.

    For the page: truth: the scores that it knows; seen: numbers of places; scale, noise:
    the numbers of the values that the sliders have.
    """
    truth = np.array(truth)
    u = np.linspace(0, 1, len(truth))
    now = thought(u, truth, seen, SCALES[scale], list(NOISES)[noise])
    return [*drawn(u, truth, now), now["next"]]


def surrogate(u, truth, u_seen):
    """The figure. u, truth: (401,); u_seen: where the search begins, places among u."""
    first = [int(np.abs(u - v).argmin()) for v in u_seen]
    words = ("truth", "c0"), ("guess and doubt", "c1"), ("next place", "c2")
    named = "".join(
        text(444, 40 + 16 * row, word, f"end bold {kind}")
        for row, (word, kind) in enumerate(words)
    )
    some = slice(None, None, EVERY)
    back = AXES.frame() + BELOW.frame() + named
    searches = {}

    def frame(scale, noise, seen):
        if (scale, noise) not in searches:
            searches[scale, noise] = list(search(u, truth, first, scale, noise, STEPS))
        return drawn(u, truth, searches[scale, noise][seen - len(first)])

    left, _, width, _ = AXES.place
    return Figure(
        "A guess, a doubt, and where to go next",
        frame,
        alt=ALT,
        back=back + AXES.line(u[some], truth[some], "c0 dotted"),
        height=374,
        printed=[{"scale": 0.03, "seen": 8}, {"seen": 8}, {"scale": 0.8}],
        points=Points(
            "demystifying.figures.surrogate",
            left,
            width,
            np.round(truth, 4).tolist(),
            first,
        ),
        scale=Slider("length scale", SCALES, 0.2),
        noise=Slider("noise", NOISES, 0.0, words=NOISES.get),
        seen=Steps("points seen", range(len(first), len(first) + STEPS), len(first)),
    )
