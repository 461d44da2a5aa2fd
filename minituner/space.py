"""The search space: a list of dimensions, and the one rule of which are active."""

import math

from minituner.dimensions import Boolean, Choice, Fixed, Float, Int

KINDS = {kind.__name__: kind for kind in (Int, Float, Choice, Boolean, Fixed)}


class Space(list):
    """Dimensions in the order of their declaration: parents before their children.

    A name may stand here more than once, under other conditions each time. scopes:
    every stack of conditions that was entered, in that order, as keys.
    """

    def __init__(self, dimensions=()):
        super().__init__()
        self.scopes = {(): None}
        self._known = {}  # (name, conditions) -> dimension
        for dimension in dimensions:
            self.declare(dimension)

    def declare(self, dimension):
        """Add a dimension; return it, or the one that has its name and conditions."""
        key = dimension.name, dimension.conditions
        if key not in self._known:
            self._known[key] = dimension
            self.append(dimension)
            self.scopes.setdefault(dimension.conditions)
        return self._known[key]

    def copy(self):
        """A space of its own, with the same dimensions."""
        space = Space(self)
        space.scopes = dict(self.scopes)
        return space

    def named(self, name):
        """The dimensions of that name: one for each stack of conditions."""
        return [dimension for dimension in self if dimension.name == name]

    def configuration(self, choose, before=None):
        """Values of the active dimensions, by name: choose(dimension) gives each.

        before: the dimension to stop at, if it is not the end.
        """
        values = {}
        for dimension in self:
            if dimension is before:
                break
            if dimension.name not in values and holds(dimension.conditions, values):
                values[dimension.name] = choose(dimension)
        return values

    def active(self, values, before=None):
        """The values of the active dimensions: those given, else the defaults."""
        return self.configuration(lambda d: current(d, values), before)

    def to_values(self, u):
        """The configuration at a point of the unit cube: (d,)."""
        units = dict(zip(map(id, self), u, strict=True))
        return self.configuration(lambda d: d.from_unit(units[id(d)]))

    def to_point(self, values):
        """A point of the unit cube: (d,); NaN where a dimension has no value."""
        point = []
        for dimension in self:
            value = values.get(dimension.name)
            point.append(dimension.to_unit(value) if value in dimension else math.nan)
        return point

    def get_config(self):
        """Plain values that JSON can hold; `from_config` reads them."""
        return [dimension.get_config() for dimension in self]

    @classmethod
    def from_config(cls, config):
        """Make the space again whose `get_config` this is, by way of JSON too."""
        return cls(map(dimension_from_config, config))


def holds(conditions, active):
    """Whether each parent is active, and has one of the values that are asked for."""
    for parent, taken in conditions:
        if parent not in active or active[parent] not in taken:
            return False
    return True


def current(dimension, values):
    """The value of a dimension: the one that its name is given, else the default."""
    value = values.get(dimension.name, dimension.default)
    return value if type(value) is type(dimension.default) else dimension.own(value)


def dimension_from_config(config):
    """Make the dimension again whose `get_config` this is, by way of JSON too."""
    arguments = dict(config["config"])
    conditions = arguments.pop("conditions")
    conditions = tuple((parent, tuple(values)) for parent, values in conditions)
    return KINDS[config["class_name"]](**arguments, conditions=conditions)
