"""A bool mask with one value too few."""

import numpy as np


def detect(data):
    return np.diff(data) > 100
