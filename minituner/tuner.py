"""The loop of a search: ask the oracle, run the trial, record what came of it."""

import copy
import shutil
import sys
from collections import defaultdict
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass, replace
from functools import partial
from math import nan
from os import PathLike
from pathlib import Path
from statistics import fmean
from types import NoneType

from minituner import oracles
from minituner.attempt import Work
from minituner.checks import check_count, check_flag, refuse
from minituner.discovery import discover
from minituner.display import Progress, Stream, Table
from minituner.errors import (  # noqa: F401
    FailedTrialError,
    FatalTypeError,
    JournalError,
    ResultError,
)
from minituner.executors import SerialExecutor
from minituner.hypermodel import (
    check_call,
    compiled,
    hypermodel_of,
    number_anew,
    takes_callbacks,
)
from minituner.hyperparameters import HyperParameters
from minituner.instead import Remaining, View, answering, missing
from minituner.journal import Journal
from minituner.loop import Job, Workers
from minituner.oracles.base import Oracle, Suggestion
from minituner.space import Space
from minituner.trial import COMPLETED, FAILED, RUNNING, History, Trial, rows

GIVEN = dict(history=History, hyperparameters=HyperParameters)  # outside a search
IN_USE = {*GIVEN, "journal", "confirmed", "space", "terms"}
SETTINGS = {"optimizer", "loss", "metrics", "hypermodel", "oracle"}  # of each trial
CHEAP = 0.01  # seconds: running such a trial again costs less than a wait for the disk


@answering
@dataclass(eq=False, repr=False)
class Tuner:
    """Searches for the hyperparameters with the best score.

    oracle: says what to try. hypermodel: a function of hp, or an object with a
    method `build(hp)`, that returns the score or a model with a method `fit`. It is
    called at once, to find the space; it is not needed if a subclass overrides
    `run_trial`. directory, project_name: the folder of the journal; without either,
    the search stays in memory. overwrite: True forgets the search that is there.
    executor: one of `concurrent.futures`, or of its kind, such as Dask's. max_workers:
    how many trials may run at a time; by default as many as the executor says that it
    has. verbose: 0 is silent. optimizer, loss, metrics: for a Keras model, instead of
    those it was compiled with.
    """

    oracle: Oracle
    hypermodel: object = None
    _: KW_ONLY
    directory: str | Path | None = None
    project_name: str | None = None
    overwrite: bool = False
    executions_per_trial: int = 1
    executor: object = None
    max_workers: int | None = None
    verbose: int = 1
    optimizer: object = None
    loss: object = None
    metrics: object = None

    def __post_init__(self):
        self.hypermodel = hypermodel_of(self.hypermodel)
        check_flag("overwrite", self.overwrite)
        for name in ("directory", "project_name"):
            value = getattr(self, name)
            if not isinstance(value, (str, PathLike, NoneType)):
                refuse(name, "a path or None", repr(value), "write a string", TypeError)
        check_oracle(self.oracle)
        executor = SerialExecutor() if self.executor is None else self.executor
        if not isinstance(executor, Executor):
            remedy = "pass one, or max_workers=3 for threads"
            refuse("executor", "one of concurrent.futures", repr(executor), remedy)
        if self.max_workers is None:
            self.max_workers = getattr(executor, "_max_workers", None)
        if self.max_workers is None:
            remedy = "say how many trials may run at a time"
            refuse("max_workers", "a number, since the executor has none", None, remedy)
        for name in ("executions_per_trial", "max_workers"):
            setattr(self, name, check_count(name, getattr(self, name), 1, optional=False))
        known = HyperParameters(self.oracle.hyperparameters)
        if self.hypermodel is not None:
            known = self._merged(known, discover(self.build, known))
        self._known = known  # before the first trial
        self._terms = None  # what the trials so far have in common
        vars(self)["hyperparameters"] = known
        kept = self.directory is not None or self.project_name is not None
        folder = Path(self.directory or ".", self.project_name or "untitled_project")
        self._folder = folder.expanduser().absolute() if kept else None
        path = self._folder and self._folder / "journal.jsonl"
        search = self.oracle.identity() | {"space": self.space.get_config()}
        vars(self)["journal"] = Journal(path, search)
        self.oracle._view = View(self)
        self._replay(self.journal.read(self.overwrite))
        for left in self._folder.glob("trial_*") if kept and self.overwrite else ():
            if left.name[6:].isdigit() and left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)  # `get_trial_dir` made it for a trial that is gone

    def __init_subclass__(cls):
        for name in IN_USE & vars(cls).keys():
            if not callable(vars(cls)[name]):  # `terms` is a method to override
                refuse(name, "another name", "one in use", f"write my_{name}", TypeError)

    @property
    def space(self):
        """The dimensions as the oracle sees them: fixed, where it may not tune them."""
        declared = self.hyperparameters.space
        if self.oracle.tune_new_entries:
            return declared
        tuned = HyperParameters(self.oracle.hyperparameters).space
        return Space(d if d in tuned else d.fixed() for d in declared)

    def build(self, hp):
        """Call the hypermodel's `build`, and compile its model if settings were given."""
        number_anew()
        settings = dict(optimizer=self.optimizer, loss=self.loss, metrics=self.metrics)
        return compiled(self.hypermodel.build(hp), **settings)

    def run_trial(self, trial, *args, **kwargs):
        """Run one trial. Override it to tune anything that has a score.

        trial.hyperparameters is hp; the other arguments are those of `search`.
        Returns a number; or a dictionary or a Keras `History` that has the objective's
        name; or a list of these, one for each execution.
        """
        hp = trial.hyperparameters
        model = self.build(hp)
        if takes_callbacks(self.hypermodel.fit, model):
            kwargs.setdefault("callbacks", [])  # KerasTuner always passes a list
        return self.hypermodel.fit(hp, model, *args, **kwargs)

    def search(self, *args, **kwargs):
        """Run trials until the oracle stops; go on where an earlier search ended.

        The arguments are passed on to `run_trial`; an iterator is used up by the first
        trial. After Ctrl-C, or an error, no new trial begins; running ones are waited
        for and recorded. Raises TypeError for arguments that `run_trial` or Keras's
        `fit` does not take, RuntimeError after too many failures in a row, and if no
        trial was completed in the end.
        """
        with self._workers(self, args, kwargs) as workers:
            self.on_search_begin()
            self._failures = 0  # in a row
            with self._bar(kwargs) as bar:
                waiting = self.history.with_status(RUNNING)
                workers.run(partial(self._next_job, waiting), partial(self._end, bar))
            self.on_search_end()
        self.get_best_trials()

    def _next_job(self, waiting):
        """A trial that an earlier search left unfinished, else what the oracle asks for."""
        trial = waiting.pop(0) if waiting else self._ask()
        if trial is None:
            return None
        trial = self._with_space(trial)
        self.on_trial_begin(trial)
        return Job(trial, tries=1 + self.oracle.max_retries_per_trial)

    def _ask(self):
        """The next trial, recorded as running; None if there is none at present."""
        suggestion = self.oracle.ask(self.space, self.history)
        if not isinstance(suggestion, Suggestion):
            return None
        # if the disk forgets a start, the oracle is asked again, and says the same
        return self._record(Trial(f"{len(self.history):04}", *suggestion))

    def _end(self, bar, job, ended):
        """Record what became of a trial, and what it added to the space."""
        found = ended.hyperparameters
        known = self._merged(self.hyperparameters, found)
        ended = replace(ended, values=found.space.active(found.values))
        self._record(ended, known, sync=job.seconds > CHEAP)
        bar.ended(ended)
        self.on_trial_end(self._with_space(ended))
        self._failures = self._failures + 1 if ended.status == FAILED else 0
        if self._failures == self.oracle.max_consecutive_failed_trials:
            raise RuntimeError(
                f"{self._failures} trials in a row have failed; fix that and search again, "
                "or raise max_consecutive_failed_trials. They stay failed, unless "
                f"overwrite=True starts the search anew. The last one:\n{ended.message}"
            )

    def confirm(self, *args, num_trials=3, executions=5, **kwargs):
        """Run the finalists again: is the best score a lucky one?

        The finalists are those of `get_expected_best_trials`. args, kwargs: as in
        `search`. Each finalist gets as many fresh executions as `executions` says; the
        journal keeps them, so an interrupted call can go on. Returns a Table, the best
        mean first. `low` and `high` hold the true means of all finalists with
        probability 0.95 (Student's t, Bonferroni); the scores of the search do not
        count, since they chose the finalists. No interval covers what chance
        does not touch in an execution, such as a fixed split of the data.
        """
        num_trials = check_count("num_trials", num_trials, 1, optional=False)
        executions = check_count("executions", executions, 2, optional=False)
        once = self._but(executions_per_trial=1)
        with self._workers(once, args, kwargs) as workers:
            finalists = self.get_expected_best_trials(num_trials)
            jobs = []
            for trial in finalists:
                number = executions - len(self.confirmed[trial.trial_id])
                jobs += [Job(trial.but(score=None), tries=1) for _ in range(number)]
            workers.run(partial(next, iter(jobs), None), self._confirm)
        return self._confirmation(finalists)

    def _confirm(self, job, ended):
        event = {"confirmed": ended.trial_id, "score": ended.score}
        self.journal.write(event, job.seconds > CHEAP)
        self.confirmed[ended.trial_id].append(ended.score)

    def _confirmation(self, finalists):
        """A row for each finalist: the mean of its fresh scores, and an interval."""
        table = Table()
        for trial in finalists:
            fresh = summary(self.confirmed[trial.trial_id], 0.05 / len(finalists))
            table.append(dict(trial_id=trial.trial_id, searched=trial.score, **fresh))
        table.sort(key=lambda row: self.oracle.objective.rank(row["mean"]))
        return table

    def _merged(self, known, found):
        """The container plus what only the other one has; itself if that is nothing."""
        if found.space == known.space:
            return known
        merged = known.copy()
        new = merged.merge(found)
        if new and not self.oracle.allow_new_entries:
            refuse(
                "allow_new_entries",
                "only the given names",
                [dimension.name for dimension in new],
                "add them, or allow new entries",
                RuntimeError,
            )
        return merged

    def _record(self, trial, known=None, sync=False):
        """Into the journal first: memory never holds what the journal does not."""
        known = known or self.hyperparameters
        new = known.space[len(self.hyperparameters.space) :]
        event = {"trial": trial.record(), "space": Space(new).get_config()}
        self.journal.write(event, sync)
        vars(self)["hyperparameters"] = known
        self.history.record(trial)
        return trial

    def _with_space(self, trial):
        """The trial with a container that has the whole space, and its values."""
        hp = self.hyperparameters.copy()
        hp.values = trial.values | trial.plan_values()
        return trial.but(hyperparameters=hp)

    def _replay(self, events):
        """Rebuild memory from what the journal says, and from nothing else.

        events: None if memory is all there is. JournalError if memory had more trials.
        """
        if events is None:
            return
        history = History()
        known = self._known
        confirmed = defaultdict(list)  # trial_id -> scores of its fresh executions
        terms = None
        for event in events:
            if "terms" in event:
                terms = event["terms"]
                continue
            if "confirmed" in event:
                confirmed[event["confirmed"]].append(event["score"])
                continue
            if event["space"]:
                known = known.copy()
                known.merge(HyperParameters.from_config(event | {"values": {}}))
            history.record(Trial(**event["trial"]))
        former = len(vars(self).get("history", ()))
        if len(history) < former:
            remedy = "restore it, or make a new tuner"
            trials = f"{former} trials or more"
            refuse(str(self.journal.path), trials, len(history), remedy, JournalError)
        found = dict(hyperparameters=known, confirmed=confirmed, _terms=terms)
        vars(self).update(found, history=history)

    @contextmanager
    def _workers(self, tuner, args, kwargs):
        """Workers for the trials of a tuner; inside, we alone write the journal.

        An executor of our own is shut down at the end.
        """
        check_call(self.run_trial, (None, *args), kwargs)
        if type(self).run_trial is Tuner.run_trial:
            if self.hypermodel is None:
                refuse(
                    "hypermodel",
                    "a function of hp",
                    None,
                    "pass one, or override run_trial",
                )
            check_call(self.hypermodel.fit, (None, None, *args), kwargs)
        check_callbacks(kwargs)
        work = Work(tuner, args, kwargs)
        number = self.max_workers
        with self.journal.writing() as events:
            self._replay(events)
            self._agree()
            if self.executor is not None:
                yield Workers(self.executor, work, number, queue=0)
                return
            with ThreadPoolExecutor(number) if number > 1 else SerialExecutor() as own:
                yield Workers(own, work, number, queue=number // 2)

    def terms(self):
        """What all trials must share beside the oracle's settings, as a dictionary."""
        return {}

    def _agree(self):
        """Write down the terms of the first search; refuse others in the next one."""
        terms = self.terms()
        for name, former in (self._terms or {}).items():
            if terms[name] != former:
                remedy = "go on with the same, or make a tuner with another project_name"
                refuse(name, f"{former!r}, as before", repr(terms[name]), remedy)
        if terms and self._terms is None:
            self.journal.write({"terms": terms})
            self._terms = terms

    def _bar(self, kwargs):
        loud = self.verbose and self.oracle.verbose and kwargs.get("verbose", 1)
        if loud and hasattr(self.oracle, "plan_summary"):
            print(self.oracle.plan_summary(), file=Stream(sys.stdout))
        return Progress(self.oracle.objective, self.oracle.max_trials, self.history, loud)

    def on_search_begin(self):
        """Override this, and the three below, to do more at these moments."""

    def on_trial_begin(self, trial):
        """A trial starts."""

    def on_trial_end(self, trial):
        """A trial has ended, and is recorded."""

    def on_search_end(self):
        """The oracle has stopped."""

    def on_epoch_begin(self, trial, *args, **kwargs):
        """Call this, and the three below, in your own `run_trial`; nothing else does."""

    def on_epoch_end(self, trial, *args, **kwargs):
        """The same."""

    def on_batch_begin(self, trial, *args, **kwargs):
        """The same."""

    def on_batch_end(self, trial, *args, **kwargs):
        """The same."""

    def __repr__(self):
        objective = self.oracle.objective
        text = f"<{type(self).__name__}: {len(self.history)} trials"
        for trial in self.history.best(objective, 1):
            text += f", best {objective.name} {trial.score:.4g}"
        better = "lower" if objective.direction == "min" else "higher"
        return f"{text} ({better} is better)>"

    def __setattr__(self, name, value):
        """Refuse a name in use; outside a search, a history or a container may be given."""
        journal = vars(self).get("journal")
        busy = journal.busy if journal else "journal" in vars(self)  # or in a worker
        given = isinstance(value, GIVEN.get(name, ())) and not busy
        if (name in IN_USE and not given) or (busy and name in SETTINGS):
            remedy = f"write self.my_{name}"
            refuse(f"self.{name}", "another name", "one in use", remedy, FatalTypeError)
        super().__setattr__(name, value)

    def __getattr__(self, name):
        missing(f"a tuner, {type(self).__name__},", name)

    @property
    def remaining_trials(self):
        """How many trials may still begin; None if there is no limit."""
        most = self.oracle.max_trials
        return most and Remaining(most - len(self.history))

    @property
    def project_dir(self):
        """The folder of the journal. RuntimeError if the search stays in memory."""
        if self._folder is None:
            raise RuntimeError("project_dir: give the tuner a directory")
        self._folder.mkdir(parents=True, exist_ok=True)
        return str(self._folder)

    def get_trial_dir(self, trial_id):
        """A folder for what `run_trial` wants to keep of a trial, below project_dir."""
        folder = Path(self.project_dir, f"trial_{trial_id}")
        folder.mkdir(exist_ok=True)
        return str(folder)

    def reload(self):
        """Read the journal again; a new tuner has done so already."""
        self._replay(self.journal.read())

    def __setstate__(self, state):
        """A copy is the tuner that its oracle tells about."""
        vars(self).update(state)
        self.oracle._view = View(self)

    def _but(self, **changes):
        """The same tuner but for changes; the oracle goes on telling about this one."""
        other = object.__new__(type(self))
        vars(other).update(vars(self) | changes)
        return other

    def bare(self):
        """What another process needs to run a trial: no history, file, executor."""
        return self._but(history=History(), journal=None, executor=None)

    def get_best_trials(self, num_trials=1):
        """The completed trials, the best first. RuntimeError if there is none."""
        num_trials = check_count("num_trials", num_trials, 1)
        if best := self.history.best(self.oracle.objective, num_trials):
            return list(map(self._with_space, best))
        failed = self.history.with_status(FAILED)
        last = failed[-1].message if failed else "call search first"
        raise RuntimeError(f"no trial was completed; {last}")

    def get_expected_best_trials(self, num_trials=1):
        """The completed trials with the best expected score: a lucky one counts less.

        The expectation is that of a Gaussian process, fitted to all trials with as many
        epochs as the longest.
        """
        num_trials = check_count("num_trials", num_trials, 1)
        longest = max(t.plan.get("epochs", 0) for t in self.get_best_trials(None))
        rivals = History(t for t in self.history if t.plan.get("epochs", 0) == longest)
        oracle = oracles.BayesianOptimizationOracle(self.oracle.objective, seed=0)
        mean, _ = oracle.posterior(self.space, rivals)
        ranked = History(rivals[place] for place in mean.argsort(kind="stable"))
        best = ranked.with_status(COMPLETED)[:num_trials]
        return list(map(self._with_space, best))

    def get_best_hyperparameters(self, num_trials=1):
        """Containers with the values of the best trials: pass one to `build`."""
        return [trial.hyperparameters for trial in self.get_best_trials(num_trials)]

    def get_best_models(self, num_models=1):
        """Not available: the journal keeps a model's recipe, not its weights."""
        raise NotImplementedError(
            "get_best_models: no weights are kept; "
            "write build(get_best_hyperparameters()[0]), and fit that"
        )

    def results_table(self):
        """All trials as rows, in the order of their start; for pandas.DataFrame too."""
        return Table(rows(self.history, self.oracle.objective))

    def results_summary(self, num_trials=10):
        """Print the best trials."""
        best = self.get_best_trials(num_trials)
        print(Table(rows(best, self.oracle.objective)))

    def search_space_summary(self, extended=False):
        """Print all dimensions known so far; `extended` makes no difference."""
        print(Table(one["config"] for one in self.space.get_config()))


def check_oracle(oracle):
    """Refuse what is no oracle, above all the class of one."""
    if not isinstance(oracle, Oracle):
        remedy = "make one: its settings go there"
        refuse("oracle", "an oracle of minituner's", repr(oracle), remedy)


def check_callbacks(kwargs):
    """Refuse callbacks of which the trials cannot get copies."""
    try:
        copy.deepcopy(kwargs.get("callbacks"))
    except Exception as error:
        refuse(
            "callbacks",
            "what copy.deepcopy can copy",
            repr(error),
            "each trial gets copies; make them inside run_trial instead",
            TypeError,
        )


def summary(scores, risk):
    """Mean of fresh scores, and an interval for the true one at this risk: Student's t."""
    from scipy.stats import sem, t

    done = [score for score in scores if score is not None]
    mean = fmean(done) if done else nan
    row = dict(mean=mean, low=nan, high=nan)
    if len(set(done)) > 1:
        student = t(len(done) - 1, loc=mean, scale=sem(done))
        row["low"], row["high"] = student.interval(1 - risk)
    return row | dict(executions=len(scores), failed=len(scores) - len(done))
