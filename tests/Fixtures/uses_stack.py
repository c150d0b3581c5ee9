"""Does linear algebra, whose libraries work on the stack, a few hundred Python calls deep."""

import numpy as np

from good_results import positions


def detect(data):
    return deeper(data, 300)


def deeper(data, levels):
    if levels:
        return deeper(data, levels - 1)
    matrix = np.random.default_rng(7).normal(size=(100, 100))
    np.linalg.svd(matrix)
    np.linalg.eig(matrix @ matrix)
    np.linalg.inv(matrix)
    return positions(data)
