"""A detector of files, for the tests of passes: what it does is chosen by the first value of a file."""

import os
import signal
import time

import outliers

RAISE, SPIN, KILL, WAIT = -1, -2, -3, -4


def detect(data, *, log="", gate=""):
    """Return what mad finds, after adding the first value of the file to the file log.

    A first value of -1 raises, one of -2 never returns, one of -3 kills the process, and one of -4 waits until the
    file gate exists.
    """
    return outliers.mad(_enter(data, log, gate))


def analyze(data, *, log="", gate=""):
    """Return the analysis of mad."""
    return outliers.mad.analyze(_enter(data, log, gate))


detect.analyze = analyze


def _enter(data, log, gate):
    with open(log, "a") as to:
        to.write(f"{data[1]:.0f}\n")
    if data[0] == RAISE:
        raise ValueError("the first value is -1")
    while data[0] == SPIN:
        pass
    if data[0] == KILL:
        os.kill(os.getpid(), signal.SIGKILL)
    while data[0] == WAIT and not os.path.exists(gate):
        time.sleep(0.01)
    return data
