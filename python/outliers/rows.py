"""The k-sigma rule for each row of a matrix: exactly what the plain formula finds in the row alone."""

import numpy as np

from .blocks import SMALL
from .scaling import is_reliable, least_reliable, rescale

add = np.add.reduce


def find_outliers_in_rows(matrix, threshold):
    """Return the rows and the columns of all outliers, or the index of the first row that is not finite.

    matrix     shape (rows, columns), columns > 0, any real dtype; only read
    threshold  real number >= 0, in population standard deviations of the row
    returns    (rows, columns), int64, shape (m,) each, row by row; or an int

    NumPy sums a row of a C-contiguous matrix as it sums an array of that length, so mean and
    deviation are bit for bit those of the row alone. Needs memory for a few blocks besides the
    result.
    """
    matrix = np.ascontiguousarray(matrix)
    columns, found = matrix.shape[1], [np.empty(0, np.int64)]
    rows_at_once = max(1, SMALL // columns)
    with np.errstate(all="ignore"):
        for start in range(0, matrix.shape[0], rows_at_once):
            is_outlier = _compare(matrix[start : start + rows_at_once], threshold)
            if isinstance(is_outlier, int):
                return start + is_outlier
            positions = is_outlier.ravel().nonzero()[0]
            if positions.size:
                found.append(positions + start * columns)
    rows, columns = np.divmod(np.concatenate(found), columns)
    return rows.astype(np.int64, copy=False), columns.astype(np.int64, copy=False)


def _compare(block, threshold):
    """Return where the outliers are, or the index of the first row that is not finite."""
    mean, deviation, distances = _statistics(block)
    least, _ = least_reliable(deviation.dtype)
    lowest, highest = deviation.item(deviation.argmin()), deviation.item(deviation.argmax())  # min() takes longer
    if not (lowest > least and highest < np.inf):  # NaN too
        rows = (~is_reliable(mean, deviation, deviation.dtype)).ravel().nonzero()[0]
        largest = np.abs(block[rows]).max(axis=1, keepdims=True)
        not_finite = rows[~np.isfinite(largest).ravel()]
        if not_finite.size:
            return int(not_finite[0])
        if largest.any():
            block = block.copy()
            block[rows] = rescale(block[rows], largest)
            mean, deviation, distances = _statistics(block)
    return np.absolute(distances, out=distances) > threshold * deviation


def _statistics(block):
    """Return the mean and the deviation of each row, shape (rows, 1), and the signed distances from the mean."""
    mean = block.mean(axis=1, keepdims=True)
    distances = block - mean
    if block.dtype != np.float64:
        return mean, block.std(axis=1, keepdims=True), distances
    squares = np.multiply(distances, distances)  # as std() does, which would compute the distances again
    return mean, np.sqrt(add(squares, axis=1, keepdims=True) / block.shape[1]), distances
