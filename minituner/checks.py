"""What every room of the package asks of its arguments, and how it says no."""

import operator


def plain(value):
    """Python's own number for one of NumPy's, which JSON could not hold."""
    return value.item() if getattr(value, "ndim", None) == 0 else value


def refuse(argument, expected, got, remedy="change it", error=ValueError):
    """Raise an error that says what was expected, what came, and what to do."""
    raise error(f"{argument}: expected {expected}, got {got}; {remedy}")


def check_count(argument, value, least, optional=True):
    """A whole number as Python's own int; refuse one that is less than `least`.

    optional: whether None may pass. A boolean is no number, and 3.0 is not whole.
    """
    if value is None and optional:
        return None
    try:
        number = least - 1 if is_bool(value) else operator.index(value)
    except TypeError:
        number = least - 1
    if number < least:
        expected = f"a whole number, {least} or more"
        refuse(argument, expected, shown(value), f"write {least}, or a larger one")
    return number


def is_bool(value):
    """Whether it is a boolean; to Python True == 1, to a reader it is not."""
    return isinstance(plain(value), bool)


def shown(value):
    """Its repr, as far as there is one: a number of 5,000 digits has none."""
    try:
        return repr(value)
    except ValueError:
        return f"a {type(value).__name__} that is too long to show"


def listed(values):
    """A tuple of plain values; None for one value, or a set, which has no order."""
    values = plain(values)
    if isinstance(values, (str, bytes, set, frozenset)) or not hasattr(values, "__iter__"):
        return None
    return tuple(map(plain, values))
