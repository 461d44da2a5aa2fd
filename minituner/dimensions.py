"""One dimension of a search space: its values, and its map to and from [0, 1]."""

import math
import sys
from dataclasses import asdict, dataclass
from decimal import Context, Decimal, localcontext
from functools import cache, cached_property
from itertools import accumulate, repeat, takewhile
from operator import add, mul

from minituner.checks import listed, plain, refuse

SAMPLINGS = ("linear", "log", "reverse_log")
SCALARS = {bool, int, float, str}  # what JSON can hold, and reads the same
MOST = 20_000  # values of a number with a step; all of them are listed


@dataclass(kw_only=True)
class Dimension:
    """A hyperparameter's name, its default, and when it is active.

    conditions: pairs (a parent's name, tuple of its values); all must hold.
    """

    name: str
    default: object = None
    conditions: tuple = ()
    ordered = True  # whether neighbors are alike; a Choice may say no

    @property
    def size(self):
        """How many values there are; infinite for a Float without a step."""
        return len(self.values)

    def __contains__(self, value):
        value = plain(value)
        kinds = {type(value), type(self.values[0])}
        alike = len(kinds) == 1 or kinds == {int, float}  # to Python, True == 1
        return alike and value in self.values

    def own(self, value):
        """The value in the dimension's own type, 3 for 3.0; a foreign one stays as is."""
        return type(self.default)(value) if value in self else plain(value)

    def from_unit(self, u):
        """The value at u, if [0, 1] is cut into equal buckets, one for each value."""
        return self.values[min(int(u * self.size), self.size - 1)]

    def to_unit(self, value):
        """The middle of the bucket of `value`."""
        return (self.values.index(value) + 0.5) / self.size

    def settle_default(self):
        """Default to the first value; refuse a default that is not among the values."""
        default = self.values[0] if self.default is None else self.default
        if default not in self:
            self.refuse("default", "one of its values", default, "or leave it out")
        self.default = type(self.values[0])(default)

    def scalars(self, argument, values):
        """A tuple of plain values of one type that JSON can hold; refuse others."""
        values = tuple(map(plain, values))
        kinds = set(map(type, values))
        alike = len(kinds) == 1 and kinds <= SCALARS
        if not alike or any(value != value for value in values):  # NaN is not itself
            expected = "values that are all bool, all int, all float or all str, none NaN"
            self.refuse(argument, expected, values, "or use an index into a table")
        return values

    def refuse(self, argument, expected, got, remedy):
        """Raise an error that also says where."""
        where = f"{type(self).__name__} {self.name!r}: {argument}"
        refuse(where, expected, repr(got), remedy)

    def fixed(self):
        """The same dimension, fixed at its default: recorded, but not tuned."""
        return Fixed(name=self.name, value=self.default, conditions=self.conditions)

    def get_config(self):
        """Plain values that JSON can hold; `Space.from_config` reads them."""
        return {"class_name": type(self).__name__, "config": asdict(self)}


@dataclass(kw_only=True)
class Number(Dimension):
    """Numbers from min_value to max_value, both included.

    step: added from one value to the next or, on a log scale, multiplied.
    sampling: "linear"; "log", finest near the minimum; "reverse_log", finest near the
    maximum. Source: KerasTuner 1.4.8, hp_types/numerical.py.
    """

    min_value: float
    max_value: float
    step: float | None = None
    sampling: str = "linear"

    def __post_init__(self):
        if self.sampling not in SAMPLINGS:
            self.refuse("sampling", f"one of {SAMPLINGS}", self.sampling, "choose one")
        self.min_value = self.bound("min_value")
        self.max_value = self.bound("max_value")
        self.check_range()
        if self.step is not None:
            self.step = self.bound("step")
        elif self.width and self.sampling == "linear":
            self.step = 1
        if self.step is None and self.default is None:
            self.default = self.min_value
        else:
            self.settle_default()

    def number(self, value):
        """The value as an int or a float; None if it is no such number, or too large."""
        value = plain(value)
        fits = type(value) in (int, float) and abs(value) <= self.largest
        return self.kind(value) if fits and value == self.kind(value) else None

    def bound(self, argument):
        """An argument as such a number; refuse anything else."""
        value = getattr(self, argument)
        number = self.number(value)
        if number is None:
            self.refuse(argument, self.expected, value, "convert it")
        return number

    def check_range(self):
        """Refuse an empty range, and one that no logarithm can span."""
        low, high = self.min_value, self.max_value
        if low > high:
            self.refuse("max_value", f"{low} or more", high, "swap the two")
        if self.sampling != "linear" and (low <= 0 or high / low == math.inf):
            expected = "more than 0 on a log scale, and more than max_value / 1e308"
            self.refuse("min_value", expected, low, 'use sampling="linear" or raise it')

    @property
    def size(self):
        if self.step is None:
            return self.max_value - self.min_value + 1 if self.width else math.inf
        return len(self.values)

    @cached_property
    def values(self):
        """All values, ascending; without a step, ten that include both ends."""
        if self.step is None:
            inner = [self.from_unit(i / 9) for i in range(1, 9)]
            return tuple(dict.fromkeys([self.min_value, *inner, self.max_value]))
        if self.width and self.sampling == "linear" and self.step > 0:
            return range(self.min_value, self.max_value + 1, self.step)
        numbers = steps(
            self.min_value, self.max_value, self.step, self.sampling, self.slack
        )
        if len(numbers) > MOST:
            expected = f"one that reaches max_value in fewer than {MOST} steps"
            self.refuse("step", expected, self.step, "or leave it out")
        return tuple(dict.fromkeys(map(self.clip, numbers)))

    def clip(self, number):
        """The number as an int or a float, kept in the range despite rounding."""
        return min(max(self.kind(number), self.min_value), self.max_value)

    def warp(self, u, high):
        """Map u in [0, 1] to [min_value, high], by the sampling."""
        low = self.min_value
        if self.sampling == "linear":
            return low + u * (high - low)
        if self.sampling == "log":
            return low * (high / low) ** u
        return low + high - low * (high / low) ** (1 - u)

    def unwarp(self, x, high):
        """The u that `warp` maps to x; the middle, if low and high are equal."""
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
        number = self.number(value)
        if number is None or not self.min_value <= number <= self.max_value:
            return False
        return self.step is None or number in self.values

    def from_unit(self, u):
        if self.step is not None:
            return super().from_unit(u)
        return self.clip(self.warp(u, self.max_value + self.width))

    def to_unit(self, value):
        if self.step is not None:
            return super().to_unit(self.kind(value))
        u = self.unwarp(value + self.width / 2, self.max_value + self.width)
        return min(max(u, 0.0), 1.0)


class Float(Number):
    """A real number. Without a step, any in the range."""

    kind, largest = float, sys.float_info.max / 2  # so that a sum of two is finite
    expected = "a finite number, 8e307 at most"
    width = 0  # of the interval that belongs to one value
    slack = Decimal("1e-9")  # since a step may be rounded: 10 ** 0.5


class Int(Number):
    """A whole number. On a linear scale the step is 1 if none is given."""

    kind, largest = int, sys.maxsize // 2  # so that a range has a length
    expected = "a whole number, 4e18 at most"
    width = 1
    slack = 0


@cache
def steps(low, high, step, sampling, slack):
    """Decimals from low to high, ascending; more than MOST if there is no end.

    In decimals, as they were typed: in binary 1.0 // 0.2 is 4, and 3 * 0.2 is
    0.6000000000000001. On a reverse log scale they begin at the maximum.
    """
    low, high, step = map(Decimal, map(str, (low, high, step)))
    with localcontext(Context()):
        end = high + abs(high) * slack
        further = add if sampling == "linear" else mul
        numbers = accumulate(repeat(step, MOST), further, initial=low)
        numbers = list(takewhile(lambda number: number <= end, numbers))
        if sampling == "reverse_log":
            numbers = [low + high - number for number in reversed(numbers)]
    return numbers


@dataclass(kw_only=True)
class Choice(Dimension):
    """One of several values: all bool, all int, all float or all str, none of them twice.

    ordered: whether neighbors are alike; by default, True for numbers only.
    """

    values: tuple
    ordered: bool | None = None

    def __post_init__(self):
        values = listed(self.values)
        if values is None:
            self.refuse("values", "a list", self.values, "sort it: a set has no order")
        values = self.scalars("values", values)
        if len(set(values)) < len(values):
            self.refuse("values", "each value once", values, "remove the repeated one")
        if self.ordered is None:
            self.ordered = type(values[0]) in (int, float)
        if type(self.ordered) is not bool:
            self.refuse("ordered", "True or False", self.ordered, "or write default=…")
        self.values = values
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
        self.values = self.scalars("value", [self.value])
        self.value = self.default = self.values[0]
