"""Retains an array or a buffer that shares its input's memory. One way a function."""

import ctypes
import pickle
import struct

import numpy as np
from numpy.lib.stride_tricks import as_strided

from retains import FIVE, retain

try:
    from numpy.lib.stride_tricks import sliding_window_view  # since NumPy 1.20
except ImportError:

    def sliding_window_view(data, window, *, writeable=False):
        window = tuple(np.atleast_1d(window))
        places = tuple(have - want + 1 for have, want in zip(data.shape, window))
        return as_strided(data, places + window, 2 * data.strides, writeable=writeable)


# ---- arrays ----


class Subclass(np.ndarray):
    """As np.memmap is: an ndarray in all but its type."""


def by_slice(data):
    return retain(data[1:4], [900, 20, 800])


def by_reversed(data):
    return retain(data[::-1], [30, 800, 20, 900, 10])


def by_view_of_view(data):
    return retain(data[::2][::-1][1:], [20, 10])


def by_ellipsis(data):
    return retain(data[...])


def by_new_axis(data):
    return retain(data[None])


def by_zero_dimensional(data):
    return retain(data[1, ...], [900])


def by_reshape(data):
    return retain(data.reshape(5, 1))


def by_transpose(data):
    return retain(data.T)


def by_view(data):
    return retain(data.view())


def by_view_of_bits(data):
    return retain(data.view(np.int64), read=lambda bits: bits.view(np.float64))


def by_field(data):
    return retain(data.view([("value", np.float64)])["value"])


def by_getfield(data):
    return retain(data.getfield(np.float64))


def by_real(data):
    return retain(data.real)


def by_split(data):
    return retain(np.array_split(data, 2)[1], [800, 30])


def by_diagonal(data):
    return retain(data[None].diagonal(), [10])


def by_as_strided(data):
    return retain(as_strided(data, (3,), (16,)), [10, 20, 30])


def by_sliding_window(data):
    return retain(sliding_window_view(data, 4), [10, 900, 20, 800, 900, 20, 800, 30])


def by_broadcast_to(data):
    return retain(np.broadcast_to(data, (2, 5)), FIVE + FIVE)


def by_subclass(data):
    return retain(data.view(Subclass))


def by_record_array(data):
    records = data.view([("value", np.float64)]).view(np.recarray)
    return retain(records, read=lambda records: records.value)


def by_masked_array(data):
    return retain(np.ma.masked_array(data, copy=False))


def by_matrix(data):
    return retain(np.asmatrix(data))


def by_memory_map(data):
    return retain(data.view(np.memmap))


def by_object_array(data):
    holder = np.empty(1, object)
    holder[0] = data
    return retain(holder, read=lambda holder: holder[0])


# ---- buffers ----


class ByInterface:
    def __init__(self, array):
        self.array = array
        self.__array_interface__ = array.__array_interface__


class ByStruct:
    """Its capsule holds the array, as that of every ndarray does."""

    def __init__(self, array):
        self.__array_struct__ = array.__array_struct__


def pickled(data):
    buffers = []
    return pickle.dumps(data, protocol=5, buffer_callback=buffers.append), buffers


def by_memoryview(data):
    return retain(memoryview(data))


def by_slice_of_memoryview(data):
    return retain(memoryview(data)[1:4], [900, 20, 800])


def by_cast_of_memoryview(data):
    return retain(memoryview(data).cast("B"), read=np.frombuffer)


def by_array_over_memoryview(data):
    return retain(np.asarray(memoryview(data)))


def by_frombuffer(data):
    return retain(np.frombuffer(data))


def by_frombuffer_of_memoryview(data):
    return retain(np.frombuffer(memoryview(data), offset=8, count=2), [900, 20])


def by_ctypes(data):
    pointer = ctypes.POINTER(ctypes.c_double)
    return retain(data.ctypes, read=lambda attribute: attribute.data_as(pointer)[0:5])


def by_ctypes_pointer(data):
    return retain(data.ctypes.data_as(ctypes.POINTER(ctypes.c_double)), read=lambda pointer: pointer[0:5])


def by_ctypes_object(data):
    return retain(ctypes.py_object(data), read=lambda holder: holder.value)


def by_pickle_buffer(data):
    return retain(pickle.PickleBuffer(data), read=np.frombuffer)


def by_buffers_of_a_pickle(data):
    return retain(pickled(data)[1][0], read=np.frombuffer)


def by_unpickled_array(data):
    text, buffers = pickled(data)
    return retain(pickle.loads(text, buffers=buffers))


def by_array_interface(data):
    return retain(np.asarray(ByInterface(data)))


def by_array_struct(data):
    return retain(ByStruct(data))


def by_array_over_struct(data):
    return retain(np.asarray(ByStruct(data)))


def by_iter_unpack(data):
    return retain(struct.iter_unpack("d", data), read=list)


def dlpack(data):
    """NumPy before 2.1 refuses, since its DLPack cannot say read-only."""
    return retain(np.from_dlpack(data))
