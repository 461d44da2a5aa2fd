"""What several rooms of tests share: the book, built."""

import os

import pytest


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """The folder of the built book; the processes of one run share it."""
    import portalocker  # here, as most tests need no book
    from notebooks import ROOT
    from pages import build

    alone = "PYTEST_XDIST_WORKER" not in os.environ
    base = tmp_path_factory.getbasetemp()
    output = (base if alone else base.parent) / "book"
    output.mkdir(exist_ok=True)
    with portalocker.Lock(output / "lock", flags=portalocker.LOCK_EX):
        pages = output / "_build" / "html"
        if not (output / "built").exists():
            status, said = build(ROOT, output)
            assert status == 0, said
            (output / "built").touch()
    return pages
