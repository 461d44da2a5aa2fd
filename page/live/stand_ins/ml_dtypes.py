"""A stand-in, in a page: Keras asks for the limits of number types, and these are NumPy's."""

from numpy import finfo, iinfo

__all__ = ["finfo", "iinfo"]
