"""Forks while it is imported; the fork goes on with the import."""

import os

fork = os.fork()
ended = fork != 0 and os.WIFEXITED(os.waitpid(fork, 0)[1])


def detect(data):
    """[0] if the fork has ended by itself."""
    return [0] if ended else [1]
