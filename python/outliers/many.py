"""The k-sigma rule for many short arrays at once: exactly what `detect` finds in each.

A call of `detect` takes some microseconds however short its array is. Here arrays are concatenated
to blocks that fit into the cache, and each step is one NumPy call per block.

The values of an array are summed in another order than when it is alone. Whatever the order, a sum
of n values is off by at most n * UNIT_ROUNDOFF times the sum of their magnitudes. So two means
differ by at most 2 n * UNIT_ROUNDOFF * (|mean| + deviation), and two deviations by that and by the
error of their sums of squares, which is as much again. For the difference between distance and limit
this makes (2 + 4 * threshold) n * UNIT_ROUNDOFF * (|mean| + deviation). More than half as much again
is allowed, and 16 more values for the rounding of the other operations. An array with a value that
close to its limit is left to `detect`, and so is one whose squares may underflow or overflow, or
that is not finite. (If a sum may overflow, then the values are so far apart that their squares do,
or the squares are 0.)

Source: N. J. Higham, Accuracy and Stability of Numerical Algorithms, SIAM, 2nd ed. 2002, section 4.2.
"""

import numpy as np

from .blocks import SMALL, UNIT_ROUNDOFF, absolute
from .checks import BUILT_IN, FLOAT64
from .sigma import detect

BLOCK = 4 * SMALL  # values in a block: in the level 2 cache
LONGEST = SMALL // 4  # a longer array takes more time than the call of `detect` for it
FEWEST = 8  # fewer arrays take less time one by one than as a block
NOTHING = np.empty(0, np.int64)
sums = np.add.reduceat


def detect_many(arrays, *, threshold=2.0, direction="both", max_outliers=None, nan="raise", low=None, high=None):
    """Return what detect(array, ...) returns for each array, in less time if only `threshold` is given.

    arrays     a sequence of arrays of any lengths, each 1-D and such as `detect` takes; only read
    returns    (positions, counts), int64: the positions of all arrays, one array after the other,
               each counted from the start of its array; and how many of them each array has

    Raises what `detect` raises for the first array that it does not accept; the attribute
    `array_index` of the exception is the index of that array. Needs memory for a few blocks besides
    the result, and a few words for each array.
    """
    if not (direction == "both" and max_outliers is low is high is None):
        from .deviations import many  # here, so that a process that never needs it does not import it

        return many(
            detect,
            arrays,
            threshold=threshold,
            direction=direction,
            max_outliers=max_outliers,
            nan=nan,
            low=low,
            high=high,
        )
    if not set(map(type, arrays)) <= {np.ndarray}:
        arrays = [np.asarray(data) for data in arrays]
    detect(NOTHING, threshold=threshold, nan=nan)  # checks the keywords
    usual = nan == "raise" and type(threshold) in BUILT_IN and 0.001 <= threshold <= 1e6
    found, counts, room = [NOTHING], np.zeros(len(arrays), np.int64), np.empty((2, BLOCK))
    for begin, end, sizes in _blocks(arrays, usual):
        positions, unsure = NOTHING, range(end - begin)
        if sizes.size >= FEWEST:
            positions, counts[begin:end], unsure = _detect_in_block(arrays[begin:end], sizes, threshold, room)
        stops, start = counts[begin:end].cumsum(), 0
        for index in unsure:
            found += positions[start : stops[index]], _detect_one(arrays, begin + index, threshold, nan)
            counts[begin + index], start = found[-1].size, stops[index]
        found.append(positions[start:])
    return np.concatenate(found), counts


def _blocks(arrays, usual):
    """Yield begin, end and the sizes of the arrays of each block. No sizes: `detect` takes that array alone."""
    sizes = np.array([_size_in_block(data) if usual else BLOCK + 1 for data in arrays], np.int64)
    ends, begin = sizes.cumsum(), 0
    while begin < len(arrays):
        end = int(ends.searchsorted(ends[begin] - sizes[begin] + BLOCK, "right"))
        yield begin, max(end, begin + 1), sizes[begin:end]
        begin = max(end, begin + 1)


def _size_in_block(data):
    return data.size if data.dtype is FLOAT64 and data.ndim == 1 and 0 < data.size <= LONGEST else BLOCK + 1


def _detect_one(arrays, index, threshold, nan):
    try:
        if arrays[index].ndim == 2:  # `detect` would take it
            raise ValueError(
                f"data has shape {arrays[index].shape}; expected one series: pass its rows, e.g. list(data)"
            )
        return detect(arrays[index], threshold=threshold, nan=nan)
    except (TypeError, ValueError) as error:
        error.array_index = index
        raise


def _detect_in_block(arrays, sizes, threshold, room):
    """Return the positions, how many each array has, and the indices of the arrays that are left to `detect`."""
    ends = sizes.cumsum()
    starts = ends - sizes
    values, scratch = room[:, : ends[-1]]
    np.concatenate(arrays, out=values)
    spread, shape = _spreading(sizes, starts, scratch)
    with np.errstate(all="ignore"):
        mean = sums(values, starts) / sizes
        matrix = values.reshape(shape)
        matrix -= spread(mean)
        squares = sums(np.multiply(values, values, scratch), starts)
        deviation = np.sqrt(squares / sizes)
        error = 8 * UNIT_ROUNDOFF * (1 + threshold) * (sizes + 16) * (absolute(mean) + deviation)
        absolute(values, values)
        positions = (matrix > spread(threshold * deviation - error)).reshape(-1).nonzero()[0]
        sure = (squares > 1e-200) & (squares < 1e300)
        upper = threshold * deviation + error
    counts = _counts(positions, ends)
    owners = np.arange(sizes.size).repeat(counts)
    sure[owners[values[positions] <= upper[owners]]] = False
    if not sure.all():
        positions, counts[~sure] = positions[sure[owners]], 0
        owners = np.arange(sizes.size).repeat(counts)
    positions -= starts[owners]
    return positions, counts, (~sure).nonzero()[0]


def _spreading(sizes, starts, scratch):
    """Return a function that repeats one number per array for all its values, and the shape in which it does so."""
    if (sizes == sizes[0]).all():
        return lambda numbers: numbers[:, np.newaxis], (sizes.size, -1)
    owners = np.zeros(scratch.size, np.int64)
    owners[starts[1:]] = 1
    owners.cumsum(out=owners)
    return lambda numbers: numbers.take(owners, None, scratch, "clip"), -1


def _counts(positions, ends):
    counts = positions.searchsorted(ends)
    counts[1:] -= counts[:-1].copy()
    return counts
