"""A single position as an array without a dimension."""

import numpy as np


def detect(data):
    return np.array(3)
