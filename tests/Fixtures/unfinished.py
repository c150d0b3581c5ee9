"""Work that goes on, or is left to do, when the process ends. One a function.

"Tells" means: calls the C function, int function(void), whose address is the first value of the input.
"""

import atexit
import ctypes
import gc
import os
import sys
import threading

import numpy as np


def _tell(data):
    ctypes.PYFUNCTYPE(ctypes.c_int)(int(data[0]))()


def loops(data):
    """Tells, and never returns."""
    _tell(data)
    while True:
        pass


def waits(data):
    """Tells, and waits for ever, without the GIL."""
    _tell(data)
    threading.Event().wait()


def waits_with_gil(data):
    """Tells, and waits for ever in a C call that holds the GIL; nobody gets it between the two."""
    sys.setswitchinterval(1000)
    nothing_comes, _ = os.pipe()
    _tell(data)
    ctypes.PyDLL(None).read(nothing_comes, ctypes.create_string_buffer(1), 1)


def multiplies(data):
    """Spends long in BLAS, without the GIL; the thread that tells gets the GIL only once the product has begun."""
    matrix = np.ones((int(data[1]), int(data[1])))
    product = np.empty_like(matrix)
    sys.setswitchinterval(1000)
    begins = threading.Event()
    threading.Thread(target=lambda: begins.wait() and _tell(data)).start()
    begins.set()
    np.dot(matrix, matrix, out=product)
    return []


def collects(data):
    """Leaves the input in a cycle; the garbage collection that would free it tells, and never ends."""
    tell = ctypes.PYFUNCTYPE(ctypes.c_int)(int(data[0]))

    def never_ends(phase, info):
        tell()
        while True:
            pass

    gc.disable()
    gc.callbacks.append(never_ends)
    cycle = [data]
    cycle.append(cycle)
    return []


def daemon_thread(data):
    """Leaves a thread that reads the input without end."""
    return _leave_thread(data, daemon=True)


def ordinary_thread(data):
    """As daemon_thread, but Python itself would wait for this one when it ends."""
    return _leave_thread(data, daemon=False)


def _leave_thread(data, daemon):
    runs = threading.Event()
    threading.Thread(target=_read, args=(data, runs), daemon=daemon).start()
    runs.wait()
    return []


def _read(data, runs):
    while True:
        data.sum()
        runs.set()


def prints(data):
    """Prints a line, and nothing that flushes it."""
    print("printed by Python")
    return []


class _PrintsWhenFreed:
    def __del__(self):
        print("printed by __del__", flush=True)


def _print_once_main_has_ended():
    threading.main_thread().join()
    print("printed by a thread", flush=True)


def prints_at_exit(data):
    """Wants to print when Python ends: by atexit, by a thread that waits for that, and by __del__."""
    global _alive
    _alive = _PrintsWhenFreed()
    atexit.register(print, "printed by atexit", flush=True)
    threading.Thread(target=_print_once_main_has_ended).start()
    return []
