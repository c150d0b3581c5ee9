"""Keeps an array that shares its input's memory: a function for each way NumPy makes one."""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from keeps_input import FIVE, keep
from sliding import sliding_window_view


class Subclass(np.ndarray):
    """As np.memmap is: an ndarray in all but its type."""


def by_slice(data):
    return keep(data[1:4], [900, 20, 800])


def by_reversed(data):
    return keep(data[::-1], [30, 800, 20, 900, 10])


def by_view_of_view(data):
    return keep(data[::2][::-1][1:], [20, 10])


def by_ellipsis(data):
    return keep(data[...])


def by_new_axis(data):
    return keep(data[None])


def by_zero_dimensional(data):
    return keep(data[1, ...], [900])


def by_reshape(data):
    return keep(data.reshape(5, 1))


def by_transpose(data):
    return keep(data.T)


def by_view(data):
    return keep(data.view())


def by_view_of_bits(data):
    return keep(data.view(np.int64), read=lambda bits: bits.view(np.float64))


def by_field(data):
    return keep(data.view([("value", np.float64)])["value"])


def by_getfield(data):
    return keep(data.getfield(np.float64))


def by_real(data):
    return keep(data.real)


def by_split(data):
    return keep(np.array_split(data, 2)[1], [800, 30])


def by_diagonal(data):
    return keep(data[None].diagonal(), [10])


def by_as_strided(data):
    return keep(as_strided(data, (3,), (16,)), [10, 20, 30])


def by_sliding_window(data):
    return keep(sliding_window_view(data, 4), [10, 900, 20, 800, 900, 20, 800, 30])


def by_broadcast_to(data):
    return keep(np.broadcast_to(data, (2, 5)), FIVE + FIVE)


def by_subclass(data):
    return keep(data.view(Subclass))


def by_record_array(data):
    records = data.view([("value", np.float64)]).view(np.recarray)
    return keep(records, read=lambda records: records.value)


def by_masked_array(data):
    return keep(np.ma.masked_array(data, copy=False))


def by_matrix(data):
    return keep(np.asmatrix(data))


def by_memory_map(data):
    return keep(data.view(np.memmap))


def by_object_array(data):
    holder = np.empty(1, object)
    holder[0] = data
    return keep(holder, read=lambda holder: holder[0])
