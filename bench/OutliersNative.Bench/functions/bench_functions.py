"""The functions that most benchmarks call: one that does nothing, and the plain formula."""

import numpy as np

NONE = np.empty(0, np.int64)


def nothing(data):
    return NONE


def plain(data):
    return np.where(np.abs(data - data.mean()) > 2 * data.std())[0]


def nothing_with(data, *, threshold=2.0):
    return NONE


def nothing_of_two(x, y):
    return NONE


ONE = np.ones(1)
MILLION = np.ones(1_000_000)


def ready_one(data):
    return ONE


def ready_million(data):
    return MILLION
