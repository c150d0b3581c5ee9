"""Detectors of the soak test: some are right, the others misbehave in the ways that the service must survive."""

import collections
import logging
import sys
import time

import numpy as np

LOG = logging.getLogger("soak")

retained = collections.deque()
most_retained = 20
changed = 0  # inputs whose values were not the same later


def above(data):
    """Return the positions of the values above 100."""
    return np.flatnonzero(data > 100)


def allocates(data):
    """Use 40 MB for a moment."""
    return np.flatnonzero(np.resize(data, 5_000_000)[: len(data)] > 100)


def cycles(data):
    """Leave the input in a reference cycle, for the garbage collector."""
    cycle = [data]
    cycle.append(cycle)
    return above(data)


def retains(data):
    """Retain the last inputs, and check that those let go still have their values."""
    global changed
    retained.append((data, data.sum()))
    while len(retained) > most_retained:
        array, total = retained.popleft()
        changed += array.sum() != total
    return above(data)


def raises(data):
    raise RuntimeError("on purpose")


def rejects(data):
    raise ValueError("these data are refused on purpose")


def hangs(data):
    while True:
        pass


def sleeps(data):
    """Sleep longer than the timeout, which nothing interrupts, and check that the input is then still the same."""
    global changed
    total = data.sum()
    time.sleep(0.6)
    changed += data.sum() != total
    return above(data)


def tells(data):
    """Log what has been allocated."""
    LOG.warning("blocks=%d retained=%d changed=%d", sys.getallocatedblocks(), len(retained), changed)
    return above(data)
