"""Leaves its input in a cycle, which only Python's garbage collector can free, and that one is told not to by itself."""
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
