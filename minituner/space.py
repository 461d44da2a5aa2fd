"""The search space: a list of dimensions, and the one rule of which are active."""

import math

from minituner.dimensions import Boolean, Choice, Fixed, Float, Int

KINDS = {kind.__name__: kind for kind in (Int, Float, Choice, Boolean, Fixed)}


class Space(list):
    """Dimensions in the order of their declaration: parents before their children.

    A name may stand here more than once, under other conditions each time.
    """

    def __init__(self, dimensions=()):
        super().__init__()
        self._declared = {}  # (name, conditions) -> Dimension
        for dimension in dimensions:
            self.declare(dimension)

    def declare(self, dimension):
        """Add a dimension; return it, or the one that has its name and conditions."""
        key = dimension.name, dimension.conditions
        if key not in self._declared:
            self._declared[key] = dimension
            self.append(dimension)
        return self._declared[key]

    def named(self, name):
        """The dimensions of that name: one for each stack of conditions."""
        return [dimension for dimension in self if dimension.name == name]

    def configuration(self, choose):
        """Values of the active dimensions, by name: choose(dimension) gives each."""
        values = {}
        for dimension in self:
            if dimension.name not in values and holds(dimension.conditions, values):
                values[dimension.name] = choose(dimension)
        return values

    def active(self, values):
        """The values of the active dimensions: those given, else the defaults."""
        return self.configuration(lambda d: values.get(d.name, d.default))

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
    return all(p in active and active[p] in taken for p, taken in conditions)


def dimension_from_config(config):
    """Make the dimension again whose `get_config` this is, by way of JSON too."""
    arguments = dict(config["config"])
    conditions = arguments.pop("conditions")
    conditions = tuple((parent, tuple(values)) for parent, values in conditions)
    return KINDS[config["class_name"]](**arguments, conditions=conditions)
