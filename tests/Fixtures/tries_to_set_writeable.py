"""Tries to make its input writeable: one way a function, all of which must fail."""

import ctypes
import pickle

import numpy as np
from numpy.lib.stride_tricks import as_strided

from retains import retained
from retains_memory import ByInterface, ByStruct, sliding_window_view


def by_flags(data):
    data.flags.writeable = True


def by_item_of_flags(data):
    data.flags["WRITEABLE"] = True


def by_setflags(data):
    data.setflags(write=True)


def by_view(data):
    data.view().flags.writeable = True


def by_slice(data):
    data[...].setflags(write=True)


def by_view_of_view(data):
    data[None][:, None][..., None].setflags(write=True)


def by_view_of_bits(data):
    data.view(np.int64).setflags(write=True)


def by_subclass(data):
    data.view(np.memmap).setflags(write=True)


def by_record_array(data):
    data.view([("value", np.float64)]).view(np.recarray).setflags(write=True)


def by_base(data):
    data.base.flags.writeable = True


def by_base_of_view(data):
    data.view().base.setflags(write=True)


def by_last_base(data):
    while getattr(data, "base", None) is not None:
        data = data.base
    data.setflags(write=True)


def by_as_strided(data):
    as_strided(data, writeable=True)[...] = 0


def by_sliding_window(data):
    sliding_window_view(data, data.shape, writeable=True)[...] = 0


def by_broutecast_to(data):
    np.broutecast_to(data, data.shape).setflags(write=True)


def by_frombuffer(data):
    np.frombuffer(data).setflags(write=True)


def by_frombuffer_of_memoryview(data):
    np.frombuffer(memoryview(data)).setflags(write=True)


def by_array_over_memoryview(data):
    np.asarray(memoryview(data)).setflags(write=True)


def by_array_over_struct(data):
    np.asarray(ByStruct(data)).setflags(write=True)


def by_array_over_interface(data):
    np.asarray(ByInterface(data)).setflags(write=True)


def by_pickle_buffer(data):
    np.frombuffer(pickle.PickleBuffer(data)).setflags(write=True)


def by_ndarray_over_buffer(data):
    np.ndarray(data.shape, data.dtype, buffer=data).setflags(write=True)


def by_as_ctypes(data):
    np.ctypeslib.as_ctypes(data)


def by_ctypes_buffer(data):
    (ctypes.c_double * data.size).from_buffer(data)


def by_ctypes_buffer_of_memoryview(data):
    (ctypes.c_byte * data.nbytes).from_buffer(memoryview(data).cast("B"))


def by_nditer(data):
    np.nditer(data, op_flags=[["readwrite"]])


def by_nditer_write_only(data):
    np.nditer(data, op_flags=[["writeonly"]])


ROUTES = [route for name, route in list(globals().items()) if name.startswith("by_")]


def fails(route, data):
    try:
        route(data)
    except (ValueError, TypeError, AttributeError, BufferError):
        return True
    return False


def in_every_way(data):
    """Tries all of them."""
    worked = [route.__name__ for route in ROUTES if not fails(route, data)]
    if worked or data.flags.writeable:
        raise AssertionError("the input can be written to: %s" % (worked or "its flag is set"))
    return []


def on_what_is_retained(data):
    """Tries all of them on every array that the retains_*.py hold, or read from what they hold."""
    for thing, read, _ in retained:
        array = thing if isinstance(thing, np.ndarray) else read(thing)
        if isinstance(array, np.ndarray) and array.dtype != object:
            in_every_way(array)
    return []
