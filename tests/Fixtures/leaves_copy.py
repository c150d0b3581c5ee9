"""Forks, and leaves a copy of the process that lives until this one has ended."""

import os


def detect(data):
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.closerange(0, 3)
        os.close(writer)
        os.read(reader, 1)
        os._exit(0)
    return []
