"""outliers.esd: the generalized ESD test, against Rosner's example and a plain formula with SciPy's t distribution."""

import numpy as np
import pytest

import outliers
from outliers.methods import esd as module
from outliers.methods.student import upper_quantile

NEEDS_SCIPY = "SciPy, the reference, is not installed."

# Rosner's 54 values and the test statistics: NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.5.17.3.
ROSNER = np.array([
    -0.25, 0.68, 0.94, 1.15, 1.20, 1.26, 1.26, 1.34, 1.38, 1.43, 1.49, 1.49, 1.55, 1.56, 1.58, 1.65, 1.69, 1.70, 1.76,
    1.77, 1.81, 1.91, 1.94, 1.96, 1.99, 2.06, 2.09, 2.10, 2.14, 2.15, 2.23, 2.24, 2.26, 2.35, 2.37, 2.40, 2.47, 2.54,
    2.62, 2.64, 2.90, 2.92, 2.92, 2.93, 3.21, 3.26, 3.30, 3.59, 3.68, 4.30, 4.64, 5.34, 5.42, 6.01,
])  # fmt: skip
STATISTICS = [3.118, 2.942, 3.179, 2.810, 2.815, 2.848, 2.279, 2.310, 2.101, 2.067]
CRITICAL = [3.158, 3.151, 3.143, 3.136, 3.128, 3.120, 3.111, 3.103, 3.094, 3.085]


def formula(data, most, significance=0.05, direction="both"):
    """The test as the handbook describes it, each step computed anew: the number of outliers and the values removed."""
    t = pytest.importorskip("scipy.stats", reason=NEEDS_SCIPY).t
    left, removed, count, size = np.array(data, float), [], 0, len(data)
    for step in range(1, most + 1):
        distance = {"both": np.abs, "up": np.positive, "down": np.negative}[direction](left - left.mean())
        farthest = distance.argmax()
        statistic = distance[farthest] / left.std(ddof=1)
        p = significance / (size - step + 1) / (2 if direction == "both" else 1)
        quantile = t.isf(p, size - step - 1)
        critical = (size - step) * quantile / np.sqrt((size - step - 1 + quantile**2) * (size - step + 1))
        removed.append(left[farthest])
        left = np.delete(left, farthest)
        if statistic > critical:
            count = step
    return sorted(removed[:count])


def test_rosners_example_has_three_outliers():
    assert outliers.esd(ROSNER, max_outliers=10).tolist() == [51, 52, 53]
    assert outliers.esd(ROSNER).tolist() == [51, 52, 53]


def test_rosners_example_gives_the_handbooks_statistics():
    ratio = module._remove(ROSNER, 10, sides=2)[-1]

    np.testing.assert_allclose(ratio, STATISTICS, atol=0.001)  # the handbook cuts off the fourth digit
    np.testing.assert_allclose(module._critical_values(54, 10, 0.025), CRITICAL, atol=0.001)


def test_order_of_the_values_does_not_matter():
    order = np.random.default_rng(1).permutation(54)

    assert sorted(order[outliers.esd(ROSNER[order])]) == [51, 52, 53]


@pytest.mark.parametrize("direction", ["both", "up", "down"])
@pytest.mark.parametrize("significance", [1e-6, 0.05, 0.3])
@pytest.mark.parametrize("size", [5, 6, 15, 30, 100, 300])
def test_random_data_give_the_plain_formula(size, significance, direction):
    random = np.random.default_rng(size)
    for freedom in (2, 5, 50):
        data = random.standard_t(freedom, size)
        most = (size - 1) // 2
        found = outliers.esd(data, significance=significance, max_outliers=most, direction=direction)
        assert sorted(data[found]) == formula(data, most, significance, direction)


@pytest.mark.parametrize("scale", [1e3, 1e9, 1e15, 1e100, 1e300])
def test_outliers_of_any_size_leave_the_rest_exact(scale):
    data = np.random.default_rng(8).standard_normal(200)
    data[[3, 50, 120]] = 9, -8, 10
    expected = data[np.delete(np.arange(200), [3, 50, 120, 151, 152])].mean()
    data[[151, 152]] = scale, -3 * scale

    analysis = outliers.esd.analyze(data)

    assert analysis.positions.tolist() == [3, 50, 120, 151, 152]
    np.testing.assert_allclose(analysis.expected, expected, rtol=1e-10)


def test_score_is_relative_to_the_distance_of_one_more_outlier():
    analysis = outliers.esd.analyze(ROSNER, max_outliers=10)
    rest = ROSNER[:51]

    np.testing.assert_allclose(analysis.expected, rest.mean(), rtol=1e-14)
    np.testing.assert_allclose(analysis.upper - rest.mean(), 3.136165 * rest.std(ddof=1), rtol=1e-6)
    np.testing.assert_allclose(analysis.scores, np.abs(ROSNER - rest.mean()) / (analysis.upper - rest.mean()))


def test_of_equal_values_the_first_are_flagged():
    data = np.append(np.random.default_rng(3).standard_normal(60), [20.0] * 4)

    assert outliers.esd(data, max_outliers=2).tolist() == [60, 61]
    assert outliers.esd(data, max_outliers=4).tolist() == [60, 61, 62, 63]


def test_one_that_differs_is_an_outlier():
    assert outliers.esd([5.0] * 20 + [5.1]).tolist() == [20]


@pytest.mark.parametrize("most", [None, 0.5, 1.0, 10, 1000])
def test_fewer_than_half_are_tested(most):
    assert outliers.esd([0.0, 1e9, 2e9], max_outliers=most).size == 0
    assert outliers.esd([0.0, 0.1, 0.2, 0.05, 0.15, 90, -90], max_outliers=most).tolist() == [5, 6]


@pytest.mark.parametrize("value, error", [("a", TypeError), (True, TypeError), (0, ValueError), (0.6, ValueError)])
def test_significance_of_another_kind_is_an_error(value, error):
    with pytest.raises(error, match=f"^significance is {value!r}; expected "):
        outliers.esd([1.0, 2, 3, 4], significance=value)


def test_normal_data_have_outliers_as_often_as_the_significance_says():
    random = np.random.default_rng(5)

    some = sum(outliers.esd(random.standard_normal(50), significance=0.1).size > 0 for _ in range(1000))

    assert 70 < some < 135


@pytest.mark.parametrize("freedom", [1, 2, 3, 5, 10, 29, 30, 100, 127, 128, 129, 1000, 31622, 1e5, 1e6])
def test_quantile_of_students_t_has_the_probability_that_scipy_gives(freedom):
    t = pytest.importorskip("scipy.stats", reason=NEEDS_SCIPY).t
    probability = np.array([1e-100, 1e-30, 1e-15, 1e-9, 1e-6, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.25])

    quantile = upper_quantile(probability, np.full(probability.size, float(freedom)))

    np.testing.assert_allclose(t.sf(quantile, freedom), probability, rtol=1e-11 if freedom <= 1e4 else 1e-9)


def test_quantiles_of_students_t_are_the_closed_forms():
    """One and two degrees of freedom have them."""
    p = np.array([1e-60, 1e-12, 1e-4, 0.03, 0.2])

    np.testing.assert_allclose(upper_quantile(p, np.full(5, 1.0)), 1 / np.tan(np.pi * p), rtol=1e-12)
    two = (1 - 2 * p) / np.sqrt(2 * p * (1 - p))
    np.testing.assert_allclose(upper_quantile(p, np.full(5, 2.0)), two, rtol=1e-12)
