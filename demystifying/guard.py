"""Run code that may be wrong in any way, and come back: in time, in silence, undisturbed.

In a notebook or a script the code runs in a thread of its own. When its time is up, an
exception is raised in it, again and again, since it may catch one; a thread that does not
end even so is left behind. This needs no signal and no process, so it is the same on
Windows. A call into C that never comes back to Python (`sum(itertools.count())`) cannot be
interrupted by any thread, nor by Ctrl-C: `demystifying.exercises` run as a program judges
a file in a process, which can be killed.

In a page (Pyodide) there are no threads. There the code is called as it is, and the page's
Stop button ends the whole of Python.
"""

import contextlib
import io
import random
import sys
import threading
import time
import warnings
from dataclasses import dataclass

MOST_PRINTED = 2_000  # characters that are kept of what was printed
SLICE = 0.05  # seconds between two looks at the thread, so that Ctrl-C is heard
GRACE = 1.0  # seconds that code gets to end after it was told to


class Stopped(SystemExit):
    """Raised inside code whose time is up; a thread may end with it in silence."""


@dataclass
class Run:
    """What came of a call: a value or an error, what it printed, whether it ended."""

    value: object = None
    error: BaseException | None = None
    printed: str = ""
    characters: int = 0  # of all that was printed; `printed` has the first of them
    over: bool = False
    in_time: bool = True
    left_behind: bool = False


class Aside(io.TextIOBase):
    """A stream that keeps what one thread writes, and passes on what the others do."""

    def __init__(self, stream):
        self.stream = stream
        self.thread = None
        self.text, self.characters = "", 0

    def write(self, text):
        if threading.get_ident() != self.thread:
            return self.stream.write(text)
        self.characters += len(text)
        self.text += text[: MOST_PRINTED - len(self.text)]
        return len(text)

    def flush(self):
        if threading.get_ident() != self.thread:
            self.stream.flush()

    def __getattr__(self, name):
        return getattr(self.stream, name)


def guarded(function, seconds):
    """Call function() for at most so many seconds; returns a Run. Only Ctrl-C is raised.

    What it prints is kept aside. The global generators of `random` and of NumPy, and the
    filters of warnings, are as they were when it returns.
    """
    run = Run()
    printed, errors = Aside(sys.stdout), Aside(sys.stderr)
    with _randomness_kept(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = printed, errors
        try:
            if sys.platform == "emscripten":
                _call(function, run, printed, errors)
            else:
                _call_in_a_thread(function, run, printed, errors, seconds)
        finally:
            if not run.left_behind:  # else it would go on to print into the notebook
                sys.stdout, sys.stderr = before
    run.printed, run.characters = printed.text, printed.characters
    return run


def _call(function, run, printed, errors):
    printed.thread = errors.thread = threading.get_ident()
    with contextlib.suppress(Stopped):
        try:
            run.value = function()
        except Stopped:
            raise
        except BaseException as error:  # whatever it is, it is not ours
            run.error = error
        run.over = True
    run.over = True


def _call_in_a_thread(function, run, printed, errors, seconds):
    inner = Run()  # so that a thread left behind cannot write into what was returned
    call = (function, inner, printed, errors)
    thread = threading.Thread(target=_call, args=call, daemon=True)
    thread.start()
    try:
        _wait(thread, seconds)
        run.in_time = not thread.is_alive()
    finally:
        run.left_behind = not _ended(thread, inner)
    if run.in_time:
        run.value, run.error = inner.value, inner.error


def _wait(thread, seconds):
    end = time.monotonic() + seconds
    while thread.is_alive() and time.monotonic() < end:
        thread.join(SLICE)


def _ended(thread, run):
    """Make a thread end; False if it does not."""
    end = time.monotonic() + GRACE
    while thread.is_alive() and time.monotonic() < end:
        if not run.over:
            _raise_in(thread)
        thread.join(SLICE)
    return not thread.is_alive()


def _raise_in(thread):
    import ctypes  # not in every Python, and needed only here

    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread.ident), ctypes.py_object(Stopped)
    )


@contextlib.contextmanager
def _randomness_kept():
    numpy = sys.modules.get("numpy")  # if it was not imported, it has no state
    state, numpy_state = random.getstate(), numpy and numpy.random.get_state()
    try:
        yield
    finally:
        random.setstate(state)
        if numpy:
            numpy.random.set_state(numpy_state)
