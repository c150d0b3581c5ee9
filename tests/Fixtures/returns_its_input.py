"""The result is the input itself, a part of it, or its very bytes read in another way."""

import numpy as np


def itself(data):
    return data


def part(data):
    return data[1:3]


def bools(data):
    return data.view(bool)


def as_integers(data):
    """Makes an integer array of the input in place, and returns it."""
    data.dtype = np.int64
    return data


def as_column(data):
    data.shape = (len(data), 1)
    return data


def row_of_matrix(data):
    return data.reshape(1, -1).view(np.int64)[0]
