"""A stand-in, in a page: Keras asks it for the limits of NumPy's number types."""

from numpy import finfo, iinfo

__all__ = ["finfo", "iinfo"]
