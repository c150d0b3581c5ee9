"""Calls the C function, int function(void), whose address is the first value of the input."""

import ctypes
import threading


def detect(data):
    """Without the GIL, as ctypes calls C."""
    ctypes.CFUNCTYPE(ctypes.c_int)(int(data[0]))()
    return []


def holding_gil(data):
    ctypes.PYFUNCTYPE(ctypes.c_int)(int(data[0]))()
    return []


def on_python_thread(data):
    """On a thread that Python made, which has its own thread state."""
    thread = threading.Thread(target=ctypes.CFUNCTYPE(ctypes.c_int)(int(data[0])))
    thread.start()
    thread.join()
    return []
