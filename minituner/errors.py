"""Every error of our own that a caller may meet, in one place.

Raise these in `build` or `run_trial`: `FailedTrialError` fails a trial for good;
`FatalError`, or one of the three below it, ends the search. These are raised by us:
`ResultError` where a trial returned no score, `MissingError` where KerasTuner has a name
and minituner has not, `JournalError` where a file cannot be gone
on with. The rest are Python's own. ValueError, TypeError, KeyError: an argument is
wrong. RuntimeError: no trial was completed, too many failed in a row, or a search began
inside a search. NotImplementedError: it is not to be had, and what to write instead.
"""


class FailedTrialError(Exception):
    """Raise it in `run_trial` where another try would fail as well."""


class FatalError(Exception):
    """Raise it in `run_trial` where no other trial would do better: it ends the search."""


class FatalValueError(FatalError, ValueError):
    """The same; and a ValueError, to whoever catches it."""


class FatalTypeError(FatalError, TypeError):
    """The same; and a TypeError."""


class FatalRuntimeError(FatalError, RuntimeError):
    """The same; and a RuntimeError."""


class ResultError(FatalTypeError):
    """What `run_trial` returned is no score. It ends the search."""


class MissingError(FatalError, AttributeError):
    """KerasTuner has this name; the message says what to write. It ends the search."""


class JournalError(RuntimeError):
    """A journal that this search cannot continue. The file is left as it was."""
