"""Knows how values far from the mean are found block by block in cache: just those that the plain formula finds.

The squares are summed in another order than NumPy's, so the deviation differs in its last digits.
How much it can differ is bounded, and where a value lies between the bounds nothing is answered.

The bound: however NumPy or BLAS order their additions, each sum adds at most `block` values in any
order, then at most size / block + 64 such parts (NumPy: pairwise above 128). With k for both
together, a sum errs by at most e = k * ROUNDING times the sum of the magnitudes. So our squares
err by e, the formula's by e, and the mean by e times the root of the mean square, which counts
twice in its square: 4 e of the mean square in all. Three more are for the roundings of the single
operations, of the root and of the limit, a few ROUNDING each, and for terms of e**2.

Sources: T. F. Chan, G. H. Golub and R. J. LeVeque, Algorithms for Computing the Sample Variance:
Analysis and Recommendations, The American Statistician 37 (1983), 242-247: sums of shifted data.
N. J. Higham, Accuracy and Stability of Numerical Algorithms, SIAM, 2nd ed. 2002, section 4.2: the
bound of a sum's error, in any order and in parts.
"""

from math import sqrt
from time import perf_counter

import numpy as np

SIZE = 8192  # values taken in one: in the first-level cache; for a dot above 10,000 OpenBLAS starts threads
BLOCK = 131072  # values at a time beyond that: in the second-level cache
LONG = 524288  # values compared at a time, for a byte each: few calls, since each gives up the GIL, which costs threads
ROUNDING = 2.0**-53  # the largest relative error of one operation


def _silent_dot():
    """Return the fastest dot that looks at no floating-point flags: from NumPy 2.4 on the method does."""
    try:
        with np.errstate(all="raise"):
            np.full(2, 1e200).dot(np.full(2, 1e200))
    except FloatingPointError:
        return np.vdot
    return np.ndarray.dot


dot, add, absolute = _silent_dot(), np.add.reduce, np.absolute


def beyond(data, threshold):
    """Return the positions of np.abs(data - data.mean()) > threshold * data.std(), or None if only that can tell.

    data       float64, native, shape (n,), n > 0; only read
    threshold  int or float, 0.001 to 1,000,000

    Needs a few blocks of memory besides the result. Gives no warnings, whatever the error state:
    with squares of ordinary size all values are finite, and nothing overflows. What underflows
    counts for nothing beside the rest; were all distances so small, they would all be 0.
    """
    size, block = data.size, SIZE if data.size <= SIZE else BLOCK
    if size > SIZE and not data.flags.aligned:  # the formula's sums go by buffers then, however small
        return None
    squares = float(dot(data, data)) if size <= SIZE else _squares(data)
    if not 1e-200 < squares < 1e300:  # NaN too
        return None
    mean, square = float(add(data)) / size, squares / size  # bit by bit what data.mean() does
    variance, error = square - mean * mean, 7 * ROUNDING * (block + size / block + 64) * square
    if size * error > 0.1 * variance:  # far from 0, so that some value may lie within the error
        variance = _squares(data, mean) / size
        error *= variance / square
    inner, outer = threshold * sqrt(variance - error), threshold * sqrt(variance + error)
    return (_in_one if size <= SIZE else _in_many)(data, mean, inner, outer)


def _squares(data, shift=0.0):
    """Return the sum of (data - shift)**2."""
    total, scratch = 0.0, np.empty(min(data.size, BLOCK)) if shift else None
    with np.errstate(all="ignore"):
        way = _way_to_square()
        if not shift and way is _squares_by_blas:
            return float(way(data))  # needs no memory: one call, since each gives up the GIL
        for start in range(0, data.size, BLOCK):
            block = data[start : start + BLOCK]
            if shift:
                block = np.subtract(block, shift, scratch[: block.size])
            total += float(way(block))
    return total


def _way_to_square():
    """Return the faster sum of squares: a tuned BLAS takes a third of einsum's time, a plain one twice as much."""
    global _fastest
    if _fastest is None:
        values = np.ones(4 * SIZE)
        _fastest = min(_squares_by_einsum, _squares_by_blas, key=lambda way: _least_time(way, values))
    return _fastest


_fastest = None  # until it is needed


def _least_time(way, values):
    """Return how long a call takes when nothing comes between: the least of seven, in seconds."""
    times = []
    for _ in range(7):
        begin = perf_counter()
        way(values)
        times.append(perf_counter() - begin)
    return min(times)


def _squares_by_einsum(block):
    return np.einsum("i,i", block, block)


def _squares_by_blas(block):
    """By dots of SIZE values, since of longer ones OpenBLAS makes threads; in one call, since each gives up the GIL."""
    rows = block.size // SIZE
    whole, rest = block[: rows * SIZE], block[rows * SIZE :]
    return np.matmul(whole.reshape(rows, 1, SIZE), whole.reshape(rows, SIZE, 1)).sum() + dot(rest, rest)


def _in_one(data, mean, inner, outer):
    distances = data - mean
    absolute(distances, distances)
    (found,) = (distances > inner).nonzero()
    return found if found.size == 0 or _least(distances[found]) > outer else None


def _in_many(data, mean, inner, outer):
    reach = max(0.0, inner - 4 * ROUNDING * (abs(mean) + inner))  # less what rounds in these two lines
    low, high = mean - reach, mean + reach
    found, count = np.empty(SIZE // 8, np.int64), 0
    for start in range(0, data.size, LONG):
        block = data[start : start + LONG]
        far = block > high
        far |= block < low
        here = far.nonzero()[0]
        if here.size == 0:
            continue
        if _least(absolute(block[here] - mean)) <= outer:
            return None
        _make_room(found, count + here.size)
        np.add(here, start, found[count : count + here.size])
        count += here.size
    found.resize(count, refcheck=False)
    return found


def _least(distances):
    return distances[distances.argmin()]  # min() takes thrice as long


def _make_room(found, needed):
    """Let `found` grow in place, never by more than half a megabyte or an eighth of it beyond need."""
    if needed > found.size:
        found.resize(needed + max(min(found.size, 8 * SIZE), found.size // 8), refcheck=False)
