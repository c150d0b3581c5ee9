"""Takes away Python's standard output, or everybody's. One a function."""

import os
import sys


def closed(data):
    sys.stdout.close()
    return []


def none(data):
    sys.stdout = sys.stderr = sys.__stdout__ = None
    return []


def deleted(data):
    del sys.stdout, sys.stderr
    return []


def no_file(data):
    sys.stdout = sys.stderr = 3
    return []


def descriptor(data):
    """Of the whole process."""
    os.close(1)
    return []


def prints(data):
    print("printed by Python")
    return []
