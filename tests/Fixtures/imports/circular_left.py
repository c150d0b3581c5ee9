"""Imports circular_right, which imports this module. If both are imported at once, both begin before either goes on."""

import numpy as np

from imports import events, wait

events["left has begun"].set()
wait("right has begun")
from imports import circular_right  # noqa: E402


def detect(data):
    return np.flatnonzero(data > 100) if circular_right else []
