"""Results for a matrix: every form that is accepted, and bad_* that are not.

Given rows of which some values are above 100, each accepted one names just these.
"""

import numpy as np


def mask(data):
    return data > 100


def mask_of_other_order(data):
    return np.asfortranarray(data > 100)


def mask_with_strides(data):
    return np.repeat(data > 100, 2, axis=1)[:, ::2]


def nonzero(data):
    return np.nonzero(data > 100)


def pair_of_small_integers(data):
    rows, columns = np.nonzero(data > 100)
    return rows.astype(np.uint8), columns.astype(">i2")


def pair_from_the_end(data):
    rows, columns = np.nonzero(data > 100)
    return rows[::-1], columns[::-1]


def empty_pair(data):
    return np.array([]), np.array([])


def by_shape(data):
    """Row and column of the last value."""
    return np.array([data.shape[0] - 1]), np.array([data.shape[1] - 1])


def bad_mask_of_transposed_shape(data):
    return (data > 100).T


def bad_flat_mask(data):
    return data.ravel() > 100


def bad_flat_positions(data):
    return np.flatnonzero(data > 100)


def bad_integers_of_that_shape(data):
    return (data > 100).astype(int)


def bad_pair_of_other_lengths(data):
    return np.array([0, 1]), np.array([0])


def bad_pair_of_floats(data):
    return np.array([0.0]), np.array([0.0])


def bad_pair_of_masks(data):
    return np.array([True]), np.array([False])


def bad_pair_of_lists(data):
    return [0], [0]


def bad_triple(data):
    return np.array([0]), np.array([0]), np.array([0])


def bad_none(data):
    return None


def bad_row(data):
    return np.array([data.shape[0]]), np.array([0])


def bad_column(data):
    return np.array([0]), np.array([-1])


def bad_twice(data):
    return np.array([0, 0]), np.array([1, 1])


def bad_masked(data):
    return np.ma.masked_array(data > 100, data > 900)


# ---- one value a row: "this row is an outlier", here if any of its values is above 100 ----


def mask_of_rows(data):
    return (data > 100).any(axis=1)


def mask_of_rows_as_list(data):
    return mask_of_rows(data).tolist()


def flags_of_rows(data):
    return mask_of_rows(data).astype(int)


def labels_of_rows(data):
    """What fit_predict of scikit-learn returns: -1 for an outlier, else 1."""
    return np.where(mask_of_rows(data), -1, 1)
