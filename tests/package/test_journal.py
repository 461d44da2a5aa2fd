"""A journal loses no line, and refuses what it cannot trust, and says why."""

import json
import math
import multiprocessing
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import zlib
from concurrent.futures import ProcessPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minituner.journal import FORMAT, Journal, JournalError
from minituner.oracles.random import RandomSearchOracle
from minituner.trial import RUNNING, Objective
from minituner.tuner import Tuner

pytestmark = pytest.mark.chapter(9)

SEARCH = {"oracle": "RandomSearchOracle", "seed": 1, "space": [{"name": "x"}]}
EVENTS = [
    {"seed": 1},
    {"trial": {"score": 0.1, "note": "é\n"}},
    {"trial": None},
    {"n": 1},
]
REMEDY = "restore the file, use another project_name, or start anew: overwrite=True"


def written(path, events=EVENTS, search=SEARCH):
    """A journal with these events; returns its bytes."""
    journal = Journal(path, search)
    with journal.writing() as before:
        assert before == []
        for event in events:
            journal.write(event)
    return path.read_bytes()


def refusal(path, search=SEARCH):
    """The message that refuses the file; it is the same for reader and writer."""
    content, messages, journal = path.read_bytes(), [], Journal(path, search)
    for read in (journal.read, journal.writing().__enter__):
        with pytest.raises(JournalError) as caught:
            read()
        messages.append(str(caught.value))
    assert path.read_bytes() == content
    assert messages[0] == messages[1]
    return messages[0]


@pytest.fixture(autouse=True)
def synced(monkeypatch):
    """What was synced. Nothing is, in fact: it takes long, and we pull no plug."""
    numbers = []
    monkeypatch.setattr(os, "fsync", numbers.append)
    return numbers


@pytest.fixture
def path(tmp_path):
    return tmp_path / "project" / "journal.jsonl"


def test_what_was_written_is_read(path):
    content = written(path)
    assert Journal(path, SEARCH).read() == EVENTS
    with Journal(path, SEARCH).writing() as events:
        assert events == EVENTS
    assert path.read_bytes() == content


def test_there_is_a_line_for_the_search_and_one_for_each_event(path):
    lines = [json.loads(line) for line in written(path).splitlines()]
    assert all(line.pop("checksum") > 0 for line in lines)
    assert lines == [{**FORMAT, "search": SEARCH}, *EVENTS]


def test_a_checksum_is_that_of_all_lines_so_far(path):
    checksum = 0
    for line in written(path).splitlines():
        text, _, last = line.rpartition(b', "checksum": ')
        checksum = zlib.crc32(text, checksum)
        assert int(last[:-1]) == checksum


def test_the_writing_goes_on_where_it_ended(path):
    at_once = written(path)
    path.unlink()
    for number, event in enumerate(EVENTS):
        journal = Journal(path, SEARCH)
        with journal.writing() as before:
            assert before == EVENTS[:number]
            journal.write(event, sync=number % 2 == 0)
    assert path.read_bytes() == at_once


def test_a_line_is_in_the_file_as_soon_as_it_is_written(path):
    journal = Journal(path, SEARCH)
    with journal.writing():
        for number, event in enumerate(EVENTS):
            journal.write(event, sync=False)
            assert path.read_bytes().count(b"\n") == number + 2


def test_each_line_is_synced_unless_told_otherwise(path, synced):
    journal = Journal(path, SEARCH)
    with journal.writing():
        begun = len(synced)
        assert begun == (1 if os.name == "nt" else 3)  # the file, and two folders
        journal.write({})
        assert len(synced) == begun + 1
        journal.write({}, sync=False)
        assert len(synced) == begun + 1


def test_without_a_path_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    journal = Journal(None, SEARCH)
    assert journal.read() == journal.read(overwrite=True) == []
    with journal.writing() as events:
        journal.write({"seed": 1})
        assert events is None
    assert journal.read() == []
    assert list(tmp_path.iterdir()) == []


def test_reading_makes_no_file(path):
    assert Journal(path, SEARCH).read() == []
    assert not path.parent.exists()


@pytest.mark.parametrize("content", [None, b""])
def test_no_file_and_an_empty_file_are_a_new_search(path, content):
    if content is not None:
        path.parent.mkdir()
        path.write_bytes(content)
    assert Journal(path, SEARCH).read() == []
    assert written(path).count(b"\n") == 1 + len(EVENTS)


# A torn last line never was


@pytest.mark.slow
def test_a_line_that_is_torn_at_any_byte_never_was(path):
    content = written(path)
    for length in range(len(content)):
        path.write_bytes(content[:length])
        complete = content[:length].count(b"\n")
        expected = EVENTS[: max(complete - 1, 0)]
        assert Journal(path, SEARCH).read() == expected
        assert path.read_bytes() == content[:length]  # a reader changes nothing
        journal = Journal(path, SEARCH)
        with journal.writing() as events:
            assert events == expected
            for event in EVENTS[len(expected) :]:
                journal.write(event)
        assert path.read_bytes() == content


def objective(hp):
    kind = hp.Choice("kind", ["line", "bowl"])
    x = hp.Float("x", 0.0, 1.0)
    with hp.conditional_scope("kind", "bowl"):
        power = hp.Int("power", 2, 4)
    if x > 0.9:
        raise ArithmeticError("too far")
    return x if kind == "line" else (x - 0.3) ** power


def tuner(folder, **arguments):
    settings = dict(max_trials=6, seed=11, max_consecutive_failed_trials=9)
    oracle = RandomSearchOracle(Objective("loss", "min"), **settings | arguments)
    return Tuner(oracle, objective, directory=folder, verbose=0)


@pytest.mark.slow
def test_a_search_that_is_torn_at_any_byte_ends_as_if_it_never_was(tmp_path):
    whole = tuner(tmp_path)
    whole.search()
    assert len(whole.history) == 6 and whole.history.with_status("FAILED")
    path = whole.journal.path
    content = path.read_bytes()
    ends = [match.end() for match in re.finditer(b"\n", content)]
    # in every line, at its ends and at every 13th byte
    places = {*range(0, len(content), 13), *ends, *(end - 1 for end in ends)}
    for length in sorted(places):
        path.write_bytes(content[:length])
        again = tuner(tmp_path)
        again.search()
        assert list(again.history) == list(whole.history)
        assert list(tuner(tmp_path).history) == list(whole.history)


# A damaged middle is refused


@pytest.mark.slow
def test_every_change_of_a_byte_in_the_middle_is_refused(path):
    content = written(path)
    for place in range(len(content) - 1):
        byte = content[place : place + 1]
        line = content[:place].count(b"\n") + 1
        empty = line + 1 if byte == b"\n" else line  # the line after it, and empty
        for change, at in (
            (bytes([byte[0] ^ 1]), line),
            (b"", line),
            (byte * 2, empty),
        ):
            path.write_bytes(content[:place] + change + content[place + 1 :])
            message = refusal(path)
            assert message.startswith(f"{path}, line {at}: expected ")
            assert message.endswith(REMEDY)


@pytest.mark.parametrize("line", range(1, len(EVENTS)))
def test_a_line_that_is_missing_doubled_or_in_another_place_is_refused(path, line):
    lines = written(path).splitlines(keepends=True)
    others = lines[:line] + lines[line + 1 :]
    swapped = [*lines[:line], lines[line + 1], lines[line], *lines[line + 2 :]]
    doubled = lines[: line + 1] + lines[line:]
    empty = [*lines[:line], b"\n", *lines[line:]]
    windows = [*lines[:line], lines[line].replace(b"\n", b"\r\n"), *lines[line + 1 :]]
    for damaged, at in [
        (others, line + 1),
        (swapped, line + 1),
        (doubled, line + 2),
        (empty, line + 1),
        (windows, line + 1),
    ]:
        path.write_bytes(b"".join(damaged))
        expected = f"line {at}: expected the line that was written"
        assert refusal(path).startswith(f"{path}, {expected}, got b")


def test_without_its_first_line_a_journal_is_refused(path):
    path_lines = written(path).splitlines(keepends=True)
    path.write_bytes(b"".join(path_lines[1:]))
    assert f"{path}, line 1: expected" in refusal(path)


def first_line(**changes):
    text = json.dumps({**FORMAT, "search": SEARCH} | changes)[:-1].encode()
    return b'%b, "checksum": %d}\n' % (text, zlib.crc32(text))


FOREIGN = {
    "text": b"Dear diary,\ntoday\n",
    "text without an end": b"Dear diary",
    "json": b'{"trial": 1}\n',
    "a list": b"[]\n[]\n",
    "bytes": bytes(range(256)),
    "zeros": b"\0" * 100,
    "not text": b"\xff\xfe\n",
    "empty lines": b"\n\n",
    "an older format": b'{"format": "minituner journal", "version": 0}\n',
    "version 0": first_line(version=0),
    "version 1": first_line(version=1),
    "version 20": first_line(version=20),
    "version 21": first_line(version=21),
    "another format": first_line(format="optuna journal"),
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_what_is_no_journal_of_ours_is_refused(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    message = refusal(path)
    assert message.startswith(f"{path}, line 1: expected ")
    assert message.endswith(REMEDY)


@pytest.mark.parametrize(
    ("other", "expected", "got"),
    [
        (SEARCH | {"seed": 2}, "seed = 2 as in this search", "1"),
        (SEARCH | {"space": []}, r"space = \[\] as in this search", ".*'x'"),
        (SEARCH | {"alpha": 0.1}, "alpha = 0.1 as in this search", "None"),
        (
            {"seed": 1, "space": [{"name": "x"}]},
            "oracle = None as",
            "RandomSearchOracle",
        ),
    ],
)
def test_the_journal_of_another_search_is_refused(path, other, expected, got):
    written(path)
    message = refusal(path, other)
    assert re.search(rf"line 1: expected {expected}.*, got {got}", message)
    assert message.endswith(REMEDY)


def test_a_search_is_told_by_what_json_keeps_of_it(path):
    written(path, search=SEARCH | {"conditions": (("a", (1,)),)})
    assert Journal(path, SEARCH | {"conditions": [["a", [1]]]}).read() == EVENTS


def test_what_json_cannot_hold_is_refused_before_a_file_is_made(path):
    with pytest.raises(TypeError):
        Journal(path, SEARCH | {"objects": object()})
    assert not path.exists()


def test_a_hyperparameter_may_be_called_checksum(path):
    events = [{"trial": {"values": {"a": 1, "checksum": 2}}, "space": []}]
    written(path, events)
    assert Journal(path, SEARCH).read() == events


def test_it_is_overwritten_only_when_told(path):
    content = written(path)
    Journal(path, SEARCH | {"seed": 2}).read(overwrite=True)
    assert Journal(path, SEARCH | {"seed": 2}).read() == []
    assert b'"seed": 2' in path.read_bytes() and path.read_bytes() != content
    path.write_bytes(b"Dear diary\n")
    assert Journal(path, SEARCH).read(overwrite=True) == []
    assert written(path) == content


# One writer


def test_a_second_writer_in_the_same_process_is_refused(path):
    with Journal(path, SEARCH).writing():
        content = path.read_bytes()
        for second in (
            lambda: Journal(path, SEARCH).writing().__enter__(),
            lambda: Journal(path, SEARCH).read(overwrite=True),
        ):
            with pytest.raises(JournalError, match="another search writes") as caught:
                second()
            assert str(path) in str(caught.value)
            assert "another project_name" in str(caught.value)
        assert path.read_bytes() == content
        assert Journal(path, SEARCH).read() == []  # but a reader is welcome
    with Journal(path, SEARCH).writing():
        pass


def test_a_writer_that_fails_lets_the_next_one_write(path):
    with pytest.raises(ZeroDivisionError), Journal(path, SEARCH).writing():
        _ = 1 / 0
    written(path)


HOLD = """
import sys, time
from pathlib import Path
from minituner.journal import Journal
with Journal(Path(sys.argv[1]), {}).writing():
    print("writing", flush=True)
    time.sleep(20)
"""


@pytest.mark.slow
def test_a_second_process_is_refused_until_the_first_is_killed(path):
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout.readline() == "writing\n"
        with pytest.raises(JournalError, match="another search writes here"):
            Journal(path, {}).writing().__enter__()
        first.kill()
        first.wait()
        with Journal(path, {}).writing() as events:
            assert events == []


WORKER = """
import os, sys, time
from pathlib import Path
from minituner.journal import Journal
with Journal(Path(sys.argv[1]), {}).writing():
    if os.fork() == 0:
        print(os.getpid(), flush=True)
        time.sleep(20)
        os._exit(0)
    time.sleep(20)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.slow
def test_a_worker_that_outlives_a_killed_search_does_not_hold_the_journal(path):
    command = [sys.executable, "-c", WORKER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as search:
        worker = int(search.stdout.readline())
        try:
            with pytest.raises(JournalError, match="another search writes here"):
                Journal(path, {}).writing().__enter__()
            search.kill()
            search.wait()
            with Journal(path, {}).writing() as events:
                assert events == []
            os.kill(worker, 0)  # it was there all the time
        finally:
            os.kill(worker, signal.SIGKILL)


def count_up(path, me, number):
    """Write as soon as nobody else does, `number` times; in a process of its own."""
    done = 0
    while done < number:
        journal = Journal(path, SEARCH)
        try:
            with journal.writing() as events:
                journal.write({"from": me, "number": len(events)})
                done += 1
        except JournalError as error:
            assert "another search writes" in str(error)
            time.sleep(random.random() / 1000)


@pytest.mark.slow
def test_writers_that_take_turns_lose_nothing(path):
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        for future in [executor.submit(count_up, path, me, 20) for me in range(2)]:
            future.result()
    events = Journal(path, SEARCH).read()
    assert [event["number"] for event in events] == list(range(40))
    assert sorted(event["from"] for event in events) == [0] * 20 + [1] * 20


def test_a_reader_beside_a_writer_sees_whole_events(path):
    journal, seen = Journal(path, SEARCH), []
    many = [{"number": number, "text": "x" * 5000} for number in range(100)]

    def read():
        while len(seen) < 1 or seen[-1] < 100:
            events = Journal(path, SEARCH).read()
            assert events == many[: len(events)]
            seen.append(len(events))

    with journal.writing():
        thread = threading.Thread(target=read)
        thread.start()
        for event in many:
            journal.write(event, sync=False)
        thread.join(timeout=20)
    assert seen[-1] == 100 and seen == sorted(seen)


# Whatever comes

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
MANY = st.lists(st.dictionaries(st.text(), VALUES, max_size=3), max_size=5)
HYPOTHESIS = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.long
@HYPOTHESIS
@given(MANY, VALUES)
def test_any_events_survive(tmp_path, events, value):
    path, search = tmp_path / "any.jsonl", {"value": value}
    path.unlink(missing_ok=True)
    written(path, events, search)
    assert Journal(path, search).read() == events


def test_infinite_scores_survive(path):
    written(path, [{"score": math.inf}, {"score": -math.inf}])
    assert Journal(path, SEARCH).read() == [{"score": math.inf}, {"score": -math.inf}]


@HYPOTHESIS
@given(data=st.data(), noise=st.binary(max_size=30))
def test_damaged_bytes_never_give_anything_but_a_refusal_or_a_beginning(
    tmp_path, data, noise
):
    path = tmp_path / "damaged.jsonl"
    path.unlink(missing_ok=True)
    content = written(path)
    first = data.draw(st.integers(0, len(content)))
    last = data.draw(st.integers(first, len(content)))
    damaged = content[:first] + noise + content[last:]
    path.write_bytes(damaged)
    try:
        events = Journal(path, SEARCH).read()
    except JournalError:
        assert path.read_bytes() == damaged
    else:
        assert events == EVENTS[: len(events)]
        assert len(events) >= content[:first].count(b"\n") - 1


@HYPOTHESIS
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_nothing(tmp_path, content):
    path = tmp_path / "bytes.jsonl"
    path.write_bytes(content)
    try:
        assert Journal(path, SEARCH).read() == []
    except JournalError:
        assert content


def test_a_running_trial_is_in_the_journal_before_it_runs(tmp_path):
    seen = []

    class Watched(Tuner):
        def run_trial(self, trial):
            events = Journal(self.journal.path, self.journal.search).read()
            seen.append(events[-1]["trial"])
            return 1.0

    oracle = RandomSearchOracle("loss", max_trials=2, seed=1)
    Watched(oracle, directory=tmp_path, verbose=0).search()
    assert [trial["trial_id"] for trial in seen] == ["0000"]  # an empty space
    assert seen[0]["status"] == RUNNING
