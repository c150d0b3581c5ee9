"""Takes the signals that .NET lives by."""

import faulthandler
import signal


def handlers(data):
    faulthandler.enable()
    return [1] if faulthandler.is_enabled() else []


def mask(data):
    every = set(range(1, signal.NSIG)) - {
        32,
        33,
    }  # as valid_signals(), which in Python 3.9 keeps the frame of its caller
    signal.pthread_sigmask(signal.SIG_BLOCK, every)
    return [1]


def open_mask(data):
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    return [1]
