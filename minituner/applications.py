"""KerasTuner's own models of images: they declare what they tune to our hp as well."""

# ruff: noqa: F401
from keras_tuner.applications import HyperEfficientNet, HyperResNet, HyperXception
