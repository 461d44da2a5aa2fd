"""The hyperparameter tuner that the book *Demystifying KerasTuner* builds."""

from minituner.display import show
from minituner.first_steps import MyGridSearch, MyHP, build_counter
from minituner.hyperparameters import HyperParameters

__all__ = ["HyperParameters", "MyGridSearch", "MyHP", "build_counter", "show"]
