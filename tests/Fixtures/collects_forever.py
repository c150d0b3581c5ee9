"""Leaves its input in a cycle, and does not let the collection that wants to free it come to an end."""

import ctypes
import gc


def detect(data):
    """The collection calls the C function whose address is the first value of the input, and goes on for ever."""
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
