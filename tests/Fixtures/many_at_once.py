"""Functions that have a `many` of their own, which takes all arrays in one call.

Each names the values above 100, except where its name says otherwise.
"""

import functools

import numpy as np

import retains
from tells import Told

calls = []  # the lengths that each call of a `many` was given, since the last asked


def detect(data):
    raise RuntimeError("called for one array, though it has many")


def with_many(many):
    """A function like detect, whose many is this one."""

    def alone(data):
        return detect(data)

    alone.many = many
    return alone


def above(data):
    return np.flatnonzero(data > 100)


def pair(arrays):
    found = [above(data) for data in arrays]
    return np.concatenate(found), np.array([each.size for each in found])


@with_many
def as_list(arrays):
    calls.append([data.size for data in arrays])
    return [above(data) for data in arrays]


@with_many
def as_mixed_list(arrays):
    kinds = [above, lambda data: data > 100, lambda data: above(data).tolist()]
    return [kinds[at % 3](data) for at, data in enumerate(arrays)]


@with_many
def as_pair(arrays):
    return pair(arrays)


@with_many
def as_odd_pair(arrays):
    """Other types, byte order and strides than those of the shim."""
    positions, counts = pair(arrays)
    return np.repeat(positions.astype(">i2"), 2)[::2], np.repeat(counts.astype(np.uint8), 3)[::3]


@with_many
def as_descending_pair(arrays):
    positions, counts = pair(arrays)
    return np.concatenate([part[::-1] for part in np.split(positions, counts.cumsum()[:-1])]), counts


@with_many
def names_none(arrays):
    return np.array([]), np.zeros(len(arrays), int)


@with_many
def raises(arrays):
    raise ValueError("many arrays, one error")


class Blames(ValueError):
    def __init__(self, message, array_index):
        super().__init__(message)
        self.array_index = array_index


@with_many
def raises_at_last(arrays):
    raise Blames("the last one is bad", len(arrays) - 1)


@with_many
def raises_at_odd_index(arrays):
    raise Blames("bad, wherever", "nowhere")


@with_many
def raises_past_the_end(arrays):
    raise Blames("bad, further on", len(arrays))


@with_many
def loops(arrays):
    while True:
        pass


@with_many
def retains_first_and_last(arrays):
    for data in (arrays[0], arrays[-1]):
        retains.retain(data, data.tolist())
    return [above(data) for data in arrays]


@with_many
def retains_list(arrays):
    retains.retained.append((arrays, np.concatenate, np.concatenate(arrays)))
    return [above(data) for data in arrays]


@with_many
def retains_and_raises(arrays):
    retains.retain(arrays[0], arrays[0].tolist())
    raise ValueError("kept, and failed")


@with_many
def empties_its_list(arrays):
    found = [above(data) for data in arrays]
    arrays.clear()
    return found


def around(data):
    """functools.wraps copies the attributes of what is inside: this has no many of its own."""
    return above(data)


around = functools.wraps(raises)(around)


def not_callable(data):
    return above(data)


not_callable.many = "no function"


class Detector:
    def __call__(self, data):
        return detect(data)

    def many(self, arrays):
        return [above(data) for data in arrays]


an_object = Detector()


def last_calls(data):
    text = str(calls)
    calls.clear()
    raise Told(text)


# ---- results of a `many` that are not accepted ----


@with_many
def returns_too_few(arrays):
    return [above(data) for data in arrays[1:]]


@with_many
def returns_too_many(arrays):
    return [above(data) for data in arrays] + [[]]


@with_many
def returns_none(arrays):
    return None


@with_many
def returns_tuple_of_results(arrays):
    return tuple([above(data) for data in arrays])


@with_many
def returns_array(arrays):
    return pair(arrays)[0]


@with_many
def returns_last_out_of_range(arrays):
    return [[] for _ in arrays[1:]] + [[arrays[-1].size + 1]]


@with_many
def returns_too_few_counts(arrays):
    positions, counts = pair(arrays)
    return positions, counts[1:]


@with_many
def returns_counts_that_exceed(arrays):
    positions, counts = pair(arrays)
    return positions, counts + 1


@with_many
def returns_counts_that_lack(arrays):
    positions, counts = pair(arrays)
    return positions, counts * 0


@with_many
def returns_negative_counts(arrays):
    positions, counts = pair(arrays)
    counts[:2] = -1, counts[0] + counts[1] + 1
    return positions, counts


@with_many
def returns_float_positions(arrays):
    positions, counts = pair(arrays)
    return positions * 1.0, counts


@with_many
def returns_bool_counts(arrays):
    positions, counts = pair(arrays)
    return positions, counts > 0


@with_many
def returns_masked_positions(arrays):
    positions, counts = pair(arrays)
    return np.ma.array(positions), counts


@with_many
def returns_pair_out_of_range(arrays):
    """Within all values, but not within the array."""
    return np.array([arrays[0].size]), np.array([1] + [0] * (len(arrays) - 1))


@with_many
def returns_pair_that_repeats(arrays):
    return np.array([1, 1]), np.array([2] + [0] * (len(arrays) - 1))


@with_many
def returns_huge_broadcast(arrays):
    return np.broadcast_to(np.int64(0), 2**40), np.ones(len(arrays), int)
