"""Takes the signals that .NET lives by."""
import faulthandler
import signal


def handlers(data):
    faulthandler.enable()
    return [1] if faulthandler.is_enabled() else []


def mask(data):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    return [1]


def open_mask(data):
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    return [1]
