"""Forks the process. In some functions the fork leaves them as scripts often do, in others it goes on."""

import ctypes
import os
import sys
import threading

local = threading.local()


def exits(data):
    """[0] if the fork has ended by itself, with exit code 1 of the SystemExit that nobody caught."""
    fork = os.fork()
    if fork == 0:
        sys.exit(0)
    return [0] if _exit_code(os.waitpid(fork, 0)) == 1 else [1]


def returns(data):
    """[0] if the fork has ended by itself, with exit code 0 since it returned."""
    fork = os.fork()
    if fork == 0:
        return []
    return [0] if _exit_code(os.waitpid(fork, 0)) == 0 else [1]


class ForksInStr(Exception):
    def __str__(self):
        fork = os.fork()
        if fork == 0:
            return "the fork"
        return "the fork was killed" if _exit_code(os.waitpid(fork, 0)) is None else "the fork has ended"


def raises(data):
    """Forks while the exception is described."""
    raise ForksInStr


def outlives_parent(data):
    """Leaves a fork that lives until this process has ended."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.closerange(0, 3)
        os.close(writer)
        os.read(reader, 1)
        os._exit(0)
    return []


class ForksWhenFreed:
    """Forks as a C library does: after os.fork() CPython's fork reads the thread state that it has freed."""

    fork_ended = threading.Event()
    exit_code = None

    def __init__(self):
        self.fork = ctypes.PyDLL(None).fork

    def __del__(self):
        fork = self.fork()
        if fork == 0:
            return
        ForksWhenFreed.exit_code = _exit_code(os.waitpid(fork, 0))
        ForksWhenFreed.fork_ended.set()


def when_thread_ends(data):
    """Leaves an object to the calling thread that forks when the thread has ended."""
    local.forks = ForksWhenFreed()
    return []


def ran_exit_handlers(data):
    """[] if the fork of when_thread_ends has run the host's atexit() handler, which makes its exit code 2."""
    ForksWhenFreed.fork_ended.wait()
    return [] if ForksWhenFreed.exit_code == 2 else [0]


def _exit_code(waited):
    """Return None for a process that was killed."""
    _, status = waited
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
