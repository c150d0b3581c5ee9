"""Keeps its input, and leaves garbage that recurses in every way when Python's garbage collector frees it."""

import gc

import numpy as np

import recurses

kept = []


class Garbage:
    def __init__(self):
        self.me = self

    def __del__(self):
        for name in dir(recurses):
            if name.startswith("by_"):
                try:
                    getattr(recurses, name)(np.zeros(3))
                except RecursionError:
                    pass


def detect(data):
    """The collector is off, and has work as soon as it is on."""
    gc.collect()
    gc.disable()
    gc.set_threshold(1)
    kept.append(data)
    Garbage()
    return [1, 3]


def release(data):
    kept.clear()
    gc.set_threshold(700, 10, 10)
    return []
