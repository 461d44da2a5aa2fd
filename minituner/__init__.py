"""The hyperparameter tuner that the book *Demystifying KerasTuner* builds."""

from minituner import errors, oracles
from minituner.discovery import discover
from minituner.display import Table
from minituner.errors import FailedTrialError, JournalError, ResultError
from minituner.first_steps import MyGridSearch, MyHP, build_counter
from minituner.hyperparameters import HyperParameters
from minituner.searches import BayesianOptimization, GridSearch, Hyperband, RandomSearch
from minituner.sklearn import SklearnTuner
from minituner.trial import History, Objective, Trial
from minituner.tuner import Tuner
