"""The searches, and the tuner of scikit-learn's models, as KerasTuner lists them."""

# ruff: noqa: F401
from minituner.searches import BayesianOptimization, GridSearch, Hyperband, RandomSearch
from minituner.sklearn import SklearnTuner
from minituner.tuner import Tuner
