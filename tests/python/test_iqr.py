"""outliers.iqr: Tukey's fences, against NumPy's and SciPy's quantiles."""

import numpy as np
import pytest

import outliers
from outliers.methods.order import median, quartiles


@pytest.mark.parametrize("size", [*range(1, 21), 100, 101, 102, 103, 1000])
def test_quartiles_and_median_are_numpys_bit_for_bit(size):
    matrix = np.random.default_rng(size).standard_t(2, (9, size))
    matrix[::2] = np.round(matrix[::2])

    older = np.lib.NumpyVersion(np.__version__) < "1.20.0"  # it interpolates by another formula
    tolerance = {"rtol": 1e-14, "atol": 1e-14} if older else {"rtol": 0, "atol": 0}
    for values in (*matrix, matrix):
        q1, q3, reordered = quartiles(values)
        np.testing.assert_allclose(q1, np.quantile(values, 0.25, axis=-1, keepdims=True), **tolerance)
        np.testing.assert_allclose(q3, np.quantile(values, 0.75, axis=-1, keepdims=True), **tolerance)
        np.testing.assert_array_equal(median(reordered), np.median(values, axis=-1, keepdims=True))


@pytest.mark.parametrize("threshold", [0, 1.5, 3])
@pytest.mark.parametrize("size", [4, 5, 30, 101, 1000])
def test_random_data_give_tukeys_fences(size, threshold):
    data = np.random.default_rng(size).standard_t(2, size)
    q1, q3 = np.quantile(data, [0.25, 0.75])

    analysis = outliers.iqr.analyze(data, threshold=threshold)

    np.testing.assert_allclose(analysis.lower, q1 - threshold * (q3 - q1), rtol=1e-15)
    np.testing.assert_allclose(analysis.upper, q3 + threshold * (q3 - q1), rtol=1e-15)
    np.testing.assert_array_equal(analysis.expected, np.median(data))
    expected = np.maximum(np.maximum(q1 - data, data - q3), 0) / (q3 - q1)
    np.testing.assert_allclose(analysis.scores, expected, rtol=1e-12)
    np.testing.assert_array_equal(analysis.positions, (expected > threshold).nonzero()[0])


@pytest.mark.parametrize("size", [10, 99, 1000])
def test_fences_are_those_of_scipys_range(size):
    stats = pytest.importorskip("scipy.stats", reason="SciPy, the reference, is not installed.")
    data = np.random.default_rng(size).standard_normal(size)

    analysis = outliers.iqr.analyze(data, threshold=1.5)

    np.testing.assert_allclose(analysis.upper - analysis.lower, 4 * stats.iqr(data), rtol=1e-13)


def test_equal_quartiles_flag_every_other_value():
    analysis = outliers.iqr.analyze([3.0, 3, 3, 3, 3, 3, 4, 3, 2.5])

    assert analysis.positions.tolist() == [6, 8]
    assert analysis.scores[[0, 6, 8]].tolist() == [0, np.inf, np.inf]


def test_strongest_of_infinite_scores_is_the_farthest():
    assert outliers.iqr([3.0, 3, 3, 3, 3, 3, 4, 3, 1], max_outliers=1).tolist() == [8]
