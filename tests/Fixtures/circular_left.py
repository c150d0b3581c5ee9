"""Imports circular_right, which imports this; each begins before the other goes on, if both are imported at once."""

import gate
import numpy as np

gate.events["left has begun"].set()
gate.wait("right has begun")
import circular_right  # noqa: E402


def detect(data):
    return np.flatnonzero(data > 100) if circular_right else []
