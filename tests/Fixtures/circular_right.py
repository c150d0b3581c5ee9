"""Imports circular_left, which imports this; each begins before the other goes on, if both are imported at once."""

import gate
import numpy as np

gate.events["right has begun"].set()
gate.wait("left has begun")
import circular_left  # noqa: E402


def detect(data):
    return np.flatnonzero(data > 100) if circular_left else []
