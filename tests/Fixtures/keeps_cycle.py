"""Keeps its input in a cycle that only the garbage collector finds."""
import gc


def detect(data):
    gc.disable()  # else it finds the cycle at some moment of its own
    cycle = [data]
    cycle.append(cycle)
    return [1, 3]


def release(data):
    gc.enable()
    gc.collect()
    return []
