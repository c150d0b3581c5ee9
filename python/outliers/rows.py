"""The k-sigma rule for each row of a matrix: exactly what the plain formula finds in the row alone."""

import numpy as np

from .blocks import SMALL


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
    with np.errstate(all="ignore"):  # finite data may overflow: the formula's answer stands
        for start in range(0, matrix.shape[0], rows_at_once):
            block = matrix[start : start + rows_at_once]
            mean = block.mean(axis=1, keepdims=True)
            if not np.isfinite(mean).all():
                bad = np.flatnonzero(~np.isfinite(block).all(axis=1))
                if bad.size:
                    return start + int(bad[0])
            is_outlier = _compare(block, mean, threshold)
            positions = is_outlier.ravel().nonzero()[0]
            if positions.size:
                found.append(positions + start * columns)
    rows, columns = np.divmod(np.concatenate(found), columns)
    return rows.astype(np.int64, copy=False), columns.astype(np.int64, copy=False)


def _compare(block, mean, threshold):
    if block.dtype != np.float64:
        return np.abs(block - mean) > threshold * block.std(axis=1, keepdims=True)
    distances = block - mean  # std() would compute them again
    squares = np.multiply(distances, distances)
    deviation = np.sqrt(np.add.reduce(squares, axis=1, keepdims=True) / block.shape[1])
    return np.absolute(distances, out=distances) > threshold * deviation
