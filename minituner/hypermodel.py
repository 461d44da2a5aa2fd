"""What a tuner tunes: a function of hp, or a class with methods `build` and `fit`."""

import copy
import functools
import sys
from inspect import getattr_static, signature

from minituner.checks import refuse
from minituner.errors import FatalTypeError


class HyperModel:
    """A space of models. Override `build`, and `fit` to tune the training as well.

    tunable: False keeps what `build` declares out of the space, at its defaults, since
    `build` then gets a copy of hp.
    """

    tunable = True  # for a subclass that does not call super().__init__

    def __init__(self, name=None, tunable=True):
        self.name = name
        self.tunable = tunable

    def __init_subclass__(cls):
        own = getattr_static(cls, "build")  # it may be a static method

        @functools.wraps(own)
        def build(self, hp, *args, **kwargs):
            hp = hp if self.tunable else hp.copy()
            return own.__get__(self)(hp, *args, **kwargs)

        cls.build = build

    def build(self, hp):
        """A model with a method `fit`, or a score."""
        raise NotImplementedError

    def fit(self, hp, model, *args, **kwargs):
        """Train the model and return what `Tuner.run_trial` may; return a score as is."""
        if hasattr(model, "train_on_batch"):  # Keras's
            check_call(model.fit, args, kwargs)
        return model.fit(*args, **kwargs) if hasattr(model, "fit") else model


def check_call(function, args, kwargs):
    """Refuse a wrong call, and end the search: no trial is at fault."""
    try:
        signature(function).bind(*args, **kwargs)
    except TypeError as error:
        name = getattr(function, "__name__", "the function")  # `partial` has none
        raise FatalTypeError(
            f"search: {error}; this call goes to {name}{signature(function)}"
        ) from None


def takes_callbacks(fit, model):
    """Whether `fit` names callbacks, or hands on to a Keras model's what it does not."""
    parameters = signature(fit).parameters
    hands_on = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    if hands_on and hasattr(model, "train_on_batch"):
        return takes_callbacks(model.fit, None)
    return "callbacks" in parameters


def hypermodel_of(given):
    """A `HyperModel` or the like as it is; else one that calls what is given."""
    build = getattr(given, "build", given)
    mistaken = isinstance(given, type) or hasattr(given, "compile")  # a Keras model
    if given is not None and (mistaken or not callable(build)):
        expected = "a function of hp, or an object with build(hp)"
        refuse("hypermodel", expected, repr(given), "pass one", TypeError)
    if given is None or (build is not given and hasattr(given, "fit")):
        return given
    model = HyperModel()
    model.build = build
    return model


def compiled(model, **given):
    """A Keras model, compiled again with a copy of what is given and not None."""
    given = {name: value for name, value in given.items() if value is not None}
    if given and not hasattr(model, "compile"):
        refuse(", ".join(given), "a Keras model from build", repr(model), "leave them out")
    if given:
        former = getattr(model, "_compile_config", None)  # of an earlier `compile`
        settings = former.config if former else {}
        model.compile(**settings | copy.deepcopy(given))
    return model


def number_anew():
    """Let Keras number names from the start, in this thread: auc, and not auc_1."""
    if "keras" in sys.modules:
        from keras.src.utils import naming

        naming.reset_uids()
