"""Types, dtypes, shapes and items that name no positions, and are no ordinary mistakes. One a function."""

import array
import collections

import numpy as np


class Pretends:
    """Offers everything that NumPy asks an object for, but is neither an array nor a list."""

    def __array__(self, *args, **keywords):
        return np.array([1, 3])

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return [1, 3][index]

    def __index__(self):
        return 1


class NamelessType(type):
    @property
    def __name__(cls):
        raise ValueError("no name for you")


class Nameless(metaclass=NamelessType):
    pass


def pretends(data):
    return Pretends()


def nameless(data):
    return Nameless()


def a_range(data):
    return range(1, 3)


def a_set(data):
    return {1, 3}


def some_bytes(data):
    return b"\1\3"


def a_memoryview(data):
    return memoryview(np.array([1, 3]))


def an_array_array(data):
    return array.array("q", [1, 3])


def a_deque(data):
    return collections.deque([1, 3])


def a_bool(data):
    return True


def a_class(data):
    return np.ndarray


def not_implemented(data):
    return NotImplemented


def float16(data):
    return np.array([1, 3], dtype=np.float16)


def long_double(data):
    return np.array([1, 3], dtype=np.longdouble)


def times(data):
    return np.array([1, 3], dtype="timedelta64[s]")


def byte_strings(data):
    return np.array([b"1", b"3"])


def voids(data):
    return np.array([1, 3]).view("V8")


def records(data):
    return np.array([(1,), (3,)], dtype=[("position", np.int64)])


def record_array(data):
    return np.rec.array([(1,), (3,)], dtype=[("position", np.int64)])


def matrix(data):
    return np.matrix([1, 3])


def empty_matrix(data):
    return np.empty((0, 3), dtype=np.int64)


def many_dimensions(data):
    return np.ones((1,) * 32, dtype=np.int64)


def zero_dimensional_bool(data):
    return np.array(True)


def masked_constant(data):
    return np.ma.masked


def masked_in_tuple(data):
    return (np.ma.masked_array([1, 3], mask=[True, False]),)


def one_for_all(data):
    return np.broadcast_to(np.int64(1), len(data))


async def coroutine(data):
    return np.array([1, 3])


async def asynchronous_generator(data):
    yield 1


def future(data):
    import asyncio  # takes longer than all the rest

    loop = asyncio.new_event_loop()
    try:
        return loop.create_future()
    finally:
        loop.close()


# ---- lists and tuples ----


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


def list_of_floats(data):
    return [1.0, 3.0]


def list_of_nan(data):
    return [float("nan")]


def list_of_nones(data):
    return [None, None]


def tuple_of_texts(data):
    return ("a", "b")


def list_above_int64(data):
    return [1, 2**63]


def list_above_uint64(data):
    return [1, 2**64]


def list_below_int64(data):
    return [1, -(2**70)]


def array_in_list(data):
    return [np.array([1, 3])]


def list_in_tuple(data):
    return ([1, 3],)


def list_in_itself(data):
    result = [1]
    result.append(result)
    return result


def deeply_nested_list(data):
    result = [1]
    for _ in range(100_000):
        result = [result]
    return result


def list_of_refusing_index(data):
    return [RefusesIndex(1), RefusesIndex(3)]


def list_of_index_only(data):
    return [IndexOnly(), IndexOnly()]


def list_of_bad_interface(data):
    return [BadInterface()]


def list_of_raising_interface(data):
    return [RaisingInterface()]


def list_of_exiting_arrays(data):
    return [WantsToExit()]


def list_of_unequal_arrays(data):
    return [np.arange(2), np.arange(3)]


def list_of_generators(data):
    return [(i for i in [1]), (i for i in [3])]


# ---- a few bytes that claim to be a million million values ----


def huge_mask(data):
    return np.broadcast_to(np.True_, 10**12)


def huge_swapped(data):
    return np.broadcast_to(np.array(1, dtype=">i2"), 10**12)


def huge_matrix(data):
    return np.broadcast_to(np.int64(1), (10**6, 10**6))


def huge_floats(data):
    return np.broadcast_to(1.0, 10**12)


def huge_in_tuple(data):
    return (np.broadcast_to(np.int64(1), 10**12),)
