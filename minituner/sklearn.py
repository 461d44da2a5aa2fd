"""Cross-validated tuning of whatever scikit-learn can fit."""

from dataclasses import dataclass

from minituner.tuner import Tuner


@dataclass(eq=False, repr=False)
class SklearnTuner(Tuner):
    """Tunes the estimator, or the pipeline, that `hypermodel(hp)` builds.

    oracle: its objective is "score", the mean over the folds; higher is better.
    scoring, cv: as in scikit-learn's `cross_validate`; None means the estimator's
    own score, and five folds. The other settings are those of `Tuner`.
    """

    scoring: object = None
    cv: object = None

    def search(self, X, y, sample_weight=None, groups=None):
        """Run the trials. sample_weight counts in fits and scores; groups, in folds."""
        super().search(X, y, sample_weight, groups)
        self._data = X, y, sample_weight

    def run_trial(self, trial, X, y, sample_weight, groups):
        """Each fold is an execution: its score is kept, and the mean decides."""
        from sklearn import metrics, model_selection, utils

        rows = utils._safe_indexing
        model = self.build(trial.hyperparameters)
        scorer = metrics.check_scoring(model, self.scoring)
        settings = {"params": fit_weights(model, sample_weight), "groups": groups}
        settings |= {"scoring": scorer, "cv": self.cv, "error_score": "raise"}
        settings |= dict(return_estimator=True, return_indices=True)
        folds = model_selection.cross_validate(model, X, y, **settings)
        scores = folds["test_score"]
        if sample_weight is not None:

            def weighted(m, i):
                weight = rows(sample_weight, i)
                return scorer(m, rows(X, i), rows(y, i), sample_weight=weight)

            scores = map(weighted, folds["estimator"], folds["indices"]["test"])
        return [{"score": score} for score in scores]

    def get_best_models(self, num_models=1):
        """The best estimators, each fitted again to all the data of `search`."""
        if not hasattr(self, "_data"):
            raise RuntimeError("get_best_models: call search(X, y) first")
        X, y, weight = self._data
        models = map(self.build, self.get_best_hyperparameters(num_models))
        return [model.fit(X, y, **fit_weights(model, weight)) for model in models]


def fit_weights(model, sample_weight):
    """sample_weight as `fit` wants it: in a pipeline, the last step gets it."""
    step = f"{model.steps[-1][0]}__" if hasattr(model, "steps") else ""
    return {} if sample_weight is None else {f"{step}sample_weight": sample_weight}
