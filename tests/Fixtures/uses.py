"""Uses threads, the stack, C extensions or sockets as detectors may. One a function; each names the values above 100.

What it imports beyond NumPy is imported by the function that needs it: the other calls do not pay for it.
"""

import threading

import numpy as np

from good_results import positions


def python_loop(data):
    """Holds the GIL for some 90 microseconds, all of them in Python code, and names nothing."""
    total = 0
    for number in range(1500):
        total += number
    return []


def releases_gil(data):
    """hashlib does so for more than 2,047 bytes."""
    import hashlib

    hashlib.sha256(np.tile(data, 2_000)).digest()
    return positions(data)


def starts_threads(data):
    found = [None] * 4

    def find(index):
        found[index] = positions(data)

    threads = [threading.Thread(target=find, args=(index,)) for index in range(len(found))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found[-1]


def linear_algebra(data, levels=300):
    """Its libraries work on the stack, a few hundred Python calls deep."""
    if levels:
        return linear_algebra(data, levels - 1)
    matrix = np.random.default_rng(7).normal(size=(100, 100))
    np.linalg.svd(matrix)
    np.linalg.eig(matrix @ matrix)
    np.linalg.inv(matrix)
    return positions(data)


generator = np.random.default_rng(1)


def cython(data):
    """NumPy's random generators are in Cython."""
    generator.shuffle(np.array(data))
    return positions(data) if np.isfinite(generator.standard_normal(len(data))).all() else []


def subinterpreter(data):
    """Runs code in another interpreter of this process."""
    try:
        import _interpreters as interpreters  # 3.13 and later
    except ImportError:
        import _xxsubinterpreters as interpreters

    other = interpreters.create()
    interpreters.run_string(other, "total = sum(range(10))")
    interpreters.destroy(other)
    return positions(data)


def waits_for_socket(data):
    """Blocks until a byte comes from the local port that the first value names; returns that byte."""
    import socket

    with socket.create_connection(("127.0.0.1", int(data[0]))) as connection:
        return [connection.recv(1)[0]]


def bundled_omitting_nan(data):
    """The bundled detector with another keyword: callers can pass an array only."""
    import outliers

    return outliers.detect(data, nan="omit")


def bundled_beyond_three_deviations(data):
    import outliers

    return outliers.detect(data, threshold=3.0)
