"""Makes arrays of 800,000 bytes, as the plain formula does of 100,000 values, and drops them."""

import threading

import numpy as np

SIZE = 100_000
_kept = []


def plain(data):
    return np.where(np.abs(data - data.mean()) > 2 * data.std())[0]


def detect(data):
    large = np.full(SIZE, data[0])
    return np.flatnonzero(np.abs(large - large.mean()) > 1)


def zeros_after_use(data):
    np.full(SIZE, data[0])
    return np.flatnonzero(np.zeros(SIZE))


def grows(data):
    large = np.full(SIZE, 7.0)
    for size in (SIZE + 1, 3 * SIZE, SIZE, 10, SIZE):
        large.resize(size, refcheck=False)
    assert large[:10].tolist() == [7.0] * 10 and not large[10:].any()
    return []


def keeps_one(data):
    _kept.append(np.full(SIZE, 7.0))
    return []


def frees_it_on_a_python_thread(data):
    def free():
        assert (_kept.pop() == 7.0).all()

    on_thread(free)
    return []


def on_thread(function):
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()
