"""nbval, made to run and compare notebooks as Jupyter does.

By itself it looks at no picture, prints the value of a cell that ends in a semicolon,
compares what `clear_output` has cleared, and finds another moving figure where a machine
rounds a tenth of a unit to the other side.
"""

import base64
import copy
import functools
import io
import itertools
import os

import hypothesis
import nbval.kernel
import nbval.plugin
import numpy as np
import pytest
from PIL import Image

# Two machines may smooth an edge a little differently; a moved line or another
# digit changes many pixels by much.
LEVELS = 64  # of 255: less is smoothing
PIXELS = 25


def picture_difference(new, stored):
    """Say how two PNG files (bytes) differ to the eye; None if they do not."""
    new, stored = (
        np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=int)
        for png in (new, stored)
    )
    if new.shape != stored.shape:
        return f"the size is {new.shape[1::-1]}, and {stored.shape[1::-1]} is stored"
    changed = np.count_nonzero(np.abs(new - stored).max(axis=2) > LEVELS)
    return f"{changed} pixels changed" if changed > PIXELS else None


def pictures(outputs):
    return [
        base64.b64decode(output["data"]["image/png"])
        for output in outputs
        if "image/png" in output.get("data", {})
    ]


def figure_problems(new, stored):
    """How the moving figures of two lists of outputs differ to the eye; and the new list
    with the stored HTML of each, so that what is compared next is all that is left."""
    from demystifying import moving  # a copy of the package alone has none

    problems, outputs = [], []
    for output, kept in itertools.zip_longest(new, stored, fillvalue={}):
        html = [o.get("data", {}).get("text/html", "") for o in (output, kept)]
        data = [moving.unpacked(text) for text in html]
        if None not in data:
            problems.append(moving.difference(*data))
            output = copy.deepcopy(output)
            output["data"]["text/html"] = html[1]
        outputs.append(output)
    return [problem for problem in problems if problem], outputs[: len(new)]


def compare_pictures_too(self, test, ref, skip_compare=None):
    stale, others = figure_problems(test, ref)
    if not compare_the_rest(self, others, ref, skip_compare):
        return False
    self.comparison_traceback += [f"stale figure: {problem}" for problem in stale]
    if stale:
        return False
    new, stored = pictures(test), pictures(ref)
    if len(new) != len(stored):
        problems = [f"{len(new)} pictures, and {len(stored)} are stored"]
    else:
        problems = list(map(picture_difference, new, stored))
    problems = [problem for problem in problems if problem]
    self.comparison_traceback += [f"stale picture: {problem}" for problem in problems]
    return not problems


def execute_with_history(self, cell_input, allow_stdin=None):
    """IPython looks for the final semicolon in its history; nbval asks it to keep none."""
    self.asked = self.kc.execute(cell_input, allow_stdin=allow_stdin, stop_on_error=False)
    return self.asked


OUTPUTS = {"display_data", "error", "execute_result", "stream"}


def run_and_clear(self):
    """Run a cell, and forget what it has put out when it says `clear_output`."""
    file = self.parent
    next_message, waiting = file.get_kernel_message, False

    def message_of_a_notebook(timeout=None, stream="iopub"):
        nonlocal waiting
        message = next_message(timeout, stream)
        if message["parent_header"].get("msg_id") != file.kernel.asked:
            return message
        clears = message["msg_type"] == "clear_output"
        if clears and message["content"]["wait"]:
            waiting = True
        elif clears or (waiting and message["msg_type"] in OUTPUTS):
            self.test_outputs.clear()
            waiting = False
        return message_of_a_notebook(timeout, stream) if clears else message

    file.get_kernel_message = message_of_a_notebook
    try:
        run_the_cell(self)
    finally:
        del file.get_kernel_message


# Tests import Keras; a machine whose owner chose another backend keeps it
os.environ.setdefault("KERAS_BACKEND", "jax")

# The same examples each time: a red run can be repeated
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")

compare_the_rest = nbval.plugin.IPyNbCell.compare_outputs
nbval.plugin.IPyNbCell.compare_outputs = compare_pictures_too
run_the_cell = nbval.plugin.IPyNbCell.runtest
nbval.plugin.IPyNbCell.runtest = run_and_clear
nbval.kernel.RunningKernel.execute_cell_input = execute_with_history
# in memory: a test leaves nothing in the history of whoever runs it
nbval.kernel.start_new_kernel = functools.partial(
    nbval.kernel.start_new_kernel,
    extra_arguments=["--HistoryManager.hist_file=:memory:"],
)


# One for all tests of a process: Playwright can be started only once in each
@pytest.fixture(scope="session")
def browser():
    from browser import launch
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


# The book, built: several rooms of tests look at it
@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """The folder of the built book; the processes of one run share it.

    If the binary packages for live Python are there, the book has them in it.
    """
    import portalocker  # here, as most tests need no book
    from notebooks import ROOT
    from pages import build, has_live_packages

    alone = "PYTEST_XDIST_WORKER" not in os.environ
    base = tmp_path_factory.getbasetemp()
    output = (base if alone else base.parent) / "book"
    output.mkdir(exist_ok=True)
    with portalocker.Lock(output / "lock", flags=portalocker.LOCK_EX):
        pages = output / "_build" / "html"
        if not (output / "built").exists():
            with pytest.MonkeyPatch.context() as patch:
                if has_live_packages():
                    patch.setenv("LIVE", "local")
                status, said = build(ROOT, output)
            assert status == 0, said
            (output / "built").touch()
    return pages


# `pytest --chapter 9` runs what chapter 9 makes pass; tests/book/test_chapters.py needs it


def pytest_addoption(parser):
    text = "run what this chapter makes pass: each test once, and without the slow ones"
    parser.addoption("--chapter", type=int, metavar="N", help=text)


# With several workers a file goes to whoever is free; so what takes long begins first. One
# file builds the book, and those that need it, too, come when it is there.
LONG = ["test_book", "12_", "10_", "test_bugs", "test_chapters", "15_", "14_", "06_"]
LONG += ["test_accessible", "test_live.", "test_build_it", "17_", "16_", "test_light_pages"]
LONG += ["test_bare", "13_", "test_catch", "01_", "test_downloads", "test_paper", "test_moving."]
LONG += ["test_parsons", "test_kerastuner", "test_bayesian", "05_", "09_", "test_tuner"]


def length(item):
    """The place of a test's file among those that take long; the others come after."""
    found = [n for n, name in enumerate(LONG) if item.path.name.startswith(name)]
    return min(found, default=len(LONG))


def pytest_collection_modifyitems(config, items):
    items.sort(key=length)
    wanted = config.getoption("--chapter")
    if wanted is None:
        return

    def belongs(item):
        chapters = [mark.args[0] for mark in item.iter_markers("chapter")]
        return max(chapters, default=0) == wanted and "slow" not in item.keywords

    chosen = {}  # of the parameters of a test, the first will do
    for item in filter(belongs, items):
        chosen.setdefault((item.path, item.originalname), item)
    others = [item for item in items if item not in chosen.values()]
    config.hook.pytest_deselected(items=others)
    items[:] = chosen.values()
