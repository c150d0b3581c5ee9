"""Positions, but as floats."""

import numpy as np


def detect(data):
    return np.array([1.0, 3.0])
