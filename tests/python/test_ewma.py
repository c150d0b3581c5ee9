"""outliers.ewma: against pandas, and the stream against the batch form, bit for bit."""

import inspect
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import outliers

KEYWORDS = [
    {},
    {"threshold": 2, "window": 5},
    {"direction": "up", "window": 2},
    {"direction": "down", "threshold": 0.5, "window": 10},
    {"low": -0.5, "high": 1, "window": 7},
    {"low": 0, "threshold": 1.5, "window": 3},
    {"high": -1.0, "window": 4, "direction": "up"},
    {"threshold": np.inf, "high": 2.0},
    {"threshold": 0, "window": 6},
]


def series():
    random = np.random.default_rng(5)
    normal = random.normal(size=300)
    gaps = np.where(random.uniform(size=300) < 0.2, np.nan, random.standard_t(2, 300))
    gaps[[0, 50, 51, 299]] = np.inf, -np.inf, np.nan, np.inf
    huge = random.normal(size=300)
    huge[[70, 200]] = 1e90, -1e100
    return {
        "normal": normal,
        "gaps": gaps,
        "constant": np.full(100, 0.1),
        "nearly constant": np.where(np.arange(120) % 50 == 49, 0.2, 0.1),
        "integers": random.integers(-3, 3, 200).astype(float),
        "large offset": 1e6 + normal,
        "huge values": huge,
        "one": np.ones(1),
        "none": np.empty(0),
    }


def batch(data, **keywords):
    return np.array(outliers.ewma.analyze(data, nan="omit", **keywords)[1:5])


def assert_same_bits(actual, expected):
    assert actual.shape == expected.shape
    np.testing.assert_array_equal(actual, expected)  # for its message
    assert (np.signbit(actual) == np.signbit(expected))[actual == actual].all()


@pytest.mark.parametrize("window", [2, 10, 30, 500])
@pytest.mark.parametrize("name", ["normal", "gaps", "integers", "large offset"])
def test_mean_and_deviation_are_those_of_pandas(name, window):
    pandas = pytest.importorskip("pandas", reason="pandas, the reference, is not installed.")
    data = np.where(np.isfinite(series()[name]), series()[name], np.nan)
    weighted = pandas.Series(data).ewm(span=window, adjust=True, ignore_na=True)
    mean, deviation = weighted.mean().shift(1).values, weighted.std(bias=False).shift(1).values

    scores, expected, lower, upper = batch(data, window=window)

    warm = np.nancumsum(np.isfinite(data)) - np.isfinite(data) >= window
    judged = warm & np.isfinite(data)
    late = mean == mean
    np.testing.assert_allclose(expected[late], mean[late], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose((upper - lower)[judged], 6 * deviation[judged], rtol=1e-6)
    judged &= deviation > 0
    np.testing.assert_allclose(scores[judged], np.abs(data - mean)[judged] / deviation[judged], rtol=1e-6)
    assert (scores[~warm & np.isfinite(data)] == 0).all()
    assert (lower[~warm] == -np.inf).all() and (upper[~warm] == np.inf).all()


def test_expected_values_of_a_short_series():
    analysis = outliers.ewma.analyze([1.0, 3.0, 2.0, 10.0], window=3)  # weights 1, 1/2, 1/4

    np.testing.assert_allclose(analysis.expected, [1.0, 1.0, 7 / 3, (2 + 1.5 + 0.25) / 1.75], rtol=1e-15)
    mean, sums, squares = 15 / 7, 1.75, 1 + 1 / 4 + 1 / 16
    spread = (2 - mean) ** 2 + (3 - mean) ** 2 / 2 + (1 - mean) ** 2 / 4
    deviation = np.sqrt(spread / (sums - squares / sums))
    np.testing.assert_allclose(analysis.scores, [0, 0, 0, (10 - mean) / deviation], rtol=1e-14)
    assert analysis.positions.tolist() == [3]


@pytest.mark.parametrize("keywords", KEYWORDS, ids=str)
@pytest.mark.parametrize("name", series())
def test_stream_gives_the_bits_of_the_batch_form_however_it_is_cut(name, keywords):
    data, random = series()[name], np.random.default_rng(1)
    expected = batch(data, **keywords)

    for cuts in ([], np.arange(data.size), np.sort(random.integers(0, data.size + 1, 7))):
        stream = outliers.ewma.stream(**keywords)
        assert_same_bits(np.concatenate([stream(part) for part in np.split(data, cuts)], axis=1), expected)


@pytest.mark.parametrize("repeats", [1, 9], ids=["few", "many"])
@pytest.mark.parametrize("keywords", KEYWORDS, ids=str)
def test_many_series_at_once_give_the_bits_of_each_alone(keywords, repeats):
    data = [each for each in series().values() if each.size >= 100]
    matrix = np.stack([each[:100] for each in data] * repeats, axis=1)
    expected = np.stack([batch(each, **keywords) for each in matrix.T], axis=2)

    for cuts in ([], np.arange(100), [3, 40, 41]):
        stream = outliers.ewma.stream(series=matrix.shape[1], **keywords)
        assert_same_bits(np.concatenate([stream(part) for part in np.split(matrix, cuts)], axis=1), expected)


@pytest.mark.parametrize("keywords", KEYWORDS, ids=str)
def test_matrix_and_many_give_the_positions_of_each_alone(keywords):
    matrix = np.stack([each[:100] for name, each in series().items() if each.size >= 100 and name != "gaps"] * 4)
    alone = [outliers.ewma(row, **keywords) for row in matrix]

    rows, columns = outliers.ewma(matrix, **keywords)
    assert (rows == np.repeat(np.arange(len(alone)), [each.size for each in alone])).all()
    assert (columns == np.concatenate(alone)).all()
    positions, counts = outliers.ewma.many(list(matrix), **keywords)
    assert (positions == columns).all() and counts.tolist() == [each.size for each in alone]


@pytest.mark.parametrize("name", ["normal", "gaps", "nearly constant", "huge values"])
def test_flagged_values_are_those_outside_the_bounds_and_above_the_threshold(name):
    data = series()[name]
    for keywords in KEYWORDS:
        scores, _, lower, upper = outliers.ewma.stream(**keywords)(data)
        outside = (data < lower) | (data > upper)
        assert outliers.ewma(data, nan="omit", **keywords).tolist() == outside.nonzero()[0].tolist()
        if not {"low", "high"} & set(keywords):
            assert (outside == (scores > keywords.get("threshold", 3.0))).all()


@pytest.mark.parametrize("count", [1, 3, 60])
def test_loaded_stream_continues_to_the_same_bits(count):
    data = np.random.default_rng(2).standard_t(2, (200, count))
    data = data[:, 0] if count == 1 else data
    for keywords in KEYWORDS:
        whole, first = (outliers.ewma.stream(series=count, **keywords) for _ in range(2))
        expected = whole(data)[:, 90:]
        first(data[:90])

        assert_same_bits(outliers.ewma.stream(state=first.save())(data[90:]), expected)
        assert_same_bits(outliers.ewma.stream(state=first.save(), series=count, **keywords)(data[90:]), expected)
        first(data[90:])
        assert first.save().tobytes() == whole.save().tobytes()


def test_state_may_be_loaded_by_another_process(tmp_path):
    data = np.random.default_rng(3).normal(size=100)
    stream = outliers.ewma.stream(window=5)
    stream(data[:50])
    stream.save().tofile(tmp_path / "state")
    data[50:].tofile(tmp_path / "data")
    program = "import sys, numpy as np, outliers\nfiles = sys.argv[1:]\n"
    program += "stream = outliers.ewma.stream(state=np.fromfile(files[0], np.uint8))\n"
    program += "stream(np.fromfile(files[1])).tofile(files[2])"
    files = [str(tmp_path / name) for name in ("state", "data", "out")]
    folder = Path(outliers.__file__).parents[1]

    subprocess.run([sys.executable, "-c", program, *files], check=True, cwd=str(folder))

    assert_same_bits(np.fromfile(tmp_path / "out").reshape(4, 50), stream(data[50:]))


def test_state_of_other_keywords_is_refused():
    state = outliers.ewma.stream(window=5, series=2).save()

    with pytest.raises(ValueError, match="^window is 6, but the state was saved with 5: leave window out"):
        outliers.ewma.stream(window=6, state=state)
    with pytest.raises(ValueError, match="^series is 3, but the state was saved with 2"):
        outliers.ewma.stream(series=3, state=state)


def test_what_is_not_finite_changes_nothing_and_is_not_flagged():
    normal, stream = series()["normal"], outliers.ewma.stream()
    stream(normal)
    before = stream.save().tobytes()

    scores, expected, lower, upper = stream(np.array([np.nan, np.inf, -np.inf]))

    assert np.isnan(scores).all() and (lower == -np.inf).all() and (upper == np.inf).all()
    np.testing.assert_allclose(expected, outliers.ewma.analyze(np.append(normal, 0)).expected[-1], rtol=0)
    assert stream.save().tobytes() == before


@pytest.mark.parametrize("count", [1, 2, 60])
def test_refused_values_leave_the_stream_as_it_was(count):
    stream = outliers.ewma.stream(nan="raise", series=count)
    shape = (3,) if count == 1 else (3, count)
    stream(np.ones(shape))
    before = stream.save().tobytes()
    bad = np.ones(shape)
    bad[2] = np.nan

    with pytest.raises(ValueError, match="^values contain nan; expected finite values"):
        stream(bad)
    assert stream.save().tobytes() == before


@pytest.mark.parametrize("count", [1, 2, 60])
@pytest.mark.parametrize("sentinel", [1e200, -np.finfo(float).max])
def test_value_of_extreme_magnitude_is_flagged_but_not_learned(sentinel, count):
    data = np.random.default_rng(4).normal(size=(60, count))
    data[40] = sentinel
    data = data[:, 0] if count == 1 else data
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scores, _, lower, upper = outliers.ewma.stream(series=count)(data)

    outside = (data < lower) | (data > upper)
    assert outside[40].all() and (scores[40] > 1e100).all()
    rest = np.delete(scores, 40, axis=0)
    assert_same_bits(rest, outliers.ewma.stream(series=count)(np.delete(data, 40, axis=0))[0])


@pytest.mark.parametrize(
    "count, values, message",
    [
        (1, np.zeros((2, 2)), r"values has shape \(2, 2\); expected \(k,\)"),
        (2, np.zeros(2), r"values has shape \(2,\); expected \(k, 2\)"),
        (2, np.zeros((2, 3)), r"values has shape \(2, 3\); expected \(k, 2\)"),
        (1, np.zeros(2, complex), "dtype complex128; expected real numbers"),
    ],
)
def test_values_of_another_shape_or_kind_are_an_error(count, values, message):
    with pytest.raises((TypeError, ValueError), match=message):
        outliers.ewma.stream(series=count)(values)


@pytest.mark.parametrize("dtype", [np.float32, np.int8, np.int64, ">f8"])
def test_stream_takes_each_dtype(dtype):
    data = np.random.default_rng(6).integers(-100, 100, 80).astype(dtype)

    assert_same_bits(outliers.ewma.stream(window=5)(data), batch(data.astype(float), window=5))


@pytest.mark.parametrize(
    "keywords, message",
    [
        ({"window": 1}, "^window is 1; expected at least 2"),
        ({"window": 2.5}, "^window is 2.5; expected an integer"),
        ({"threshold": -1}, "^threshold is -1; expected a number >= 0"),
        ({"direction": "left"}, "^direction is 'left'; expected"),
        ({"low": 1, "high": 0}, "^low is 1 and high is 0"),
    ],
)
def test_bad_keywords_are_named(keywords, message):
    for function in (lambda **options: outliers.ewma(np.zeros(3), **options), outliers.ewma.stream):
        with pytest.raises((TypeError, ValueError), match=message):
            function(**keywords)


@pytest.mark.parametrize("count", [1, 2, 60])
def test_call_without_values_changes_nothing(count):
    stream = outliers.ewma.stream(series=count)
    before = stream.save().tobytes()
    shape = (0,) if count == 1 else (0, count)

    assert stream(np.empty(shape)).shape == (4,) + shape
    assert stream.save().tobytes() == before


def test_stream_of_no_series_is_an_error():
    with pytest.raises(ValueError, match="^series is 0; expected at least 1"):
        outliers.ewma.stream(series=0)


def test_stream_has_the_true_signature():
    names = list(inspect.signature(outliers.ewma.stream).parameters)

    assert names == ["threshold", "direction", "window", "nan", "low", "high", "series", "state"]
