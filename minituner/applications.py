"""KerasTuner's own image models, which declare what they tune to our hp as well."""

# ruff: noqa: F401
from keras_tuner.applications import HyperEfficientNet, HyperResNet, HyperXception
