"""The return statement is missing."""

import numpy as np


def detect(data):
    np.flatnonzero(data > 100)
