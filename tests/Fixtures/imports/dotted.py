"""A module in a package, with functions in classes: for dotted names of modules and of functions."""

import numpy as np


def detect(data):
    return np.flatnonzero(data > 100)


class Detector:
    @staticmethod
    def detect(data):
        return np.flatnonzero(data > 100)

    class Inner:
        @staticmethod
        def detect(data):
            return np.flatnonzero(data > 100)


class Callable:
    def __call__(self, *args, **keywords):
        if len(args) != 1 or keywords:
            raise TypeError("one array was expected, and nothing else")
        return np.flatnonzero(args[0] > 100)


an_object = Callable()
