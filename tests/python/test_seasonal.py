"""outliers.seasonal: planted outliers, beside statsmodels' robust STL; clean, short and incomplete series; periods."""

import numpy as np
import pytest

import outliers
from outliers.methods.period import find_period

COUNT, PERIOD, PLANTED = 1200, 24, 15


def profile(random):
    season = random.normal(size=PERIOD).cumsum()
    season -= season.mean()
    return 4 * season / season.std()


def series(kind, seed):
    """Return a series with noise of deviation 1 and outliers 6 to 12 away, and the positions of these."""
    random = np.random.default_rng(seed)
    time, noise = np.arange(COUNT), random.normal(size=COUNT)
    season, trend = np.resize(profile(random), COUNT), 0
    if kind == "trend":
        trend = 0.02 * time
    elif kind == "steep trend":
        trend = -0.5 * time
    elif kind == "curve":
        trend = 20 * np.sin(time / 300)
    elif kind == "random walk":
        trend = 0.3 * random.normal(size=COUNT).cumsum()
    elif kind == "level changes":
        trend = 12 * (time > 400) - 20 * (time > 800)
    elif kind == "growing season":
        season = season * (1 + 2 * time / COUNT)
    elif kind == "moving season":
        season = 5 * np.sin(2 * np.pi * time / PERIOD + 2 * time / COUNT)
    elif kind == "correlated noise":
        for at in range(1, COUNT):
            noise[at] = 0.7 * noise[at - 1] + 0.714 * noise[at]
    at = np.sort(random.choice(COUNT, PLANTED, replace=False))
    noise[at] += random.choice([-1, 1], PLANTED) * random.uniform(6, 12, PLANTED)
    return season + trend + noise, at


KINDS = [
    "plain",
    "trend",
    "steep trend",
    "curve",
    "random walk",
    "level changes",
    "growing season",
    "moving season",
    "correlated noise",
]


def map_seeds(kind, count):
    return [series(kind, seed) for seed in range(count)]


def precision_and_recall(found, planted):
    right = np.isin(found, planted).sum()
    return right / max(1, found.size), right / planted.size


@pytest.mark.parametrize("kind", KINDS)
def test_planted_outliers_are_found(kind):
    results = [precision_and_recall(outliers.seasonal(data, period=PERIOD), at) for data, at in map_seeds(kind, 8)]

    precision, recall = np.mean(results, axis=0)
    assert recall > 0.95
    assert precision > (0.85 if kind == "level changes" else 0.93)


@pytest.mark.parametrize("kind", KINDS)
def test_no_less_right_than_robust_stl(kind):
    """The same threshold, in the same unit, on the rest of statsmodels' decomposition.

    Its season is averaged over 35 periods: with its default of 7, its precision is below 0.4.
    """
    stl = pytest.importorskip("statsmodels.tsa.seasonal", reason="statsmodels, the reference, is not installed.").STL
    ours, theirs = [], []
    for data, at in map_seeds(kind, 3):
        rest = stl(data, period=PERIOD, seasonal=35, robust=True).fit().resid
        found = (np.abs(rest) > 4 * 1.4826 * np.median(np.abs(rest))).nonzero()[0]
        theirs.append(precision_and_recall(found, at))
        ours.append(precision_and_recall(outliers.seasonal(data, period=PERIOD), at))

    assert (np.mean(ours, axis=0) >= np.mean(theirs, axis=0) - 0.03).all()


def test_expected_is_close_to_that_of_stl():
    stl = pytest.importorskip("statsmodels.tsa.seasonal", reason="statsmodels, the reference, is not installed.").STL
    data, _ = series("trend", 1)
    fit = stl(data, period=PERIOD, seasonal=51, robust=True).fit()

    expected = outliers.seasonal.analyze(data, period=PERIOD).expected
    assert np.sqrt(np.mean((expected - fit.trend - fit.seasonal) ** 2)) < 0.4


@pytest.mark.parametrize("kind", KINDS)
def test_period_is_found(kind):
    assert [outliers.seasonal.analyze(data).period for data, _ in map_seeds(kind, 5)] == [PERIOD] * 5


@pytest.mark.parametrize("period", [3, 5, 24, "auto"])
def test_clean_series_have_no_outliers_and_spikes_are_found(period):
    time, own = np.arange(240), 24 if period == "auto" else period
    for data in (np.sin(2 * np.pi * time / own), time % own * 1.0, 3 * time + time % own, np.full(240, 7.0)):
        spiked = data + 30.0 * np.isin(time, [0, 77, 239])
        assert outliers.seasonal(data, period=period).tolist() == []
        assert outliers.seasonal(spiked, period=period).tolist() == [0, 77, 239]


def test_season_that_repeats_exactly_is_expected_exactly():
    time = np.arange(240)
    data = np.where(time == 100, 90.0, time % 24)

    analysis = outliers.seasonal.analyze(data, period=24)
    np.testing.assert_allclose(analysis.expected, time % 24, atol=1e-9)
    assert analysis.positions.tolist() == [100]


def test_level_change_is_flagged_only_near_it():
    data = np.random.default_rng(1).normal(size=480) + 5 * np.sin(np.arange(480) * 2 * np.pi / 24)
    data[240:] += 30

    found = outliers.seasonal(data, period=24)
    assert np.abs(found - 240).max(initial=0) <= 12
    assert found.size <= 12


@pytest.mark.parametrize("period", [0, 24])
def test_second_level_of_more_than_a_quarter_of_the_values_is_no_outlier(period):
    random = np.random.default_rng(period)
    data = np.where(random.random(1200) < 0.3, 0.134, 0.066) + random.choice([0.0, 0.002], 1200)
    data[[100, 500, 900]] = 2.0

    assert outliers.seasonal(data, period=period).tolist() == [100, 500, 900]


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2])
def test_as_many_outliers_as_a_fifth_do_not_hide_each_other(share):
    random = np.random.default_rng(1)
    data = random.normal(size=1200) + 5 * np.sin(np.arange(1200) * 2 * np.pi / 24)
    planted = random.choice(1200, int(share * 1200), replace=False)
    data[planted] += random.choice([-1, 1], planted.size) * random.uniform(7, 12, planted.size)

    precision, recall = precision_and_recall(outliers.seasonal(data, period=24), planted)
    assert precision > 0.98 and recall > 0.97


@pytest.mark.parametrize("cycles", [2, 3, 4, 5, 8])
def test_few_periods_do_not_shrink_the_scale(cycles):
    random, flagged, count = np.random.default_rng(cycles), 0, 24 * cycles
    for _ in range(40):
        data = random.normal(size=count) + 5 * np.sin(np.arange(count) * 2 * np.pi / 24)
        flagged += outliers.seasonal(data, period=24).size

    assert flagged / (40 * count) < 0.004


@pytest.mark.parametrize("count", range(1, 12))
def test_series_shorter_than_two_periods_have_no_season(count):
    data = np.arange(count) % 6 * 1.0

    analysis = outliers.seasonal.analyze(data, period=6)
    assert analysis.period == 0
    np.testing.assert_array_equal(analysis.expected, outliers.seasonal.analyze(data, period=0).expected)


def test_omitted_values_keep_their_place_in_the_season():
    data, at = series("plain", 3)
    random = np.random.default_rng(3)
    gaps = random.uniform(size=COUNT) < 0.2
    gaps[500:540] = True
    gaps[at] = False
    holes = np.where(gaps, np.nan, data)

    analysis = outliers.seasonal.analyze(holes, period=PERIOD, nan="omit")

    assert np.isin(at, analysis.positions).all() and analysis.positions.size <= at.size + 2
    whole = outliers.seasonal.analyze(data, period=PERIOD).expected
    assert np.sqrt(np.mean((analysis.expected - whole)[500:540] ** 2)) < 0.6
    assert np.isnan(analysis.scores[gaps]).all()
    assert outliers.seasonal.analyze(holes, nan="omit").period == PERIOD


def test_window_is_that_of_the_trend():
    data = np.random.default_rng(4).normal(size=300)
    data[100:110] += 40

    assert set(range(100, 110)) <= set(outliers.seasonal(data, period=0, window=41))
    assert not set(range(102, 108)) & set(outliers.seasonal(data, period=0, window=9))


def test_trend_without_a_season_is_the_moving_median():
    data = np.random.default_rng(5).normal(size=200)

    expected = outliers.seasonal.analyze(data, period=0, window=7).expected
    slope = np.median(data[12:] - data[:-12]) / 12 * np.arange(200)
    medians = [np.median((data - slope)[at - 3 : at + 4]) for at in range(3, 197)]
    np.testing.assert_allclose(expected[3:197], medians + slope[3:197], rtol=1e-12, atol=1e-12)


def noises(count, seed):
    random = np.random.default_rng(seed)
    white = random.normal(size=count)
    yield white
    yield white.cumsum()
    yield 0.3 * white.cumsum() + random.normal(size=count)
    yield white + 0.1 * np.arange(count)
    yield random.standard_t(2, count)
    yield np.round(random.exponential(size=count) ** 2)
    yield white + 9 * (np.arange(count) > count // 3)


@pytest.mark.parametrize("count", [30, 100, 1000])
def test_series_without_a_season_have_none(count):
    periods = [find_period(data) for seed in range(12) for data in noises(count, seed)]

    assert np.count_nonzero(periods) <= 0.03 * len(periods)
    for data in (np.ones(count), np.arange(count) ** 3.0, np.exp(np.arange(count) / count * 9), np.arange(count) > 9):
        assert find_period(data * 1.0) == 0


@pytest.mark.parametrize("period", [3, 7, 12, 24, 96, 168])
@pytest.mark.parametrize("shape", ["sine", "profile", "spike"])
def test_period_of_each_shape_is_found(period, shape):
    random, time = np.random.default_rng(period), np.arange(20 * period + period // 2)
    data = {
        "sine": 4 * np.sin(2 * np.pi * time / period),
        "profile": np.resize(4 * np.random.default_rng(9).normal(size=period), time.size),
        "spike": 30.0 * (time % period == 1),
    }[shape] + random.normal(size=time.size)

    assert find_period(data) == period
    assert outliers.seasonal.analyze(data * 1e-3 + 5).period == period


def test_week_of_different_days_is_a_season_of_a_week():
    time = np.arange(24 * 7 * 8)
    days = np.where(time // 24 % 7 < 5, 1.0, 0.2)
    data = 8 * days * np.sin(2 * np.pi * time / 24) + np.random.default_rng(1).normal(size=time.size)

    assert find_period(data) == 168


def test_week_is_a_multiple_of_the_day():
    """Eight noisy weeks alone would leave some values of doubt about its length."""
    for seed in range(5):
        random, time = np.random.default_rng(seed), np.arange(288 * 7 * 8)
        days = np.where(time // 288 % 7 < 5, 1.0, 0.3)
        data = days * (1 + np.sin(2 * np.pi * time / 288)) + 0.5 * random.standard_t(3, time.size)

        assert find_period(data) == 2016


def test_long_series_are_judged_by_their_end():
    time = np.arange(120_000)
    data = 3 * np.sin(2 * np.pi * time / 1440) + np.random.default_rng(2).normal(size=time.size)

    assert find_period(data) == 1440


@pytest.mark.parametrize(
    "keywords, error, message",
    [
        ({"period": -1}, ValueError, "^period is -1; expected at least 0"),
        ({"period": 1}, ValueError, '^period is 1; expected 0, at least 2, or "auto"'),
        ({"period": 2.5}, TypeError, "^period is 2.5; expected an integer"),
        ({"period": None}, TypeError, "^period is None; expected an integer"),
        ({"period": "day"}, TypeError, "^period is 'day'; expected an integer"),
        ({"window": 2}, ValueError, "^window is 2; expected at least 3"),
        ({"window": "9"}, TypeError, "^window is '9'; expected an integer"),
    ],
)
def test_bad_keywords_are_named(keywords, error, message):
    for function in (outliers.seasonal, outliers.seasonal.score, outliers.seasonal.analyze):
        with pytest.raises(error, match=message):
            function(np.arange(9.0), **keywords)


@pytest.mark.parametrize("period, size", [(7, 28), (12, 47), (12, 48), (24, 96), (24, 97)])
def test_smooth_season_is_found_in_four_periods(period, size):
    random = np.random.default_rng(period + size)
    waves = [np.sin(2 * np.pi * (np.arange(size) / period + random.random())) for _ in range(50)]

    assert [find_period(wave + 0.05 * random.normal(size=size)) for wave in waves] == [period] * 50
