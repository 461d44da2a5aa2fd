"""Cross-validated tuning of whatever scikit-learn can fit."""

import copy
import zlib
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass
from functools import partial
from inspect import signature
from itertools import chain
from numbers import Integral
from threading import RLock

import numpy as np

from minituner.checks import refuse
from minituner.instead import answering
from minituner.tuner import Tuner, check_oracle


@answering
@dataclass(eq=False, repr=False)
class SklearnTuner(Tuner):
    """Tunes the estimator, or the pipeline, that `hypermodel(hp)` builds.

    oracle: its objective is "score", the mean over the folds, or one of the names in
    `scoring`; higher is better. scoring, cv: as in scikit-learn's `cross_validate`;
    None means the estimator's own score, and five folds. All trials have the same
    scoring and folds, even after a resume: where cv would draw a random_state, it is 0.
    The other settings are those of `Tuner`. ValueError if one is wrong.
    """

    scoring: object = None
    _: KW_ONLY
    cv: object = None

    def __post_init__(self):
        from sklearn import model_selection

        self._data = None  # of the search
        self._folds = None  # pairs of its rows, to fit to and to score on
        self._config = {}  # scikit-learn's; a new thread starts with the defaults
        self._classifier = False
        self._building = Lock()  # threads may share an estimator that `build` changes
        check_oracle(self.oracle)
        if self.metrics is not None:
            refuse("metrics", "None", self.metrics, "name them in scoring")
        if isinstance(self.scoring, (set, frozenset)):
            self.scoring = sorted(self.scoring)
        if str(self.scoring) == self.oracle.objective.name:  # no array says it is equal
            self.scoring = [self.scoring]
        check_scoring(self.scoring, self.oracle.objective)
        if isinstance(self.cv, type):
            refuse("cv", "a splitter", self.cv, f"make one: {self.cv.__name__}()")
        with naming("cv"):
            splitter = model_selection.check_cv(self.cv)
        if self.cv is not None and not isinstance(self.cv, Integral):
            self.cv = splitter  # an iterator is read only once
        super().__post_init__()

    def bare(self):
        """What another process needs: the data come with the arguments of a trial."""
        other = super().bare()
        other._data = None
        return other

    def terms(self):
        """The scoring and, as checksums, the folds and the data."""
        import joblib

        data = list(map(contents, self._data))
        return {
            "scoring": spelled(self.scoring),
            "checksum of the folds": checksum(self._folds),
            "checksum of the data": joblib.hash(data),
        }

    def build(self, hp):
        """A clone of what the hypermodel builds, as scikit-learn's searches make one."""
        from sklearn import base

        with self._building.lock:
            model = base.clone(super().build(hp))
        self._classifier = base.is_classifier(model)
        return model

    def search(self, X, y=None, sample_weight=None, groups=None):
        """Run the trials. groups count in folds; sample_weight, in fits and in scores.

        A scorer that takes no weights does without them. Where scikit-learn routes
        metadata, they go to whatever requests them.

        X: (n, d), or a list of n. y, sample_weight, groups: (n,), or None. ValueError
        if their lengths differ, or if they cannot be cut into such folds.
        """
        X, y, weights, groups = self._prepare(X, y, sample_weight, groups)
        super().search(X, y, sample_weight=weights, groups=groups)

    def confirm(self, X, y=None, sample_weight=None, groups=None, **settings):
        """As in `Tuner`; takes the data of `search`, and makes the same folds."""
        X, y, weights, groups = self._prepare(X, y, sample_weight, groups)
        named = dict(sample_weight=weights, groups=groups)
        return super().confirm(X, y, **named, **settings)

    def _prepare(self, *data):
        """Keep the data, and the folds that all trials share; returns the former."""
        import sklearn

        with naming("X, y, sample_weight, groups"):
            self._data = sklearn.utils.indexable(*data)
        self._config = sklearn.get_config()
        with naming("cv"):
            self._folds = folds_of(self.cv, self._classifier, *self._data)
        return self._data

    def run_trial(self, trial, X, y=None, sample_weight=None, groups=None):
        """Each fold is an execution: its scores are kept, and their means decide."""
        import sklearn
        from sklearn import metrics, model_selection

        with sklearn.config_context(**self._config):
            model = self.build(trial.hyperparameters)
            fits = dict(params=fit_weights(model, sample_weight), error_score="raise")
            validate = partial(model_selection.cross_validate, model, X, y, **fits)
            if sample_weight is None or sklearn.get_config()["enable_metadata_routing"]:
                return executions_in(validate(cv=self._folds, scoring=self.scoring))
            scorer = metrics.check_scoring(model, self.scoring)
            executions = []
            for fold in self._folds:  # one at a time, so that one model is kept at a time
                # its own scores would not count the weights
                found = validate(cv=[fold], scoring=no_score, return_estimator=True)
                (fitted,) = found["estimator"]
                executions.append(scores_of(scorer, fitted, fold, X, y, sample_weight))
            return executions

    def get_best_models(self, num_models=1):
        """The best estimators, each fitted again to all the data of `search`."""
        if self._data is None:
            raise RuntimeError("get_best_models: call search(X, y) first")
        X, y, weight, _ = self._data
        models = map(self.build, self.get_best_hyperparameters(num_models))
        return [model.fit(X, y, **fit_weights(model, weight)) for model in models]


class Lock:
    """A lock; a copy in another process is a new one."""

    def __init__(self):
        self.lock = RLock()

    def __reduce__(self):
        return Lock, ()


def fit_weights(model, sample_weight):
    """sample_weight as `fit` wants it: in a pipeline, the last step gets it.

    Where scikit-learn routes metadata, it goes to whatever requests it.
    """
    from sklearn import get_config

    if sample_weight is None:
        return {}
    routed = get_config()["enable_metadata_routing"]
    last = hasattr(model, "steps") and not routed
    step = f"{model.steps[-1][0]}__" if last else ""
    return {f"{step}sample_weight": sample_weight}


def no_score(model, X, y=None):
    return 0.0


def executions_in(found):
    """The scores that `cross_validate` found: a dictionary for each fold."""
    scores = {n.removeprefix("test_"): s for n, s in found.items() if n.startswith("test_")}
    folds = zip(*scores.values(), strict=True)
    return [dict(zip(scores, fold, strict=True)) for fold in folds]


def scores_of(scorer, model, fold, X, y, sample_weight):
    """What the scorer says of a fitted model, on the rows that it has not seen."""
    from sklearn.utils import _safe_indexing, metaestimators

    train, test = fold
    data = metaestimators._safe_split(model, X, y, test, train)
    data = [part for part in data if part is not None]
    weights = {"sample_weight": _safe_indexing(sample_weight, test)}
    scores = {}
    scorers = getattr(scorer, "_scorers", {})
    if all(hasattr(one, "_accept_sample_weight") for one in scorers.values()):
        scorers = {"score": scorer}  # it asks each of its own, and predicts only once
    for name, one in scorers.items():
        found = one(model, *data, **weights if takes_weights(one) else {})
        scores |= found if isinstance(found, dict) else {name: found}
    return scores


def takes_weights(scorer):
    """Whether a scorer can count weights; one for several metrics asks each of them."""
    if hasattr(scorer, "_scorers"):
        return True
    if hasattr(scorer, "_accept_sample_weight"):
        return scorer._accept_sample_weight()
    return "sample_weight" in signature(scorer).parameters


def spelled(scoring):
    """A scoring as the journal keeps it: by its names, or by that of a function."""
    if isinstance(scoring, dict):
        return {name: spelled(one) for name, one in scoring.items()}
    if isinstance(scoring, (list, tuple)):
        return sorted(scoring)
    if scoring is None or isinstance(scoring, str):
        return scoring
    scorer = hasattr(scoring, "_score_func")  # its repr has no address in it
    return repr(scoring) if scorer else getattr(scoring, "__qualname__", "a callable")


def checksum(folds):
    """Of all rows of all folds, in their order."""
    total = 0
    for part in map(np.asarray, chain.from_iterable(folds)):
        rows = np.flatnonzero(part) if part.dtype == bool else part
        total = zlib.crc32(rows.astype(np.int64).tobytes(), total)
    return total


def contents(part):
    """What there is in X or y, and nothing that a look at it may change."""
    from scipy.sparse import find

    if hasattr(part, "columns"):
        return [np.ascontiguousarray(part[name]) for name in part.columns]
    if hasattr(part, "tocoo"):
        return find(part)
    return np.ascontiguousarray(part) if hasattr(part, "__array__") else part


def check_scoring(scoring, objective):
    """Refuse an invalid scoring, and an objective not in it or with the wrong direction."""
    from sklearn import metrics

    name = objective.name
    with naming("scoring"):
        if scoring is not None:
            metrics.check_scoring(scoring=scoring)
    several = isinstance(scoring, (dict, list, tuple))
    names = list(scoring) if several else ["score"]
    free = callable(scoring) and not hasattr(scoring, "_score_func")
    if name not in names and not free:
        refuse("objective", f"one of {names}", repr(name), "or add it to scoring")
    chosen = scoring.get(name) if isinstance(scoring, dict) else scoring
    turned = not callable(chosen) or getattr(chosen, "_sign", 1) < 0
    if turned and objective.direction == "min":
        remedy = f'higher is better: write Objective({name!r}, "max")'
        refuse("objective", "the direction of scikit-learn's scorers", objective, remedy)


@contextmanager
def naming(argument):
    """Say which argument scikit-learn complains about."""
    try:
        yield
    except (IndexError, TypeError, ValueError) as error:
        raise ValueError(f"{argument}: {error}") from error


def folds_of(cv, classifier, X, y, sample_weight, groups):
    """The folds of a search: pairs of rows, to fit to and to score on."""
    from sklearn import model_selection, utils

    splitter = model_selection.check_cv(cv, y, classifier=classifier)
    splitter = copy.deepcopy(splitter)  # its RandomState serves the next search too
    if getattr(splitter, "random_state", 0) is None:
        splitter.random_state = 0
    folds = list(splitter.split(X, y, groups))
    every = np.arange(utils.validation._num_samples(X))
    sizes = [len(every[part]) for fold in folds for part in fold]  # or IndexError
    if min(sizes, default=0) == 0:
        raise ValueError("there are no folds, or one of them has no rows")
    return folds
