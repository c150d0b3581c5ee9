"""A few bytes that claim to be a million million values, one a function."""

import numpy as np


def mask(data):
    return np.broadcast_to(np.True_, 10**12)


def swapped(data):
    return np.broadcast_to(np.array(1, dtype=">i2"), 10**12)


def in_two_dimensions(data):
    return np.broadcast_to(np.int64(1), (10**6, 10**6))


def floats(data):
    return np.broadcast_to(1.0, 10**12)


def in_tuple(data):
    return (np.broadcast_to(np.int64(1), 10**12),)
