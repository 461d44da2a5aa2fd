"""Chapter 8: a grid against random points, where one dimension may not matter."""

import numpy as np

from demystifying.moving import Axes, Figure, Slider, Steps, box, text
from minituner import History, Objective, Trial
from minituner.dimensions import Float
from minituner.oracles import GridSearchOracle, RandomSearchOracle
from minituner.space import Space

WEIGHTS = {0.0: "not at all", 0.1: "a little", 1.0: "as much as x"}
SEEDS = range(5)
SQUARE = 190  # units of the picture


def loss(x, y, weight):
    """Lowest, 0, where x is 0.3 and y 0.8; weight: how much y matters."""
    return (x - 0.3) ** 2 + weight * (y - 0.8) ** 2


def points(oracle, number, **step):
    """x and y of the first trials of an oracle: (2, number)."""
    space = Space(
        Float(name=name, min_value=0.0, max_value=1.0, **step) for name in ("x", "y")
    )
    history = History()
    for n in range(number):
        values = oracle.ask(space, history).values
        history.record(Trial(str(n), values, status="COMPLETED", score=0.0))
    return np.array([[t.values["x"], t.values["y"]] for t in history]).T


def grid_or_random(numbers=(4, 9, 16, 25)):
    """The figure. numbers: of trials, squares of whole numbers."""
    lefts = {"grid": 40, "random": 278}
    squares = {
        name: Axes((0, 1), (0, 1), (left, 108, SQUARE, SQUARE))
        for name, left in lefts.items()
    }
    above = {
        name: Axes((0, 1), (0, 0.5), (left, 36, SQUARE, 56)) for name, left in lefts.items()
    }
    goal, fine = Objective("loss", "min"), np.linspace(0, 1, 41)
    found = {
        ("grid", n): points(GridSearchOracle(goal), n, step=1 / (round(n**0.5) - 1))
        for n in numbers
    }
    for seed in SEEDS:
        drawn = points(RandomSearchOracle(goal, max_trials=None, seed=seed), max(numbers))
        found |= {("random", n, seed): drawn[:, :n] for n in numbers}

    back = [text(4, 60, "loss"), text(4, 204, "y")]
    for name, axes in squares.items():
        left, top, width, height = axes.place
        back.append(box(left, top, width, height, "c0 open"))
        back.append(text(left, 18, name, "bold"))
        back.append(text(left + width, top + height + 16, "x", "end"))
        back.append(above[name].line(fine, loss(fine, 0.8, 0), "c0"))

    def frame(number, weight, seed):
        drawn, best, different = [], {}, {}
        for name, place in {"grid": (), "random": (seed,)}.items():
            x, y = found[name, number, *place]
            losses = loss(x, y, weight)
            here, apart = losses.argmin(), np.unique(x)
            drawn += [squares[name].upright(v, "c1 thin faint") for v in apart]
            drawn.append(squares[name].dots(x, y, "c1", 4))
            drawn.append(squares[name].dots(x[[here]], y[[here]], "c2", 6))
            drawn.append(above[name].dots(apart, loss(apart, 0.8, 0), "c1", 3.5))
            drawn.append(above[name].dots(x[[here]], loss(x[[here]], 0.8, 0), "c2", 5))
            best[name], different[name] = losses[here], len(apart)
        return "".join(drawn), (
            f"{number} trials, and y matters {WEIGHTS[weight]}. The grid has "
            f"{different['grid']} different values of x, and its best loss is "
            f"{best['grid']:.3f}; random search has {different['random']}, and its best is "
            f"{best['random']:.3f}. The lowest possible is 0."
        )

    return Figure(
        "How many different values of x?",
        frame,
        alt=(
            "Two squares of points, a grid and random ones, the best of each in orange. "
            "Above each square, the loss as a curve over x alone, with a dot at each "
            "different x that the points have: few for the grid, one for each random "
            "point."
        ),
        back="".join(back),
        height=322,
        printed=[{"number": 25}, {"weight": 1.0}, {"seed": 2}],
        number=Slider("trials", numbers, 9),
        weight=Slider("y matters", WEIGHTS, 0.0, words=WEIGHTS.get),
        seed=Steps("random seed", SEEDS),
    )
