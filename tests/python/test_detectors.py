"""What all detectors promise, on generated series: bounds, scores and positions agree, whatever the unit."""

import inspect
import warnings

import numpy as np
import pytest

import outliers
from outliers.analysis import around
from outliers.detector import detector

POINTWISE = ["sigma", "mad", "iqr", "esd"]  # the order of the values does not matter to them

each = pytest.mark.parametrize("name", list(outliers.DETECTORS))
each_pointwise = pytest.mark.parametrize("name", POINTWISE)
each_direction = pytest.mark.parametrize("direction", ["both", "up", "down"])


def series(seed, count=120):
    """Series of many kinds: heavy tails, ties, seasons, trends, far from 0, few values, extreme magnitudes."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        size = int(random.choice([1, 2, 3, 4, 5, 8, 13, 30, 31, 97, 200]))
        at = np.arange(size)
        kinds = [
            lambda: random.standard_t(2, size),
            lambda: random.standard_normal(size),
            lambda: np.full(size, random.standard_normal()),
            lambda: np.round(random.standard_t(2, size)),
            lambda: np.where(random.uniform(size=size) < 0.05, 50.0, 0.1),
            lambda: random.standard_t(2, size) + 1e8,
            lambda: np.sin(at * 0.7) + 0.1 * random.standard_t(2, size),
            lambda: at * 0.3 + random.standard_t(2, size),
            lambda: random.standard_t(3, size) * random.choice([1e-310, 1e-300, 1e-160, 1e160, 1e300]),
            lambda: random.standard_t(3, size) * 10.0 ** random.integers(-200, 200, size),
        ]
        yield kinds[random.integers(len(kinds))]()


def takes(detect, **keywords):
    """Return those of the keywords that the detector has."""
    names = inspect.signature(detect).parameters
    return {name: value for name, value in keywords.items() if name in names}


def outside(data, analysis):
    with np.errstate(invalid="ignore"):
        return ((data < analysis.lower) | (data > analysis.upper)).nonzero()[0].tolist()


def default_threshold(detect):
    threshold = inspect.signature(detect).parameters.get("threshold")
    return 1.0 if threshold is None else threshold.default


@each
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "keywords",
    [
        {},
        {"direction": "up"},
        {"direction": "down"},
        {"threshold": 0.5},
        {"threshold": 0},
        {"threshold": np.inf},
        {"max_outliers": 1},
        {"max_outliers": 0},
        {"max_outliers": 0.05, "direction": "up"},
        {"low": -1, "high": 1.5},
        {"low": 0.0, "direction": "down", "max_outliers": 2},
        {"low": 1, "high": 1},
    ],
)
def test_flagged_are_exactly_the_values_outside_their_bounds(name, seed, keywords):
    detect = getattr(outliers, name)
    keywords = takes(detect, **keywords)
    for data in series(seed):
        analysis = detect.analyze(data, **keywords)
        assert outside(data, analysis) == analysis.positions.tolist() == detect(data, **keywords).tolist()
        np.testing.assert_array_equal(analysis.scores, detect.score(data, **keywords))
        for entry in analysis[1:5]:
            assert entry.shape == data.shape and entry.dtype == np.float64
        assert (analysis.scores >= 0).all() and not np.isnan(analysis[3:5]).any()
        unknown = np.isnan(analysis.expected)
        assert not unknown.any() or keywords or np.isinf(np.array(analysis[3:5])[:, unknown]).all()
        assert (analysis.lower <= analysis.upper).all()


@each
@each_direction
@pytest.mark.parametrize("threshold", [None, 0.3, 1.7])
def test_flagged_are_exactly_the_values_with_a_score_above_the_threshold(name, direction, threshold):
    detect = getattr(outliers, name)
    threshold = default_threshold(detect) if threshold is None else threshold
    keywords = takes(detect, threshold=threshold, direction=direction)
    limit = keywords.get("threshold", 1.0)
    for data in series(11):
        analysis = detect.analyze(data, **keywords)
        assert (analysis.scores > limit).nonzero()[0].tolist() == analysis.positions.tolist()


@each
def test_one_direction_flags_no_value_in_the_other(name):
    detect = getattr(outliers, name)
    if "direction" not in inspect.signature(detect).parameters:
        pytest.skip(f"{name} has no direction.")
    for data in series(5):
        up, down = detect.analyze(data, direction="up"), detect.analyze(data, direction="down")
        assert (up.lower == -np.inf).all() and (down.upper == np.inf).all()
        assert (data[up.positions] >= up.expected[up.positions]).all()
        assert (data[down.positions] <= down.expected[down.positions]).all()


@each_pointwise
def test_down_mirrors_up(name):
    detect = getattr(outliers, name)
    for data in series(6):
        up, down = detect.analyze(data, direction="up"), detect.analyze(-data, direction="down")
        assert up.positions.tolist() == down.positions.tolist()
        np.testing.assert_allclose(up.upper, -down.lower, rtol=1e-12)


@each
@pytest.mark.parametrize("most", [0, 1, 3, 0.0, 0.02, 0.1, 1.0])
def test_at_most_max_outliers_are_flagged_and_the_strongest_kept(name, most):
    detect = getattr(outliers, name)
    if "max_outliers" not in inspect.signature(detect).parameters:
        pytest.skip(f"{name} has no max_outliers.")
    for data in series(7):
        allowed = most if isinstance(most, int) else max(most > 0, int(most * data.size + 1e-9))
        kept = detect(data, max_outliers=most)
        assert kept.size <= allowed
        if name == "esd":  # there it limits the tests
            continue
        everything, scores = detect(data), detect.score(data)
        assert kept.size == min(allowed, everything.size) and set(kept) <= set(everything)
        dropped = np.setdiff1d(everything, kept)
        assert not dropped.size or not kept.size or scores[kept].min() >= scores[dropped].max()


@each
@each_direction
def test_bounds_and_expected_values_do_not_go_past_the_limits(name, direction):
    detect = getattr(outliers, name)
    if "low" not in inspect.signature(detect).parameters:
        pytest.skip(f"{name} has no limits.")
    keywords = takes(detect, direction=direction)
    for data in series(8):
        analysis = detect.analyze(data, low=-0.5, high=2, **keywords)
        for entry in analysis[2:5]:
            assert not (entry < -0.5).any() and not (entry > 2).any()
        assert {*detect(data, **keywords)} <= {*analysis.positions}


@each
@pytest.mark.parametrize("factor, offset", [(2.0**-40, 0), (2.0**300, 0), (1e-3, 0), (1, 1e3), (7e5, -3e6)])
def test_positions_do_not_depend_on_unit_or_offset(name, factor, offset):
    detect = getattr(outliers, name)
    random = np.random.default_rng(12)
    for size in (20, 100, 365):
        data = random.standard_normal(size) + np.sin(np.arange(size) / 3)
        data[size // 2] += 12
        analysis, moved = detect.analyze(data), detect.analyze(factor * data + offset)
        assert moved.positions.tolist() == analysis.positions.tolist()
        np.testing.assert_allclose(moved.scores, analysis.scores, rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(moved.expected, factor * analysis.expected + offset, rtol=1e-6, atol=1e-6 * factor)


@each
@pytest.mark.parametrize("value", [0.0, 0.1, -1e300, 5e-324, 7])
@pytest.mark.parametrize("size", [0, 1, 2, 3, 10, 100, 333, 1000])
def test_equal_values_have_no_outliers(name, size, value):
    detect, data = getattr(outliers, name), np.full(size, value)

    analysis = detect.analyze(data)
    assert detect(data).dtype == analysis.positions.dtype == np.int64
    assert detect(data).size == analysis.positions.size == 0
    known = ~np.isnan(analysis.expected)
    np.testing.assert_allclose(analysis.expected[known], data[known])


@each
@pytest.mark.parametrize("dtype", ["f2", "f4", ">f8", "i1", "u2", "i8", "g"])
def test_each_real_dtype_is_accepted(name, dtype):
    detect = getattr(outliers, name)
    data = np.random.default_rng(3).integers(0, 100, 60).astype(dtype)
    data[17] = 127

    analysis = detect.analyze(data)
    assert outside(data.astype(float), analysis) == detect(data).tolist()
    if name != "sigma":  # it judges data in their own precision
        assert detect(data).tolist() == detect(data.astype(float)).tolist()
        np.testing.assert_array_equal(analysis.scores, detect.score(data.astype(float)))


@each
def test_lists_strides_and_masked_arrays_are_accepted(name):
    detect, data = getattr(outliers, name), np.random.default_rng(4).standard_t(2, 90)

    for same in (data.tolist(), tuple(data), np.repeat(data, 3)[::3], np.ma.array(data)):
        assert detect(same).tolist() == detect(data).tolist()


@each
def test_values_that_are_not_finite_are_an_error_that_names_the_first(name):
    detect, data = getattr(outliers, name), np.zeros(30)
    data[[11, 12]] = np.inf, np.nan

    for function in (detect, detect.score, detect.analyze):
        with pytest.raises(ValueError, match=r'^data\[11\] is inf; expected finite values: .* nan="omit"'):
            function(data)
    with pytest.raises(ValueError, match=r"^data\[1, 11\] is inf;"):
        detect(np.array([np.zeros(30), data]))
    with pytest.raises(ValueError, match=r"^data\[11\] is inf;") as raised:
        detect.many([np.zeros(30), [], data, data])
    assert raised.value.array_index == 2


@pytest.mark.skipif(np.finfo(np.longdouble).max == np.finfo(float).max, reason="A long double is a float64 here.")
@pytest.mark.parametrize("name", [name for name in outliers.DETECTORS if name != "sigma"])
def test_long_double_beyond_float64_counts_as_not_finite(name):
    detect, data = getattr(outliers, name), np.zeros(30, np.longdouble)
    data[11] = np.longdouble("1e400")

    with pytest.raises(ValueError, match=r"^data\[11\] is (inf|1e\+400); expected finite values"):
        detect(data)
    assert detect(data, nan="omit").size == 0
    with pytest.raises(ValueError, match=r"^data\[1, 11\] is (inf|1e\+400); expected finite values"):
        detect(np.array([np.zeros(30), data]))


@each
def test_omitted_values_have_no_score_and_no_bounds(name):
    detect = getattr(outliers, name)
    for data in series(9):
        gaps = np.random.default_rng(data.size).uniform(size=data.size) < 0.2
        data[gaps] = np.random.default_rng(1).choice([np.nan, np.inf, -np.inf], np.count_nonzero(gaps))
        analysis = detect.analyze(data, nan="omit")
        assert detect(data, nan="omit").tolist() == analysis.positions.tolist() == outside(data, analysis)
        np.testing.assert_array_equal(np.isnan(analysis.scores), gaps)
        assert (analysis.lower[gaps] == -np.inf).all() and (analysis.upper[gaps] == np.inf).all()


@each_pointwise
@each_direction
def test_omitted_values_do_not_affect_the_others(name, direction):
    detect = getattr(outliers, name)
    for data in series(10):
        full = np.insert(data, [0, data.size // 2, data.size], np.nan)
        kept = np.isfinite(full).nonzero()[0]
        analysis = detect.analyze(data, direction=direction)
        with_gaps = detect.analyze(full, direction=direction, nan="omit")
        assert with_gaps.positions.tolist() == kept[analysis.positions].tolist()
        for entry, same in zip(with_gaps[1:5], analysis[1:5]):
            np.testing.assert_array_equal(entry[kept], same)


@each
@pytest.mark.parametrize("size", [1, 2, 7, 100, 501])
@pytest.mark.parametrize("keywords", [{}, {"direction": "up"}, {"max_outliers": 2}, {"low": -1}, {"nan": "omit"}])
def test_rows_and_many_arrays_give_what_each_gives_alone(name, size, keywords):
    detect = getattr(outliers, name)
    keywords = takes(detect, **keywords)
    random = np.random.default_rng(size)
    matrix = random.standard_t(2, (23, size)) * 10.0 ** random.integers(-300, 300, (23, 1))
    matrix[::5] = np.round(random.standard_t(2, (5, size)))
    matrix[3] = 4.0
    if keywords.get("nan"):
        matrix[4] = matrix[7, 0] = np.nan

    alone = [detect(row, **keywords).tolist() for row in matrix]
    rows, columns = detect(matrix, **keywords)
    assert rows.dtype == columns.dtype == np.int64
    assert [columns[rows == row].tolist() for row in range(23)] == alone
    positions, counts = detect.many(list(matrix), **keywords)
    assert positions.dtype == counts.dtype == np.int64
    assert [part.tolist() for part in np.split(positions, counts.cumsum()[:-1])] == alone


@each
def test_many_arrays_of_any_length_and_dtype(name):
    detect = getattr(outliers, name)
    arrays = [each.clip(-1e4, 1e4) for each in series(13)] + [[], [1, 2, 3], np.arange(60)[::3]]
    arrays += [np.random.default_rng(1).integers(0, 9, 30).astype(dtype) for dtype in ("i4", "u1", "f4", ">f8")]

    positions, counts = detect.many(arrays)

    found = [part.tolist() for part in np.split(positions, counts.cumsum()[:-1])]
    assert found == [detect(data).tolist() for data in arrays]


@each
def test_nothing_has_no_outliers(name):
    detect = getattr(outliers, name)

    assert detect.score([]).shape == (0,)
    assert [part.size for part in detect.many([])] == [0, 0]
    for shape in ((0, 5), (5, 0), (0, 0)):
        assert [part.tolist() for part in detect(np.empty(shape))] == [[], []]


@each
def test_nothing_warns_and_nothing_is_written(name):
    detect = getattr(outliers, name)
    for data in series(14):
        before = data.copy()
        data.flags.writeable = False
        with warnings.catch_warnings(), np.errstate(all="raise"):
            warnings.simplefilter("error")
            detect(data), detect.analyze(data), detect(data[np.newaxis]), detect.many([data] * 9)
        np.testing.assert_array_equal(data, before)


@pytest.mark.parametrize("keywords", [{}, {"max_outliers": 1}, {"low": 0.5}])
def test_method_is_applied_once(keywords):
    calls = []

    @detector()
    def own(data, *, threshold=1.0, max_outliers=None, low=None):
        calls.append(data)
        return around(np.zeros(1), np.ones(1), scores=np.abs(data))

    own(np.array([0.0, 3.0]), **keywords)
    assert len(calls) == 1
