"""What a tuner tunes: a function of hp, or a class with methods `build` and `fit`."""

import copy

from minituner.checks import refuse


class HyperModel:
    """A space of models. Override `build`, and `fit` to tune the training as well.

    tunable: False keeps what `build` declares out of the space, at its defaults.
    """

    tunable = True  # for a subclass that does not call super().__init__

    def __init__(self, name=None, tunable=True):
        self.name = name
        self.tunable = tunable

    def build(self, hp):
        """A model with a method `fit`, or a score."""
        raise NotImplementedError

    def fit(self, hp, model, *args, **kwargs):
        """Train the model and return what `Tuner.run_trial` may; return a score as is."""
        return model.fit(*args, **kwargs) if hasattr(model, "fit") else model


def hypermodel_of(given):
    """A `HyperModel` or the like as it is; else one that calls what is given."""
    if given is None or (hasattr(given, "build") and hasattr(given, "fit")):
        return given
    build = getattr(given, "build", given)
    if not callable(build):
        refuse(
            "hypermodel",
            "a function of hp, or an object with build(hp)",
            repr(given),
            "pass one",
            TypeError,
        )
    model = HyperModel()
    model.build = build
    return model


def compiled(model, **given):
    """A Keras model, compiled again with a copy of what is given and not None."""
    given = {name: value for name, value in given.items() if value is not None}
    if given:
        settings = model._compile_config.config  # what `compile` was called with
        model.compile(**settings | copy.deepcopy(given))
    return model
