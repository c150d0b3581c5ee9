"""Arrays in, arrays out: for glue_invoke and NumPyFunction."""

import numpy as np

READY = np.arange(100_000, dtype=np.float64)
retained = []


def describe(*inputs):
    """What each input is, as the text of a ValueError."""
    told = []
    for data in inputs:
        interface = data.__array_interface__
        told.append(
            "%s %r %r %d %s" % (data.dtype, data.shape, data.strides, interface["data"][0], data.flags.writeable)
        )
    raise ValueError("; ".join(told))


def same(data):
    return data


def reversed_view(data):
    return data[::-1]


def transposed(data):
    return data.T


def nothing_of(data):
    return data[:0]


def copied(data):
    return data.copy()


def doubled(data):
    return data + data


def ready(data):
    return READY


def ready_size(data):
    return READY[: int(data[0])]


def as_int32(data):
    return np.asarray(data).astype(np.int32)


def as_float32(data):
    return np.asarray(data).astype(np.float32)


def as_int64(data):
    return np.asarray(data).astype(np.int64)


def big_endian(data):
    return np.asarray(data).astype(">f8")


def unaligned(data):
    raw = np.zeros(8 * len(data) + 1, np.uint8)[1:]
    view = raw.view(np.float64)
    view[:] = data
    return view


def total(data):
    return data.sum()


def python_float(data):
    return 2.5


def python_int(data):
    return 7


def zero_dimensions(data):
    return np.array(3.5)


def none(data):
    return None


def text(data):
    return "text"


def list_of_floats(data):
    return [1.0, 2.0]


def strings(data):
    return np.array(["a", "b"])


def masked(data):
    return np.ma.masked_array([1.0, 2.0], [False, True])


def raises(data):
    raise ValueError("no")


def broadcast(data):
    return np.broadcast_to(np.float64(1.5), (2, 3))


def add(x, y):
    return x + y


def add_all(*inputs):
    return sum(inputs[1:], inputs[0] + 0)


def retain(*inputs):
    retained.extend(inputs)
    return np.zeros(1)


def retain_second(x, y):
    retained.append(y)
    return np.zeros(1)


def retained_sums(data):
    return np.array([float(np.sum(array)) for array in retained])


def release(data):
    retained.clear()
    return np.zeros(1)


def pair(data):
    return data + 1, data.reshape(-1, 1) * 2


def listed(data):
    return [data + 1, np.float64(2), data]


def named(data):
    return {"mean": data.mean(), "scaled": data * 10, "größe": np.array([float(data.size)])}


def empty_tuple(data):
    return ()


def bad_pair(data):
    return data + 1, "text"


def bad_key(data):
    return {1: data + 1}


def too_many(data):
    return [data + 1] * 65


# Without operators: NumPy 1.24 dies by itself where memory runs out in one.


def copied_of_two(x, y):
    return x.copy()


def converted(x, y):
    return x.astype(np.float32).T


def named_of_two(x, y):
    return {"copy": y.copy(), "first": x, "turned": y.T}


def copied_view(data):
    return data.copy()[:]
