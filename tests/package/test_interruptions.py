"""Whatever ends a search in the middle: nothing new begins, and nothing is lost."""

import errno
import io
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from objectives import Found, parabola

import minituner
from minituner import JournalError, RandomSearch, ResultError, Tuner
from minituner.oracles import HyperbandOracle, RandomSearchOracle
from minituner.trial import COMPLETED, FAILED, RUNNING

pytestmark = pytest.mark.chapter(11)
PACKAGE = str(Path(minituner.__file__).parent)


def search(kind, folder=None, **settings):
    oracle = RandomSearchOracle("loss", max_trials=settings.pop("max_trials", 6), seed=1)
    return kind(oracle, directory=folder, verbose=0, **settings)


def records(tuner):
    return [trial.record() for trial in tuner.history]


class Interrupt:
    """Raises KeyboardInterrupt at the line of the package that has this number."""

    def __init__(self, number):
        self.left = number

    def __call__(self, frame, event, arg):
        if not frame.f_code.co_filename.startswith(PACKAGE):
            return None
        if event == "line":
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
        return self

    def run(self, function):
        """Say whether it came to that."""
        former = sys.gettrace()
        sys.settrace(self)
        try:
            function()
        except KeyboardInterrupt:
            return True
        finally:
            sys.settrace(former)
        return False


@pytest.mark.slow
@pytest.mark.parametrize("kept", [True, False])
def test_after_an_interrupt_at_any_line_the_same_object_and_a_new_one_go_on_alike(
    kept, tmp_path
):
    whole = search(Found)
    whole.search()
    number, interrupted = 1, 0
    while True:
        folder = tmp_path / str(number) if kept else None
        tuner = search(Found, folder)
        if not Interrupt(number).run(tuner.search):
            break
        interrupted += 1
        if kept:
            on_disk = search(Found, folder)
            ids = [trial.trial_id for trial in on_disk.history]
            assert [t.trial_id for t in tuner.history] in (ids, ids[:-1])
        tuner.search()
        assert records(tuner) == records(whole)
        assert tuner.space == whole.space
        if kept:
            assert records(search(Found, folder)) == records(whole)
            assert search(Found, folder).space == whole.space
        number += 31
    assert interrupted > 100


SLOW = """
import signal, sys, threading, time
import minituner

signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background has none

begun = []

class Slow(minituner.RandomSearch):
    def run_trial(self, trial):
        begun.append(time.time())
        sys.stdout.write("begun\\n")  # at once, as others write beside it
        sys.stdout.flush()
        time.sleep(1.5)
        if ERROR:
            return "no score"
        return trial.hyperparameters.Float("x", 0, 1)

hp = minituner.HyperParameters()
hp.Float("x", 0, 1)
search = Slow(max_trials=20, seed=1, verbose=0, max_workers=4, hyperparameters=hp)
try:
    search.search()
except BaseException as error:
    print(type(error).__name__, len(begun), *[trial.status for trial in search.history])
"""


NO_CTRL_C = pytest.mark.skipif(
    os.name == "nt", reason="Windows sends no Ctrl+C to a process"
)


@NO_CTRL_C
@pytest.mark.slow
def test_ctrl_c_with_threads_begins_nothing_and_records_what_ends():
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW.replace("ERROR", "False")],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    for _ in range(4):
        assert process.stdout.readline() == "begun\n"
    time.sleep(0.5)  # until two more are in the queue
    process.send_signal(signal.SIGINT)
    error, begun, *statuses = process.communicate(timeout=30)[0].split()
    assert (error, begun) == ("KeyboardInterrupt", "4")
    assert statuses == [COMPLETED] * 4 + [RUNNING] * 2  # two were in the queue


@pytest.mark.slow
def test_an_error_that_ends_the_search_begins_nothing_either():
    done = subprocess.run(
        [sys.executable, "-c", SLOW.replace("ERROR", "True")],
        capture_output=True,
        text=True,
    )
    *begun, last = done.stdout.splitlines()
    error, number, *_ = last.split()
    # the first of the four that fails is seen when others have just been taken
    assert error == "ResultError" and int(number) == len(begun) <= 6


def test_what_ended_beside_an_error_is_recorded():
    all_begun = threading.Barrier(3)

    class Mixed(Tuner):
        def run_trial(self, trial):
            all_begun.wait(10)
            x = trial.hyperparameters.Float("x", 0.0, 1.0)
            return "no score" if trial.trial_id == "0001" else x

    given = minituner.HyperParameters()
    given.Float("x", 0.0, 1.0)
    oracle = RandomSearchOracle("loss", 3, seed=1, hyperparameters=given)
    with ThreadPoolExecutor(3) as executor:
        tuner = Mixed(oracle, verbose=0, executor=executor)
        with pytest.raises(ResultError):
            tuner.search()
    assert [trial.status for trial in tuner.history] == [COMPLETED, RUNNING, COMPLETED]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit of a file's size")
@pytest.mark.parametrize("size", range(600, 1800, 100))
def test_a_full_disk_that_becomes_free_costs_nothing(size, tmp_path):
    import resource

    whole = search(Found)
    whole.search()
    tuner = search(Found, tmp_path)
    former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        with pytest.raises(OSError):
            tuner.search()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, former)
    there = search(Found, tmp_path)
    assert records(there) == records(tuner) and there.space == tuner.space
    tuner.search()
    assert records(tuner) == records(search(Found, tmp_path)) == records(whole)


def removed(path):
    path.unlink()


def replaced(path):
    path.with_suffix(".copy").write_bytes(path.read_bytes())
    path.with_suffix(".copy").replace(path)


def cut(path):
    os.truncate(path, 100)


def added_to(path):
    with path.open("ab") as file:
        file.write(b"a note\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let go of an open file")
@pytest.mark.parametrize("harm", [removed, replaced, cut, added_to])
def test_harm_to_the_journal_while_a_search_runs_is_an_error_at_the_next_event(
    harm, tmp_path
):
    class Harmful(Tuner):
        def run_trial(self, trial):
            if trial.trial_id == "0002":
                harm(self.journal.path)
            return trial.hyperparameters.Float("x", 0.0, 1.0)

    tuner = search(Harmful, tmp_path)
    with pytest.raises(JournalError, match=r"journal\.jsonl: expected \d+ bytes"):
        tuner.search()
    ended = [trial.status for trial in tuner.history if trial.status == COMPLETED]
    assert len(ended) == 2


class Closed(io.StringIO):
    def isatty(self):
        raise ValueError("I/O operation on closed file")

    write = isatty


class Deaf:
    """A stream of somebody's own, with the least that Python asks of it."""

    def write(self, text):
        raise AssertionError("it was said that nobody sees it")


@pytest.mark.parametrize("stream", [None, Closed(), Deaf()], ids=["none", "closed", "deaf"])
@pytest.mark.parametrize("verbose", [0, 1])
def test_a_search_needs_no_stream_to_write_to(stream, verbose, monkeypatch):
    oracle = RandomSearchOracle("loss", max_trials=3, seed=1)
    tuner = Found(oracle, verbose=verbose)
    monkeypatch.setattr(sys, "stderr", stream)
    tuner.search()
    assert len(tuner.history) == 3


class Unsure:
    """A stream that cannot say whether anybody sees it."""

    def isatty(self):
        raise OSError("Bad file descriptor")

    def write(self, text):
        raise AssertionError("nobody said that somebody sees it")


@pytest.mark.parametrize("stream", [None, Closed(), Unsure()], ids=["none", "closed", "?"])
@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_a_plan_is_printed_where_there_is_somewhere_to_print(stream, name, monkeypatch):
    oracle = HyperbandOracle("loss", max_epochs=2, factor=2, seed=0)
    tuner = Found(oracle)
    monkeypatch.setattr(sys, name, stream)
    tuner.search()
    assert tuner.history


class Pipe(io.StringIO):
    """A terminal's stream that breaks, and is broken ever after; counts what fails."""

    def __init__(self, error, writes, method):
        super().__init__()
        self.error, self.left, self.failed = error, writes, 0
        setattr(self, method, self.broken)

    def isatty(self):
        return True

    def broken(self, *_):
        self.left -= 1
        if self.left < 0:
            self.failed += 1
            raise self.error


BROKEN = [
    BrokenPipeError(errno.EPIPE, "Broken pipe"),
    OSError(errno.ENOSPC, "No space left on device"),
    ValueError("I/O operation on closed file"),
    UnicodeEncodeError("ascii", "█", 0, 1, "ordinal not in range"),
    AttributeError("flush"),
    NotImplementedError("write"),
]


@pytest.mark.parametrize("error", BROKEN, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("method", ["write", "flush"])
@pytest.mark.parametrize("writes", [0, 2], ids=["from the start", "in the middle"])
def test_a_stream_that_breaks_ends_no_search(error, method, writes, monkeypatch):
    oracle = RandomSearchOracle("loss", max_trials=5, seed=1)
    tuner = Slow(oracle)
    pipe = Pipe(error, writes, method)
    monkeypatch.setattr(sys, "stderr", pipe)
    tuner.search()
    assert pipe.failed > 0
    assert [trial.status for trial in tuner.history] == [COMPLETED] * 5


class Slow(Found):
    """Long enough for tqdm to draw its bar again."""

    def run_trial(self, trial):
        time.sleep(0.11)
        return super().run_trial(trial)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a pipe breaks otherwise")
def test_a_search_whose_reader_has_gone_prints_its_result():
    script = "import minituner\n"
    script += "t = minituner.RandomSearch(lambda hp: hp.Float('x', 0, 1), 'loss', 5)\n"
    script += "t.search(); print(len(t.history))\n"
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-c", script], stdout=-1, stderr=writer)
    os.close(writer)
    assert done.stdout == b"5\n"  # the exit code, 120, is Python's own word on the pipe


def test_the_bar_says_best_score_and_failures(monkeypatch, capsys):
    def build(hp):
        x = hp.Float("x", 0.0, 1.0)
        return 1 / 0 if 0.3 < x < 0.6 else x

    oracle = RandomSearchOracle("loss", 12, seed=1, max_consecutive_failed_trials=None)
    tuner = Tuner(oracle, build)
    tuner.search()
    failed = sum(trial.status == FAILED for trial in tuner.history)
    best = min(trial.score for trial in tuner.history if trial.status == COMPLETED)
    assert failed > 0
    assert f"best loss {best:.4g}, {failed} failed" in capsys.readouterr().err


def test_a_resumed_bar_knows_the_best_and_the_failures_of_before(tmp_path, capsys):
    for trials, verbose in ((4, 0), (6, 1)):
        oracle = RandomSearchOracle("loss", trials, seed=1)
        tuner = Tuner(oracle, parabola, directory=tmp_path, verbose=verbose)
        tuner.search()
    said = capsys.readouterr().err
    best = tuner.get_best_trials()[0].score
    assert "4/6" in said and f"best loss {best:.4g}" in said


def test_a_trial_has_the_same_container_before_and_after_a_restart(tmp_path):
    tuner = search(Found, tmp_path)
    tuner.search()
    again = search(Found, tmp_path)
    for one, other in zip(tuner.history, again.history, strict=True):
        assert one.hyperparameters.values == other.hyperparameters.values == one.values
    for one, other in zip(tuner.get_best_trials(3), again.get_best_trials(3), strict=True):
        assert one.hyperparameters.values == other.hyperparameters.values
        assert one.hyperparameters.space == other.hyperparameters.space == tuner.space
        assert one.hyperparameters["x"] == one.values["x"]


def test_a_search_inside_a_search_is_refused_and_harms_nothing(tmp_path):
    said = []

    class Inside(Tuner):
        def run_trial(self, trial):
            with pytest.raises(
                RuntimeError, match="search: expected one at a time"
            ) as info:
                self.search()
            said.append(info.value)
            return trial.hyperparameters.Float("x", 0.0, 1.0)

    for folder in (None, tmp_path):
        tuner = search(Inside, folder, max_trials=3)
        tuner.search()
        assert [trial.status for trial in tuner.history] == [COMPLETED] * 3
    assert len(said) == 6


def test_the_journal_stays_where_it_was_when_a_trial_changes_the_folder(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()

    class Moving(Tuner):
        def run_trial(self, trial):
            os.chdir(tmp_path / "elsewhere")
            return trial.hyperparameters.Float("x", 0.0, 1.0)

    tuner = search(Moving, "here", max_trials=3)
    tuner.search()
    tuner.oracle.max_trials = 5
    tuner.search()
    assert [p.parent.parent.name for p in tmp_path.rglob("journal.jsonl")] == ["here"]
    monkeypatch.chdir(tmp_path)
    assert len(search(Moving, "here").history) == 5


def test_a_home_directory_is_expanded(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    search(Found, "~/searches", max_trials=1).search()
    assert (tmp_path / "searches" / "untitled_project" / "journal.jsonl").exists()


class Uncopyable:
    def __deepcopy__(self, memo):
        raise TypeError("a lock cannot be copied")


@pytest.mark.parametrize(
    ("error", "name", "call"),
    [
        (ValueError, "executor", lambda: search(Found, executor=3)),
        (ValueError, "max_workers", lambda: search(Found, max_workers=0)),
        (ValueError, "max_workers", lambda: search(Found, max_workers=True)),
        (TypeError, "search", lambda: search(Found).search(1.0, 2.0)),
        (TypeError, "search", lambda: search(Found).search(wieght=1.0)),
        (
            TypeError,
            "callbacks",
            lambda: RandomSearch(parabola).search(callbacks=[Uncopyable()]),
        ),
    ],
)
def test_a_fault_of_the_call_is_refused_by_its_name_before_any_trial(error, name, call):
    with pytest.raises(error, match=f"^{name}: "):
        call()


def test_numbers_of_numpy_come_into_the_journal_and_other_things_are_refused(tmp_path):
    import numpy as np

    class Odd(RandomSearchOracle):
        value = np.int64(3)

        def propose(self, space, history):
            answer = super().propose(space, history)
            return answer._replace(plan={"epochs": self.value})

    tuner = Tuner(Odd("loss", 2, seed=1), parabola, directory=tmp_path, verbose=0)
    tuner.search()
    again = Tuner(Odd("loss", 2, seed=1), parabola, directory=tmp_path, verbose=0)
    assert again.history == tuner.history and again.history[0].plan == {"epochs": 3}
    tuner.oracle.value, tuner.oracle.max_trials = object(), 3
    with pytest.raises(TypeError, match="journal: expected values that JSON can hold"):
        tuner.search()
    assert len(tuner.history) == 2


@pytest.mark.parametrize("workers", [1, 3])
def test_a_trial_that_takes_long_is_not_interrupted_by_the_end_of_another(workers):
    def build(hp):
        time.sleep(0.05 * hp.Int("n", 0, 3))
        return hp["n"]

    tuner = RandomSearch(build, "loss", 4, seed=1, max_workers=workers, verbose=0)
    tuner.search()
    assert {trial.status for trial in tuner.history} == {COMPLETED}
