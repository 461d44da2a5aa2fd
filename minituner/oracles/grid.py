"""Grid search: every configuration once, like the readings of an odometer."""

from minituner.oracles.base import Oracle, Suggestion
from minituner.space import current


class GridSearchOracle(Oracle):
    """Tries every configuration: the defaults first, then the last name fastest."""

    def propose(self, space, history):
        values = history[-1].values if len(history) else None
        for _ in range(2):  # from the last trial to the end; and from the start
            while (values := successor(space, values)) is not None:
                if values not in history:
                    return Suggestion(values)
        return None


def configurations(space):
    """All configurations, in the order of the odometer."""
    values = None
    while (values := successor(space, values)) is not None:
        yield values


def successor(space, values):
    """The configuration after `values`, or None; the first comes after None."""
    if values is None:
        return space.active({})
    digits = []  # the active dimensions, and their values

    def read(dimension):
        value = current(dimension, values)
        digits.append((dimension, value))
        return value

    space.configuration(read)
    while digits:
        last, value = digits.pop()
        if (following := digit_after(last, value)) is not None:
            kept = {d.name: v for d, v in digits}
            return space.active(kept | {last.name: following})
    return None


def digit_after(dimension, value):
    """The default is followed by the other values, ascending; the last by None."""
    values = dimension.values
    start = 0
    if value != dimension.default and value in values:
        start = values.index(value) + 1
    two = values[start : start + 2]  # since one of them may be the default
    return next((other for other in two if other != dimension.default), None)
