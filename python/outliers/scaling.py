"""Where sums and squares overflow or underflow, and the power of two that prevents it."""

import functools

import numpy as np


def is_reliable(mean, deviation, dtype):
    """Return False if a sum or a square overflowed or underflowed so that it matters, or if a value is not finite.

    The deviation is then infinite or NaN, or not above the least one. A deviation of 0 may also mean that the values
    are equal: sure if the mean is large enough for the squares of its rounding errors. Takes floats or arrays.
    """
    least, least_mean = least_reliable(dtype)
    return (deviation > least) & (deviation < np.inf) | (deviation == 0) & (abs(mean) > least_mean)


@functools.lru_cache(maxsize=None)
def least_reliable(dtype):
    """Return the least deviation beside whose square all that underflows is lost in rounding, and the least mean."""
    limits = np.finfo(dtype)
    least = 16 * np.sqrt(limits.tiny / limits.eps)
    if dtype == np.float16:
        least = 2.0**-7  # its squares are added as float32, and only the variance becomes float16
    return least, least / limits.eps


def rescale(data, largest):
    """Return the data times a power of two that puts `largest`, their largest magnitude, where squares are safe.

    That is as high as a sum of 2**40 squares allows, so that only values which are too small beside the largest to
    matter can become subnormal and lose digits.
    """
    exponent = max(7, np.finfo(data.dtype).maxexp // 2 - 40)  # 7 for float16
    return np.ldexp(data, exponent - np.frexp(largest)[1])
