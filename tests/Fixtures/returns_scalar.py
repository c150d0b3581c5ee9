"""A single position, not in an array."""

import numpy as np


def detect(data):
    return np.int64(3)
