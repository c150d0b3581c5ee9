"""Never returns by itself, in each way that code can go on."""

import time

import numpy as np


def loops(data):
    while True:
        pass


def loops_in_numpy(data):
    while True:
        data.sum()


def catches_exceptions(data):
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


def catches_everything_ten_times(data):
    for _ in range(10):
        try:
            while True:
                pass
        except:  # noqa: E722
            pass
    while True:
        pass


def sleeps_in_slices(data):
    while True:
        time.sleep(0.01)


def raises_another(data):
    try:
        while True:
            pass
    finally:
        raise ValueError("raised while it was interrupted")


def in_result(data):
    """Goes on when its result is read."""

    class Endless:
        @property
        def __array_interface__(self):
            while True:
                pass

    return [Endless()]


def briefly(data):
    """Returns at about the time that a short timeout is over."""
    until = time.perf_counter() + data[0]
    while time.perf_counter() < until:
        pass
    return np.flatnonzero(data > 100)


def holds_the_gil_in_c(data):
    """For some seconds, in one C call that nothing interrupts."""
    sum(range(100_000_000))
    return []
