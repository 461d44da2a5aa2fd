"""KerasTuner's own models of images: they declare what they tune to our hp as well."""

from keras_tuner import applications

HyperEfficientNet = applications.HyperEfficientNet
HyperResNet = applications.HyperResNet
HyperXception = applications.HyperXception
