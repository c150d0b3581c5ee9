"""The positions in each of many series, those of equal length in blocks."""

import numpy as np

from .analysis import LEAST, MOST, apply, as_float64, bounds, most_outliers, outside
from .checks import check, raise_not_finite

BLOCK = 32768  # values of a block: in the level 2 cache
LONGEST = 8192  # values; a longer series takes as long alone
NOTHING = np.empty(0, np.int64)


def in_rows(judge, method, matrix, options, at_once=False):
    """Return the rows and the columns of the outliers in a matrix, each row judged by itself: int64, shape (m,) each.

    judge    judge(method, series, options) returns the positions in one series
    at_once  whether the method takes a block of rows
    """
    return _in_each(judge, method, matrix, options, _row_blocks(matrix) if at_once else [])


def in_arrays(judge, method, arrays, options, at_once=False):
    """Return the positions in each of many arrays, and how many each has, as outliers.detect.many does."""
    check(NOTHING, options["threshold"], options["nan"])
    arrays = [np.asarray(data) for data in arrays]
    owners, positions = _in_each(judge, method, arrays, options, _equal_blocks(arrays) if at_once else [])
    return positions, np.bincount(owners, minlength=len(arrays)).astype(np.int64, copy=False)


def _row_blocks(matrix):
    """Yield the indices of the rows of each block, and the block as float64."""
    rows, columns = matrix.shape
    if 0 < columns <= LONGEST:
        step = BLOCK // columns
        for start in range(0, rows, step):
            block = as_float64(matrix[start : start + step])
            yield np.arange(start, start + len(block)), block


def _equal_blocks(arrays):
    """Yield the indices of arrays of equal length, and a matrix whose rows they are. Other arrays are left out."""
    sizes = np.array([data.size if data.ndim == 1 and data.dtype.kind in "iuf" else 0 for data in arrays], np.int64)
    order = sizes.argsort(kind="stable")
    sizes, begin = sizes[order], 0
    while begin < order.size:
        size = int(sizes[begin])
        end = int(sizes.searchsorted(size, "right"))
        if 0 < size <= LONGEST:
            end = min(end, begin + BLOCK // size)
            block = np.concatenate([arrays[index] for index in order[begin:end]])
            yield order[begin:end], as_float64(block).reshape(-1, size)
        begin = end


def _in_each(judge, method, data, options, blocks):
    """Return for each outlier the index of its series and its position there, in that order: int64, shape (m,) each.

    data    a matrix, each of whose rows is a series, or a list of arrays
    blocks  indices of series and a matrix of them. A series that is in no block is judged alone, as is one that
            is not finite, of extreme magnitude or has too many outliers.
    """
    alone, found = np.ones(len(data), bool), [(NOTHING, NOTHING)]
    for indices, block in blocks:
        flags, sure = _flags(method, block, options)
        alone[indices[sure]] = False
        rows, positions = np.divmod(flags.ravel().nonzero()[0], block.shape[1])
        found.append((indices[rows], positions))
    for index in alone.nonzero()[0].tolist():
        positions = _in_one(judge, method, data, index, options)
        found.append((np.full(positions.size, index), positions))
    owners, positions = (np.concatenate(part).astype(np.int64, copy=False) for part in zip(*found))
    if (owners[1:] < owners[:-1]).any():
        order = owners.argsort(kind="stable")
        owners, positions = owners[order], positions[order]
    return owners, positions


def _flags(method, block, options):
    """Return what is flagged in a block, and for which rows that is sure: bool, (rows, columns) and (rows,)."""
    with np.errstate(all="ignore"):
        largest = np.maximum(-block.min(axis=1), block.max(axis=1))
        sure = (largest >= LEAST) & (largest <= MOST) | (largest == 0)
        lower, upper = bounds(apply(method, block, options), options)
        if options["max_outliers"] is not None:
            count = np.count_nonzero(outside(block, lower, upper), axis=1)
            sure &= count <= most_outliers(options, block.shape[1])
        for limit, clip in ((options["low"], np.maximum), (options["high"], np.minimum)):
            if limit is not None:
                lower, upper = clip(lower, limit), clip(upper, limit)
        flags = outside(block, lower, upper)
    flags &= sure[:, np.newaxis]
    return flags, sure


def _in_one(judge, method, data, index, options):
    series = data[index]
    if isinstance(data, np.ndarray):
        finite = np.isfinite(as_float64(series))
        if options["nan"] == "raise" and not finite.all():
            raise_not_finite(series, finite, row=index)
        return judge(method, series, options)
    try:
        check(series, options["threshold"], options["nan"], one_series=True)
        return judge(method, series, options)
    except (TypeError, ValueError) as error:
        error.array_index = index
        raise
