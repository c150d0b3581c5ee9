"""Lists and tuples of things that are no positions, one a function."""

import numpy as np


class RefusesIndex(int):
    def __index__(self):
        raise ValueError("no index for you")


class IndexOnly:
    def __index__(self):
        return 1


class BadInterface:
    __array_interface__ = {"shape": (2,), "typestr": "<i8", "version": 3}


class RaisingInterface:
    @property
    def __array_interface__(self):
        raise ValueError("no interface for you")


class WantsToExit:
    def __array__(self, *args, **keywords):
        raise SystemExit("exit from __array__")


def floats(data):
    return [1.0, 3.0]


def not_a_number(data):
    return [float("nan")]


def nones(data):
    return [None, None]


def texts(data):
    return ("a", "b")


def above_int64(data):
    return [1, 2**63]


def above_uint64(data):
    return [1, 2**64]


def below_int64(data):
    return [1, -(2**70)]


def array_in_list(data):
    return [np.array([1, 3])]


def list_in_tuple(data):
    return ([1, 3],)


def containing_itself(data):
    result = [1]
    result.append(result)
    return result


def deeply_nested(data):
    result = [1]
    for _ in range(100_000):
        result = [result]
    return result


def refusing_index(data):
    return [RefusesIndex(1), RefusesIndex(3)]


def index_only(data):
    return [IndexOnly(), IndexOnly()]


def bad_interface(data):
    return [BadInterface()]


def raising_interface(data):
    return [RaisingInterface()]


def wanting_to_exit(data):
    return [WantsToExit()]


def arrays_of_two_lengths(data):
    return [np.arange(2), np.arange(3)]


def generators(data):
    return [(i for i in [1]), (i for i in [3])]
