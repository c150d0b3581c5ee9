"""Leaves an object to the calling thread that forks when the thread has ended."""

import ctypes
import os
import threading

fork = ctypes.PyDLL(None).fork  # as a C library does: after os.fork() CPython's copy reads the state that it has freed
kept = threading.local()
copy_ended = threading.Event()
status = None


class Forks:
    def __del__(self):
        global status
        copy = fork()
        if copy == 0:
            return
        _, status = os.waitpid(copy, 0)
        copy_ended.set()


def detect(data):
    kept.forks = Forks()
    return []


def ends_at_once(data):
    """[0] unless the copy has run what the host has registered with atexit(), which makes its exit code 2."""
    copy_ended.wait()
    return [] if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 2 else [0]
