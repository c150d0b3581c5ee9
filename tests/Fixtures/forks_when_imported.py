"""Forks while it is imported; the copy goes on with the import."""

import os

copy = os.fork()
ended = copy != 0 and os.WIFEXITED(os.waitpid(copy, 0)[1])


def detect(data):
    """[0] if the copy has ended by itself."""
    return [0] if ended else [1]
