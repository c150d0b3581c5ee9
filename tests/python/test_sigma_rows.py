"""A matrix: each row is a series of its own, and gives what it gives alone."""

import numpy as np
import pytest
from reference import plain_in_another_unit

import outliers


def formula(matrix, threshold=2.0):
    found = [plain_in_another_unit(row, threshold) for row in matrix]
    return [(at, int(column)) for at, columns in enumerate(found) for column in columns]


def found(matrix, **options):
    rows, columns = outliers.detect(matrix, **options)
    assert rows.dtype == columns.dtype == np.int64
    return list(zip(rows.tolist(), columns.tolist()))


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 300), (300, 1), (7, 100), (100, 7), (3, 8191), (3, 8192), (3, 8193), (2, 20000)]
)
@pytest.mark.parametrize("scale", [1.0, 1e-300, 1e150, 1e300])
def test_each_row_gives_what_it_gives_alone(shape, scale):
    matrix = np.random.default_rng(7).standard_t(3, shape) * scale

    assert found(matrix) == formula(matrix)


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int64, np.float32, ">f8"])
def test_each_dtype(dtype):
    matrix = np.random.default_rng(3).integers(0, 100, (50, 30)).astype(dtype)
    matrix[4, 5] = 127

    assert found(matrix, threshold=1.5) == formula(matrix, 1.5)


def test_order_of_memory_does_not_matter():
    matrix = np.random.default_rng(5).standard_t(2, (40, 60))

    assert found(np.asfortranarray(matrix)) == found(matrix)
    assert found(matrix[::2, ::3]) == found(matrix[::2, ::3].copy())


@pytest.mark.parametrize("shape", [(0, 5), (5, 0), (0, 0)])
def test_nothing_has_no_outliers(shape):
    assert found(np.empty(shape)) == []


@pytest.mark.parametrize("row", [0, 41, 299])
def test_first_value_that_is_not_finite_is_named(row):
    matrix = np.zeros((300, 200))
    matrix[row, 7] = np.nan

    with pytest.raises(ValueError, match=r"data\[%d, 7\] is nan; expected finite values" % row):
        outliers.detect(matrix)


def test_omitted_values_are_ignored():
    matrix = np.random.default_rng(9).standard_t(2, (20, 30))
    matrix[3, 4] = matrix[5] = np.nan

    expected = [(at, int(column)) for at, row in enumerate(matrix) for column in outliers.detect(row, nan="omit")]
    assert found(matrix, nan="omit") == expected


def test_three_dimensions_are_an_error():
    with pytest.raises(ValueError, match=r"data has shape \(2, 2, 2\); expected one series, or one series per row"):
        outliers.detect(np.zeros((2, 2, 2)))
