"""Lists whose items change the list while it is read: positions 1 and 3, as it was when it was returned."""

import gc

import numpy as np


class Meddler(int):
    """Does something to the list that it lies in, whenever it is asked for its value."""

    def __new__(cls, value, meddle):
        self = super().__new__(cls, value)
        self.meddle = meddle
        return self

    def __int__(self):
        self.meddle()
        gc.collect()
        return int.__int__(self)

    __index__ = __float__ = __int__

    def __array__(self, *args, **keywords):
        return np.array(int(self))


def read_by(meddle):
    result = []
    result += [Meddler(1, lambda: meddle(result)), 3]
    return result


def clears(data):
    return read_by(list.clear)


def grows(data):
    return read_by(lambda result: result.extend([4] * 1000))


def replaces(data):
    return read_by(lambda result: result.__setitem__(1, [4] * 1000))
