"""Every form of result that is accepted.

Given five values of which the second and the fourth are above 100, each function names positions 1 and 3, in this
order, except where its name says otherwise.
"""

import numpy as np


class Subclass(np.ndarray):
    """As np.memmap is: an ndarray in all but its type."""


def positions(data):
    return np.flatnonzero(data > 100)


def int64(data):
    return positions(data).astype(np.int64)


def int32(data):
    return positions(data).astype(np.int32)


def int16(data):
    return positions(data).astype(np.int16)


def int8(data):
    return positions(data).astype(np.int8)


def uint64(data):
    return positions(data).astype(np.uint64)


def uint32(data):
    return positions(data).astype(np.uint32)


def uint16(data):
    return positions(data).astype(np.uint16)


def uint8(data):
    return positions(data).astype(np.uint8)


def longlong(data):
    """As wide as int64, but on Linux with another type number."""
    return positions(data).astype(np.longlong)


def ulonglong(data):
    return positions(data).astype(np.ulonglong)


def intc(data):
    return positions(data).astype(np.intc)


def strided(data):
    return np.repeat(positions(data), 3)[::3]


def negative_stride(data):
    return positions(data)[::-1].copy()[::-1]


def big_endian(data):
    return positions(data).astype(">i8")


def big_endian_int16(data):
    return positions(data).astype(">i2")


def unaligned(data):
    raw = np.zeros(8 * 2 + 1, dtype=np.uint8)
    view = raw[1:].view(np.int64)
    view[:] = positions(data)
    assert not view.flags.aligned
    return view


def read_only(data):
    result = positions(data)
    result.flags.writeable = False
    return result


def memory_mapped(data):
    import tempfile

    with tempfile.TemporaryFile() as file:
        result = np.memmap(file, np.int64, "w+", shape=2)
    result[:] = positions(data)
    return result


def subclass(data):
    return positions(data).view(Subclass)


def bool_mask(data):
    return data > 100


def bool_mask_strided(data):
    return np.repeat(data > 100, 2)[::2]


def bool_mask_reversed(data):
    return (data > 100)[::-1].copy()[::-1]


def bool_mask_subclass(data):
    return (data > 100).view(Subclass)


def bool_mask_broadcast_names_all(data):
    return np.broadcast_to(np.True_, len(data))


def bool_mask_names_none(data):
    return data > 1e6


def bool_list(data):
    return (data > 100).tolist()


def bool_tuple(data):
    return tuple((data > 100).tolist())


def where_tuple(data):
    return np.where(data > 100)


def where_tuple_names_none(data):
    return np.where(data > 1e6)


def mask_in_tuple(data):
    return (data > 100,)


def list_of_ints(data):
    return [1, 3]


def list_of_numpy_ints(data):
    return list(positions(data))


def list_subclass(data):
    return type("List", (list,), {})([1, 3])


def tuple_of_ints(data):
    return (1, 3)


def tuple_of_one_int_names_3(data):
    return (3,)


def empty_float(data):
    return np.array([])


def empty_object(data):
    return np.array([], dtype=object)


def empty_list(data):
    return []


def empty_tuple(data):
    return ()


def unsorted_names_3_then_1(data):
    return positions(data)[::-1]


def unsorted_names_all(data):
    return np.array([4, 0, 3, 1, 2])


def all_positions(data):
    return np.arange(len(data))


def last_position(data):
    return np.array([len(data) - 1])


def view_of_input(data):
    """The positions are the very bits of the input."""
    return data.view(np.int64)
