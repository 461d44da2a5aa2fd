"""What a search has done so far: its objective, its trials, and their history."""

from collections import Counter
from dataclasses import dataclass, field

from minituner.checks import refuse

RUNNING, COMPLETED, FAILED = "RUNNING", "COMPLETED", "FAILED"
LOWER_IS_BETTER = ("loss", "error", "mse", "mae", "rmse", "default_objective")
HIGHER_IS_BETTER = ("accuracy", "auc", "precision", "recall", "score", "r2")

# What KerasTuner calls a part of a plan, where it is another name
THEIRS = {"rung": "round", "resumes": "trial_id"}


@dataclass(frozen=True)
class Objective:
    """The metric that decides, and its direction: "min" or "max"."""

    name: str
    direction: str

    def __post_init__(self):
        if self.direction not in ("min", "max"):
            refuse("direction", '"min" or "max"', repr(self.direction))

    @classmethod
    def of(cls, objective):
        """An Objective as it is, or a name that tells its direction by its end."""
        name = "default_objective" if objective is None else objective
        if isinstance(name, Objective):
            return name
        for direction, ends in (("min", LOWER_IS_BETTER), ("max", HIGHER_IS_BETTER)):
            if str(name).lower().endswith(ends):
                return cls(name, direction)
        refuse("objective", "a name with a direction, or an Objective", repr(name))

    def loss(self, score):
        """The score, turned so that lower is better."""
        return score if self.direction == "min" else -score


@dataclass(frozen=True)
class Trial:
    """One run of the objective, as far as it has come.

    values: of the active hyperparameters, by name. plan: what else the oracle asks
    for; Hyperband says here how many epochs. metrics: means over the
    executions, which are dictionaries of metrics each.
    message: the traceback of a failure. hyperparameters: the container that
    `run_trial` works with; it is not part of the record.
    """

    trial_id: str
    values: dict
    plan: dict = field(default_factory=dict)
    status: str = RUNNING
    score: float | None = None
    metrics: dict = field(default_factory=dict)
    executions: list = field(default_factory=list)
    message: str | None = None
    hyperparameters: object = field(default=None, compare=False, repr=False)

    def row(self, objective):
        """What a table shows of it, as a dictionary by column."""
        row = {"trial_id": self.trial_id, "status": self.status, "score": self.score}
        others = {n: m for n, m in self.metrics.items() if n != objective.name}
        return row | others | self.plan_values() | self.values

    def plan_values(self):
        """The plan as it is in hp.values: by KerasTuner's names."""
        return {f"tuner/{THEIRS.get(n, n)}": v for n, v in self.plan.items()}


class History(list):
    """Trials in the order of their start. `values in history`: were they tried?"""

    def __init__(self, trials=()):
        super().__init__()
        self._places = {}  # trial_id -> its place in the list
        self._tried = Counter()  # the items of values -> how many trials have them
        for trial in trials:
            self.record(trial)

    def record(self, trial):
        """Add a trial or, if its id is known, put it in the place of the former."""
        place = self._places.get(trial.trial_id)
        if place is None:
            self._places[trial.trial_id] = len(self)
            self.append(trial)
        else:
            self._tried[frozenset(self[place].values.items())] -= 1
            self[place] = trial
        self._tried[frozenset(trial.values.items())] += 1

    def __contains__(self, values):
        return self._tried[frozenset(values.items())] > 0

    def with_status(self, status):
        """The trials of one status: RUNNING, COMPLETED or FAILED."""
        return [trial for trial in self if trial.status == status]

    def best(self, objective, number=None):
        """The completed trials, the best first; equal ones as they were started."""
        completed = self.with_status(COMPLETED)
        return sorted(completed, key=lambda t: objective.loss(t.score))[:number]
