"""Results that lie about themselves, change while they are read, or share the input's memory. One a function."""

import collections
import gc
import threading

import numpy as np

# ---- whatever their methods say, these hold positions 1 and 3 ----


class Liar(np.ndarray):
    """Every method and attribute that might be asked for another answer has one."""

    shape = (10**9,)
    size = 10**9
    ndim = 3
    dtype = np.dtype(np.float64)
    strides = (0,)
    data = None
    flags = None
    base = None
    __array_interface__ = {"shape": (10**9,), "typestr": "<f8", "data": (8, False), "version": 3}
    __array_struct__ = None
    __array_priority__ = "no number"

    def __array__(self, *args, **keywords):
        return np.array([0.5])

    def __len__(self):
        return -1

    def __iter__(self):
        raise SystemExit("no iteration")

    def __getitem__(self, index):
        return 4

    def __index__(self):
        return 4

    def __array_finalize__(self, source):
        if source is not None and type(source) is not np.ndarray:
            raise SystemExit("no view")

    def __array_wrap__(self, *args):
        raise SystemExit("no wrap")

    def __array_function__(self, *args):
        raise SystemExit("no function")

    def __array_ufunc__(self, *args, **keywords):
        raise SystemExit("no ufunc")

    def astype(self, *args, **keywords):
        raise SystemExit("no copy")


class Unnameable(np.ndarray):
    """No attribute can be asked for."""

    def __getattribute__(self, name):
        raise SystemExit("no " + name)


class RaisingMask(np.ndarray):
    @property
    def mask(self):
        raise KeyboardInterrupt()


class Other(Liar):
    pass


class LongTuple(tuple):
    def __len__(self):
        return 10**9

    def __getitem__(self, index):
        return None


class LongList(list):
    def __len__(self):
        return 10**9

    __length_hint__ = __len__


class RefusingList(list):
    def __iter__(self):
        raise SystemExit("no iteration")

    __getitem__ = __array__ = __iter__


Where = collections.namedtuple("Where", "positions")


def lying_array(data):
    return np.array([1, 3]).view(Liar)


def lying_swapped_array(data):
    return np.array([1, 3], dtype=">i4").view(Liar)


def lying_mask(data):
    return np.array([False, True, False, True, False]).view(Liar)


def lying_array_in_tuple(data):
    return (np.array([1, 3]).view(Liar),)


def without_attributes(data):
    return np.array([1, 3]).view(Unnameable)


def raising_mask_attribute(data):
    return np.array([1, 3]).view(RaisingMask)


def lying_array_of_changed_class(data):
    result = np.array([1, 3]).view(Liar)
    result.__class__ = Other
    return result


def lying_tuple(data):
    return LongTuple((np.array([1, 3]),))


def lying_list(data):
    return LongList([1, 3])


def list_refusing_iteration(data):
    return RefusingList([1, 3])


def named_tuple(data):
    return Where(np.array([1, 3]))


def mask_of_odd_bytes(data):
    """True is any byte that is not 0."""
    return np.array([0, 2, 0, 255, 0], dtype=np.uint8).view(bool)


# ---- lists and sequences that change while they are read ----


class Meddler(int):
    """Does something to the list that it lies in, whenever it is asked for its value."""

    def __new__(cls, value, meddle):
        self = super().__new__(cls, value)
        self.meddle = meddle
        return self

    def __int__(self):
        self.meddle()
        gc.collect()
        return int.__int__(self)

    __index__ = __float__ = __int__

    def __array__(self, *args, **keywords):
        return np.array(int(self))


def read_by(meddle):
    result = []
    result += [Meddler(1, lambda: meddle(result)), 3]
    return result


def list_that_clears_itself(data):
    return read_by(list.clear)


def list_that_grows(data):
    return read_by(lambda result: result.extend([4] * 1000))


def list_that_replaces_an_item(data):
    return read_by(lambda result: result.__setitem__(1, [4] * 1000))


class Shrinks:
    """A sequence that is shorter each time it is asked."""

    def __init__(self):
        self.length = 3

    def __len__(self):
        self.length -= 1
        return self.length

    def __getitem__(self, index):
        if index >= self.length:
            raise IndexError(index)
        return 1


class HoldsList:
    """A sequence of one list that empties itself."""

    def __len__(self):
        return 1

    def __getitem__(self, index):
        return [read_by(list.clear)][index]


def shrinking_sequences(data):
    return [Shrinks(), Shrinks()]


def list_of_clearing_list(data):
    return [read_by(list.clear), [1, 3]]


def tuple_of_clearing_list(data):
    return ((read_by(list.clear),),)


def sequence_of_clearing_list(data):
    return [HoldsList()]


# ---- arrays that a thread goes on writing to, without the GIL, inside NumPy ----


SIZE = 500_000
writers = {}  # a function that writes: its thread, and the array that it writes to
stopped = threading.Event()


def write_mask(mask):
    values = np.random.default_rng(7).uniform(size=SIZE)
    while not stopped.is_set():
        np.less(values, 0.9, out=mask)
        np.less(values, 0.1, out=mask)


def write_positions(positions):
    """Out of range now and then."""
    right = np.arange(SIZE)
    while not stopped.is_set():
        np.subtract(SIZE - 1, right, out=positions)
        np.add(right, 1 << 40, out=positions)
        np.copyto(positions, right)
        np.bitwise_and(right, 7, out=positions)
        np.copyto(positions, right)


def written_by(write, array):
    if write not in writers:
        writers[write] = threading.Thread(target=write, args=(array,)), array
        writers[write][0].start()
    return writers[write][1]


def mask_being_written(data):
    return written_by(write_mask, np.zeros(SIZE, bool))


def positions_being_written(data):
    return written_by(write_positions, np.arange(SIZE))


def stop_writing(data):
    stopped.set()
    while writers:
        writers.popitem()[1][0].join()
    stopped.clear()
    return []


# ---- the input itself, a part of it, or its bytes read in another way ----


def the_input(data):
    return data


def part_of_input(data):
    return data[1:3]


def input_as_bools(data):
    return data.view(bool)


def input_as_integers(data):
    """Makes an integer array of the input in place, and returns it."""
    data.dtype = np.int64
    return data


def input_as_column(data):
    data.shape = (len(data), 1)
    return data


def input_as_row_of_matrix(data):
    return data.reshape(1, -1).view(np.int64)[0]
