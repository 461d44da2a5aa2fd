"""As on Windows: what POSIX alone has is hidden, from the book's code and from a reader's.

Python imports this file before anything else, in each process that has its folder on
PYTHONPATH. Libraries keep what they find: they choose by the name of the system, which is
still the true one.
"""

import builtins
import os
import signal
import sys

OURS = {"__main__", "__mp_main__", "minituner", "demystifying", "museum"}
ATTRIBUTES = {
    os: ["fork", "register_at_fork", "WTERMSIG", "waitpid"],
    signal: ["SIGKILL", "SIGALRM", "SIGXFSZ", "alarm"],
}
MODULES = {"fcntl", "pwd", "resource", "termios"}


def is_ours(names):
    """Whether these global names are those of a module of the book, or of a notebook."""
    ours = names.get("__name__", "").partition(".")[0] in OURS
    return ours and "site-packages" not in (names.get("__file__") or "")


def hide(module, names):
    kept = {name: getattr(module, name) for name in names}
    for name in kept:
        delattr(module, name)

    def absent(name):
        if name in kept and not is_ours(sys._getframe(1).f_globals):
            return kept[name]
        raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")

    module.__getattr__ = absent


def import_what_is_there(name, globals=None, *rest, **more):
    if name in MODULES and is_ours(globals or {}):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return import_all(name, globals, *rest, **more)


if sys.platform != "win32":
    import_all = builtins.__import__
    builtins.__import__ = import_what_is_there
    for module, names in ATTRIBUTES.items():
        hide(module, names)
