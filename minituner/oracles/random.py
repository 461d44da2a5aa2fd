"""Random search: a point that was not tried before, each as likely as another."""

from dataclasses import dataclass, replace

from minituner.dimensions import Int
from minituner.oracles.base import Oracle, Suggestion
from minituner.oracles.grid import configurations
from minituner.space import Space

DRAWS = 1000  # draws before an odometer looks for what is left


@dataclass(eq=False)
class RandomSearchOracle(Oracle):
    """Draws at random; stops once all configurations of a finite space have been tried."""

    max_trials: int | None = 10

    def propose(self, space, history):
        return draw(space, history, self.generator(history))


def draw(space, history, generator, *plan):
    """A Suggestion of values that are not in the history; None if there are no more.

    Source: Bergstra and Bengio, Random Search for Hyper-Parameter Optimization
    (2012).
    """
    for _ in range(DRAWS):
        values = space.configuration(lambda d: d.from_unit(generator.random()))
        if values not in history:
            return Suggestion(values, *plan)

    def whole(d):  # else the odometer reads ten values of an Int on a log scale
        ten = isinstance(d, Int) and d.step is None
        return replace(d, sampling="linear", step=1) if ten else d

    every = configurations(Space(map(whole, space)))
    left = (Suggestion(values, *plan) for values in every if values not in history)
    return next(left, None)
