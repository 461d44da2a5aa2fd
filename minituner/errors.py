"""Every error of our own that a caller may meet, in one place.

Raise these in `build` or `run_trial`: `FailedTrialError` fails a trial for good;
`FatalError`, or one of the three below it, ends the search. We raise these:
`ResultError` if a trial returned no score, `MissingError` if KerasTuner has a name that
minituner lacks, `JournalError` if a journal cannot be continued. The rest are Python's
own. ValueError, TypeError, KeyError: an argument is wrong. RuntimeError: no trial was
completed, too many failed in a row, or a search began inside a search.
NotImplementedError: we do not have it; the message says what to write instead.
"""


class FailedTrialError(Exception):
    """Raise it in `run_trial` if another try would fail as well."""


class FatalError(Exception):
    """Raise it in `run_trial` if no other trial would do better: it ends the search."""


class FatalValueError(FatalError, ValueError):
    """The same, and a ValueError to whoever catches it."""


class FatalTypeError(FatalError, TypeError):
    """The same, and a TypeError to whoever catches it."""


class FatalRuntimeError(FatalError, RuntimeError):
    """The same, and a RuntimeError to whoever catches it."""


class ResultError(FatalTypeError):
    """`run_trial` returned something that is not a score. It ends the search."""


class MissingError(FatalError, AttributeError):
    """KerasTuner has this name; the message says what to do. It ends the search."""


class JournalError(RuntimeError):
    """A journal that this search cannot continue. The file is left as it was."""
