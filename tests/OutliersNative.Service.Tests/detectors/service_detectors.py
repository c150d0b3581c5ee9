"""Detectors that the tests of the service configure."""

import numpy as np


def loop(data):
    """Run Python code for ever, and say when it begins and ends."""
    print("begins with", data.size, flush=True)
    try:
        while True:
            pass
    finally:
        print("ended with", data.size, flush=True)


def raises(data):
    """Fail as a detector with a bug does."""
    return {}["no such key"]


def above(data, *, limit):
    """Return the positions of the values above a limit; neither scores nor bounds."""
    return np.flatnonzero(data > limit)


def never(data, *, threshold, period, nan):
    """Take the keyword arguments of outliers.seasonal, and run for ever."""
    while True:
        pass


never.analyze = never
