"""Retains its input. Whatever the retains_*.py retain is held here, where a test can check and release it."""

import gc
import threading

import numpy as np

FIVE = [10, 900, 20, 800, 30]

retained = []  # (a thing, the function that reads its values, the values that it came with)
on_release = []  # what has to be called, besides clearing the list, to let everything go
last = None


def retain(thing, values=FIVE, read=np.asarray):
    retained.append((thing, read, values))
    return [1, 3]


def its_input(data):
    return retain(data)


def and_raises(data):
    retain(data)
    raise ValueError("kept, and failed")


def and_returns_none(data):
    retain(data)


class RetainsWhenFreed(list):
    def __del__(self):
        retain(self.data)


def when_result_is_freed(data):
    result = RetainsWhenFreed([1, 3])
    result.data = data
    return result


def release(data):
    retained.clear()
    while on_release:
        on_release.pop()()
    return []


def release_on_thread(data):
    """The last reference dies on a thread that Python made."""
    thread = threading.Thread(target=release, args=(None,))
    thread.start()
    thread.join()
    return []


def is_intact(data):
    """[0] if everything that is retained reads as when it came; else []."""
    right = [np.array_equal(np.ravel(read(thing)), values) for thing, read, values in retained]
    return [0] if right and all(right) else []


def last_input(data):
    """Each input releases the one before it."""
    global last
    last = data
    return [1, 3]


def release_last(data):
    global last
    last = None
    return []


def release_last_at_recursion_limit(data):
    """Where Python cannot call anything any more."""

    def go_deeper():
        global last
        try:
            go_deeper()
        except RecursionError:
            last = None

    go_deeper()
    return []


def in_cycle(data):
    """Only the garbage collector can free it, which is off until `collect`."""
    gc.disable()
    cycle = [data]
    cycle.append(cycle)
    return []


def collect(data):
    gc.enable()
    gc.collect()
    return []
