"""The loop of a search: ask the oracle, run the trial, record what came of it."""

import copy
import math
import operator
import sys
import time
import traceback
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from minituner.display import Table
from minituner.executors import SerialExecutor
from minituner.hyperparameters import HyperParameters, discover
from minituner.journal import Journal
from minituner.oracles.base import Oracle, Suggestion, configuration
from minituner.space import Fixed, check_count, plain, refuse
from minituner.trial import COMPLETED, FAILED, RUNNING, History, Trial

CHEAP = 0.01  # seconds: to run such a trial again costs less than a wait for the disk
SHORT = 1  # second: only beside such trials does a wait for the oracle count
LOST = {"BrokenExecutor", "CancelledError", "KilledWorker"}  # the last one is Dask's


class FailedTrialError(Exception):
    """Raise it in `run_trial` where another try would fail as well."""


class ResultError(TypeError):
    """What `run_trial` returned is no score. It ends the search."""


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
        self.hyperparameters = HyperParameters.overriding(self.oracle.hyperparameters)
        self.space = self.hyperparameters.space  # the dimensions that the oracle sees
        if self.hypermodel is not None:
            self._learn(discover(self.build, self.hyperparameters))
        project, kept = self.project_name or "untitled_project", self.directory is not None
        kept = kept or self.project_name is not None
        path = Path(self.directory or ".", project, "journal.jsonl") if kept else None
        space = [dimension.get_config() for dimension in self.space]
        self.journal = Journal(path, self.oracle.identity() | {"space": space})
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
            with self._bar(kwargs) as bar:
                self._run(executor, args, kwargs, bar)
            self.on_search_end()
        self.get_best_trials()

    def _run(self, executor, args, kwargs, bar):
        """Keep the workers busy until the oracle has nothing more to suggest."""
        self._failures = 0  # in a row
        tries = 1 + self.oracle.max_retries_per_trial
        waiting = [(trial, tries) for trial in self.history.with_status(RUNNING)]
        ahead = self.max_workers // 2 if self.executor is None else 0  # in the queue
        share = getattr(executor, "share", lambda work: work)  # sends it once, if it can
        work, running = share(partial(execute, self, args, kwargs)), {}
        while True:
            while len(running) < self.max_workers + ahead:
                trial, left = waiting.pop(0) if waiting else (self._ask(), tries)
                if trial is None:
                    break
                trial = replace(trial, hyperparameters=self._container(trial))
                self.on_trial_begin(trial)
                sent = trial, left, time.monotonic()
                running[executor.submit(operator.call, work, trial, left)] = sent
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                trial, left, start = running.pop(future)
                ended = outcome(future, trial, left)
                if ended is trial:
                    waiting.append((trial, left - 1))
                else:
                    took = time.monotonic() - start
                    ahead = ahead if took < SHORT else 0
                    self._end(ended, sync=took > CHEAP)
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
        hp.values = trial.values | {f"tuner/{n}": v for n, v in trial.plan.items()}
        return hp

    def _end(self, trial, sync):
        """Record what became of a trial, and what it found of the space."""
        hp = trial.hyperparameters
        new = [dimension.get_config() for dimension in self._learn(hp)]
        values = configuration(hp.space, lambda d: hp.values.get(d.name, d.default))
        trial = replace(trial, values=values)
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
            fixed = Fixed(name=d.name, value=d.default, conditions=d.conditions)
            self.space.append(d if self.oracle.tune_new_entries else fixed)
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
        *_, reason = ["call search first", *(t.message for t in self.history if t.message)]
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


def outcome(future, trial, left):
    """What came of a trial. If its worker is gone, it fails, or is to be tried again."""
    try:
        return future.result()
    except Exception as error:
        if not LOST & {kind.__name__ for kind in type(error).__mro__}:
            raise
        if left > 1:
            return trial
        return replace(trial, status=FAILED, message=traceback.format_exc())


def execute(tuner, args, kwargs, trial, tries):
    """In a worker: run a trial, again if it fails; return it completed or failed."""
    for _ in range(tries):
        attempt = replace(trial, hyperparameters=trial.hyperparameters.copy())
        try:
            ended = completed(tuner, attempt, args, kwargs)
            break
        except ResultError:
            raise
        except Exception as error:
            ended = dict(status=FAILED, message=traceback.format_exc())
            if isinstance(error, FailedTrialError):
                break
    return replace(attempt, **ended)


def completed(tuner, trial, args, kwargs):
    """Run a trial's executions: their metrics, and the mean of each metric."""
    results, name = [], tuner.oracle.objective.name
    for _ in range(tuner.executions_per_trial):
        fresh = {n: copy.deepcopy(v) for n, v in kwargs.items() if n == "callbacks"}
        result = tuner.run_trial(trial, *args, **kwargs | fresh)
        results += result if isinstance(result, list) and result else [result]
    executions = [metrics_of(result, tuner.oracle.objective) for result in results]
    means = {m: sum(e[m] for e in executions) / len(executions) for m in executions[0]}
    if math.isnan(means[name]):
        raise ArithmeticError(f"{name}: expected a number, got NaN")
    return dict(status=COMPLETED, score=means[name], metrics=means, executions=executions)


def metrics_of(result, objective):
    """What `run_trial` returned, as a dictionary of floats."""
    if hasattr(result, "history"):  # Keras: a value for each epoch, and the best counts
        curve = result.history.get(objective.name, [math.nan])
        losses = [objective.loss(value) for value in curve]
        best = min(range(len(losses)), key=lambda e: (math.isnan(losses[e]), losses[e]))
        result = {name: values[best] for name, values in result.history.items()}
    elif not isinstance(result, dict):
        result = {objective.name: result}
    numbers = all(isinstance(plain(v), (int, float)) for v in result.values())
    if objective.name not in result or not numbers:
        expected = f"a number, or a dictionary of numbers with {objective.name!r}"
        refuse("run_trial", expected, result, "return one of these", ResultError)
    return {name: float(value) for name, value in result.items()}
