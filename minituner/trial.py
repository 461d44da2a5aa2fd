"""What a search has done so far: its objective, its trials, and their history."""

import copy
import math
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from minituner.checks import refuse
from minituner.hyperparameters import HyperParameters
from minituner.instead import missing

RUNNING, COMPLETED, FAILED = "RUNNING", "COMPLETED", "FAILED"
# What KerasTuner calls a part of a plan, where its name differs
THEIRS = {"rung": "round", "resumes": "trial_id"}
METRICS, VALUES = "metrics/", "values/"  # in front of names that are not unique


# Names whose direction is known: those of scikit-learn 1.9's scorers and metrics, of
# Keras 3.15's metrics and losses, and common short forms of them. Underscores and
# capitals do not count: MeanIoU is mean_io_u. A test compares them with both libraries.
LOWER_IS_BETTER = """
    loss error cost default_objective mse rmse mae mape msle bce ce crossentropy kld
    binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy
    binary_focal_crossentropy categorical_focal_crossentropy hinge squared_hinge
    categorical_hinge huber kl_divergence log_cosh log_cosh_error poisson
    mean_squared_error root_mean_squared_error mean_absolute_error
    mean_absolute_percentage_error mean_squared_logarithmic_error
    mean_squared_log_error root_mean_squared_log_error
    median_absolute_error max_error mean_pinball_loss mean_gamma_deviance
    mean_poisson_deviance mean_tweedie_deviance negative_likelihood_ratio log_loss
    hamming_loss hinge_loss zero_one_loss brier_score brier_score_loss coverage_error
    label_ranking_loss davies_bouldin_score false_positives false_negatives
"""
HIGHER_IS_BETTER = """
    score accuracy acc balanced_accuracy binary_accuracy categorical_accuracy
    sparse_categorical_accuracy top_k_accuracy top_k_categorical_accuracy
    sparse_top_k_categorical_accuracy auc roc_auc roc_auc_ovo roc_auc_ovo_weighted
    roc_auc_ovr roc_auc_ovr_weighted average_precision f1 f1_macro f1_micro f1_samples
    f1_weighted fbeta jaccard jaccard_macro jaccard_micro jaccard_samples
    jaccard_weighted precision precision_macro precision_micro precision_samples
    precision_weighted precision_at_recall recall recall_macro recall_micro
    recall_samples recall_weighted recall_at_precision sensitivity_at_specificity
    specificity_at_sensitivity true_positives true_negatives iou binary_iou mean_iou
    one_hot_iou one_hot_mean_iou cosine_similarity pearson_correlation
    concordance_correlation r2 explained_variance d2_absolute_error d2_brier d2_log_loss
    d2_pinball d2_tweedie matthews_corrcoef positive_likelihood_ratio cohen_kappa
    adjusted_mutual_info adjusted_rand completeness fowlkes_mallows homogeneity
    mutual_info normalized_mutual_info rand v_measure calinski_harabasz silhouette
    consensus dcg ndcg label_ranking_average_precision
"""
LOWER_IS_BETTER, HIGHER_IS_BETTER = (
    frozenset(words.replace("_", "").split())
    for words in (LOWER_IS_BETTER, HIGHER_IS_BETTER)
)


def direction_of(name):
    """The direction of a known metric, "min" or "max"; else None.

    As in Keras, a name may begin with val_ or weighted_, and end in a number; as in
    scikit-learn, a loss may begin with neg_, and a score may end in _score.
    """
    bare = re.sub(r"^(val_)?(weighted_)?|_\d+$", "", name.lower())
    letters = bare.replace("_", "")
    if letters in LOWER_IS_BETTER:
        return "min"
    scores = {letters, letters.removesuffix("score")} & HIGHER_IS_BETTER
    if scores or letters.removeprefix("neg") in LOWER_IS_BETTER:
        return "max"
    return None


@dataclass(frozen=True)
class Objective:
    """The metric that decides, and its direction: "min" or "max"."""

    name: str
    direction: str

    def __post_init__(self):
        if self.direction not in ("min", "max"):
            refuse("direction", '"min" or "max"', repr(self.direction))
        if not isinstance(self.name, str):
            refuse("name", "a string", repr(self.name), "name one metric")

    @classmethod
    def of(cls, objective):
        """An Objective as it is, or one made from a name whose direction is known."""
        name = "default_objective" if objective is None else objective
        if isinstance(name, Objective):
            return name
        if not isinstance(name, str):
            remedy = 'write Objective("loss", "min"); where several count, weigh them first'
            refuse("objective", "a name, or minituner's Objective", repr(name), remedy)
        if direction := direction_of(name):
            return cls(name, direction)
        remedy = f'write Objective({name!r}, "min"), or "max"'
        refuse("objective", "a name with a direction that is known", repr(name), remedy)

    def loss(self, score):
        """The score, turned so that lower is better."""
        return score if self.direction == "min" else -score

    def rank(self, score):
        """What to sort by, the best first: the loss. No real score is infinitely good."""
        return self.loss(score) if math.isfinite(score) else math.inf


@dataclass(frozen=True)
class Trial:
    """One configuration that is tried, as far as it has come.

    values: of the active hyperparameters, by name. plan: what else the oracle asks
    for; Hyperband says here how many epochs. metrics: means over the
    executions, each of which is a dictionary of metrics. message: the traceback of a
    failure. best_step: the epoch that counts, from 0, if `run_trial` returned a Keras
    `History`.
    """

    trial_id: str
    values: dict
    plan: dict = field(default_factory=dict)
    status: str = RUNNING
    score: float | None = None
    metrics: dict = field(default_factory=dict)
    executions: list = field(default_factory=list)
    message: str | None = None
    best_step: int | None = None

    @cached_property
    def hyperparameters(self):
        """The container for `run_trial`; in a record it has the values, and no space."""
        return HyperParameters.of(self.values | self.plan_values())

    def but(self, **changes):
        """The same trial but for changes, one of which may be its container.

        `dataclasses.replace` would lose the container, which is not part of the record.
        """
        trial = copy.copy(self)
        vars(trial).update(changes)
        return trial

    def __getattr__(self, name):
        missing("a trial", name)

    def record(self):
        """What the journal keeps of it, as a dictionary."""
        return {n: v for n, v in vars(self).items() if n != "hyperparameters"}

    def summary(self):
        """Print its values, and its score or its failure."""
        first = "Trial", f"{self.trial_id} ({self.status})"
        last = ("Score", self.score), ("Message", self.message)
        for name, value in (first, *self.values.items(), *last):
            if value is not None:
                print(f"{name}: {value}")

    def row(self, objective):
        """What a table of this one trial shows, as a dictionary by column."""
        return rows([self], objective)[0]

    def cells(self, objective):
        """What is known of it, by (kind, name); the kind "" is the table's own."""
        ours = {"trial_id": self.trial_id, "status": self.status, "score": self.score}
        others = {n: m for n, m in self.metrics.items() if n != objective.name}
        plan = self.plan_values()
        cells = {}
        kinds = ("", ours), (METRICS, others), ("", plan), (VALUES, self.values)
        for kind, named in kinds:
            cells |= {(kind, name): value for name, value in named.items()}
        return cells

    def plan_values(self):
        """The plan as it is in hp.values: under KerasTuner's names."""
        return {f"tuner/{THEIRS.get(n, n)}": v for n, v in self.plan.items()}


def rows(trials, objective):
    """What a table shows of trials: a dictionary by column for each.

    A name that several things share, say a hyperparameter and a metric, is prefixed by
    its kind in all rows: values/loss and metrics/loss. So no column hides another.
    """
    table = [trial.cells(objective) for trial in trials]
    owners = Counter(name for _, name in set(chain.from_iterable(table)))

    def column(kind, name):
        bare = owners[name] == 1 and not name.startswith(("tuner/", METRICS, VALUES))
        return name if bare or not kind else kind + name

    return [{column(*key): value for key, value in cells.items()} for cells in table]


class History(list):
    """Trials in the order of their start. `values in history`: were they tried?"""

    def __init__(self, trials=()):
        super().__init__()
        self._places = {}  # trial_id -> its place in the list
        self._tried = set()  # the items of values, as they were suggested and as they came
        for trial in trials:
            self.record(trial)

    def record(self, trial):
        """Add a trial or, if its id is known, replace the earlier record."""
        place = self._places.get(trial.trial_id)
        if place is None:
            self._places[trial.trial_id] = len(self)
            self.append(trial)
        else:
            self[place] = trial
        self._tried.add(frozenset(trial.values.items()))

    def __contains__(self, values):
        return frozenset(values.items()) in self._tried

    def with_status(self, status):
        """The trials of one status: RUNNING, COMPLETED or FAILED."""
        return [trial for trial in self if trial.status == status]

    def best(self, objective, number=None):
        """The completed trials, the best first; ties in the order of their start."""
        completed = self.with_status(COMPLETED)
        return sorted(completed, key=lambda t: objective.rank(t.score))[:number]
