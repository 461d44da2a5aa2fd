"""Processes as workers: one that dies takes nothing with it but the trial it ran."""

from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial


class ProcessExecutor(ThreadPoolExecutor):
    """An executor whose threads have a process each, and a new one if it is killed.

    In a pool of processes, all work is lost when one process is killed. So each thread
    has a pool of one. max_workers: how many. pool: what makes a pool; that of loky can
    send functions which a notebook has defined. settings: for each pool, such as its
    mp_context.
    """

    def __init__(self, max_workers, pool=ProcessPoolExecutor, **settings):
        super().__init__(max_workers)
        self._new, self._idle = partial(pool, 1, **settings), []

    def share(self, thing):
        """Send `thing` to each process once, when it starts; return a stand-in for it."""
        self._end()
        self._new = partial(self._new, initializer=keep, initargs=(thing,))
        return StandIn()

    def submit(self, function, /, *args, **kwargs):
        """A Future, as of every executor. It fails if the process dies."""
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
    try:
        pool = idle.pop()  # in one step: other threads look for a pool as well
    except IndexError:
        pool = new()
    future = pool.submit(function, *args, **kwargs)
    if not isinstance(future.exception(), BrokenExecutor):  # waits until it is done
        idle.append(pool)
    return future.result()


class StandIn:
    """What is sent with each trial. In the process it turns into what is kept there."""

    def __reduce__(self):
        return kept, ()


def keep(thing):
    """The first thing that a process does."""
    kept.thing = thing


def kept():
    """In a process: what was sent when it started."""
    return kept.thing
