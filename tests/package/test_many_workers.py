"""Workers in other processes: what is sent to them, and what their death costs."""

import functools
import logging
import multiprocessing
import os
import signal
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

import loky
import psutil
import pytest
from objectives import KILL, Counted, Deadly, identity, no_score, sometimes, wait_for

from minituner import oracles
from minituner.bridges.processes import ProcessExecutor, kept
from minituner.trial import COMPLETED, FAILED, RUNNING
from minituner.tuner import ResultError, Tuner

pytestmark = [pytest.mark.chapter(12), pytest.mark.slow]
SPAWN = multiprocessing.get_context("spawn")
WORKERS = 2  # each is a process to start, in nearly every test
EXECUTORS = {
    "spawned": functools.partial(ProcessExecutor, mp_context=SPAWN),
    "loky": functools.partial(ProcessExecutor, pool=loky.ProcessPoolExecutor),
}


@pytest.fixture(params=EXECUTORS)
def executor(request):
    with EXECUTORS[request.param](WORKERS) as executor:
        yield executor


def workers():
    """The processes below this one, but for those in which Python watches resources."""
    below = psutil.Process().children(recursive=True)
    return {p for p in below if "resource_tracker import main" not in command_of(p)}


def command_of(process):
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def left_since(before, seconds):
    """The processes that are still there when the others have had time to end."""
    return psutil.wait_procs(workers() - before, timeout=seconds)[1]


@pytest.fixture(autouse=True)
def no_process_is_left():
    before = workers()
    yield
    assert not left_since(before, 10)


def search(kind, folder, executor, build=None, data=None, deaths=1, **settings):
    settings = {"max_trials": 12, "seed": 1} | settings
    oracle = oracles.RandomSearchOracle("loss", **settings)
    tuner = kind(oracle, build, executor=executor, max_workers=WORKERS, verbose=0)
    tuner.search(*([folder, deaths, data] if kind is Deadly else []))
    return tuner.history


def test_a_killed_process_costs_its_trial_one_retry_and_nothing_else(executor, tmp_path):
    history = search(Deadly, tmp_path, executor, max_retries_per_trial=1)
    assert len(list(tmp_path.iterdir())) == 1
    assert [trial.status for trial in history] == [COMPLETED] * 12
    alone = search(Deadly, tmp_path, None, deaths=0)
    assert [t.values for t in history] == [t.values for t in alone]


def test_without_a_retry_the_trial_has_failed_and_says_why(executor, tmp_path):
    history = search(Deadly, tmp_path, executor)
    (failed,) = history.with_status(FAILED)
    assert "terminated" in failed.message and failed.values["x"] > 0.5
    assert len(history.with_status(COMPLETED)) == 11


def test_a_trial_that_kills_every_worker_uses_up_its_retries(executor, tmp_path):
    settings = dict(max_retries_per_trial=2, max_consecutive_failed_trials=None)
    history = search(Deadly, tmp_path, executor, deaths=99, **settings)
    failed = history.with_status(FAILED)
    assert failed and all(trial.values["x"] > 0.5 for trial in failed)
    assert len(list(tmp_path.iterdir())) == 3 * len(failed)


def test_what_all_trials_need_is_sent_once_to_each_process(executor, tmp_path):
    Counted.sent = 0
    search(Deadly, tmp_path, executor, data=Counted(), deaths=0)
    assert 1 <= Counted.sent <= WORKERS  # a process is not started before it is needed


def test_a_process_that_takes_the_place_of_another_gets_it_too(executor, tmp_path):
    Counted.sent = 0
    search(Deadly, tmp_path, executor, data=Counted(), max_retries_per_trial=1)
    assert 2 <= Counted.sent <= WORKERS + 1


def test_a_process_that_was_busy_while_something_else_was_shared_is_not_used_again(
    executor, tmp_path
):
    executor.share("the former")
    busy = executor.submit(wait_for, tmp_path / "over")
    executor.share("the present")
    (tmp_path / "over").touch()
    assert busy.result() == "the former"
    assert [executor.submit(kept).result() for _ in range(4)] == ["the present"] * 4


def test_a_pool_of_processes_would_send_it_with_each_trial(tmp_path):
    Counted.sent = 0
    with ProcessPoolExecutor(WORKERS, mp_context=SPAWN) as pool:
        search(Deadly, tmp_path, pool, data=Counted(), deaths=0)
    assert Counted.sent == 12


def test_a_pool_of_processes_would_be_lost_as_a_whole(tmp_path):
    with ProcessPoolExecutor(3, mp_context=SPAWN) as pool:
        oracle = oracles.RandomSearchOracle("loss", max_trials=12, seed=1)
        tuner = Deadly(oracle, executor=pool, verbose=0)
        with pytest.raises(RuntimeError):  # of three lost trials, or of the pool
            tuner.search(tmp_path)
    lost = len(tuner.history.with_status(RUNNING) + tuner.history.with_status(FAILED))
    assert lost >= 2 and len(tuner.history.with_status(COMPLETED)) < 11


def test_an_exception_in_a_trial_is_a_failed_trial_and_the_process_lives(executor):
    history = search(Tuner, None, executor, sometimes, max_consecutive_failed_trials=None)
    assert history.with_status(FAILED) and history.with_status(COMPLETED)
    first = executor.submit(os.getpid).result()
    assert executor.submit(os.getpid).result() == first


def test_what_is_no_score_ends_the_search(executor):
    with pytest.raises(ResultError, match="'no score'"):
        search(Tuner, None, executor, no_score)


def test_trials_run_in_as_many_processes_as_there_are_workers(executor):
    history = search(Tuner, None, executor, identity)
    processes = {trial.metrics["process"] for trial in history}
    assert os.getpid() not in processes and len(processes) <= WORKERS


def test_it_is_an_executor_like_any_other(executor):
    assert sorted(executor.map(abs, range(-20, 0))) == list(range(1, 21))
    with pytest.raises(BrokenExecutor):
        executor.submit(signal.raise_signal, KILL).result()
    with pytest.raises(ZeroDivisionError):
        executor.submit(divmod, 1, 0).result()
    assert executor.submit(abs, -1).result() == 1


def test_dask_gives_the_trials_of_a_killed_worker_to_others(tmp_path):
    from distributed import Client, LocalCluster

    quiet = dict(dashboard_address=":0", silence_logs=logging.CRITICAL)
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, **quiet) as cluster,
        Client(cluster) as client,
    ):
        on_dask = client.get_executor()
        on_dask.share = lambda work: client.submit(lambda: work, pure=False)
        history = search(Deadly, tmp_path, on_dask)
        assert len(list(tmp_path.iterdir())) == 1
        assert [trial.status for trial in history] == [COMPLETED] * 12


@pytest.mark.parametrize("kind", EXECUTORS)
def test_a_worker_that_is_left_is_found(kind):
    before = workers()
    with EXECUTORS[kind](1) as executor:
        number = executor.submit(os.getpid).result()
        assert number in {process.pid for process in left_since(before, 0.1)}
    assert not left_since(before, 10)
