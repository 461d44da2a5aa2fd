"""Grid search: every configuration once, like the readings of an odometer."""

from functools import partial

from minituner.oracles.base import Oracle, Suggestion


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
        return space.configuration(partial(kept_or_default, {}))
    digits = []  # the active dimensions, and their values

    def read(dimension):
        value = kept_or_default(values, dimension)
        digits.append((dimension, value))
        return value

    space.configuration(read)
    while digits:
        last, value = digits.pop()
        if (following := digit_after(last, value)) is not None:
            kept = {d.name: v for d, v in [*digits, (last, following)]}
            return space.configuration(partial(kept_or_default, kept))
    return None


def kept_or_default(kept, dimension):
    return kept.get(dimension.name, dimension.default)


def digit_after(dimension, value):
    """The default is followed by the other values, ascending; the last by None."""
    place, values = -1, dimension.values
    if value != dimension.default and value in values:
        place = values.index(value)
    following = values[place + 1 : place + 3]  # one of the two may be the default
    return next((v for v in following if v != dimension.default), None)
