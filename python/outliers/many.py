"""Knows how the k-sigma rule is applied to many short arrays at once: just what detect finds in each.

The arrays are laid one after the other, in blocks that stay in cache, and summed in another order
than NumPy sums one alone. A sum of n values errs by at most n * ROUNDING times the sum of their
magnitudes, in whatever order, so two means differ by at most 2 n * ROUNDING * (|mean| + deviation),
and two deviations by that and what their sums of squares err, as much again: together, between
distance and limit, (2 + 4 * threshold) n * ROUNDING * (|mean| + deviation). More than half as much
again is taken, and some n more for the roundings of the single operations. An array with a value so
near its limit is left to detect; so is one whose squares may underflow or overflow, or are not
finite. (Sums that may overflow have values so far apart that their squares do, or are 0.)

Source: N. J. Higham, Accuracy and Stability of Numerical Algorithms, SIAM, 2nd ed. 2002, section
4.2.
"""

import numpy as np

from .blocks import ROUNDING, SIZE, absolute
from .sigma import BUILT_IN, FLOAT64, detect

SPAN = 4 * SIZE  # values that go together: in the second-level cache
LONGEST = SIZE // 4  # a longer one takes more time than a call for it
FEWEST = 8  # arrays that take longer one by one than as a block
NOTHING = np.empty(0, np.int64)
sums = np.add.reduceat


def detect_many(arrays, *, threshold=2.0, nan="raise"):
    """Return what detect(array, threshold=threshold, nan=nan) returns for each array, in less time.

    arrays     a sequence of arrays of any lengths, each 1-D and such as detect takes; only read
    returns    (positions, counts), int64: the positions, array after array, each counted from the
               start of its own; and how many of them are each array's

    Raises what detect raises, for the first array that it refuses; the exception's `array_index`
    says which. Needs a few blocks of memory besides the result, and a few words for each array.
    """
    if not set(map(type, arrays)) <= {np.ndarray}:
        arrays = [np.asarray(data) for data in arrays]
    detect(NOTHING, threshold=threshold, nan=nan)  # refuses keywords that are wrong
    usual = nan == "raise" and type(threshold) in BUILT_IN and 0.001 <= threshold <= 1e6
    found, counts, room = [NOTHING], np.zeros(len(arrays), np.int64), np.empty((2, SPAN))
    for begin, end, sizes in _blocks(arrays, usual):
        far, unsure = NOTHING, range(end - begin)
        if sizes.size >= FEWEST:
            far, counts[begin:end], unsure = _in_block(arrays[begin:end], sizes, threshold, room)
        stops, start = counts[begin:end].cumsum(), 0
        for index in unsure:
            found += far[start : stops[index]], _detect_one(arrays, begin + index, threshold, nan)
            counts[begin + index], start = found[-1].size, stops[index]
        found.append(far[start:])
    return np.concatenate(found), counts


def _blocks(arrays, usual):
    """Yield begin, end and the sizes of arrays that go together; no sizes for one that goes alone."""
    sizes = np.array([_size_in_block(data) if usual else SPAN + 1 for data in arrays], np.int64)
    ends, begin = sizes.cumsum(), 0
    while begin < len(arrays):
        end = int(ends.searchsorted(ends[begin] - sizes[begin] + SPAN, "right"))
        yield begin, max(end, begin + 1), sizes[begin:end]
        begin = max(end, begin + 1)


def _size_in_block(data):
    return data.size if data.dtype is FLOAT64 and data.ndim == 1 and 0 < data.size <= LONGEST else SPAN + 1


def _detect_one(arrays, index, threshold, nan):
    try:
        if arrays[index].ndim == 2:  # which detect takes
            raise ValueError(
                f"data has shape {arrays[index].shape}; expected one series: pass its rows, e.g. list(data)"
            )
        return detect(arrays[index], threshold=threshold, nan=nan)
    except (TypeError, ValueError) as error:
        error.array_index = index
        raise


def _in_block(arrays, sizes, threshold, room):
    """Return positions, counts, and the indices of those arrays, left out, where only the formula can tell."""
    ends = sizes.cumsum()
    starts = ends - sizes
    values, scratch = room[:, : ends[-1]]
    np.concatenate(arrays, out=values)
    spread, rows = _spreading(sizes, starts, scratch)
    with np.errstate(all="ignore"):
        mean = sums(values, starts) / sizes
        matrix = values.reshape(rows)
        matrix -= spread(mean)
        squares = sums(np.multiply(values, values, scratch), starts)
        deviation = np.sqrt(squares / sizes)
        error = 8 * ROUNDING * (1 + threshold) * (sizes + 16) * (absolute(mean) + deviation)
        absolute(values, values)
        far = (matrix > spread(threshold * deviation - error)).reshape(-1).nonzero()[0]
        sure = (squares > 1e-200) & (squares < 1e300)
        outer = threshold * deviation + error
    counts = _counts(far, ends)
    owners = np.arange(sizes.size).repeat(counts)
    sure[owners[values[far] <= outer[owners]]] = False
    if not sure.all():
        far, counts[~sure] = far[sure[owners]], 0
        owners = np.arange(sizes.size).repeat(counts)
    far -= starts[owners]
    return far, counts, (~sure).nonzero()[0]


def _spreading(sizes, starts, scratch):
    """Return what gives a number of each array to all its values, and the shape that these have then."""
    if (sizes == sizes[0]).all():
        return lambda numbers: numbers[:, np.newaxis], (sizes.size, -1)
    owners = np.zeros(scratch.size, np.int64)
    owners[starts[1:]] = 1
    owners.cumsum(out=owners)
    return lambda numbers: numbers.take(owners, None, scratch, "clip"), -1


def _counts(far, ends):
    counts = far.searchsorted(ends)
    counts[1:] -= counts[:-1].copy()
    return counts
