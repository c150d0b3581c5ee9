"""Keeps its input's buffer: a function for each route by which Python hands a buffer on."""

import ctypes
import pickle
import struct

import numpy as np

from keeps_input import keep


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
    return keep(memoryview(data))


def by_slice_of_memoryview(data):
    return keep(memoryview(data)[1:4], [900, 20, 800])


def by_cast_of_memoryview(data):
    return keep(memoryview(data).cast("B"), read=np.frombuffer)


def by_array_over_memoryview(data):
    return keep(np.asarray(memoryview(data)))


def by_frombuffer(data):
    return keep(np.frombuffer(data))


def by_frombuffer_of_memoryview(data):
    return keep(np.frombuffer(memoryview(data), offset=8, count=2), [900, 20])


def by_ctypes(data):
    pointer = ctypes.POINTER(ctypes.c_double)
    return keep(data.ctypes, read=lambda kept: kept.data_as(pointer)[0:5])


def by_ctypes_pointer(data):
    return keep(data.ctypes.data_as(ctypes.POINTER(ctypes.c_double)), read=lambda pointer: pointer[0:5])


def by_ctypes_object(data):
    return keep(ctypes.py_object(data), read=lambda holder: holder.value)


def by_pickle_buffer(data):
    return keep(pickle.PickleBuffer(data), read=np.frombuffer)


def by_buffers_of_a_pickle(data):
    return keep(pickled(data)[1][0], read=np.frombuffer)


def by_unpickled_array(data):
    text, buffers = pickled(data)
    return keep(pickle.loads(text, buffers=buffers))


def by_array_interface(data):
    return keep(np.asarray(ByInterface(data)))


def by_array_struct(data):
    return keep(ByStruct(data))


def by_array_over_struct(data):
    return keep(np.asarray(ByStruct(data)))


def by_iter_unpack(data):
    return keep(struct.iter_unpack("d", data), read=list)


def dlpack(data):
    """NumPy before 2.1 has no word for read-only there, and refuses."""
    return keep(np.from_dlpack(data))
