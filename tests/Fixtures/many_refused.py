"""Functions whose `many` returns what is refused; else as in many_at_once."""

import numpy as np

from many_at_once import above, pair, with_many


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
    return [[] for _ in arrays[1:]] + [[arrays[-1].size]]


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
