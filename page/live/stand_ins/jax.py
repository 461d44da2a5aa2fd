"""A stand-in, in a page: Keras names parts of JAX as it is imported, and needs no more.

Any name below `jax` is a class that can be named, decorate and be one of several types;
nothing in it computes.
"""

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

__version__ = "0.0.0"
__path__ = []


class Named(type):
    """A class whose attributes are such classes, and whose call is what it decorates."""

    def __getattr__(cls, name):
        return named(f"{cls.__name__}.{name}", name)

    def __call__(cls, *arguments, **settings):
        decorates = len(arguments) == 1 and not settings and callable(arguments[0])
        return arguments[0] if decorates else cls

    def __or__(cls, other):
        return cls


def named(full_name, name):
    if name.startswith("__"):
        raise AttributeError(full_name)
    return Named(full_name, (), {})


class Part(ModuleType):
    """A module below jax."""

    __path__ = ()

    def __getattr__(self, name):
        return named(f"{self.__name__}.{name}", name)


class Parts(MetaPathFinder, Loader):
    """Finds whatever module below jax is imported."""

    def find_spec(self, name, path=None, target=None):
        return ModuleSpec(name, self, is_package=True) if name.startswith("jax.") else None

    def create_module(self, spec):
        return Part(spec.name)

    def exec_module(self, module):
        pass


def __getattr__(name):
    return named(f"jax.{name}", name)


sys.meta_path.append(Parts())
