"""The loop of a search: ask the oracle, run the trial, record what came of it."""

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from minituner.attempt import FailedTrialError, ResultError, attempt  # noqa: F401
from minituner.checks import check_count, refuse
from minituner.dimensions import Fixed
from minituner.discovery import discover
from minituner.display import Table
from minituner.executors import SerialExecutor
from minituner.hyperparameters import HyperParameters
from minituner.journal import Journal
from minituner.loop import Job, Workers
from minituner.oracles.base import Oracle, Suggestion
from minituner.space import Space
from minituner.trial import COMPLETED, RUNNING, History, Trial

CHEAP = 0.01  # seconds: to run such a trial again costs less than a wait for the disk


@dataclass(eq=False, repr=False)
class Tuner:
    """Searches for the hyperparameters with the best score.

    oracle: says what to try. hypermodel: a function of hp, or an object with a
    method `build(hp)`, that returns the score or a model with a method `fit`. It is
    called at once, to find the space; it is not needed where a subclass overrides
    `run_trial`. directory, project_name: the folder of the journal; without either,
    the search stays in memory. overwrite: True forgets the search that is there.
    executor: one of `concurrent.futures`, or alike. max_workers: how many trials may
    run at a time. verbose: 0 is silent.
    """

    oracle: Oracle
    hypermodel: object = None
    directory: str | Path | None = None
    project_name: str | None = None
    overwrite: bool = False
    executions_per_trial: int = 1
    executor: object = None
    max_workers: int | None = None
    verbose: int = 1

    def __post_init__(self):
        if self.max_workers is None:
            self.max_workers = getattr(self.executor, "_max_workers", 1)
        check_count("executions_per_trial", self.executions_per_trial, 1)
        check_count("max_workers", self.max_workers, 1)
        self.history = History()
        self.hyperparameters = HyperParameters(self.oracle.hyperparameters)
        self.space = Space(self.hyperparameters.space)  # as the oracle sees it
        if self.hypermodel is not None:
            self._learn(discover(self.build, self.hyperparameters))
        kept = self.directory is not None or self.project_name is not None
        folder = Path(self.directory or ".", self.project_name or "untitled_project")
        path = folder / "journal.jsonl" if kept else None
        search = self.oracle.identity() | {"space": self.space.get_config()}
        self.journal = Journal(path, search)
        self._replay(self.journal.read(self.overwrite))

    def build(self, hp):
        """Call the hypermodel: a function, or an object with a method of that name."""
        return getattr(self.hypermodel, "build", self.hypermodel)(hp)

    def run_trial(self, trial, *args, **kwargs):
        """Run one trial. Override it to tune whatever has a score.

        trial.hyperparameters is hp; the other arguments are those of `search`.
        Returns a number; or a dictionary or a Keras `History` with the name of the
        objective; or a list of such, one for each execution.
        """
        hp = trial.hyperparameters
        model = self.build(hp)
        if not hasattr(model, "fit"):
            return model
        fit = getattr(self.hypermodel, "fit", None)
        return fit(hp, model, *args, **kwargs) if fit else model.fit(*args, **kwargs)

    def search(self, *args, **kwargs):
        """Run trials until the oracle stops; go on where an earlier search ended.

        The arguments are passed on to `run_trial`. Raises RuntimeError after too
        many failures in a row, and if no trial was completed in the end.
        """
        with self.journal.writing() as events, self._workers() as executor:
            self._replay(events)
            self.on_search_begin()
            self._failures = 0  # in a row
            work = partial(attempt, self, args, kwargs)
            queue = self.max_workers // 2 if self.executor is None else 0
            with self._bar(kwargs) as bar:
                self._run(Workers(executor, work, self.max_workers, queue), bar)
            self.on_search_end()
        self.get_best_trials()

    def _run(self, workers, bar):
        """Keep the workers busy until the oracle has nothing more to suggest."""
        tries = 1 + self.oracle.max_retries_per_trial
        waiting = [Job(trial, tries) for trial in self.history.with_status(RUNNING)]
        while True:
            while workers.are_free():
                if waiting:
                    job = waiting.pop(0)
                elif trial := self._ask():
                    job = Job(trial, tries)
                else:
                    break
                job.trial = replace(job.trial, hyperparameters=self._container(job.trial))
                self.on_trial_begin(job.trial)
                workers.start(job)
            if not workers.jobs:
                return
            for job, ended in workers.finished():
                if ended is None:
                    waiting.append(job)
                else:
                    self._end(ended, sync=job.seconds > CHEAP)
                    bar.update()

    def _ask(self):
        """The next trial, recorded as running; None if there is none at present."""
        suggestion = self.oracle.ask(self.space, self.history)
        if not isinstance(suggestion, Suggestion):
            return None
        trial = Trial(f"{len(self.history):04}", *suggestion)
        # a start that the disk forgets is asked for again, with the same answer
        self._record(trial)
        return trial

    def _container(self, trial):
        hp = self.hyperparameters.copy()
        hp.values = trial.values | trial.plan_values()
        return hp

    def _end(self, trial, sync):
        """Record what became of a trial, and what it found of the space."""
        hp = trial.hyperparameters
        new = [dimension.get_config() for dimension in self._learn(hp)]
        trial = replace(trial, values=hp.space.active(hp.values))
        self._record(trial, new, sync)
        self.on_trial_end(trial)
        self._failures = 0 if trial.status == COMPLETED else self._failures + 1
        if self._failures == self.oracle.max_consecutive_failed_trials:
            remedy = "mend it and search again, or raise max_consecutive_failed_trials"
            failed = f"{self._failures} trials in a row have failed"
            raise RuntimeError(f"{failed}; {remedy}. The last one:\n{trial.message}")

    def _learn(self, hp):
        """Add to the space what only hp has, and return it."""
        new = self.hyperparameters.merge(hp)
        if new and not self.oracle.allow_new_entries:
            got, remedy = [d.name for d in new], "add them, or allow new entries"
            refuse("allow_new_entries", "only the given names", got, remedy, RuntimeError)
        for d in new:
            if not self.oracle.tune_new_entries:
                d = Fixed(name=d.name, value=d.default, conditions=d.conditions)
            self.space.declare(d)
        return new

    def _record(self, trial, space=(), sync=False):
        self.history.record(trial)
        event = {"trial": vars(trial) | {"hyperparameters": None}, "space": space}
        self.journal.write(event, sync)

    def _replay(self, events):
        """Make the history again, out of what the journal says."""
        for event in events:
            if event["space"]:
                self._learn(HyperParameters.from_config({**event, "values": {}}))
            self.history.record(Trial(**event["trial"]))

    def _workers(self):
        """The executor. One of our own is shut down when the search ends."""
        several = self.max_workers > 1
        own = ThreadPoolExecutor(self.max_workers) if several else SerialExecutor()
        return own if self.executor is None else nullcontext(self.executor)

    def _bar(self, kwargs):
        """A progress bar; where nobody sees it move, it writes a line a minute."""
        from tqdm import tqdm

        loud = self.verbose and self.oracle.verbose and kwargs.get("verbose", 1)
        seen = sys.stderr.isatty() or "ipykernel" in sys.modules
        if loud and hasattr(self.oracle, "plan_summary"):
            print(self.oracle.plan_summary())
        ended = len(self.history) - len(self.history.with_status(RUNNING))
        settings = dict(unit=" trials", mininterval=0.1 if seen else 60, initial=ended)
        return tqdm(total=self.oracle.max_trials, disable=not loud, **settings)

    def on_search_begin(self):
        """Override this, and the three below, to do more at these moments."""

    def on_trial_begin(self, trial):
        """A trial starts."""

    def on_trial_end(self, trial):
        """A trial has ended, and is recorded."""

    def on_search_end(self):
        """The oracle has stopped."""

    def __getstate__(self):
        """What another process needs to run a trial: no history, file, executor."""
        return {**vars(self), "history": None, "journal": None, "executor": None}

    def get_best_trials(self, num_trials=1):
        """The completed trials, the best first. RuntimeError if there is none."""
        if best := self.history.best(self.oracle.objective, num_trials):
            return best
        messages = [trial.message for trial in self.history if trial.message]
        reason = messages[-1] if messages else "call search first"
        raise RuntimeError(f"no trial was completed; {reason}")

    def get_best_hyperparameters(self, num_trials=1):
        """Containers with the values of the best trials: pass one to `build`."""
        return [self._container(trial) for trial in self.get_best_trials(num_trials)]

    def get_best_models(self, num_models=1):
        """Not to be had: the journal keeps the recipe of a model, not its weights."""
        raise NotImplementedError("build(get_best_hyperparameters()[0]), and fit that")

    def results_table(self):
        """All trials as rows, in the order of their start; for pandas.DataFrame too."""
        return Table(trial.row(self.oracle.objective) for trial in self.history)

    def results_summary(self, num_trials=10):
        """Print the best trials."""
        rows = (t.row(self.oracle.objective) for t in self.get_best_trials(num_trials))
        print(Table(rows))

    def search_space_summary(self):
        """Print the dimensions that are known so far."""
        print(Table(dimension.get_config()["config"] for dimension in self.space))
