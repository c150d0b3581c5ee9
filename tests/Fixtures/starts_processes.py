"""Starts a Python process by multiprocessing, as it does by itself on Windows and macOS: from sys.executable."""

import multiprocessing
import sys

PREFIX = "import sys; sys.exit(7 if sys.prefix == %r else 1)"


def has_same_prefix(data):
    """Returns [7] if the process has the prefix of this one."""
    process = multiprocessing.get_context("spawn").Process(target=exec, args=(PREFIX % sys.prefix,))
    process.start()
    process.join()
    return [process.exitcode]
