"""Chapter 6: alpha, the score, and the coefficients that shrink."""

import numpy as np

from demystifying.moving import Axes, Figure, Slider, line, signed, text

ALPHAS = np.logspace(-3, 3, 25)


def said(alpha):
    """An alpha as people write it."""
    return (
        f"{alpha:.0f}" if alpha >= 10 else f"{alpha:.1f}" if alpha >= 1 else f"{alpha:.2g}"
    )


def shrinking(kinds, beta, data):
    """The figure. kinds: name -> Ridge, Lasso; beta: the truth; data: as of chapter 5."""
    x_train, x_val, y_train, y_val = data
    powers, p = np.log10(ALPHAS), int(np.count_nonzero(beta))
    fits = {
        name: [kind(alpha=a, fit_intercept=False).fit(x_train, y_train) for a in ALPHAS]
        for name, kind in kinds.items()
    }
    curves = {
        name: [
            [fit.score(*rows) for fit in some]
            for rows in ((x_train, y_train), (x_val, y_val))
        ]
        for name, some in fits.items()
    }
    top = Axes((-3, 3), (-0.1, 1), (44, 26, 400, 130), "alpha", "R²")
    top.xticks = {-3: "0.001", -2: "0.01", -1: "0.1", 0: "1", 1: "10", 2: "100", 3: "1000"}
    top.yticks = (0, 0.5, 1)
    below = Axes((0, len(beta) + 1), (-0.9, 1.6), (44, 224, 400, 130), "", "coefficients")
    below.yticks = {0: "0", 1: "1"}
    truth = below.line([0.5, p + 0.5, p + 0.5, len(beta) + 0.5], [1, 1, 0, 0], "c0 dotted")
    named = text(444, 232, "the 8 that count", "end c2 bold") + text(
        444, 248, "the 42 that do not", "end c1 bold"
    )

    def stems(numbers, values, kind):
        paths = []
        for number, value in zip(numbers, values, strict=True):
            if value != 0:
                paths.append(line([below.at(number, 0), below.at(number, value)], kind))
        return "".join(paths)

    def frame(kind, alpha):
        number = int(np.argmin(np.abs(ALPHAS - alpha)))
        own, fresh = curves[kind]
        coef = fits[kind][number].coef_
        drawn = [
            top.line(powers, own, "c4"),
            top.line(powers, fresh, "c3"),
            top.text(-2.95, own[0] + 0.05, "training", "c4 bold"),
            top.text(-2.95, fresh[0] + 0.05, "validation", "c3 bold"),
            top.upright(powers[number], "c0 dashed"),
            top.dots([powers[number]] * 2, [own[number], fresh[number]], "c0", 4),
            stems(range(1, p + 1), coef[:p], "stem c2"),
            stems(range(p + 1, len(coef) + 1), coef[p:], "stem c1"),
        ]
        zeros = int(np.sum(coef == 0))
        return "".join(drawn), (
            f"{kind} with alpha {said(alpha)}: R² is {signed(own[number], 2)} on the "
            f"training rows and {signed(fresh[number], 2)} on the validation rows. The 8 "
            f"that count are {np.mean(coef[:p]):.2f} on average, the size of the other 42 "
            f"is {np.mean(np.abs(coef[p:])):.2f} on average, and {zeros} of 50 are exactly "
            "zero."
        )

    default = float(ALPHAS[12])
    return Figure(
        "What a penalty does to fifty coefficients",
        frame,
        alt=(
            "Above, R² on training and validation rows over alpha on a log scale, with a "
            "marker at the alpha chosen. Below, the fifty coefficients for that alpha as "
            "stems, and the truth as a dotted step: one for the first eight, zero after."
        ),
        back=top.frame() + below.frame() + truth + named,
        height=362,
        printed=[
            {"kind": "Ridge", "alpha": float(ALPHAS[18])},
            {"kind": "Lasso", "alpha": float(ALPHAS[10])},
            {"kind": "Lasso", "alpha": float(ALPHAS[14])},
        ],
        kind=Slider("model", kinds, "Ridge"),
        alpha=Slider("alpha", [float(a) for a in ALPHAS], default, words=said),
    )
