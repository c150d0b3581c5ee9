"""Leaves its input in a cycle, with automatic garbage collection off, until `collect` frees it."""

import gc


def detect(data):
    gc.disable()
    cycle = [data]
    cycle.append(cycle)
    return []


def collect(data):
    gc.enable()
    gc.collect()
    return []
