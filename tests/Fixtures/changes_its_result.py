"""Returns what a thread of its own goes on writing to, without the GIL, inside NumPy: a mask, or positions."""

import threading

import numpy as np

SIZE = 500_000
values = np.random.default_rng(7).uniform(size=SIZE)
flags = np.zeros(SIZE, bool)
right = np.arange(SIZE)
numbers = right.copy()
stopped = threading.Event()
writers = {}


def write_mask():
    while not stopped.is_set():
        np.less(values, 0.9, out=flags)
        np.less(values, 0.1, out=flags)


def write_positions():
    """Now and then out of range."""
    while not stopped.is_set():
        np.subtract(SIZE - 1, right, out=numbers)
        np.add(right, 1 << 40, out=numbers)
        np.copyto(numbers, right)
        np.bitwise_and(right, 7, out=numbers)
        np.copyto(numbers, right)


def begin(write):
    if write not in writers:
        writers[write] = threading.Thread(target=write)
        writers[write].start()


def mask(data):
    begin(write_mask)
    return flags


def positions(data):
    begin(write_positions)
    return numbers


def stop(data):
    stopped.set()
    while writers:
        writers.popitem()[1].join()
    stopped.clear()
    return []
