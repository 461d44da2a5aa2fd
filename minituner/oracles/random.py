"""Random search: a point that was not tried before, each as likely as another."""

import math
from dataclasses import dataclass, replace
from itertools import islice

from minituner.dimensions import Int
from minituner.oracles.base import Oracle, Suggestion
from minituner.oracles.grid import configurations
from minituner.space import Space

DRAWS = 100  # before we list what is left
LISTED = 1000  # of these at most


@dataclass(eq=False)
class RandomSearchOracle(Oracle):
    """Draws at random; stops when all configurations of a finite space were tried."""

    max_trials: int | None = 10

    def propose(self, space, history):
        return draw(space, history, self.generator(history))


def draw(space, history, generator, *plan):
    """A Suggestion of values that are not in the history; None if there are no more.

    Source: Bergstra and Bengio, Random Search for Hyper-Parameter Optimization
    (2012).
    """
    endless = any(dimension.size == math.inf for dimension in space)
    for _ in range(100 * DRAWS if endless else DRAWS):
        values = space.configuration(lambda d: d.from_unit(generator.random()))
        if values not in history:
            return Suggestion(values, *plan)

    def whole(d):  # else the odometer reads ten values of an Int on a log scale
        ten = isinstance(d, Int) and d.step is None
        return replace(d, sampling="linear", step=1) if ten else d

    every = configurations(Space(map(whole, space)))
    left = list(islice((v for v in every if v not in history), LISTED))
    return Suggestion(left[generator.integers(len(left))], *plan) if left else None
