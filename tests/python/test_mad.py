"""outliers.mad: the modified z-score, against its formula and SciPy."""

import inspect

import numpy as np
import pytest

import outliers


def formula(data):
    """Iglewicz and Hoaglin's modified z-scores."""
    stats = pytest.importorskip("scipy.stats", reason="SciPy, the reference, is not installed.")
    return 0.6745 * np.abs(data - np.median(data)) / stats.median_abs_deviation(data)


@pytest.mark.parametrize("threshold", [1, 2.5, 3.5])
@pytest.mark.parametrize("size", [5, 20, 101, 1000])
def test_random_data_give_the_modified_z_score(size, threshold):
    data = np.random.default_rng(size).standard_t(2, size)

    np.testing.assert_array_equal(outliers.mad(data, threshold=threshold), (formula(data) > threshold).nonzero()[0])
    np.testing.assert_allclose(outliers.mad.score(data), formula(data), rtol=1e-12)


def test_mad_of_zero_takes_the_mean_absolute_deviation():
    data = np.array([5.0] * 8 + [6.0, 15.0])

    scores = np.abs(data - 5) / (1.253314 * 11 / 10)
    np.testing.assert_allclose(outliers.mad.score(data), scores, rtol=1e-14)
    assert outliers.mad(data).tolist() == [9]


def test_keywords_of_other_methods_are_named():
    with pytest.raises(TypeError, match="^mad cannot use the keyword period: leave it out; it takes threshold, "):
        outliers.mad([1, 2, 3], period=2)


def test_all_four_functions_have_the_true_signature():
    for function in (outliers.mad, outliers.mad.score, outliers.mad.analyze, outliers.mad.many):
        names = list(inspect.signature(function).parameters)
        assert names[1:] == ["threshold", "direction", "max_outliers", "nan", "low", "high"]
