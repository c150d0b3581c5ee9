"""Gives up the GIL, or has threads of its own: ways of using threads that are nobody's sin."""

import hashlib
import threading

import numpy as np

from good_results import positions


def releases_gil(data):
    hashlib.sha256(np.tile(data, 2_000)).digest()  # hashlib does so for more than 2,047 bytes
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
