"""The hyperparameter tuner that the book *Demystifying KerasTuner* builds.

Its floors, in the order in which they can be read: a module imports only from floors
above its own in this list, and a test reads the list. A star marks a module that runs
without NumPy, in a web page for instance.

    * first_steps        the toys: a counter, MyHP and MyGridSearch
    * errors             every error of our own, and which of Python's we raise
    * checks             how every module checks its arguments, and says no
      datasets           data for which we know how well one can do
    * executors          who calls a function: here, at once
    * show               the installed source code, as a chapter shows it

    * instead            names that only KerasTuner has, and what to write instead
      applications       models that KerasTuner has built already
    * hypermodel         what a tuner tunes: a function of hp, or a class with `build`

    * dimensions         one hyperparameter: its values, to [0, 1] and back

    * space              all of them, in their order, and which of them are active

    * hyperparameters    what the user calls: hp.Int(...), and in which scope
    * journal            a file, so that a search can go on after any interruption
      gaussian_process   a model of the scores, with its uncertainty

    * discovery          the space of a function that builds a model
    * trial              one trial, all of them, and what they are to improve

    * display            what a person sees: tables, and how far a search has come
    * attempt            one trial, in a worker

    * loop               who runs the trials, and what happens if a worker is lost

      oracles.base       what to try next: the question, and its three answers

      oracles.grid       everything, once

      oracles.random     anything

      oracles.bayesian   where a model of the scores promises most
      oracles.hyperband  many with few epochs, and the best of them with more

      oracles            the oracles' public names

      tuner              the face of a search: ask, run, record

      searches           an oracle and a tuner under one name, as KerasTuner has them
      sklearn            the scores of a model of scikit-learn
      plot               pictures of a search

      tuners             the searches and SklearnTuner, as KerasTuner lists them
      engine             these modules, as scripts import them from KerasTuner

    * bridges.processes  workers that are processes, and die alone
      bridges.kerastuner oracles on loan, theirs and ours
    * bridges            the top floor, which nothing imports

A module is imported when one of its names is asked for.
"""

import importlib
import importlib.metadata
import importlib.util

_NAMES = {
    "discovery": "discover",
    "display": "Table",
    "errors": "FailedTrialError JournalError ResultError",
    "first_steps": "MyGridSearch MyHP build_counter",
    "hypermodel": "HyperModel",
    "hyperparameters": "HyperParameters",
    "oracles": "Oracle",
    "searches": "BayesianOptimization GridSearch Hyperband RandomSearch",
    "sklearn": "SklearnTuner",
    "trial": "History Objective Trial",
    "tuner": "Tuner",
}
_HOMES = {name: home for home, names in _NAMES.items() for name in names.split()}
__all__ = sorted(["errors", "oracles", *_HOMES])


def __getattr__(name):
    """A public name, or a module, whose home is imported on its first use."""
    if name == "__version__":
        return importlib.metadata.version(__name__)
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    if importlib.util.find_spec(f"{__name__}.{name}"):
        return importlib.import_module(f"{__name__}.{name}")
    from minituner.instead import INSTEAD

    if name in INSTEAD:
        raise AttributeError(f"{__name__} has no {name!r}; instead: {INSTEAD[name]}")
    public = ", ".join(__all__)
    raise AttributeError(f"{__name__} has no {name!r}; its names are {public}")


def __dir__():
    return sorted({*globals(), *__all__})
