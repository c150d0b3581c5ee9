"""Keeps every input it was given."""
import threading

import numpy as np

import sets_writeable_flag

kept = []


def detect(data):
    kept.append(data)
    return [1, 3]


def release(data):
    kept.clear()
    return []


def release_on_thread(data):
    """The last reference dies on a thread that Python made."""
    thread = threading.Thread(target=kept.clear)
    thread.start()
    thread.join()
    return []


def kept_sum(data):
    """[0] if every input that was kept still has the values it came with; else []."""
    expected = [10.0, 900.0, 20.0, 800.0, 30.0]
    return [0] if kept and all(np.array_equal(array, expected) for array in kept) else []


def kept_can_be_written(data):
    """Raises if an input that was kept can be written to, by whatever road."""
    for array in kept:
        sets_writeable_flag.detect(array)
    return []
