"""The searches by the names that KerasTuner gives them: oracle and tuner in one."""

from dataclasses import fields

from minituner import oracles
from minituner.hypermodel import check_call
from minituner.instead import answering
from minituner.tuner import Tuner


@answering
class Search(Tuner):
    """A tuner that makes its own oracle, from settings for both.

    hypermodel: as for `Tuner`. The arguments after it, and each that `Tuner` does not
    know, are the oracle's.
    """

    def __init__(self, hypermodel=None, *arguments, **settings):
        names = [field.name for field in fields(Tuner)]
        mine = {name: settings.pop(name) for name in names if name in settings}
        super().__init__(self.oracle_class(*arguments, **settings), hypermodel, **mine)


class GridSearch(Search):
    """Every configuration, the defaults first."""

    oracle_class = oracles.GridSearchOracle


class RandomSearch(Search):
    """Configurations drawn at random, none of them twice."""

    oracle_class = oracles.RandomSearchOracle


class BayesianOptimization(Search):
    """Puts each trial where the earlier ones promise most."""

    oracle_class = oracles.BayesianOptimizationOracle


class Hyperband(Search):
    """Many trials with few epochs, and the best of them with more."""

    oracle_class = oracles.HyperbandOracle

    def run_trial(self, trial, *args, **kwargs):
        """Train for as many epochs as the oracle says, starting from the first."""
        kwargs["epochs"] = trial.plan["epochs"]
        check_call(self.hypermodel.fit, (None, None, *args), kwargs)
        return super().run_trial(trial, *args, **kwargs)
