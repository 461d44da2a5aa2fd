"""One dimension of a search space: its values, and its map to and from [0, 1]."""

import functools
import math
import reprlib
import sys
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from minituner.checks import is_bool, listed, plain, refuse, shown

SAMPLINGS = ("linear", "log", "reverse_log")
SCALARS = (bool, int, float, str)
LARGEST = sys.float_info.max / 2  # so that the sum of two bounds is finite as well


def is_scalar(value):
    """Whether JSON can hold it, and reads the same; NaN is not even equal to itself."""
    too_large = type(value) is int and abs(value) > LARGEST
    return type(value) in SCALARS and value == value and not too_large


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
        value = plain(value)
        alike = isinstance(value, SCALARS) and is_bool(value) == is_bool(self.values[0])
        return alike and value in self.values

    def own(self, value):
        """The value in the dimension's own type, 3 for 3.0; a foreign one as it is."""
        return type(self.default)(value) if value in self else plain(value)

    def from_unit(self, u):
        """The value at u in [0, 1], cut into equal buckets, one for each value."""
        return self.values[min(int(u * self.size), self.size - 1)]

    def to_unit(self, value):
        """The middle of the bucket of `value`."""
        return (self.values.index(value) + 0.5) / self.size

    def settle_default(self):
        """Take the first value where no default was given; refuse a foreign one."""
        if self.default is None:
            self.default = self.values[0]
        elif self.default not in self:
            remedy = "choose one, or leave it out"
            self.refuse("default", "one of its values", self.default, remedy)
        self.default = type(self.values[0])(self.default)

    def refuse(self, argument, expected, got, remedy):
        """Raise an error that also says where."""
        where = f"{type(self).__name__} {self.name!r}: {argument}"
        refuse(where, expected, shown(got), remedy)

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
        self.min_value = self.number("min_value")
        self.max_value = self.number("max_value")
        self.check_range()
        if self.step is not None:
            self.step = self.number("step")
            self.check_step()
        elif self.width and self.sampling == "linear":
            self.step = 1
        if self.step is None and self.default is None:
            self.default = self.min_value
        else:
            self.settle_default()

    def number(self, argument):
        """An argument as an int or a float; refuse what has no such value."""
        value = plain(getattr(self, argument))
        number = type(value) in (int, float) and abs(value) <= LARGEST
        if number and value == self.kind(value):
            return self.kind(value)
        self.refuse(argument, self.expected, value, self.remedy)

    def check_range(self):
        """Refuse an empty range, and one that no logarithm can span."""
        low, high = self.min_value, self.max_value
        if low > high:
            self.refuse("max_value", f"{low} or more", high, "swap the two")
        if self.sampling != "linear" and (low <= 0 or high / low == math.inf):
            expected = "more than 0 on a log scale, and than max_value / 1e308"
            remedy = 'use sampling="linear" or raise it'
            self.refuse("min_value", expected, low, remedy)

    def check_step(self):
        """Refuse one that leads nowhere: to multiply by 1, or to add 0."""
        least = 0 if self.sampling == "linear" else 1
        if self.step <= least:
            self.refuse("step", f"more than {least}", self.step, "or leave it out")

    @property
    def size(self):
        if self.width and (self.step is None or self.sampling == "linear"):
            return (self.max_value - self.min_value) // (self.step or 1) + 1
        finite = self.step is not None or self.min_value == self.max_value
        return len(self.values) if finite else math.inf

    @functools.cached_property
    def values(self):
        """All values, ascending; ten, with both ends, if there is no step."""
        if self.step is not None:
            return Steps(self)
        inner = [self.warp(i / 9, self.max_value) for i in range(1, 9)]
        ten = [self.min_value, *inner, self.max_value]
        return tuple(dict.fromkeys(map(self.tidy, ten)))

    def tidy(self, number, kind=None):
        """It as an int or a float; in the range, whatever was rounded."""
        number = (kind or self.nearest)(number)
        return min(max(number, self.min_value), self.max_value)

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
        mirrored = low + (high - x)
        return 1 - math.log(mirrored / low) / math.log(high / low)

    def __contains__(self, value):
        value = plain(value)
        if type(value) not in (int, float):  # a boolean is no number
            return False
        if not self.min_value <= value <= self.max_value or value != self.kind(value):
            return False
        return self.step is None or self.kind(value) in self.values

    def from_unit(self, u):
        if self.step is not None:
            return super().from_unit(u)
        return self.tidy(self.warp(u, self.max_value + self.width), self.kind)

    def to_unit(self, value):
        if self.step is not None:
            return super().to_unit(self.kind(value))
        u = self.unwarp(value + self.width / 2, self.max_value + self.width)
        return min(max(u, 0.0), 1.0)


class Steps(Sequence):
    """All values of a number with a step, each computed when it is asked for.

    They begin at the minimum or, on a reverse log scale, at the maximum. A Float's
    are computed in decimals, as its numbers were typed: in binary, 1.0 // 0.2 is 4,
    and 3 * 0.2 is 0.6000000000000001.
    """

    def __init__(self, number):
        self.number = number
        bounds = (number.min_value, number.max_value, number.step)
        self.low, self.high, self.step = map(number.exact, bounds)
        self.places = range(self.count())

    def count(self):
        """How many there are. The 1e-9 is for inexact logarithms."""
        if self.number.sampling == "linear":
            return int((self.high - self.low) // self.step) + 1
        growth = math.log1p(self.high / self.low - 1)
        last = math.floor(growth / math.log1p(self.step - 1) + 1e-9)
        if self.number.width and self.low * self.step**last > self.high:
            last -= 1  # an Int is exact: 2 ** 31 is not in 1 to 2 ** 31 - 1
        return last + 1

    def __len__(self):
        return len(self.places)

    def __getitem__(self, place):
        place = self.places[place]  # which may count from the end, or be a slice
        if isinstance(place, range):
            return tuple(self[i] for i in place)
        return self.number.tidy(self.exactly(place))

    def exactly(self, place):
        """The value at a place, before it is rounded."""
        if self.number.sampling == "linear":
            return self.low + place * self.step
        if self.number.sampling == "log":
            return self.low * self.step**place
        power = self.step ** (len(self) - 1 - place)
        return self.low + self.high - self.low * power

    def __contains__(self, value):
        place = self.index(value)
        return value in self[place : place + 1]

    def index(self, value):
        """The place of a value that is one of them."""
        return bisect_left(self, value)

    def __repr__(self):
        return reprlib.repr(self[:7])


class Float(Number):
    """A real number. Without a step, any in the range."""

    kind = nearest = float
    expected, remedy = "a finite number, 8e307 at most", "write such a one"
    width = 0  # of the interval that belongs to one value

    def exact(self, number):
        return Decimal(str(number))

    def check_step(self):
        super().check_step()
        gap, at = self.step, max(abs(self.min_value), abs(self.max_value))
        if self.sampling != "linear":
            gap = self.min_value * (self.step - 1)
        if self.sampling == "log":
            at = self.min_value
        if gap < 2 * math.ulp(at):
            expected = f"one that leads from {at} to another float"
            self.refuse("step", expected, self.step, "take a larger one")


class Int(Number):
    """A whole number. On a linear scale the step is 1 if none is given."""

    kind, nearest = int, round
    expected, remedy = "a whole number, 8e307 at most", "round it, or use Float"
    width = 1

    def exact(self, number):
        return number

    @property
    def values(self):
        if self.sampling == "linear":  # a range needs no memory, however long
            return range(self.min_value, self.max_value + 1, self.step)
        return super().values


@dataclass(kw_only=True)
class Choice(Dimension):
    """One of several values, all bool, int, float or str, and each of them once.

    ordered: whether neighbours are alike; True for numbers unless it is given.
    """

    values: tuple
    ordered: bool | None = None

    def __post_init__(self):
        values = listed(self.values)
        if values is None:
            remedy = "put it in brackets, or sort it: a set has no order"
            self.refuse("values", "a list", self.values, remedy)
        types = set(map(type, values))
        remedy = "or choose an index, and look it up in a table of your own"
        if len(types) != 1 or not all(map(is_scalar, values)):
            expected = "values that are all bool, all int, all float or all str"
            self.refuse("values", f"{expected}, and none NaN", values, remedy)
        if len(set(values)) < len(values):
            self.refuse("values", "each value once", values, "remove the repeated one")
        may_be = [None, False] if types == {str} else [None, False, True]
        if self.ordered not in may_be:
            remedy = "leave it out; a default is written default=…"
            self.refuse("ordered", f"one of {may_be}", self.ordered, remedy)
        self.values = values
        numbers = types <= {int, float}
        self.ordered = numbers if self.ordered is None else bool(self.ordered)
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
        if not is_scalar(self.value):
            expected = "a bool, int, float or str, and not NaN"
            self.refuse("value", expected, self.value, "convert it")
        self.default, self.values = self.value, (self.value,)
