"""What detect is compared with: the plain formula, and the same in exact arithmetic."""

import warnings
from fractions import Fraction

import numpy as np


def plain(data, threshold=2.0):
    """The formula as users write it, without its warnings."""
    if not data.size:
        return np.empty(0, np.int64)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return np.where(np.abs(data - data.mean()) > threshold * data.std())[0]


def plain_in_another_unit(data, threshold=2.0):
    """The plain formula for data * 2**k, with the k for which the largest magnitude is at least 0.5 and below 1.

    There nothing overflows, and what underflows is too small to matter. Wherever the plain formula neither
    overflows nor underflows, this is the same, bit for bit.
    """
    if data.size and data.dtype.kind == "f":
        data = np.ldexp(data, -np.frexp(np.abs(data).max())[1])
    return plain(data, threshold)


def exact(data, threshold=2.0):
    """The positions in exact arithmetic, as a list."""
    values = [
        int(Fraction(*value.as_integer_ratio()) * 2**1074) for value in data.tolist()
    ]  # all floats are integers then
    size, total = len(values), sum(values)
    distances = [size * value - total for value in values]  # each times size, and so an integer too
    limit = Fraction(threshold) ** 2 * sum(distance**2 for distance in distances)
    return [at for at, distance in enumerate(distances) if size * distance**2 > limit]
