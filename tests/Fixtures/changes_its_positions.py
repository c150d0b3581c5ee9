"""Returns positions that a thread of its own goes on moving, without the GIL, inside NumPy: now and then out of range."""
import threading

import numpy as np

SIZE = 500_000
right = np.arange(SIZE)
positions = right.copy()
stopped = threading.Event()
writer = None


def write():
    while not stopped.is_set():
        np.subtract(SIZE - 1, right, out=positions)
        np.add(right, 1 << 40, out=positions)
        np.copyto(positions, right)
        np.bitwise_and(right, 7, out=positions)
        np.copyto(positions, right)


def detect(data):
    global writer
    if writer is None:
        writer = threading.Thread(target=write)
        writer.start()
    return positions


def stop(data):
    stopped.set()
    writer.join()
    return []
