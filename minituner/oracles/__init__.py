"""The oracles: each answers one question, what to try next."""

from minituner.oracles.base import IDLE, STOPPED, Oracle, Suggestion
from minituner.oracles.bayesian import BayesianOptimizationOracle
from minituner.oracles.grid import GridSearchOracle
from minituner.oracles.hyperband import HyperbandOracle, brackets
from minituner.oracles.random import RandomSearchOracle
