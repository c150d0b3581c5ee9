"""Leaves behind a Python thread that reads the input without end."""

import threading


def daemon(data):
    return _leave(data, daemon=True)


def ordinary(data):
    """Python itself would not end before this one."""
    return _leave(data, daemon=False)


def _leave(data, daemon):
    runs = threading.Event()
    threading.Thread(target=_read, args=(data, runs), daemon=daemon).start()
    runs.wait()
    return []


def _read(data, runs):
    while True:
        data.sum()
        runs.set()
