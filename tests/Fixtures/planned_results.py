"""Results that the input asks for.

`plan` takes a plan. Then `as_planned` checks that its own input is, bit for bit, the planned one, and builds the
planned result: positions or a mask, in the planned container and layout. In the input of the other functions the first
value says how many positions to return.
"""

import numpy as np

DTYPES = [
    "i1",
    "u1",
    "i2",
    "u2",
    "i4",
    "u4",
    "i8",
    "u8",
    "q",
    "Q",
    "?",
    "f2",
    "f4",
    "f8",
    "g",
    "c16",
    "O",
    "m8[s]",
    "M8[s]",
    "S3",
    "U3",
    "V8",
]
planned = None


class Subclass(np.ndarray):
    pass


def plan(data):
    """dtype, swapped, layout, container, size of the result, the result, and halves of each value of the input."""
    global planned
    planned = data.astype(np.int64)
    return []


def strided(values):
    wide = np.zeros(len(values) * 3 + 1, values.dtype)
    wide[1::3][: len(values)] = values
    return wide[1::3][: len(values)]


def reversed_in_memory(values):
    return values[::-1].copy()[::-1]


def unaligned(values):
    if values.dtype.hasobject:
        return values  # NumPy makes none of those
    raw = np.zeros(values.nbytes + 1, np.uint8)
    view = raw[1:].view(values.dtype)
    view[:] = values
    return view


def column(values):
    table = np.zeros((len(values), 3), values.dtype)
    table[:, 1] = values
    return table[:, 1]


def read_only(values):
    values.flags.writeable = False
    return values


def reversed_stride(values):
    return strided(values[::-1])[::-1]


LAYOUTS = [lambda values: values, strided, reversed_in_memory, unaligned, column, read_only, reversed_stride]
CONTAINERS = [
    lambda values: values,
    lambda values: values.tolist(),
    lambda values: tuple(values.tolist()),
    lambda values: (values,),
    lambda values: values.view(Subclass),
    lambda values: list(values),
    lambda values: values.reshape(-1, 1),
    lambda values: values.reshape(1, -1, 1),
]


def as_planned(data):
    dtype, swapped, layout, container, size = planned[:5]
    halves = planned[5 + size :].astype(np.uint64)
    if not np.array_equal(data.view(np.uint64), halves[::2] << np.uint64(32) | halves[1::2]):
        raise AssertionError("the input is not the one that was planned")
    values = planned[5 : 5 + size].astype(DTYPES[dtype])
    if swapped:
        values = values.astype(values.dtype.newbyteorder())
    return CONTAINERS[container](LAYOUTS[layout](values))


def ascending(data):
    return np.arange(int(data[0]))


def descending(data):
    return np.arange(int(data[0]))[::-1]


def mask(data):
    return np.arange(len(data)) < data[0]
