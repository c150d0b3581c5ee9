"""Returns a mask that a thread of its own goes on writing to, without the GIL, inside NumPy."""
import threading

import numpy as np

SIZE = 500_000
values = np.random.default_rng(7).uniform(size=SIZE)
mask = np.zeros(SIZE, bool)
stopped = threading.Event()
writer = None


def write():
    while not stopped.is_set():
        np.less(values, 0.9, out=mask)
        np.less(values, 0.1, out=mask)


def detect(data):
    global writer
    if writer is None:
        writer = threading.Thread(target=write)
        writer.start()
    return mask


def stop(data):
    stopped.set()
    writer.join()
    return []
