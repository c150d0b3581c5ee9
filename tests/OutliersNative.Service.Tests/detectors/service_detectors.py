"""Detectors that the tests of the service configure."""

import os
import threading
import time

import numpy as np

KEPT = []


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


def keeps(data):
    """Retain the data, and return the positions of the earlier data that have changed since."""
    KEPT.append((data, data.copy()))
    return np.flatnonzero([not np.array_equal(kept, copy) for kept, copy in KEPT])[: data.size]


def slow(data, *, gate):
    """Read the data, and again once the named pipe `gate` was closed: a wait in C, which cannot be interrupted."""
    before = data.copy()
    os.mkfifo(gate)
    print("slow begins", flush=True)
    try:
        with open(gate, "rb") as pipe:
            pipe.read()
    except BaseException:  # the call was cancelled meanwhile, and goes on all the same
        pass
    while True:
        try:
            print("slow ended with", "the same data" if np.array_equal(before, data) else "other data", flush=True)
            return []
        except BaseException:  # raised again every 10 ms
            continue


LOCK = threading.Lock()


def queues(data):
    """Take 10 ms, one call after the other."""
    with LOCK:
        time.sleep(0.01)
    return []


def adds(data, *, limit):
    """Fail with NumPy's private subclass of TypeError if the limit is text."""
    return np.flatnonzero(data + limit > 100)


def boundless(data, *, threshold, period, nan):
    """Take the keyword arguments of outliers.seasonal, and return bounds that are not finite."""
    return []


def _analyze_boundless(data, *, threshold, period, nan):
    infinite = np.full(data.size, np.inf)
    return np.empty(0, np.int64), np.zeros(data.size), data.copy(), -infinite, infinite


boundless.analyze = _analyze_boundless
