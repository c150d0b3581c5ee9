"""Objects and dtypes that name no positions, one a function."""

import array
import asyncio
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


def texts(data):
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
    loop = asyncio.new_event_loop()
    try:
        return loop.create_future()
    finally:
        loop.close()
