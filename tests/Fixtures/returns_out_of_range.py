"""The second position lies just behind the input."""

import numpy as np


def detect(data):
    return np.array([1, len(data)])
