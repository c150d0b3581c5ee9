"""A masked array, as operations on masked input give."""

import numpy as np


def detect(data):
    return np.ma.masked_array([1, 2, 3], mask=[False, True, False])
