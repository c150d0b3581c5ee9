"""Calls the C function, int function(void), whose address is the first value of the input."""

import ctypes
import threading

import numpy as np


def without_gil(data):
    """Without the GIL, as ctypes calls C."""
    ctypes.CFUNCTYPE(ctypes.c_int)(int(data[0]))()
    return []


def without_gil_then_copy(data):
    without_gil(data)
    return data.copy()


def holding_gil(data):
    ctypes.PYFUNCTYPE(ctypes.c_int)(int(data[0]))()
    return []


def on_python_thread(data):
    """On a thread that Python made, which has its own thread state."""
    thread = threading.Thread(target=ctypes.CFUNCTYPE(ctypes.c_int)(int(data[0])))
    thread.start()
    thread.join()
    return []


# ---- at unexpected moments: while the result is read or freed, while an exception is described ----


def calling(data):
    return ctypes.CFUNCTYPE(ctypes.c_int)(int(data[0]))


class Freed(list):
    def __del__(self):
        self.call()


class MaskAsked(np.ndarray):
    @property
    def mask(self):
        self.call()
        raise AttributeError("mask")


class ItemRead(int):
    def __int__(self):
        self.call()
        return 0


class Described(Exception):
    def __str__(self):
        self.call()
        return "described"


def when_result_is_freed(data):
    result = Freed([0])
    result.call = calling(data)
    return result


def when_mask_is_asked_for(data):
    result = np.array([0]).view(MaskAsked)
    result.call = calling(data)
    return result


def when_item_is_read(data):
    item = ItemRead(0)
    item.call = calling(data)
    return [item]


def when_exception_is_described(data):
    error = Described()
    error.call = calling(data)
    raise error


# ---- in a push of a stream ----


def pushes(data):
    return []


class Pushes:
    """A stream whose scores are the values. For a single value, it calls the function at `address` first."""

    def __init__(self, address):
        self.call = ctypes.CFUNCTYPE(ctypes.c_int)(address)

    def __call__(self, values, times=None):
        if values.size == 1:
            self.call()
        return np.stack((values,) * 4)

    def save(self):
        return np.zeros(0, np.uint8)


pushes.stream = lambda *, address, series=1, state=None: Pushes(address)


class ScoreAsked:
    """Calls the C function, whose address was the first value of an earlier input, when its score is looked up."""

    def __call__(self, data):
        self.address = int(data[0])
        return []

    @property
    def score(self):
        ctypes.CFUNCTYPE(ctypes.c_int)(self.address)()
        return lambda data: data.copy()


score_asked = ScoreAsked()
