"""Eight bytes that claim to be a thousand million positions."""

import numpy as np


def detect(data):
    return np.broadcast_to(np.int64(1), 10**9)
