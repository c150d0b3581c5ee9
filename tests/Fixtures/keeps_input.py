"""Keeps every input it was given. What the other keeps_*.py keep, they keep here."""

import threading

import numpy as np

FIVE = [10, 900, 20, 800, 30]

kept = []  # (what is kept, how its values are read, the values that it came with)
on_release = []  # what has to be done to let go, besides clearing the list


def keep(thing, values=FIVE, read=np.asarray):
    kept.append((thing, read, values))
    return [1, 3]


def detect(data):
    return keep(data)


def and_raises(data):
    keep(data)
    raise ValueError("kept, and failed")


def and_returns_none(data):
    keep(data)


def release(data):
    kept.clear()
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
    """[0] if everything that is kept reads as when it came; else []."""
    right = [np.array_equal(np.ravel(read(thing)), values) for thing, read, values in kept]
    return [0] if right and all(right) else []
