"""One dimension of a search space: its values, and its map to and from [0, 1]."""

import functools
import math
from dataclasses import dataclass, fields
from decimal import Decimal

from minituner.checks import is_bool, plain, refuse

SAMPLINGS = ("linear", "log", "reverse_log")


@dataclass(kw_only=True)
class Dimension:
    """A hyperparameter's name, its default, and when it is active.

    conditions: pairs (a parent's name, tuple of its values); all must hold.
    """

    name: str
    default: object = None
    conditions: tuple = ()
    ordered = True  # whether neighbours are alike; a Choice may say no

    @property
    def size(self):
        """How many values there are; infinite for a Float without a step."""
        return len(self.values)

    def __contains__(self, value):
        return value in self.values and is_bool(value) == is_bool(self.values[0])

    def from_unit(self, u):
        """The value at u in [0, 1], cut into equal buckets, one for each value."""
        return self.values[min(int(u * self.size), self.size - 1)]

    def to_unit(self, value):
        """The middle of the bucket of `value`."""
        return (self.values.index(value) + 0.5) / self.size

    def settle_default(self):
        """Take the first value where no default was given; refuse a foreign one."""
        self.default = plain(self.default)
        if self.default is None:
            self.default = self.values[0]
        elif self.default not in self:
            self.refuse("default", "one of its values", self.default, "or leave it out")

    def refuse(self, argument, expected, got, remedy):
        """Raise an error that also says where."""
        where = f"{type(self).__name__} {self.name!r}: {argument}"
        refuse(where, expected, repr(got), remedy)

    def fixed(self):
        """The same at its default: recorded, and not tuned."""
        return Fixed(name=self.name, value=self.default, conditions=self.conditions)

    def get_config(self):
        """Plain values that JSON can hold; `Space.from_config` reads them."""
        config = {field.name: getattr(self, field.name) for field in fields(self)}
        return {"class_name": type(self).__name__, "config": config}


@dataclass(kw_only=True)
class Number(Dimension):
    """Numbers from min_value to max_value, both included.

    step: added from one value to the next or, on a log scale, multiplied.
    sampling: "linear"; "log", fine near the minimum; "reverse_log", fine near the
    maximum. Source: KerasTuner 1.4.8, hp_types/numerical.py.
    """

    min_value: float
    max_value: float
    step: float | None = None
    sampling: str = "linear"

    def __post_init__(self):
        if self.sampling not in SAMPLINGS:
            self.refuse("sampling", f"one of {SAMPLINGS}", self.sampling, "choose one")
        optional = [n for n in ("step", "default") if getattr(self, n) is not None]
        for argument in ("min_value", "max_value", *optional):
            setattr(self, argument, self.number(argument))
        low = self.min_value
        log = self.sampling != "linear"
        if self.step is None and self.width and not log:
            self.step = 1
        if low > self.max_value:
            self.refuse("max_value", f"{low} or more", self.max_value, "swap the two")
        if log and low <= 0:
            remedy = 'use sampling="linear" or raise it'
            self.refuse("min_value", "more than 0 on a log scale", low, remedy)
        least = 1 if log else 0  # to multiply by 1, or to add 0, leads nowhere
        if self.step is not None and self.step <= least:
            self.refuse("step", f"more than {least}", self.step, "or leave it out")
        if self.step is None and self.default is None:
            self.default = low
        self.settle_default()

    @property
    def size(self):
        if self.width and (self.step is None or self.sampling == "linear"):
            return (self.max_value - self.min_value) // (self.step or 1) + 1
        finite = self.step is not None or self.min_value == self.max_value
        return len(self.values) if finite else math.inf

    def number(self, argument):
        """An argument as an int or a float; refuse what has no such value."""
        value = plain(getattr(self, argument))
        try:
            number = self.types[0](value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if number != value or abs(number) == math.inf:
            self.refuse(argument, self.expected, value, self.remedy)
        return number

    @functools.cached_property
    def values(self):
        """All values, ascending; ten, with both ends, if there is no step."""
        inner = [self.warp(i / 9, self.max_value) for i in range(1, 9)]
        ten = [self.min_value, *inner, self.max_value]
        numbers = ten if self.step is None else self.grid()
        return tuple(dict.fromkeys(map(self.tidy, numbers)))

    def grid(self):
        """What the step leads to: from the minimum or, on a reverse log scale, from
        the maximum.

        In decimals, as the numbers were typed: in binary, 1.0 // 0.2 is 4, and
        3 * 0.2 is 0.6000000000000001. The 1e-9 is for inexact logarithms.
        """
        numbers = self.min_value, self.max_value, self.step
        low, high, step = (Decimal(str(number)) for number in numbers)
        if self.sampling == "linear":
            return [low + i * step for i in range(int((high - low) // step) + 1)]
        count = math.floor(math.log(high / low, step) + 1e-9) + 1
        powers = [low * step**i for i in range(count)]
        if self.sampling == "log":
            return powers
        return [low + high - power for power in reversed(powers)]

    def warp(self, u, high):
        """Map u in [0, 1] to [min_value, high], by the sampling."""
        low = self.min_value
        if self.sampling == "linear":
            return low + u * (high - low)
        if self.sampling == "log":
            return low * (high / low) ** u
        return low + high - low * (high / low) ** (1 - u)

    def unwarp(self, x, high):
        """The u that `warp` maps to x; the middle, if low and high are one."""
        low = self.min_value
        if low == high:
            return 0.5
        if self.sampling == "linear":
            return (x - low) / (high - low)
        if self.sampling == "log":
            return math.log(x / low) / math.log(high / low)
        return 1 - math.log((low + high - x) / low) / math.log(high / low)

    def __contains__(self, value):
        if self.step is not None:
            return super().__contains__(value)
        number = isinstance(value, self.types) and not is_bool(value)
        return number and self.min_value <= value <= self.max_value

    def from_unit(self, u):
        if self.step is not None:
            return super().from_unit(u)
        x = self.types[0](self.warp(u, self.max_value + self.width))
        return min(max(x, self.min_value), self.max_value)

    def to_unit(self, value):
        if self.step is not None:
            return super().to_unit(value)
        u = self.unwarp(value + self.width / 2, self.max_value + self.width)
        return min(max(u, 0.0), 1.0)


class Float(Number):
    """A real number. Without a step, any in the range."""

    types = (float, int)
    expected, remedy = "a finite number", "give one"
    width = 0  # of the interval that belongs to one value

    def tidy(self, number):
        return min(float(number), self.max_value)


class Int(Number):
    """A whole number. On a linear scale the step is 1 if none is given."""

    types = (int,)
    expected, remedy = "a whole number", "round it, or use Float"
    width = 1

    @property
    def values(self):
        if self.sampling == "linear":  # a range needs no memory, however long
            return range(self.min_value, self.max_value + 1, self.step)
        return super().values

    def tidy(self, number):
        return round(number)


@dataclass(kw_only=True)
class Choice(Dimension):
    """One of several values, all bool, int, float or str, and each of them once.

    ordered: whether neighbours are alike; True for numbers unless it is given.
    """

    values: tuple
    ordered: bool | None = None

    def __post_init__(self):
        if isinstance(self.values, str) or not hasattr(self.values, "__iter__"):
            self.refuse("values", "a list", self.values, "put it in brackets")
        values = [plain(value) for value in self.values]
        types = {type(value) for value in values}
        remedy = "or choose an index, and look it up in a table of your own"
        if len(types) != 1 or not types <= {bool, int, float, str}:
            expected = "values that are all bool, all int, all float or all str"
            self.refuse("values", expected, self.values, remedy)
        if len(set(values)) < len(values):
            self.refuse("values", "each value once", values, "remove the repeated one")
        if self.ordered and types == {str}:
            self.refuse("ordered", "False for strings", True, "leave it out")
        self.values = tuple(values)
        self.ordered = types <= {int, float} if self.ordered is None else self.ordered
        self.settle_default()


@dataclass(kw_only=True)
class Boolean(Dimension):
    """False or True."""

    values = (False, True)

    def __post_init__(self):
        self.settle_default()


@dataclass(kw_only=True)
class Fixed(Dimension):
    """One value, which is not tuned, but recorded with the others."""

    value: object

    def __post_init__(self):
        self.value = plain(self.value)
        if type(self.value) not in (bool, int, float, str):
            self.refuse("value", "a bool, int, float or str", self.value, "convert it")
        self.default, self.values = self.value, (self.value,)
