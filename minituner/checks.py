"""What every room of the package asks of its arguments, and how it says no."""


def plain(value):
    """Python's own number for one of NumPy's, which JSON could not hold."""
    return value.item() if getattr(value, "ndim", None) == 0 else value


def refuse(argument, expected, got, remedy="give one", error=ValueError):
    """Raise an error that says what was expected, what came, and what to do."""
    raise error(f"{argument}: expected {expected}, got {got}; {remedy}")


def check_count(argument, value, least):
    """Refuse what is neither None nor a whole number, `least` or more."""
    if value is not None and (not isinstance(value, int) or value < least):
        refuse(argument, f"a whole number, {least} or more", repr(value))


def is_bool(value):
    """Whether it is a boolean; to Python True == 1, to a reader it is not."""
    return isinstance(plain(value), bool)
