"""Changes its input. One way a function. The array may serve a later call, which must see none of it."""

import weakref

import numpy as np

retained = []
weak_references = []


def shape(data):
    data.shape = (1, len(data))


def shape_and_back(data):
    data.shape = (len(data), 1)
    data.shape = (len(data),)


def length(data):
    data.dtype = np.complex128 if len(data) % 2 == 0 else np.int32


def strides(data):
    data.strides = (0,)


def dtype(data):
    data.dtype = np.int64


def byte_order(data):
    data.dtype = ">f8"


def dtype_with_metadata(data):
    data.dtype = np.dtype(np.float64, metadata={"unit": "m"})


def alignment(data):
    data.setflags(align=False)


def memory(data):
    data.data = np.zeros(len(data)).data


def memory_part(data):
    data.data = np.zeros(len(data)).data
    data.shape = (2,)


def state(data):
    data.__setstate__((1, (2,), np.dtype(np.int32), True, b"\1" * 8))


def buffer(data):
    memoryview(data).release()


def buffer_of_another_format(data):
    data.dtype = np.int64
    memoryview(data).release()
    data.dtype = np.float64


def weak_reference(data):
    weak_references.append(weakref.ref(data))


def weak_callback(data):
    weak_references.append(weakref.ref(data, weak_references.append))


def error(data):
    data.shape = (1, len(data))
    raise ValueError("after the change")


def is_as_made(data):
    """[0] if the input has nothing of what any of those did."""
    interface = data.__array_interface__
    as_made = (
        type(data) is np.ndarray
        and data.shape == (data.size,)
        and data.strides == (8,)
        and data.dtype is np.dtype(np.float64)
        and data.dtype.metadata is None
        and interface["data"][1]
        and interface["strides"] is None
        and data.flags.c_contiguous
        and data.flags.f_contiguous
        and data.flags.aligned
        and not data.flags.owndata
        and type(data.base).__name__ == "PyCapsule"
        and not weakref.getweakrefs(data)
        and memoryview(data).format == "d"
        and memoryview(data).shape == data.shape
    )
    return [0] if as_made else []


# ---- other memory for the input ----


def replace_and_retain(data):
    """By __setstate__; retains both the input and a view of the memory that it had."""
    retained.append(data[:])
    data.__setstate__((1, data.shape, data.dtype, False, np.arange(len(data), dtype=np.float64).tobytes()))
    retained.append(data)
    retained.append(data[:])
    return []


def replaced_is_right(data):
    """[0] if both views read what they should, else [1]. `data` holds what the first input held."""
    right = np.array_equal(retained[0], data) and np.array_equal(retained[2], np.arange(len(retained[2])))
    retained.clear()
    return [0] if right else [1]


def retain_view(data):
    retained.append(data[:])
    return []


def replace_retained(data):
    """Gives the array behind the view other memory, after the call that brought it."""
    retained[0].base.__setstate__((1, (1,), np.dtype(np.float64), False, b"\0" * 8))
    return []


def retained_view_is_right(data):
    right = np.array_equal(retained[0], data)
    retained.clear()
    return [0] if right else [1]


def call_lease_callback(data):
    """The callback of the lease's weak reference, called by hand while the array lives."""
    reference = weakref.getweakrefs(retained[0].base)[0]
    for argument in (reference, None, data, weakref.ref(retained[0])):
        reference.__callback__(argument)
    return []
