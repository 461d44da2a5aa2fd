"""Workers: who runs the trials, what is sent to them, and what if one is lost."""

import operator
import time
import traceback
from concurrent.futures import FIRST_COMPLETED, as_completed, wait
from dataclasses import dataclass, replace

from minituner.trial import FAILED, Trial

SHORT = 1  # second: only beside such trials does a wait for the oracle count
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

    def run(self, next_job, end):
        """Keep the workers busy until no job runs, and next_job() gives None.

        end: called with each job that ended, and its trial. After an interruption no
        job begins; those that run are waited for.
        """
        again = []  # those whose worker is gone, and that have tries left
        try:
            while self._start(next_job, again):
                for job, ended in self.finished():
                    if ended is None:
                        again.append(job)
                    else:
                        end(job, ended)
        except BaseException:
            for job, ended in self.last():
                end(job, ended)
            raise

    def _start(self, next_job, again):
        """Give each free worker a job. Returns those that are at work."""
        while len(self.jobs) < self.number + self.queue:
            job = again.pop() if again else next_job()
            if job is None:
                break
            job.start = time.monotonic()
            future = self.executor.submit(operator.call, self.work, job.trial, job.tries)
            self.jobs[future] = job
        return self.jobs

    def finished(self):
        """Wait. Each job that is done, with its trial; None if it is to be tried again."""
        for future in wait(self.jobs, return_when=FIRST_COMPLETED).done:
            job = self._done(future)
            ended = outcome(future, job)
            if ended and job.seconds >= SHORT:
                self.queue = 0
            yield job, ended

    def last(self):
        """Begin nothing new. Each job that still comes to its end, with its trial."""
        for future in list(self.jobs):
            if future.cancel():
                del self.jobs[future]
        for future in as_completed(list(self.jobs)):
            job = self._done(future)
            if future.exception() is None:
                yield job, future.result()

    def _done(self, future):
        job = self.jobs.pop(future)
        job.seconds = time.monotonic() - job.start
        return job


def outcome(future, job):
    """The trial that ended. If its worker is gone it has failed; None: tries are left."""
    try:
        return future.result()
    except Exception as error:
        names = {kind.__name__ for kind in type(error).__mro__}
        if not LOST & names:
            raise
        job.tries -= 1
        if job.tries > 0:
            return None
        ended = replace(job.trial, status=FAILED, message=traceback.format_exc())
        return ended.using(job.trial.hyperparameters)
