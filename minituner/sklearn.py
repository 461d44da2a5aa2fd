"""Cross-validated tuning of whatever scikit-learn can fit."""

import copy
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock

from minituner.checks import refuse
from minituner.tuner import Tuner


@dataclass(eq=False, repr=False)
class SklearnTuner(Tuner):
    """Tunes the estimator, or the pipeline, that `hypermodel(hp)` builds.

    oracle: its objective is "score", the mean over the folds, or one of the names that
    `scoring` has; higher is better. scoring, cv: as in scikit-learn's `cross_validate`;
    None means the estimator's own score, and five folds. All trials have the same
    folds, also after a resume: where cv would draw a random_state, it is 0. The other
    settings are those of `Tuner`. ValueError, where one is wrong.
    """

    scoring: object = None
    cv: object = None

    _data = None  # of the search
    _classifier = False

    def __post_init__(self):
        from sklearn.model_selection import check_cv

        self._building = Lock()  # threads may share an estimator that `build` changes
        if self.metrics is not None:
            refuse("metrics", "none of them", self.metrics, "name them in scoring")
        if self.scoring == self.oracle.objective.name:
            self.scoring = [self.scoring]
        check_scoring(self.scoring, self.oracle.objective)
        with naming("cv"):
            splitter = check_cv(self.cv)
        if hasattr(self.cv, "__next__"):
            self.cv = splitter  # which has read it; an iterator is read only once
        super().__post_init__()

    def __getstate__(self):
        """What another process needs: of the data it gets what a trial gets."""
        return super().__getstate__() | {"_data": None}

    def build(self, hp):
        """A clone of what the hypermodel builds, as scikit-learn's searches make one."""
        from sklearn.base import clone, is_classifier

        with self._building.lock:
            model = clone(super().build(hp))
        self._classifier = is_classifier(model)
        return model

    def search(self, X, y=None, sample_weight=None, groups=None):
        """Run the trials. sample_weight counts in fits and scores; groups, in folds.

        X: (n, d), or a list of n. y, sample_weight, groups: (n,), or None. ValueError
        if they are not of one length, or if there are no such folds of them.
        """
        self._prepare(X, y, sample_weight, groups)
        super().search(*self._data)

    def confirm(self, X, y=None, sample_weight=None, groups=None, **settings):
        """As of `Tuner`; the data are those of `search`, and so are the folds."""
        self._prepare(X, y, sample_weight, groups)
        return super().confirm(*self._data, **settings)

    def _prepare(self, *data):
        """Keep the data, scikit-learn's settings, and the folds that all trials share."""
        import sklearn
        from sklearn.model_selection import check_cv

        self._config = sklearn.get_config()  # a new thread has the defaults
        with naming("X, y, sample_weight, groups"):
            self._data = sklearn.utils.indexable(*data)
        X, y, _, groups = self._data
        with naming("cv"):
            splitter = copy.deepcopy(check_cv(self.cv, y, classifier=self._classifier))
            if getattr(splitter, "random_state", 0) is None:
                splitter.random_state = 0
            self._folds = list(splitter.split(X, y, groups))

    def run_trial(self, trial, X, y=None, sample_weight=None, groups=None):
        """Each fold is an execution: its scores are kept, and their means decide."""
        from sklearn import base, config_context, metrics
        from sklearn.model_selection._validation import _fit_and_score

        with config_context(**self._config):
            model = self.build(trial.hyperparameters)
            settings = dict(
                scorer=metrics.check_scoring(model, self.scoring),
                fit_params=fit_weights(model, sample_weight),
                score_params=weights(sample_weight),
                parameters=None,
                verbose=0,
                error_score="raise",
            )
            executions = []
            for train, test in self._folds:
                fold = dict(train=train, test=test)
                result = _fit_and_score(base.clone(model), X, y, **fold, **settings)
                scores = result["test_scores"]
                executions.append(scores if isinstance(scores, dict) else {"score": scores})
            return executions

    def get_best_models(self, num_models=1):
        """The best estimators, each fitted again to all the data of `search`."""
        if self._data is None:
            raise RuntimeError("get_best_models: call search(X, y) first")
        X, y, weight, _ = self._data
        models = map(self.build, self.get_best_hyperparameters(num_models))
        return [model.fit(X, y, **fit_weights(model, weight)) for model in models]


class Lock:
    """A lock; a copy in another process is one of its own."""

    def __init__(self):
        self.lock = RLock()

    def __reduce__(self):
        return Lock, ()


def weights(sample_weight, step=""):
    """The weights as keyword arguments, for a step of a pipeline maybe."""
    return {} if sample_weight is None else {f"{step}sample_weight": sample_weight}


def fit_weights(model, sample_weight):
    """sample_weight as `fit` wants it: in a pipeline, the last step gets it.

    Where scikit-learn routes metadata, it goes to whatever requests it.
    """
    from sklearn import get_config

    last = hasattr(model, "steps") and not get_config()["enable_metadata_routing"]
    return weights(sample_weight, f"{model.steps[-1][0]}__" if last else "")


def check_scoring(scoring, objective):
    """Refuse what is no scoring, and an objective that it has not, or turns round."""
    from sklearn import metrics

    with naming("scoring"):
        if scoring is not None:
            metrics.check_scoring(scoring=scoring)
    if callable(scoring):
        return  # it may return whatever it likes
    names = ["score"] if scoring is None or isinstance(scoring, str) else list(scoring)
    if objective.name not in names or objective.direction == "min":
        refuse(
            "objective",
            f"one of {names}, the higher the better",
            objective,
            f'write Objective({names[0]!r}, "max"), or add yours to scoring',
        )


@contextmanager
def naming(argument):
    """Say of which argument scikit-learn complains."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise ValueError(f"{argument}: {error}") from error
