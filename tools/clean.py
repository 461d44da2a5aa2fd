"""Run pytest on a copy of the project, many times in one process, as if each were new.

What others have written (NumPy, Keras, pytest itself) is imported once. What stands in a
copy is imported anew each time, and what is installed for editing never.
"""

import contextlib
import gc
import importlib
import io
import sys

SETTINGS = ["-o", "addopts=", "-q", "-p", "no:cacheprovider", "-p", "no:nbval"]
# An error in our own environment; in a reader's, packages find each other outdated
SETTINGS += ["--assert=plain", "-W", "default::DeprecationWarning"]


def hide_the_installed_package():
    """Its finder would find what a copy lacks."""
    sys.meta_path[:] = [f for f in sys.meta_path if "editable" not in str(f).lower()]


def forget(folder):
    """Drop the modules that were imported from below a folder."""
    for name, module in list(sys.modules.items()):
        if name != "__main__" and folder in (getattr(module, "__file__", None) or ""):
            del sys.modules[name]
    importlib.invalidate_caches()


def run(folder, *arguments, plugins=()):
    """Run the tests of a copy; returns the exit status and all that was said."""
    import pytest  # chapter 17 imports this file, and runs nothing in its own process

    settings = [*SETTINGS, "--rootdir", folder, "-c", f"{folder}/pyproject.toml"]
    said, status = io.StringIO(), None
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        # pytest.main raises if a file that was never closed is found after the last test
        with contextlib.suppress(Exception):
            status = int(pytest.main([*settings, *arguments], plugins=list(plugins)))
        gc.collect()
    return status, said.getvalue()
