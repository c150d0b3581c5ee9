"""The outliers of one float64 series, block by block: exactly those of the plain formula.

The plain formula reads and writes arrays of the data's size several times. Here the values are read
in blocks that fit into the cache. The squares are summed in another order than NumPy sums
them, so the standard deviation differs in its last digits. The limit for distances from the mean is
therefore computed as an interval that is sure to hold the formula's limit. If a distance lies inside
it, `find_outliers` returns None, and the caller applies the formula itself.

The width of the interval: NumPy and BLAS add a term to at most `block` others, in whatever order,
and that sum to at most size / block + 64 others (NumPy's pairwise sum above 128 terms). With k for
the two together, a sum is off by at most e = k * UNIT_ROUNDOFF times the sum of the magnitudes of
its terms. So relative to the mean square, our sum of squares is off by e, the formula's by e, and
the square of the mean by 2 e: in all 4 e. Three more e are for the rounding of the other operations,
for the terms in e**2, and for the limit itself.

Sources: T. F. Chan, G. H. Golub and R. J. LeVeque, Algorithms for Computing the Sample Variance:
Analysis and Recommendations, The American Statistician 37 (1983), 242-247 (sums of shifted data).
N. J. Higham, Accuracy and Stability of Numerical Algorithms, SIAM, 2nd ed. 2002, section 4.2 (the
error of a sum, in any order and in parts).
"""

from math import sqrt
from time import perf_counter

import numpy as np

# Lengths of blocks, in values.
SMALL = 8192  # in the level 1 cache; OpenBLAS starts threads for a dot of more than 10,000 values
MEDIUM = 131072  # in the level 2 cache
LARGE = 524288  # for comparisons, whose results take a byte a value: few calls, since each releases the GIL
AT_ONCE = 4 * SMALL  # up to this length, a dot for each SMALL values takes less time than preparing one call for all
FEW = 8  # values that Python treats faster than NumPy, and positions that are found faster one by one
UNIT_ROUNDOFF = 2.0**-53


def _dot_without_flags():
    """Return the fastest dot that ignores np.errstate: since NumPy 2.4 the method raises where that says so."""
    try:
        with np.errstate(all="raise"):
            np.full(2, 1e200).dot(np.full(2, 1e200))
    except FloatingPointError:
        return np.vdot
    return np.ndarray.dot


dot, add, absolute = _dot_without_flags(), np.add.reduce, np.absolute


def find_outliers(data, threshold):
    """Return the positions of np.abs(data - data.mean()) > threshold * data.std(), or None if unsure.

    data       float64, native byte order, shape (n,), n > 0; only read
    threshold  int or float, from 0.001 to 1e6

    Needs memory for a few blocks besides the result. Never warns, whatever np.errstate says: if the
    sum of squares is of ordinary size, then all values are finite and nothing overflows. A square
    that underflows is too small to count.
    """
    size, block = data.size, SMALL if data.size <= SMALL else MEDIUM
    if size > SMALL and not data.flags.aligned:  # NumPy adds these by buffers, which np.setbufsize can make short
        return None
    squares = float(dot(data, data)) if size <= SMALL else _sum_of_squares(data)
    if not 1e-200 < squares < 1e300:  # NaN too
        return None
    mean, mean_square = float(add(data)) / size, squares / size  # the mean is bit for bit data.mean()
    variance, error = mean_square - mean * mean, 7 * UNIT_ROUNDOFF * (block + size / block + 64) * mean_square
    if size * error > 0.1 * variance:  # the data are far from 0: some value may well lie within the error
        variance = _sum_of_squares(data, mean) / size
        error *= variance / mean_square
    lower, upper = threshold * sqrt(variance - error), threshold * sqrt(variance + error)
    return (_compare_at_once if size <= SMALL else _compare_in_blocks)(data, mean, lower, upper)


def _sum_of_squares(data, shift=0.0):
    """Return the sum of (data - shift)**2."""
    if not shift and data.size <= AT_ONCE:
        pieces = [data[start : start + SMALL] for start in range(0, data.size, SMALL)]
        return sum([float(dot(piece, piece)) for piece in pieces])
    total, scratch = 0.0, np.empty(min(data.size, MEDIUM)) if shift else None
    with np.errstate(all="ignore"):
        sum_of_squares = _faster_sum_of_squares()
        if not shift and sum_of_squares is _sum_of_squares_by_blas:
            return float(sum_of_squares(data))  # it needs no block of memory; one call, since each releases the GIL
        for start in range(0, data.size, MEDIUM):
            block = data[start : start + MEDIUM]
            if shift:
                block = np.subtract(block, shift, scratch[: block.size])
            total += float(sum_of_squares(block))
    return total


def _sum_of_squares_by_einsum(block):
    return np.einsum("i,i", block, block)


def _sum_of_squares_by_blas(block):
    """Multiply pieces of SMALL values, for which OpenBLAS starts no threads, in one call: each releases the GIL."""
    rows = block.size // SMALL
    whole, rest = block[: rows * SMALL], block[rows * SMALL :]
    return np.matmul(whole.reshape(rows, 1, SMALL), whole.reshape(rows, SMALL, 1)).sum() + dot(rest, rest)


def _faster_sum_of_squares():
    """Return the faster one on this machine: a tuned BLAS takes a third of einsum's time, a plain one twice as much."""
    global _faster
    if _faster is None:
        values = np.ones(4 * SMALL)
        _faster = min(_sum_of_squares_by_einsum, _sum_of_squares_by_blas, key=lambda each: _shortest_time(each, values))
    return _faster


_faster = None  # measured when first needed


def _shortest_time(function, values):
    """Return the shortest of seven times, in seconds: what other threads and processes add is not in it."""
    times = []
    for _ in range(7):
        begin = perf_counter()
        function(values)
        times.append(perf_counter() - begin)
    return min(times)


def _compare_at_once(data, mean, lower, upper):
    distances = data - mean
    absolute(distances, distances)
    (found,) = (distances > lower).nonzero()
    return found if found.size == 0 or _least_distance(distances[found], 0.0) > upper else None


def _compare_in_blocks(data, mean, lower, upper):
    reach = max(0.0, lower - 4 * UNIT_ROUNDOFF * (abs(mean) + lower))  # less the rounding of these two lines
    low, high, positions, count = mean - reach, mean + reach, None, 0
    for start in range(0, data.size, LARGE):
        block = data[start : start + LARGE]
        is_outlier = block > high
        is_outlier |= block < low
        found = _true_positions(is_outlier)
        if found.size and _least_distance(block[found], mean) <= upper:
            return None
        if data.size <= LARGE:
            return found
        if positions is None:
            positions = np.empty(SMALL // 8, np.int64)
        _make_room(positions, count + found.size)
        np.add(found, start, positions[count : count + found.size])
        count += found.size
    positions.resize(count, refcheck=False)
    return positions


def _true_positions(flags):
    """Return flags.nonzero()[0], for few among many in a fifth of the time: argmax skips many values at once."""
    found, start = [], 0
    while flags.size > AT_ONCE and len(found) < FEW:
        rest = flags[start:]
        at = int(rest.argmax()) if rest.size else 0
        if not rest.size or not rest[at]:
            return np.array(found, np.intp)
        found.append(start + at)
        start += at + 1
    return flags.nonzero()[0]


def _least_distance(values, mean):
    if values.size < FEW:
        return min([abs(value - mean) for value in values.tolist()])
    distances = absolute(values - mean)
    return distances[distances.argmin()]  # min() takes three times as long


def _make_room(positions, needed):
    """Grow `positions` in place if need be, to at most half a megabyte or an eighth beyond what is needed."""
    if needed > positions.size:
        positions.resize(needed + max(min(positions.size, 8 * SMALL), positions.size // 8), refcheck=False)
