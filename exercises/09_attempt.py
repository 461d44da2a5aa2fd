# %% exercise
# title: What deserves another try
# chapter: 9
# kind: write it
# difficulty: 2
# importance: 4
# minutes: 12
# objective: tell a score from a failure, and a failure that is retried from one that is not
# answer: attempt
# read: What a failure is

# %% statement
# Write `attempt(run, retries)`. It calls `run()`, which returns a score, and returns `("COMPLETED", score)`.
#
# If `run` raises an exception, or its score is NaN, that is a failure, and `run` is called again, at most `retries`
# more times. If every try fails, the result is `("FAILED", None)`. A `FailedTrialError` says that another try would not
# help: it ends the attempt at once. An infinite score is a score. And Ctrl-C, which is a `KeyboardInterrupt`, ends
# everything, as it should.

# %% starter
from minituner.errors import FailedTrialError


def attempt(run, retries):
    return "COMPLETED", run()

# %% hint
# With two retries, how many times may `run` be called in all?

# %% hint
# NaN is the one number that does not equal itself; or ask `math.isnan`.

# %% hint
# `KeyboardInterrupt` is not an `Exception`, and that is on purpose.

# %% solution
import math

from minituner.errors import FailedTrialError


def attempt(run, retries):
    for _ in range(retries + 1):
        try:
            score = run()
        except FailedTrialError:
            break
        except Exception:
            continue
        if not math.isnan(score):
            return "COMPLETED", score
    return "FAILED", None

# %% another solution
from minituner.errors import FailedTrialError


def attempt(run, retries):
    try:
        if (score := run()) == score:
            return "COMPLETED", score
    except Exception as error:
        retries *= not isinstance(error, FailedTrialError)
    return attempt(run, retries - 1) if retries else ("FAILED", None)

# %% check
from minituner.errors import FailedTrialError


class OutOfLuck(Exception):
    """An error that nobody has thought of."""


class Outcomes:
    """A `run` with these outcomes, one after the other; the last one for ever."""

    def __init__(self, *outcomes):
        self.outcomes, self.calls = outcomes, 0

    def __call__(self):
        self.calls += 1
        if self.calls > 50:
            raise SystemExit("called 50 times")
        outcome = self.outcomes[min(self.calls, len(self.outcomes)) - 1]
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome


def tried(value, outcomes, retries, why, mistakes=()):
    """Compare what comes of `outcomes`, and how often `run` was called."""
    expect(
        f"run = Outcomes({outcomes})\nattempt(run, {retries}), run.calls",
        value,
        why,
        mistakes=mistakes,
        called=f"attempt(run, {retries}), and the number of calls, where run() "
        f"gives {outcomes.replace('()', '')}",
    )


tried((("COMPLETED", 0.3), 1), "0.3", 2, "A score is a score.")
tried(
    (("COMPLETED", 0.4), 2),
    "float('nan'), 0.4",
    2,
    "NaN is a failure, so there is a second try, and that one returns a score.",
    {lambda got: got[1] == 1: "takes NaN for a score"},
)
tried(
    (("COMPLETED", float("inf")), 1),
    "float('inf')",
    2,
    "An infinite loss has told us something.",
    {lambda got: got[1] == 3: "takes infinity for a failure"},
)
tried(
    (("COMPLETED", float("-inf")), 1),
    "float('-inf')",
    2,
    "An infinite score is a score, on either side.",
    {lambda got: got[1] == 3: "takes infinity for a failure"},
)
tried(
    (("FAILED", None), 3),
    "ConnectionError()",
    2,
    "One try, and two retries.",
    {
        lambda got: got[1] == 2: "counts the first try as a retry",
        ConnectionError: "lets the error through",
        SystemExit: "never gives up",
    },
)
tried(
    (("FAILED", None), 1),
    "FailedTrialError()",
    2,
    "A `FailedTrialError` ends the attempt.",
    {lambda got: got[1] == 3: "tries what is hopeless"},
)
for error in (ValueError, MemoryError, OutOfLuck):
    tried(
        (("COMPLETED", 0.5), 3),
        f"{error.__name__}(), float('nan'), 0.5",
        2,
        "The first two tries fail, each in its own way, and the third returns a score.",
        {error: "knows one kind of error"},
    )
expect_error(
    "attempt(Outcomes(KeyboardInterrupt()), 2)",
    KeyboardInterrupt,
    "catches everything",
    called="attempt(run, 2), where somebody presses Ctrl-C in run()",
)
tried((("FAILED", None), 1), "float('nan')", 0, "Without retries there is one try.")

# %% right
# Chapter 9's tuner does the same and also keeps the traceback: of three failures that nobody watched, the last message
# is all that is left in the morning.

# %% wrong: takes NaN for a score
# NaN was returned as a score. It is neither better nor worse than any other, so a search that sorts by it may call
# anything the best.
from minituner.errors import FailedTrialError


def attempt(run, retries):
    for _ in range(retries + 1):
        try:
            return "COMPLETED", run()
        except FailedTrialError:
            break
        except Exception:
            pass
    return "FAILED", None

# %% wrong: takes infinity for a failure
# An infinite loss was tried three times. It compares well with every other loss: it is the worst, which a search can
# learn from. Not finite is not the same as not a number.
import math

from minituner.errors import FailedTrialError


def attempt(run, retries):
    for _ in range(retries + 1):
        try:
            score = run()
        except FailedTrialError:
            break
        except Exception:
            continue
        if math.isfinite(score):
            return "COMPLETED", score
    return "FAILED", None

# %% wrong: counts the first try as a retry
# `run` was called twice. A retry is a try *after* the first, so with two retries there should be more calls.
import math

from minituner.errors import FailedTrialError


def attempt(run, retries):
    for _ in range(max(retries, 1)):
        try:
            score = run()
        except FailedTrialError:
            break
        except Exception:
            continue
        if not math.isnan(score):
            return "COMPLETED", score
    return "FAILED", None

# %% wrong: lets the error through
# One trial's error came through and would end the whole search. You noticed NaN; an exception is a failure, too.
import math


def attempt(run, retries):
    for _ in range(retries + 1):
        score = run()
        if not math.isnan(score):
            return "COMPLETED", score
    return "FAILED", None

# %% wrong: never gives up
# `run` was called 50 times and would be called forever: nobody counts the retries.
import math

from minituner.errors import FailedTrialError


def attempt(run, retries):
    while True:
        try:
            score = run()
        except FailedTrialError:
            return "FAILED", None
        except Exception:
            continue
        if not math.isnan(score):
            return "COMPLETED", score

# %% wrong: tries what is hopeless
# Code that raises a `FailedTrialError` knows that another try would not help, and yours tried twice more. It is an
# `Exception`, too, so it has to be handled first.
import math

from minituner.errors import FailedTrialError


def attempt(run, retries):
    for _ in range(retries + 1):
        try:
            score = run()
        except Exception:
            continue
        if not math.isnan(score):
            return "COMPLETED", score
    return "FAILED", None

# %% wrong: catches everything
# Ctrl-C was taken for a failure of the trial. Whoever presses it wants the search to end; catch `Exception`, which
# leaves this one alone.
import math

from minituner.errors import FailedTrialError


def attempt(run, retries):
    for _ in range(retries + 1):
        try:
            score = run()
        except FailedTrialError:
            break
        except BaseException:
            continue
        if not math.isnan(score):
            return "COMPLETED", score
    return "FAILED", None

# %% wrong: knows one kind of error
# That error got past your `except`, which names other kinds. What `run` raises is up to its author, and any exception
# is a failure.
import math

from minituner.errors import FailedTrialError


def attempt(run, retries):
    for _ in range(retries + 1):
        try:
            score = run()
        except FailedTrialError:
            break
        except (OSError, ArithmeticError, ValueError):
            continue
        if not math.isnan(score):
            return "COMPLETED", score
    return "FAILED", None
