"""What is measured of a chapter, its seconds and its memory, is what it took."""

import datetime
import subprocess
import sys
import time

import nbformat
import psutil
import pytest
import seconds

HOLD = """
import subprocess, sys
held = bytearray(100_000_000)
if sys.argv[1:]:
    child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE)
    child.stdout.readline()
print("holds", flush=True)
sys.stdin.readline()
"""
CHILD = "held = bytearray(200_000_000); print('holds', flush=True); import sys; sys.stdin.readline()"


@pytest.fixture
def parent():
    """A process that holds 100 MB, and one that it has started, with 200 MB."""
    command = [sys.executable, "-c", HOLD, CHILD]
    pipes = dict(stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with subprocess.Popen(command, **pipes) as process:
        process.stdout.readline()
        yield process
        process.stdin.close()  # both wait for it


def test_memory_is_that_of_a_process_and_of_those_that_it_starts(parent):
    held = seconds.held(psutil.Process(parent.pid)) / 1e6
    alone = psutil.Process(parent.pid).memory_info().rss / 1e6
    assert 100 < alone < 150  # Python itself comes on top
    assert 300 < held < 380


def test_the_peak_outlives_what_held_it(parent):
    with seconds.Peak(parent.pid) as peak:
        until = time.monotonic() + 30
        while peak.bytes < 300e6 and time.monotonic() < until:
            time.sleep(seconds.EVERY)
        parent.stdin.close()
        parent.wait()
    assert 300e6 < peak.bytes < 380e6


def test_a_notebook_is_measured_cell_by_cell(tmp_path):
    work = "import time\nuntil = time.process_time() + 1\nwhile time.process_time() < until: ..."
    cells = [("work", work), ("rest", "pass"), ("hold", "held = bytearray(400_000_000)")]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=name) for name, source in cells]
    )
    nbformat.write(notebook, tmp_path / "one.ipynb")
    took, megabytes = seconds.measure(tmp_path / "one.ipynb")
    assert set(took) == {"work", "rest", "hold"}
    assert took["work"] > 0.9 and took["rest"] < 0.5
    assert 400 < megabytes < 700


def test_what_is_stored_is_read_again_and_quick_cells_are_not_stored(monkeypatch, tmp_path):
    monkeypatch.setattr(seconds, "STORED", tmp_path / "seconds.toml")
    took = {"fit": 12.4, "quick": 2.9, "edge": 3.0}
    monkeypatch.setattr(seconds, "measure", lambda path: (took, 511.7))
    seconds.main(["2"])
    known = seconds.stored()
    assert known["seconds"] == {"02": {"fit": 12, "edge": 3}}
    assert known["megabytes"] == {"02": 512}
    assert known["last"].keys() == {"seconds", "megabytes"}


def test_memory_alone_leaves_the_seconds_and_their_date(monkeypatch, tmp_path):
    monkeypatch.setattr(seconds, "STORED", tmp_path / "seconds.toml")
    before = {
        "last": {"seconds": datetime.date(2026, 1, 2)},
        "seconds": {"02": {"fit": 12}},
    }
    seconds.STORED.write_text(seconds.text_of(before | {"megabytes": {}}), encoding="utf-8")
    monkeypatch.setattr(seconds, "measure", lambda path: ({"fit": 5}, 90 + len(path.stem)))
    seconds.main(["--memory", "2", "3"])
    known = seconds.stored()
    assert known["seconds"] == before["seconds"]
    assert known["last"]["seconds"] == before["last"]["seconds"]
    assert known["megabytes"].keys() == {"02", "03"} and "megabytes" in known["last"]
