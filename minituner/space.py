"""The search space: a list of dimensions, and the one rule for which are active."""

import math

from minituner.dimensions import Boolean, Choice, Fixed, Float, Int

KINDS = {kind.__name__: kind for kind in (Int, Float, Choice, Boolean, Fixed)}


class Space(list):
    """Dimensions in the order of their declaration: parents before their children.

    A name may occur more than once, each time under other conditions. scopes: every
    stack of conditions that was entered, in order, as keys.
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
        """A separate space with the same dimensions."""
        space = Space(self)
        space.scopes = dict(self.scopes)
        return space

    def named(self, name):
        """The dimensions of that name: one for each stack of conditions."""
        return [dimension for dimension in self if dimension.name == name]

    def configuration(self, choose, before=None):
        """Values of the active dimensions, by name: choose(dimension) gives each.

        before: the dimension to stop at; by default, none.
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
        """Rebuild a space from its `get_config`, which may have been through JSON."""
        return cls(map(dimension_from_config, config))


def holds(conditions, active):
    """Whether each parent is active, and has one of the values that are asked for."""
    for parent, taken in conditions:
        if parent not in active or active[parent] not in taken:
            return False
    return True


def current(dimension, values):
    """The value of a dimension: the one given for its name, else the default."""
    value = values.get(dimension.name, dimension.default)
    return value if type(value) is type(dimension.default) else dimension.own(value)


def dimension_from_config(config):
    """Rebuild a dimension from its `get_config`, which may have been through JSON."""
    arguments = dict(config["config"])
    conditions = arguments.pop("conditions")
    conditions = tuple((parent, tuple(values)) for parent, values in conditions)
    return KINDS[config["class_name"]](**arguments, conditions=conditions)
