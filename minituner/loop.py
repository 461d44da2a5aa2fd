"""Workers: who runs the trials, what is sent to them, and what happens if one is lost."""

import operator
import time
from concurrent.futures import FIRST_COMPLETED, as_completed, wait
from contextlib import suppress
from dataclasses import dataclass

from minituner.attempt import failed
from minituner.trial import Trial

SHORT = 1  # second: only in shorter trials does a wait for the oracle matter
LOST = {"BrokenExecutor", "CancelledError", "KilledWorker"}  # the last one is Dask's


@dataclass
class Job:
    """A trial with a worker. tries: how many it has left. start, seconds: of its run."""

    trial: Trial
    tries: int
    start: float = 0.0
    seconds: float = 0.0


class Workers:
    """An executor, and the jobs that it has now.

    work: a function of a trial and its tries, which runs in a worker. number: how many
    may run at a time. queue: how many more may wait while all trials are short.
    """

    def __init__(self, executor, work, number, queue):
        share = getattr(executor, "share", None)
        self.work = share(work) if share else work  # sent only once, if that is possible
        self.executor = executor
        self.number = number
        self.queue = queue
        self.jobs = {}  # future -> Job
        self.again = []  # jobs that lost their worker and have tries left

    def run(self, next_job, end):
        """Keep the workers busy until no job runs, and next_job() gives None.

        end: called with each job that ended, and with its trial. After an interruption
        no job begins, and running ones are waited for.
        """
        try:
            while self._start(next_job):
                for future in wait(self.jobs, return_when=FIRST_COMPLETED).done:
                    self._take(future, end)
        except BaseException:
            running = [future for future in self.jobs if not future.cancel()]
            for future in as_completed(running):
                if future.exception() is None:
                    with suppress(Exception):  # the first error is the one to raise
                        self._take(future, end)
            raise

    def _start(self, next_job):
        """Give each free worker a job. Returns all jobs under way."""
        while len(self.jobs) < self.number + self.queue:
            job = self.again.pop() if self.again else next_job()
            if job is None:
                break
            job.start = time.monotonic()
            future = self.executor.submit(operator.call, self.work, job.trial, job.tries)
            self.jobs[future] = job
        return self.jobs

    def _take(self, future, end):
        """Take a job's result. If its worker is gone, it is tried again, or has failed."""
        job = self.jobs.pop(future)
        job.seconds = time.monotonic() - job.start
        if job.seconds >= SHORT:
            self.queue = 0
        try:
            ended = future.result()
        except Exception as error:
            if not LOST & {kind.__name__ for kind in type(error).__mro__}:
                raise
            job.tries -= 1
            if job.tries > 0:
                self.again.append(job)
                return
            ended = failed(job.trial)
        end(job, ended)
