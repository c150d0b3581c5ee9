"""Distinct positions first, then more than the input has values."""

import numpy as np


def detect(data):
    return np.arange(len(data) + 1)
