"""Forks; the copy leaves the function as scripts often do, by sys.exit()."""

import os
import sys


def detect(data):
    """[0] if the copy has ended by itself, with exit code 1 of the SystemExit that nobody caught."""
    copy = os.fork()
    if copy == 0:
        sys.exit(0)
    _, status = os.waitpid(copy, 0)
    return [0] if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 1 else [1]


def returns(data):
    """[0] if the copy has ended by itself, with exit code 0 since it returned."""
    copy = os.fork()
    if copy == 0:
        return []
    _, status = os.waitpid(copy, 0)
    return [0] if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0 else [1]


class Forks(Exception):
    def __str__(self):
        copy = os.fork()
        if copy == 0:
            return "the copy"
        _, status = os.waitpid(copy, 0)
        return "the copy has ended" if os.WIFEXITED(status) else "the copy was killed"


def raises(data):
    raise Forks
