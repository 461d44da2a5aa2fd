"""What all tests share: settings, a browser, the built book, and the tests of a chapter."""

import os

import hypothesis
import pytest

# Tests import Keras; a machine whose owner chose another backend keeps it
os.environ.setdefault("KERAS_BACKEND", "jax")

# The same examples each time: a red run can be repeated
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")


def pytest_configure(config):
    """Where nbval compares, as Jupyter does. To import it takes two seconds."""
    if config.pluginmanager.hasplugin("nbval"):
        import nbval_as_jupyter  # noqa: F401, which it does by being imported


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
LONG += ["test_bare", "13_", "test_catch", "01_", "test_downloads", "test_paper"]
LONG += ["test_moving.", "test_parsons", "test_kerastuner", "test_bayesian", "05_", "09_"]
LONG += ["test_tuner"]


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
