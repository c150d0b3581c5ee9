"""Calls the C function, int function(void), whose address is the first value of its input, and does not return then."""

import ctypes
import os
import sys
import threading

import numpy as np


def _tell(data):
    ctypes.PYFUNCTYPE(ctypes.c_int)(int(data[0]))()


def loops(data):
    _tell(data)
    while True:
        pass


def waits(data):
    """In Python that has given up the GIL."""
    _tell(data)
    threading.Event().wait()


def waits_with_gil(data):
    """In a C call that holds the GIL; nobody gets it between telling and that call."""
    sys.setswitchinterval(1000)
    nothing_comes, _ = os.pipe()
    _tell(data)
    ctypes.PyDLL(None).read(nothing_comes, ctypes.create_string_buffer(1), 1)


def multiplies(data):
    """In BLAS, for long: it gives up the GIL for the product, and only then the thread that tells gets it."""
    matrix = np.ones((int(data[1]), int(data[1])))
    product = np.empty_like(matrix)
    sys.setswitchinterval(1000)
    begins = threading.Event()
    threading.Thread(target=lambda: begins.wait() and _tell(data)).start()
    begins.set()
    np.dot(matrix, matrix, out=product)
    return []
