"""Processes as workers: one that dies takes nothing with it but the trial it ran."""

import multiprocessing
import os
import threading
import time
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress


class ProcessExecutor(ThreadPoolExecutor):
    """An executor whose threads each have a process, and get a new one if it is killed.

    In a pool of processes, all work is lost when one process is killed. So each thread
    has a pool of one. max_workers: how many. pool: what makes a pool; loky's can send
    functions that a notebook has defined. settings: for each pool, such as its
    mp_context. A process ends on its own within a second or two of its parent.
    """

    def __init__(self, max_workers, pool=ProcessPoolExecutor, **settings):
        super().__init__(max_workers)
        self._settings = settings
        self._pool = pool
        self._shared = None
        self._idle = []

    def share(self, thing):
        """Send `thing` to each process once, when it starts; return a stand-in for it."""
        self._end()
        self._shared = thing
        return StandIn()

    def _new(self):
        """A pool of one process."""
        settings = dict(self._settings)
        theirs = settings.pop("initializer", None), settings.pop("initargs", ())
        initargs = (os.getpid(), self._shared, *theirs)
        return self._pool(1, initializer=begin, initargs=initargs, **settings)

    def submit(self, function, /, *args, **kwargs):
        """A Future, as from every executor. It fails if the process dies."""
        pools = self._idle, self._new
        return super().submit(in_a_process, *pools, function, *args, **kwargs)

    def shutdown(self, wait=True, *, cancel_futures=False):
        """End the threads, and their processes."""
        super().shutdown(wait, cancel_futures=cancel_futures)
        self._end()

    def _end(self):
        former, self._idle = self._idle, []
        for pool in former:
            pool.shutdown()


def in_a_process(idle, new, function, /, *args, **kwargs):
    """What each thread does with its work: give it to an idle pool, or to a new one."""
    pool = living(idle) or new()
    future = pool.submit(function, *args, **kwargs)
    if not isinstance(future.exception(), BrokenExecutor):  # waits until it is done
        idle.append(pool)
    return future.result()


def living(idle):
    """An idle pool whose process answers; None if there is none."""
    while True:
        try:
            pool = idle.pop()  # in one step: other threads look for a pool as well
            pool.submit(os.getpid).result()
            return pool
        except BrokenExecutor:  # it was killed while it had nothing to do
            continue
        except IndexError:
            return None


def begin(parent, thing, initializer, initargs):
    """The first thing that a process does: keep what was sent, and watch its parent."""
    kept.thing = thing
    threading.Thread(target=end_with, args=(parent, os.getppid()), daemon=True).start()
    if initializer is not None:
        initializer(*initargs)


def end_with(parent, starter):
    """End this process when the one that it works for is gone.

    starter: the process that started this one: the parent, or a server of the parent's.
    """
    if os.name == "nt":  # there a process keeps the number of a parent that is gone
        multiprocessing.parent_process().join()
        os._exit(1)
    with suppress(ProcessLookupError):
        while os.getppid() == starter:
            os.kill(parent, 0)  # asks whether it is there, and sends nothing
            time.sleep(1)
    os._exit(1)


class StandIn:
    """What is sent with each trial. In the process it turns into what is kept there."""

    def __reduce__(self):
        return kept, ()


def kept():
    """In a process: what was sent when it started."""
    return kept.thing
