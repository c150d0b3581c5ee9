"""Results that name no positions: the mistakes that the author of a detector makes. One a function."""

import numpy as np


def none(data):
    """The return statement is missing."""
    np.flatnonzero(data > 100)


def text(data):
    return "1, 3"


def a_dict(data):
    return {1: data[1], 3: data[3]}


def a_generator(data):
    """NumPy does not iterate over it."""
    return (i for i, value in enumerate(data) if value > 100)


def scalar(data):
    return np.int64(3)


def zero_dimensional(data):
    return np.array(3)


def two_dimensional(data):
    """Positions as a column, as np.argwhere gives them."""
    return np.argwhere(data > 100)


def where_pair(data):
    """The tuple that np.where gives for an array of two dimensions."""
    return np.where(np.array([data > 100]))


def floats(data):
    return np.array([1.0, 3.0])


def complex_numbers(data):
    return np.array([1, 3], dtype=complex)


def dates(data):
    """The times of the outliers, not their positions."""
    return np.array(["2020-01-01", "2020-01-03"], dtype="datetime64[D]")


def objects(data):
    return np.array([1, 3], dtype=object)


def list_of_texts(data):
    return ["1", "3"]


def ragged_list(data):
    return [[1], [2, 3]]


def masked_array(data):
    """What operations on masked arrays give."""
    return np.ma.masked_array([1, 2, 3], mask=[False, True, False])


def short_mask(data):
    """A bool mask with one value too few."""
    return np.diff(data) > 100


def flags_as_integers(data):
    """1 for an outlier, else 0."""
    return (data > 100).astype(int)


def flags_as_list(data):
    return [int(value > 100) for value in data]


def flags_none_set(data):
    return np.zeros(len(data), int)


def flags_all_set(data):
    return np.ones(len(data), int)


def labels(data):
    """What fit_predict of scikit-learn returns: -1 for an outlier, else 1."""
    return np.where(data > 100, -1, 1)


def labels_as_list(data):
    return labels(data).tolist()


def labels_all_inliers(data):
    return np.full(len(data), 1)


def labels_all_outliers(data):
    return np.full(len(data), -1)


def out_of_range(data):
    """The second position is one past the end."""
    return np.array([1, len(data)])


def negative(data):
    """Counts from the end, as Python's own indices may."""
    return np.array([1, -2])


def above_int64(data):
    return np.array([1, 2**63 + 5], dtype=np.uint64)


def repeated(data):
    return np.array([3, 1, 3])


def repeated_in_order(data):
    return np.array([1, 1, 3])


def too_many(data):
    """Distinct positions first, then more than the input has values."""
    return np.arange(len(data) + 1)


def huge_broadcast(data):
    """Eight bytes that claim to be a thousand million positions."""
    return np.broadcast_to(np.int64(1), 10**9)


def long_type_name(data):
    """An object of a type whose long name is not ASCII."""
    return type("\u00e9" * 100, (), {})()
