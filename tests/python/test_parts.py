"""outliers.parts: series judged in parts, against the same series judged whole."""

from fractions import Fraction

import numpy as np
import pytest

import outliers
from outliers import parts
from outliers.parts import averages, levels, quantiles

METHODS = list(parts.METHODS)


def in_parts(pieces, method, **keywords):
    """Return positions, scores, expected values and bounds of what is flagged, as .NET puts them together."""
    for each in pieces:
        each.flags.writeable = False
    summaries = np.stack([parts.summarize(each, method=method, **keywords) for each in pieces])
    fits = parts.combine(summaries, method=method, **keywords)
    judged, begin = [], 0
    for each, fit in zip(pieces, fits):
        found = parts.judge(each, fit, method=method, **keywords)
        assert found.dtype == np.float64 and found.shape[0] == 5
        assert ((0 <= found[0]) & (found[0] < each.size)).all()
        found[0] += begin
        begin += each.size
        judged.append(found)
    return np.hstack(judged)


def whole(data, method, **keywords):
    analysis = getattr(outliers, method).analyze(data, **keywords)
    return np.array([analysis.positions] + [each[analysis.positions] for each in analysis[1:5]])


def series(seed, size=1200):
    """Return values with heavy tails, gaps and level shifts."""
    random = np.random.default_rng(seed)
    data = random.standard_t(2, size)
    data[random.random(size) < 0.05] = np.nan
    for at in random.integers(0, size, 3):
        data[at:] += random.choice([-9, 9])
    return data


def cut(data, seed, count=6):
    """Cut a series into parts of any lengths, of which some are empty, short, and without a finite value."""
    random = np.random.default_rng(seed)
    ends = random.integers(0, data.size + 1, count - 1)
    ends[0] = min(ends[1] + random.integers(0, 3), data.size)
    data = data.copy()
    data[ends[2] : ends[2] + 7] = np.nan
    return data, np.split(data, np.sort(np.append(ends, (ends[2], min(ends[2] + 7, data.size)))))


OPTIONS = [{}, {"direction": "up"}, {"direction": "down", "threshold": 2}, {"low": -8.0, "high": 12.5}]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("unit", [1.0, 2.0**900, 2.0**-980])
@pytest.mark.parametrize("method", METHODS)
def test_one_part_is_judged_as_the_whole_to_the_bit(method, unit, options):
    options = {name: value * unit if name in ("low", "high") else value for name, value in options.items()}
    flagged = 0
    for seed in range(4):
        data = series(seed) * unit
        expected = whole(data, method, nan="omit", **options)
        np.testing.assert_array_equal(in_parts([data], method, nan="omit", **options), expected)
        flagged += expected.shape[1]
    assert flagged


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("method", METHODS)
def test_parts_with_few_values_are_judged_as_the_whole(method, options):
    for seed in range(15):
        data, pieces = cut(series(seed) if seed % 3 else np.round(series(seed)), seed)

        expected = whole(data, method, nan="omit", **options)
        found = in_parts(pieces, method, nan="omit", **options)

        if method in ("mad", "iqr", "shift"):
            np.testing.assert_array_equal(found, expected)
        else:  # their sums are rounded in another order
            np.testing.assert_array_equal(found[0], expected[0])
            np.testing.assert_allclose(found[1:], expected[1:], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_parts_of_different_magnitude_have_one_unit(method):
    data = series(1, 900)
    data[300:600] *= 2.0**-1000
    data[600:] *= 2.0**900

    found = in_parts(np.split(data, [300, 600]), method, nan="omit")

    expected = whole(data, method, nan="omit")
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_allclose(found[1:], expected[1:], rtol=1e-12)
    assert expected.shape[1]


@pytest.mark.parametrize("method", METHODS)
def test_same_parts_give_the_same_bits(method):
    _, pieces = cut(series(4), 4)

    first, second = (in_parts(pieces, method, nan="omit").tobytes() for _ in range(2))

    assert first == second


@pytest.mark.parametrize("pieces", [[[]], [[], []], [[np.nan], [], [np.inf, np.nan]]])
@pytest.mark.parametrize("method", METHODS)
def test_series_without_values_have_no_outliers(method, pieces):
    assert in_parts([np.array(each) for each in pieces], method, nan="omit").shape == (5, 0)


@pytest.mark.parametrize("method", METHODS)
def test_value_that_is_not_finite_is_named_by_its_position_in_the_part(method):
    with pytest.raises(ValueError, match=r"^data\[2\] is nan; expected finite values"):
        parts.summarize(np.array([1.0, 2, np.nan]), method=method)


@pytest.mark.parametrize("method", METHODS)
def test_wrong_keywords_are_the_errors_of_the_detector(method):
    for wrong in ({"threshold": -1}, {"treshold": 3}, {"direction": "left"}):
        with pytest.raises((TypeError, ValueError)) as expected:
            getattr(outliers, method)(np.zeros(1), **wrong)
        with pytest.raises(expected.type) as error:
            parts.can_split(method=method, **wrong)
        assert str(error.value) == str(expected.value)


@pytest.mark.parametrize(
    "method, keywords, expected",
    [
        *((method, {"threshold": 4, "nan": "omit"}, 1) for method in METHODS),
        *((method, {"max_outliers": 0.05}, 0) for method in METHODS),
        *((method, {}, 0) for method in outliers.DETECTORS if method not in METHODS),
        ("shift", {"period": 24}, 0),
        ("shift", {"period": "auto"}, 0),
        ("shift", {"window": 1000}, 1),
        ("shift", {"window": 1001}, 0),
        ("ewma", {"window": 10**6}, 1),
        ("mydetector", {"any": 1}, 0),
    ],
)
def test_methods_that_can_split(method, keywords, expected):
    assert parts.can_split(method=method, **keywords).tolist() == [expected]


def test_method_that_cannot_split_is_an_error():
    with pytest.raises(ValueError, match="^method is 'esd'; expected one of sigma, mad, iqr, shift, ewma: judge"):
        parts.summarize(np.zeros(3), method="esd")


def test_moments_of_badly_conditioned_data_are_those_of_exact_arithmetic():
    random, size = np.random.default_rng(5), 400
    data = random.normal(1e9, 1e-3, size)
    exact = [Fraction(value) for value in data.tolist()]
    mean = sum(exact) / size
    deviation = float(sum((value - mean) ** 2 for value in exact) / size) ** 0.5
    for _ in range(1000):
        pieces = np.split(data, np.sort(random.integers(0, size + 1, random.integers(0, 9))))
        summaries = np.stack([parts.summarize(each, method="sigma") for each in pieces])

        found = parts.combine(summaries, method="sigma")[0, 1:]

        assert abs(Fraction(found[0]) - mean) <= 8 * 2.0**-53 * 1e9
        assert abs(found[1] / deviation - 1) < 1e-7  # it is 1e-8 for u * mean / deviation squared


# Data that are unkind to summaries, each in parts of unequal lengths.
RANDOM = np.random.default_rng(6)
UNKIND = {
    "sorted": np.arange(3000.0),
    "reversed": -np.arange(3000.0),
    "duplicates": RANDOM.integers(0, 5, 3000) * 1.0,
    "half of them equal": np.where(RANDOM.random(3000) < 0.49, 1.0, RANDOM.standard_cauchy(3000)),
    "heavy tails": RANDOM.standard_cauchy(3000) ** 3,
    "alternating": np.where(np.arange(3000) % 2, 1.0, -1.0) * np.arange(3000),
}
CUTS = [[1, 2, 3, 1500], [17, 33, 50, 2999], list(range(31, 3000, 31)), [1500], list(range(0, 40))]


def ranks_off(values, value, rank):
    """Return by how many ranks a value is off; it has those of all values that equal it."""
    values = np.sort(values)
    return max(values.searchsorted(value) - rank, rank - (values.searchsorted(value, "right") - 1), 0)


@pytest.mark.parametrize("cuts", CUTS)
@pytest.mark.parametrize("data", list(UNKIND))
def test_quantiles_are_within_the_bound(data, cuts, monkeypatch):
    monkeypatch.setattr(quantiles, "KEPT", 16)
    data = UNKIND[data]
    pieces = np.split(data, cuts)
    summaries = np.concatenate([quantiles.summarize(each)[0] for each in pieces])
    counts = np.array([each.size for each in pieces])
    weights = quantiles.weights_of(counts).ravel()
    assert weights.sum() == data.size
    bound = sum(-(-each.size // 16) // 2 for each in pieces)
    assert bound <= data.size / 32 + (counts > 16).sum() / 2

    values = quantiles.Sorted(summaries[weights > 0], weights[weights > 0])
    center = values.median()
    off = [ranks_off(data, values.at(rank), rank) for rank in range(0, data.size, 7)]
    distances = quantiles.Sorted(np.abs(values.values - center), np.diff(values.ends, prepend=0))
    far_off = [ranks_off(np.abs(data - center), distances.at(rank), rank) for rank in range(0, data.size, 7)]

    assert max(off) <= bound
    assert max(far_off) <= 2 * bound
    if len(cuts) == 1:
        assert max(max(off), max(far_off)) > 0  # something has been left out


@pytest.mark.parametrize("cuts", CUTS)
def test_sorted_parts_reach_the_bound_for_quartiles(cuts, monkeypatch):
    monkeypatch.setattr(quantiles, "KEPT", 16)
    data = UNKIND["sorted"]
    pieces = np.split(data, cuts)
    bound = sum(-(-each.size // 16) // 2 for each in pieces)
    for method, rows in (("iqr", (0.5, 0.25, 0.75)), ("mad", (0.5,))):
        summaries = np.stack([parts.summarize(each, method=method) for each in pieces])

        found = parts.combine(summaries, method=method)[0, 1:]

        for value, share in zip(found, rows):
            assert abs(value - share * (data.size - 1)) <= bound
    assert abs(found[1] * 0.6745 - (data.size - 1) / 4) <= 2 * bound + 1


def test_mean_deviation_takes_the_place_of_a_median_deviation_of_zero(monkeypatch):
    monkeypatch.setattr(quantiles, "KEPT", 16)
    data = np.where(RANDOM.random(3000) < 0.7, 5.0, RANDOM.standard_cauchy(3000) * 100)

    found = in_parts(np.split(data, [700, 1900]), "mad")

    expected = whole(data, "mad")
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_allclose(found[1:], expected[1:], rtol=1e-12)
    assert expected.shape[1]


def steps(size, *places, noise=1.0):
    data = np.random.default_rng(size).normal(scale=noise, size=size)
    for index, at in enumerate(places):
        data[at:] += (-10, 10)[index % 2]
    return data


@pytest.mark.parametrize("window", [1, 3, 10])
def test_shift_near_a_border_is_reported_once(window):
    data = steps(300, 150)
    expected = whole(data, "shift", window=window, threshold=4.0)
    for border in range(120, 180):
        np.testing.assert_array_equal(
            in_parts(np.split(data, [border]), "shift", window=window, threshold=4.0), expected
        )
        pieces = np.split(data, range(border, border + 9, 2))  # shorter than a window
        np.testing.assert_array_equal(in_parts(pieces, "shift", window=window, threshold=4.0), expected)
    assert 150 in expected[0]


@pytest.mark.parametrize("noise", [0.0, 0.01])
def test_scale_of_differences_is_within_the_bound(noise, monkeypatch):
    monkeypatch.setattr(quantiles, "KEPT", 64)
    data = steps(5000, 1000, 2490, 4985, noise=noise)
    data[3000:3003] += 2.0  # too short to be a shift, but its differences are not 0

    found = in_parts(np.split(data, [995, 1001, 2500, 4200, 4990]), "shift")

    expected = whole(data, "shift")
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_allclose(found[1:], expected[1:], rtol=0.05)
    assert {1000, 2490, 4985} <= set(expected[0].tolist())


def test_scale_without_the_largest_step_is_exact_if_others_are_equal(monkeypatch):
    monkeypatch.setattr(quantiles, "KEPT", 64)
    data = np.repeat([1.0, 2.0, 7.0, 5.0], 500)
    for cuts in ([1000], [995, 1003], [900, 1100], [300, 999, 1600]):
        found = in_parts(np.split(data, cuts), "shift")

        np.testing.assert_allclose(found, whole(data, "shift"), rtol=1e-12)
    assert in_parts(np.split(np.repeat([1.0, 2.0], 900), [899]), "shift")[:2].tolist() == [[900], [np.inf]]


@pytest.mark.parametrize("cuts", [[1000], [950, 1050], [950, 980, 990, 1100], [700], [1290], list(range(950, 1000, 3))])
def test_longer_run_than_neighbours_are_known_for_is_reported_once(cuts, monkeypatch):
    monkeypatch.setattr(levels, "LONGEST_RUN", 60)
    data = np.random.default_rng(8).normal(scale=0.1, size=2000)
    data[900:1200] += np.arange(300)  # a ramp: one run of about 310 differences
    data[1200:] += 300

    found = in_parts(np.split(data, cuts), "shift")

    assert found.shape == (5, 1)
    assert 890 <= found[0, 0] < 1210
    if cuts in ([700], [1290]):  # the run crosses no border
        np.testing.assert_array_equal(found, whole(data, "shift"))


@pytest.mark.parametrize("window", [2, 5, 30, 1000, 10**17])
def test_ewma_goes_on_where_the_part_before_has_ended(window):
    data = np.random.default_rng(9).normal(size=6000)
    data[::501] += 30
    data[2900] = 1e12  # hides outliers for some hundred values, in the next part too
    for cuts in ([3000], [2900, 2901, 3500], list(range(100, 6000, 100))):
        found = in_parts(np.split(data, cuts), "ewma", window=window)

        expected = whole(data, "ewma", window=window)
        np.testing.assert_array_equal(found[0], expected[0])
        np.testing.assert_allclose(found[1:], expected[1:], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("window", [5, 30])
def test_long_parts_give_the_bits_of_the_whole_ewma(window):
    data = np.round(np.random.default_rng(11).normal(20, 0.2, 24_000), 1)  # its mean comes to rest between two floats
    data[::501] += 5

    found = in_parts(np.split(data, 3), "ewma", window=window)

    np.testing.assert_array_equal(found, whole(data, "ewma", window=window))
    assert found.shape[1] > 40


@pytest.mark.parametrize("window", [2, 5, 30])
def test_ewma_begins_with_the_same_bits_if_all_of_a_part_is_learned(window, monkeypatch):
    data = np.random.default_rng(10).normal(size=60_000)
    data[:100] = 2.0**400
    shortened = parts.summarize(data, method="ewma", window=window)

    monkeypatch.setattr(averages, "FORGOTTEN", 1e9)
    np.testing.assert_array_equal(parts.summarize(data, method="ewma", window=window), shortened)
