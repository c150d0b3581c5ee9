"""Results whose type lies about what they hold: positions 1 and 3, whatever their methods say."""

import collections

import numpy as np


class Liar(np.ndarray):
    """Every method and attribute that might be asked for another answer has one."""

    shape = (10**9,)
    size = 10**9
    ndim = 3
    dtype = np.dtype(np.float64)
    strides = (0,)
    data = None
    flags = None
    base = None
    __array_interface__ = {"shape": (10**9,), "typestr": "<f8", "data": (8, False), "version": 3}
    __array_struct__ = None
    __array_priority__ = "no number"

    def __array__(self, *args, **keywords):
        return np.array([0.5])

    def __len__(self):
        return -1

    def __iter__(self):
        raise SystemExit("no iteration")

    def __getitem__(self, index):
        return 4

    def __index__(self):
        return 4

    def __array_finalize__(self, source):
        if source is not None and type(source) is not np.ndarray:
            raise SystemExit("no view")

    def __array_wrap__(self, *args):
        raise SystemExit("no wrap")

    def __array_function__(self, *args):
        raise SystemExit("no function")

    def __array_ufunc__(self, *args, **keywords):
        raise SystemExit("no ufunc")

    def astype(self, *args, **keywords):
        raise SystemExit("no copy")


class Unnameable(np.ndarray):
    """No attribute can be asked for."""

    def __getattribute__(self, name):
        raise SystemExit("no " + name)


class RaisingMask(np.ndarray):
    @property
    def mask(self):
        raise KeyboardInterrupt()


class Other(Liar):
    pass


class LongTuple(tuple):
    def __len__(self):
        return 10**9

    def __getitem__(self, index):
        return None


class LongList(list):
    def __len__(self):
        return 10**9

    __length_hint__ = __len__


class RefusingList(list):
    def __iter__(self):
        raise SystemExit("no iteration")

    __getitem__ = __array__ = __iter__


Where = collections.namedtuple("Where", "positions")


def array(data):
    return np.array([1, 3]).view(Liar)


def swapped_array(data):
    return np.array([1, 3], dtype=">i4").view(Liar)


def mask(data):
    return np.array([False, True, False, True, False]).view(Liar)


def in_tuple(data):
    return (np.array([1, 3]).view(Liar),)


def without_attributes(data):
    return np.array([1, 3]).view(Unnameable)


def raising_mask(data):
    return np.array([1, 3]).view(RaisingMask)


def of_a_new_class(data):
    result = np.array([1, 3]).view(Liar)
    result.__class__ = Other
    return result


def long_tuple(data):
    return LongTuple((np.array([1, 3]),))


def long_list(data):
    return LongList([1, 3])


def refusing_list(data):
    return RefusingList([1, 3])


def named_tuple(data):
    return Where(np.array([1, 3]))


def odd_truths(data):
    """True is any byte that is not 0."""
    return np.array([0, 2, 0, 255, 0], dtype=np.uint8).view(bool)
