"""outliers.shift: planted shifts, and the difference of medians as ADTK defines it."""

import numpy as np
import pytest

import outliers
from outliers.methods.moving import moving_median


def differences(data, window):
    """ADTK's DoubleRollingAggregate(agg="median", center=True, diff="diff"), with pandas as there."""
    pandas = pytest.importorskip("pandas", reason="pandas, the reference, is not installed.")
    series = pandas.Series(data)
    before = series.rolling(window).median().shift(1)
    after = series[::-1].rolling(window).median()[::-1]
    return (after - before).values


@pytest.mark.parametrize("size, window", [(200, 10), (201, 7), (60, 1), (50, 25)])
def test_score_is_the_difference_of_medians(size, window):
    data = np.random.default_rng(size).normal(size=size)
    expected = differences(data, window)
    usual = np.nanmedian(expected)
    deviation = 1.4826 * np.nanmedian(np.abs(expected - usual)) or np.inf

    scores = outliers.shift.score(data, window=window, threshold=1e9)

    np.testing.assert_allclose(scores, np.nan_to_num(np.abs(expected - usual) / deviation), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("window", [1, 2, 9, 10])
def test_moving_median(window):
    data = np.random.default_rng(window).integers(0, 5, 40) / 2

    expected = [np.median(data[i : i + window]) for i in range(41 - window)]
    np.testing.assert_array_equal(moving_median(data, window), expected)


def test_shift_between_constants_is_found_at_its_first_value():
    assert outliers.shift(np.repeat([1.0, 2.0, 1.0], 40)).tolist() == [40, 80]
    assert outliers.shift.score(np.repeat([1.0, 2.0], 40)).argmax() == 40


def test_planted_shifts_among_outliers_are_found_once_each():
    random, errors, extra = np.random.default_rng(1), [], 0
    for _ in range(60):
        data, shifts = random.normal(size=600), np.sort(random.choice(np.arange(20, 580, 40), 3, replace=False))
        for at in shifts:
            data[at:] += random.choice([-1, 1]) * random.uniform(5, 10)
        data[random.choice(600, 6)] += 20
        found = outliers.shift(data)
        extra += max(0, found.size - 3)
        errors += [np.abs(found - at).min() if found.size else 600 for at in shifts]

    assert np.mean(np.array(errors) == 0) > 0.95
    assert np.mean(np.array(errors) <= 3) > 0.98
    assert extra <= 3


def test_noise_and_a_steady_trend_have_no_shifts():
    random = np.random.default_rng(2)

    assert outliers.shift.many(list(random.normal(size=(200, 500))))[1].sum() == 0
    assert outliers.shift.many(list(random.normal(size=(200, 500)) + np.arange(500)))[1].sum() == 0
    assert outliers.shift(np.arange(500.0)).tolist() == []


def test_direction_is_that_of_the_shift():
    data = np.random.default_rng(3).normal(size=300)
    data[100:200] += 8

    assert outliers.shift(data).tolist() == [100, 200]
    assert outliers.shift(data, direction="up").tolist() == [100]
    assert outliers.shift(data, direction="down").tolist() == [200]


def test_run_of_outliers_shorter_than_half_a_window_is_no_shift():
    data = np.random.default_rng(4).normal(size=300)
    data[150:154] += 50

    assert outliers.shift(data).tolist() == []


def test_expected_is_the_level_before():
    data = np.random.default_rng(5).normal(size=300)
    data[150:] += 10
    analysis = outliers.shift.analyze(data)

    assert analysis.positions.tolist() == [150]
    assert abs(analysis.expected[150]) < 1.5 < 5 < data[150]
    assert np.count_nonzero(analysis.scores > 6) == 1


@pytest.mark.parametrize("size", range(1, 20))
def test_fewer_values_than_two_windows_have_no_shifts(size):
    assert outliers.shift(np.arange(size) % 7).tolist() == []


def seasonal_series(seed, size=480):
    """Return a series with a season of 24 and a swing of 20, noise of deviation 1, and a step of 10 at 240."""
    data = 10 * np.sin(np.arange(size) * np.pi / 12) + np.random.default_rng(seed).normal(size=size)
    data[240:] += 10
    return data


@pytest.mark.parametrize("period", [24, "auto"])
def test_season_is_taken_out_before_levels_are_compared(period):
    errors = []
    for seed in range(20):
        analysis = outliers.shift.analyze(seasonal_series(seed), period=period)
        assert analysis.period == 24
        assert analysis.positions.size == 1
        errors.append(abs(analysis.positions[0] - 240))

    assert max(errors) <= 2
    assert outliers.shift(seasonal_series(0)).tolist() == []  # the season hides the step


def test_expected_has_the_season():
    analysis = outliers.shift.analyze(seasonal_series(6), period=24)

    rest = seasonal_series(6) - analysis.expected
    assert np.std(np.delete(rest, np.arange(240, 251))) < 2


def test_series_without_a_season_is_judged_as_with_period_zero():
    data = np.random.default_rng(7).normal(size=300)
    data[150:] += 10

    found = outliers.shift.analyze(data, period="auto")
    assert found.period == 0
    np.testing.assert_array_equal(found.scores, outliers.shift.score(data))


def test_fewer_values_than_two_periods_have_no_season():
    assert outliers.shift.analyze(np.arange(47) % 24, period=24).period == 0


@pytest.mark.parametrize("period, error", [(1, ValueError), (-2, ValueError), (2.5, TypeError), ("day", TypeError)])
def test_other_period_is_an_error(period, error):
    with pytest.raises(error, match="period is"):
        outliers.shift(np.zeros(40), period=period)
