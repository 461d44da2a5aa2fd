"""How every module of the package checks its arguments, and says no."""


def plain(value):
    """Python's own number for one of NumPy's or of TensorFlow's: JSON holds no other."""
    if getattr(value, "ndim", None) != 0:
        return value
    return value.item() if hasattr(value, "item") else plain(value.numpy())


def refuse(argument, expected, got, remedy="change it", error=ValueError):
    """Raise an error that says what was expected, what was given, and what to do."""
    raise error(f"{argument}: expected {expected}, got {got}; {remedy}")


def check_count(argument, value, least, optional=True):
    """A whole number as Python's own int; refuse one that is less than `least`.

    optional: whether None may pass. A boolean does not count as a number, nor 3.0 as whole.
    """
    number = plain(value)
    if number is None and optional:
        return None
    if type(number) is not int or number < least:
        refuse(argument, f"a whole number, {least} or more", repr(value), f"write {least}")
    return number


def check_flag(argument, value):
    """Refuse what is neither True nor False."""
    if type(plain(value)) is not bool:
        refuse(argument, "True or False", repr(value), "write one of them")


def listed(values):
    """A tuple of plain values; None for a single value, or a set, which has no order."""
    values = plain(values)
    if isinstance(values, (str, bytes, set, frozenset)) or not hasattr(values, "__iter__"):
        return None
    return tuple(map(plain, values))


def as_json(value):
    """For what JSON cannot hold: convert a NumPy number, refuse the rest."""
    if (number := plain(value)) is value:
        remedy = "convert it; an oracle's own attribute may begin with _"
        refuse("journal", "values that JSON can hold", repr(value), remedy, TypeError)
    return number
