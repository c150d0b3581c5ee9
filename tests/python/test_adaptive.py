"""outliers.adaptive: one series, many at once and the batch form against each other, bit for bit, and what it finds."""

import inspect
import math
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import outliers
from outliers.methods.rarity import OneSeries
from outliers.methods.tails import BINS, LOG2, UNIT, Tail, minus_log10, tenth_power

HOUR = 3600.0
KEYWORDS = [
    {},
    {"threshold": 1, "memory": 150},
    {"direction": "up", "threshold": 1.5, "window": 1},
    {"direction": "down", "threshold": 0.5, "quiet": 1},
    {"period": 24, "threshold": 2},
    {"period": 500, "threshold": 1},
    {"threshold": 0, "low": -1.0},
    {"threshold": 1, "low": 0, "high": 1.5},
    {"threshold": math.inf, "high": 2.0},
]


def series():
    random = np.random.default_rng(5)
    normal = random.normal(size=600)
    gaps = np.where(random.uniform(size=600) < 0.2, np.nan, random.standard_t(2, 600))
    gaps[[0, 50, 51, 599]] = np.inf, -np.inf, np.nan, np.inf
    wild = random.standard_cauchy(600) * np.exp(10 * random.normal(size=600))
    wild[[100, 200]] = 1e200, -1e300
    return {
        "normal": normal,
        "gaps": gaps,
        "season": np.sin(np.arange(600) * np.pi / 12) + 0.1 * normal,
        "constant": np.full(600, 0.1),
        "steps": np.repeat([0.0, 0.0, 3.0, 0.0, -1.0, 1e6], 100),
        "glitch first": np.r_[1e9, normal[1:]],
        "tiny": normal * 1e-305,
        "wild": wild,
    }


def times(count):
    return 1.7e9 + HOUR / 2 * np.arange(count)


def assert_same_bits(actual, expected):
    assert actual.shape == expected.shape
    np.testing.assert_array_equal(actual, expected)  # for its message
    assert (np.signbit(actual) == np.signbit(expected))[actual == actual].all()


def cut(stream, values, cuts, seconds=None):
    parts = zip(np.split(values, cuts), [None] * (len(cuts) + 1) if seconds is None else np.split(seconds, cuts))
    return np.concatenate([stream(part, time) for part, time in parts], axis=1)


@pytest.mark.parametrize("seconds", [times(600), None], ids=["times", "no times"])
@pytest.mark.parametrize("keywords", KEYWORDS, ids=str)
@pytest.mark.parametrize("name", series())
def test_stream_gives_the_same_bits_however_it_is_cut(name, keywords, seconds):
    data, random = series()[name], np.random.default_rng(1)
    expected = outliers.adaptive.stream(**keywords)(data, seconds)

    for cuts in (np.arange(600), np.sort(random.integers(0, 601, 7))):
        assert_same_bits(cut(outliers.adaptive.stream(**keywords), data, cuts, seconds), expected)


@pytest.mark.parametrize("seconds", [times(600), None], ids=["times", "no times"])
@pytest.mark.parametrize("keywords", KEYWORDS, ids=str)
def test_many_series_at_once_give_the_bits_of_each_alone(keywords, seconds):
    matrix = np.stack(list(series().values()), axis=1)
    expected = np.stack([outliers.adaptive.stream(**keywords)(each, seconds) for each in matrix.T], axis=2)

    for repeats, cuts in ((1, [3, 40, 41]), (6, [1, 30, 333])):  # few are stepped one by one, many by NumPy
        stream = outliers.adaptive.stream(series=repeats * matrix.shape[1], **keywords)
        actual = cut(stream, np.tile(matrix, repeats), cuts, seconds)
        assert_same_bits(actual, np.tile(expected, repeats))


@pytest.mark.parametrize("keywords", KEYWORDS, ids=str)
@pytest.mark.parametrize("name", ["normal", "gaps", "season", "constant", "steps", "glitch first"])
def test_batch_form_gives_the_bits_of_the_stream(name, keywords):
    data = series()[name]

    analysis = outliers.adaptive.analyze(data, nan="omit", times=times(600), **keywords)

    results = outliers.adaptive.stream(**keywords)(data, times(600))
    outside = (data < results[2]) | (data > results[3])
    assert_same_bits(np.array(analysis[2:5]), results[1:])
    assert analysis.positions.tolist() == (outside & np.isfinite(data)).nonzero()[0].tolist()
    if not {"low", "high"} & set(keywords):
        assert_same_bits(analysis.scores, results[0])


@pytest.mark.parametrize("count", [3, 60])
def test_matrix_and_many_give_the_positions_of_each_alone(count):
    matrix = np.resize(np.stack([series()[name] for name in ("normal", "season", "steps")]), (count, 600))
    alone = [outliers.adaptive(row, threshold=1) for row in matrix]

    rows, columns = outliers.adaptive(matrix, threshold=1)
    assert sum(each.size for each in alone) > 20
    assert (rows == np.repeat(np.arange(count), [each.size for each in alone])).all()
    assert (columns == np.concatenate(alone)).all()
    positions, counts = outliers.adaptive.many(list(matrix), threshold=1)
    assert (positions == columns).all() and counts.tolist() == [each.size for each in alone]


@pytest.mark.parametrize("keywords", KEYWORDS, ids=str)
@pytest.mark.parametrize("name", series())
def test_flagged_values_are_those_outside_the_bounds_and_above_the_threshold(name, keywords):
    data = series()[name]
    scores, expected, lower, upper = outliers.adaptive.stream(**keywords)(data, times(600))

    outside = (data < lower) | (data > upper)
    assert (scores[np.isfinite(data)] >= 0).all() and (scores[:50][np.isfinite(data[:50])] == 0).all()
    if not {"low", "high"} & set(keywords):
        np.testing.assert_array_equal(outside & np.isfinite(data), scores > keywords.get("threshold", 3.1))
    if keywords.get("direction") == "up":
        assert (lower == -np.inf).all() and (data[outside] > expected[outside]).all()
    if keywords.get("direction") == "down":
        assert (upper == np.inf).all() and (data[outside] < expected[outside]).all()


def test_later_values_change_nothing():
    data = series()["season"]
    whole = outliers.adaptive.stream()(data, times(600))

    for end in (1, 51, 300, 599):
        assert_same_bits(outliers.adaptive.stream()(data[:end], times(end)), whole[:, :end])


@pytest.mark.parametrize("scale, offset", [(8.0, 0.0), (3.7, 0.0), (1e-6, 0.0), (1e9, 0.0), (2.0, 64.0)])
def test_positions_do_not_depend_on_the_unit(scale, offset):
    data = np.round(2000 * series()["season"]) / 1024  # so that the sums are exact, or nearly so
    data[[300, 450]] += 3
    expected = outliers.adaptive(data, times=times(600), threshold=2)

    assert {300, 450} <= set(expected.tolist())
    assert outliers.adaptive(scale * data + offset, times=times(600), threshold=2).tolist() == expected.tolist()


def test_spike_and_shift_in_a_weekly_season_are_found():
    hours = np.arange(168 * 12 * 4) / 12
    weekdays = hours % 168 < 120
    data = 10 + 5 * np.sin(hours * np.pi / 12) * weekdays + np.random.default_rng(8).normal(size=hours.size) / 4
    spike, shift = 12 * 570, 12 * 620  # in the last week, in a trough and on a weekend
    data[spike] += 4
    data[shift : shift + 60] += 2

    found = outliers.adaptive(data, times=hours * HOUR, memory=1000)

    assert spike in found and ((found >= shift) & (found < shift + 10)).any()
    assert (found >= 168 * 12 * 3).sum() < 30
    without = outliers.adaptive(data, memory=1000)
    assert spike not in without and not ((without >= shift) & (without < shift + 10)).any()


def test_given_period_serves_as_a_season():
    data = 5 * np.sin(np.arange(2000) * np.pi / 10) + np.random.default_rng(9).normal(size=2000) / 10
    data[1515] += 3  # in a trough

    assert 1515 in outliers.adaptive(data, period=20, memory=200)
    assert 1515 not in outliers.adaptive(data, memory=200)


def test_anomaly_is_reported_at_its_start_and_not_as_long_as_it_lasts():
    data = np.random.default_rng(10).normal(size=3000)
    data[2000:] += 20

    found = outliers.adaptive(data)

    assert 2000 in found and ((found >= 2000) & (found < 2100)).sum() <= 30
    assert not (found >= 2100).any()


def test_hour_of_the_week_alone_counts():
    data = series()["season"]
    weeks = 168 * HOUR * np.random.default_rng(2).integers(0, 1000, 600)

    expected = outliers.adaptive.stream()(data, times(600))
    assert_same_bits(outliers.adaptive.stream()(data, times(600) + weeks), expected)
    assert_same_bits(outliers.adaptive.stream()(data, times(600) - 1e6 * 168 * HOUR), expected)


@pytest.mark.parametrize("count", [1, 3, 50])
@pytest.mark.parametrize("keywords", KEYWORDS, ids=str)
def test_loaded_stream_continues_to_the_same_bits(keywords, count):
    data = np.random.default_rng(2).standard_t(2, (400, count))
    data = data[:, 0] if count == 1 else data
    for at in (30, 250):
        whole, first = (outliers.adaptive.stream(series=count, **keywords) for _ in range(2))
        expected = whole(data, times(400))[:, at:]
        first(data[:at], times(at))
        state = first.save()

        assert_same_bits(outliers.adaptive.stream(state=state)(data[at:], times(400)[at:]), expected)
        assert_same_bits(
            outliers.adaptive.stream(state=state, series=count, **keywords)(data[at:], times(400)[at:]), expected
        )
        first(data[at:], times(400)[at:])
        assert first.save().tobytes() == whole.save().tobytes()


def test_state_may_be_loaded_by_another_process(tmp_path):
    data = np.random.default_rng(3).normal(size=200)
    stream = outliers.adaptive.stream()
    stream(data[:100])
    stream.save().tofile(tmp_path / "state")
    data[100:].tofile(tmp_path / "data")
    program = "import sys, numpy as np, outliers\nfiles = sys.argv[1:]\n"
    program += "stream = outliers.adaptive.stream(state=np.fromfile(files[0], np.uint8))\n"
    program += "stream(np.fromfile(files[1])).tofile(files[2])"
    files = [str(tmp_path / name) for name in ("state", "data", "out")]
    folder = Path(outliers.__file__).parents[1]

    subprocess.run([sys.executable, "-c", program, *files], check=True, cwd=str(folder))

    assert_same_bits(np.fromfile(tmp_path / "out").reshape(4, 100), stream(data[100:]))


def test_state_has_a_few_kilobytes_per_series():
    assert outliers.adaptive.stream().save().size < 6000
    assert outliers.adaptive.stream(series=100).save().size < 540000


def test_state_of_others_is_refused():
    state = outliers.adaptive.stream(window=5, series=2).save()

    with pytest.raises(ValueError, match="^window is 6, but the state was saved with 5: leave window out"):
        outliers.adaptive.stream(window=6, state=state)
    with pytest.raises(ValueError, match="^series is 3, but the state was saved with 2"):
        outliers.adaptive.stream(series=3, state=state)
    with pytest.raises(ValueError, match='state is of detector "ewma", version 1; expected "adaptive"'):
        outliers.adaptive.stream(state=outliers.ewma.stream().save())
    with pytest.raises(ValueError, match='state is of detector "adaptive", version 1; expected "ewma"'):
        outliers.ewma.stream(state=state)


def test_what_is_not_finite_is_not_flagged_and_not_learned():
    data, stream = series()["normal"], outliers.adaptive.stream()
    stream(data)
    following = outliers.adaptive.stream(state=stream.save())(data)

    scores, expected, lower, upper = stream(np.array([np.nan, np.inf, -np.inf]))

    assert np.isnan(scores).all() and (lower == -np.inf).all() and (upper == np.inf).all()
    assert (expected == following[1, 0]).all()
    assert_same_bits(stream(data), following)


@pytest.mark.parametrize("count", [1, 2])
def test_refused_values_leave_the_stream_as_it_was(count):
    stream = outliers.adaptive.stream(nan="raise", series=count)
    good = np.ones((3,) if count == 1 else (3, count))
    bad = good.copy()
    bad[2] = np.nan
    stream(good)
    before = stream.save().tobytes()

    with pytest.raises(ValueError, match="^values contain nan; expected finite values"):
        stream(bad)
    with pytest.raises(ValueError, match=r"^times\[1\] is nan; expected seconds since 1970"):
        stream(good, [0.0, np.nan, 1.0])
    assert stream.save().tobytes() == before


def test_value_of_extreme_magnitude_is_flagged_but_not_learned():
    data = series()["normal"]
    stream, other = (outliers.adaptive.stream() for _ in range(2))
    stream(data), other(data)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        score, _, lower, upper = stream(np.array([-1.7e308]))

    assert score[0] > 3.1 and lower[0] > -1.7e308
    assert_same_bits(stream(data), other(data))


def test_scale_that_changes_for_good_is_learned():
    normal = np.random.default_rng(4).normal(size=4000)
    for factor in (1e-3, 1e8):
        data = np.r_[normal, np.tile(normal * factor, 4)]
        data[19000] = 15 * factor

        found = outliers.adaptive(data, memory=2000, window=5)
        assert 19000 in found, factor


def test_probability_is_the_share_of_magnitudes_as_large():
    magnitudes = np.abs(np.random.default_rng(7).normal(size=2000))
    tail = Tail(0.0, 64, [0] * BINS, 10**9)
    for magnitude in magnitudes:
        tail.learn(magnitude, tail.find(magnitude)[0], False)

    for magnitude in (0.01, 0.3, 1.0, 1.5, 2.0):
        share = (magnitudes >= magnitude).mean()
        assert tail.probability(*tail.find(magnitude)) == pytest.approx(share, rel=0.2)
        assert tail.quantile(tail.probability(*tail.find(magnitude))) == pytest.approx(magnitude, rel=1e-9)
    assert tail.probability(*tail.find(0.0)) == 1.0
    assert tail.probability(*tail.find(10.0)) == 1 / 2001
    assert tail.quantile(1e-4) == math.inf


def test_logarithm_is_close_and_inverse():
    for chance in np.random.default_rng(0).uniform(size=200) ** 9:
        assert 0 <= minus_log10(chance) + math.log10(chance) <= 0.0862 * LOG2
        assert tenth_power(minus_log10(chance)) == pytest.approx(chance, rel=1e-12)


def test_values_in_the_bins_never_exceed_the_memory():
    parameters = {"threshold": 1, "period": 0, "direction": "both", "window": 15, "quiet": 300, "memory": 200}
    state = OneSeries(dict(parameters, series=1), None)

    state.judge(np.random.default_rng(1).normal(size=5000), None)

    counts = state.arrays()[2].sum(axis=2) / UNIT
    assert (counts > 80).all() and (counts < 200).all()


@pytest.mark.parametrize(
    "count, values, seconds, message",
    [
        (1, np.zeros((2, 2)), None, r"values has shape \(2, 2\); expected \(k,\)"),
        (2, np.zeros(2), None, r"values has shape \(2,\); expected \(k, 2\)"),
        (2, np.zeros((2, 3)), None, r"values has shape \(2, 3\); expected \(k, 2\)"),
        (1, np.zeros(2, complex), None, "dtype complex128; expected real numbers"),
        (1, np.zeros(2), np.zeros(3), r"times has shape \(3,\); expected \(2,\)"),
        (1, np.zeros(2), ["a", "b"], "times has dtype <U1; expected seconds since 1970"),
    ],
)
def test_values_and_times_of_another_shape_or_kind_are_an_error(count, values, seconds, message):
    with pytest.raises((TypeError, ValueError), match=message):
        outliers.adaptive.stream(series=count)(values, seconds)


@pytest.mark.parametrize(
    "keywords, message",
    [
        ({"window": 0}, "^window is 0; expected at least 1"),
        ({"quiet": 2.5}, "^quiet is 2.5; expected an integer"),
        ({"period": "auto"}, "^period is 'auto'; expected an integer"),
        ({"memory": 99}, "^memory is 99; expected at least 100"),
        ({"memory": 10**7}, "^memory is 10000000; expected at most 4194304"),
        ({"threshold": -1}, "^threshold is -1; expected a number >= 0"),
        ({"direction": "left"}, "^direction is 'left'; expected"),
        ({"low": 1, "high": 0}, "^low is 1 and high is 0"),
    ],
)
def test_bad_keywords_are_named(keywords, message):
    for function in (lambda **options: outliers.adaptive(np.zeros(3), **options), outliers.adaptive.stream):
        with pytest.raises((TypeError, ValueError), match=message):
            function(**keywords)


def test_short_and_empty_series_have_no_outliers():
    for data in ([], [1.0], [1, 2, 3]):
        assert outliers.adaptive(data).tolist() == []
    assert outliers.adaptive.stream()(np.empty(0)).shape == (4, 0)
    assert outliers.adaptive.stream(series=3)(np.empty((0, 3))).shape == (4, 0, 3)


def test_stream_has_the_true_signature():
    names = "threshold direction period window quiet memory nan low high series state".split()

    assert list(inspect.signature(outliers.adaptive.stream).parameters) == names
