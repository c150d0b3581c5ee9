"""Names one position twice."""

import numpy as np


def detect(data):
    return np.array([3, 1, 3])
