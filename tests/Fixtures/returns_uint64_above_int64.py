"""An unsigned position that int64 cannot hold."""

import numpy as np


def detect(data):
    return np.array([1, 2**63 + 5], dtype=np.uint64)
