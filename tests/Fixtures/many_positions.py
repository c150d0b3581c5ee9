"""Results of a size that the input says: the first value is how many positions are returned."""

import numpy as np


def ascending(data):
    return np.arange(int(data[0]))


def descending(data):
    return np.arange(int(data[0]))[::-1]


def mask(data):
    return np.arange(len(data)) < data[0]
