"""What the streams of `ewma` and `adaptive` share: their input, and their keywords as a state holds them."""

import numpy as np

from ..checks import FLOAT64, check


def plain(value):
    """Return a number as what JSON holds."""
    return value.item() if isinstance(value, np.generic) else value


def as_values(values, series):
    """Return what a stream of so many series was given as float64; an error unless its shape is (k,) or (k, series)."""
    values = np.asarray(values)
    if values.dtype is not FLOAT64:  # a third of the time of a comparison
        check(values.reshape(-1), 1.0, "omit")
        values = values.astype(np.float64)
    if not (values.ndim == 1 if series == 1 else values.ndim == 2 and values.shape[1] == series):
        expected = "(k,)" if series == 1 else f"(k, {series})"
        raise ValueError(f"values has shape {values.shape}; expected {expected}: pass one value per series and row")
    return values


def refuse(value):
    """Raise for a value that is not finite, of a stream with nan="raise"."""
    raise ValueError(
        f'values contain {value}; expected finite values: fix the value, or pass nan="omit" to leave '
        "non-finite values out"
    )


def refuse_not_finite(values):
    """Raise for the first value that is not finite, if there is one."""
    finite = np.isfinite(values)
    if not finite.all():
        refuse(values[~finite][0])
