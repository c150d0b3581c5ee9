"""The result does not depend on the unit: data times a power of two give the same positions, for all exponents."""

import warnings

import numpy as np
import pytest
from reference import exact, plain, plain_in_another_unit

import outliers
from outliers import detect

MAX, DENORMAL = np.finfo(float).max, 5e-324
ALL_EXPONENTS = range(-1074, 1025)


def series():
    """Magnitudes are below 1. No distance is so near its limit that rounding could decide."""
    random = np.random.default_rng(12)
    normal = random.normal(size=40).clip(-3, 3) / 4
    normal[[3, 31]] = 0.99, -0.98
    return {
        "equal": np.full(7, 0.7),
        "zeros": np.zeros(7),
        "one outlier": np.array([0.1] * 9 + [0.9]),
        "one that is not 0": np.array([0.0] * 9 + [0.9]),
        "normal": normal,
        "all positive": normal / 2 + 0.5,
        "far from zero": 0.9 + normal / 2**20,
        "cancelling": np.array([0.9, -0.9] * 8 + [0.3, -0.3]),
        "heavy tails": (random.standard_cauchy(40) / 2**9).clip(-0.99, 0.99),
        "two": np.array([0.2, 0.9]),
        "one": np.array([0.3]),
    }


def times_powers_of_two(data, exponents=ALL_EXPONENTS):
    """Finite all of them; below the normal range values lose bits, down to 0."""
    scaled = [np.ldexp(data, exponent) for exponent in exponents]
    return [each for each in scaled if np.isfinite(each).all()]


def is_normal(data):
    """Whether no value has lost bits. All that are 0 may have lost them."""
    magnitudes = np.abs(data[data != 0])
    return magnitudes.size > 0 and magnitudes.min() >= np.finfo(data.dtype).tiny


def expected(scaled, threshold=2.0):
    """The positions in exact arithmetic: one list for all whose values are normal."""
    of_normal = exact(scaled[len(scaled) // 2], threshold)
    return [of_normal if is_normal(each) else exact(each, threshold) for each in scaled]


def found_by_detect(scaled, **options):
    return [detect(each, **options).tolist() for each in scaled]


def found_by_matrix(scaled, **options):
    rows, columns = detect(np.array(scaled), **options)
    return [columns[rows == row].tolist() for row in range(len(scaled))]


def found_by_many(scaled, **options):
    positions, counts = outliers.detect.many(scaled, **options)
    return [each.tolist() for each in np.split(positions, counts.cumsum()[:-1])]


each_way = pytest.mark.parametrize("found", [found_by_detect, found_by_matrix, found_by_many])


@each_way
@pytest.mark.parametrize("threshold", [1.5, 2, 2.9])
@pytest.mark.parametrize("name", series())
def test_every_exponent_gives_the_same_positions(name, threshold, found):
    scaled = times_powers_of_two(series()[name])

    assert found(scaled, threshold=threshold) == expected(scaled, threshold)


@each_way
def test_rows_and_arrays_of_different_units_do_not_affect_each_other(found):
    scaled = times_powers_of_two(series()["normal"])
    order = np.random.default_rng(3).permutation(len(scaled))

    positions = expected(scaled)

    assert found([scaled[at] for at in order]) == [positions[at] for at in order]


@each_way
def test_nan_is_omitted_at_every_exponent(found):
    data = np.append(series()["normal"], np.nan)
    scaled = [np.ldexp(data, exponent) for exponent in range(-1074, 1025, 5)]

    assert found(scaled, nan="omit") == expected([each[:-1] for each in scaled])


@pytest.mark.parametrize("found", [found_by_detect, found_by_matrix])
@pytest.mark.parametrize("dtype", ["f2", "f4", "g", ">f8"])
def test_every_dtype_gives_the_same_positions_at_every_exponent_of_its_own(dtype, found):
    limits = np.finfo(dtype)
    step = 1 if limits.maxexp < 2000 else 97
    exponents = range(limits.minexp, limits.maxexp + 1, step)
    for name in ("equal", "one outlier", "normal", "all positive"):
        data = series()[name].astype(dtype)
        scaled = [each for each in times_powers_of_two(data, exponents) if is_normal(each)]

        assert found(scaled) == [exact(data)] * len(scaled)


@pytest.mark.parametrize("exponent", [-700, -560, -400, 400, 480, 500, 512, 700])
@pytest.mark.parametrize("size", [3, 10, 70, 1000, 8193, 131073])
def test_value_at_the_limit_gives_the_plain_formula_of_ordinary_data(size, exponent):
    """There rounding decides, and it is the same in every unit."""
    data = np.random.default_rng(size).normal(size=size)
    scaled = np.ldexp(data, exponent)
    distances, deviation = np.abs(data - data.mean()), data.std()
    for position in (0, size // 2, size - 1):
        at = distances[position] / deviation
        for threshold in (at + np.arange(-2, 3) * np.spacing(at)).tolist():
            np.testing.assert_array_equal(detect(scaled, threshold=threshold), plain(data, threshold))


@pytest.mark.parametrize("found", [found_by_detect, found_by_matrix, found_by_many])
def test_values_of_all_magnitudes_in_one_series_give_the_exact_positions(found):
    random = np.random.default_rng(4)
    scaled = [random.normal(size=size) * 2.0 ** random.integers(-1070, 1010, size) for size in [8, 20, 60] * 300]
    scaled += [random.normal(size=9) * 2.0 ** random.integers(-1070, 1010) * scale for scale in (0.5, 1e-9) * 300]
    if found is found_by_matrix:
        scaled = [each for each in scaled if each.size == 20]

    assert found(scaled) == [exact(each) for each in scaled]


@pytest.mark.parametrize("data", [
    [MAX, MAX, -MAX, 0.0],
    [MAX, MAX, -MAX, -MAX] * 8,
    [MAX] * 9 + [-MAX],
    [MAX] * 9 + [0.0],
    [MAX] * 9,
    [MAX, -MAX, DENORMAL, 1.0, 0.0],
    [DENORMAL] * 6,
    [DENORMAL] * 9 + [2 * DENORMAL],
    [0.0] * 9 + [DENORMAL],
    [0.0] * 9 + [1e-200],
    [0.0] * 9 + [1e200],
    [-0.0] * 9 + [1e160],
    [1e-150] * 7,
    [1e160, 1.1e160, 0.9e160, 1.05e160, 0.95e160, 1e160, 1.02e160, 9e160],
    [2e-162, 2.1e-162, 1.9e-162, 2e-162, 2e-162, 2.05e-162, 1.95e-162, 9e-162],
])  # fmt: skip
@pytest.mark.parametrize("threshold", [1.5, 2.0, 2])
@each_way
def test_edge_of_float64_gives_the_exact_positions(found, threshold, data):
    scaled = [np.array(data)] * 9  # as many as many() takes as a block

    assert found(scaled, threshold=threshold) == [exact(scaled[0], threshold)] * 9


@pytest.mark.parametrize("threshold, positions", [(0, [0, 1, 2, 3]), (1e300, []), (np.inf, [])])
@pytest.mark.parametrize("scale", [1.0, 1e-170, 1e-310, 1e170, 1e307])
@each_way
def test_extreme_thresholds_hold_in_every_unit(found, scale, threshold, positions):
    scaled = [np.array([1.0, 2.0, 4.0, 7.0]) * scale] * 9

    assert found(scaled, threshold=threshold) == [positions] * 9


@pytest.mark.parametrize("scale", [1e-320, 1e-170, 1e170, 1e307])
@pytest.mark.parametrize("size", [9000, 140_000])
def test_long_series_in_extreme_units_give_the_plain_formula_of_ordinary_data(size, scale):
    data = np.random.default_rng(size).normal(size=size).clip(-4, 4) * scale

    np.testing.assert_array_equal(detect(data), plain_in_another_unit(data))


@each_way
def test_nothing_warns_and_nothing_is_written(found):
    scaled = times_powers_of_two(series()["normal"], range(-1074, 1025, 25))
    for each in scaled:
        each.flags.writeable = False

    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        assert found(scaled) == expected(scaled)


@pytest.mark.parametrize("dtype", ["i1", "u1", "i8", "u8"])
def test_equal_integers_have_no_outliers(dtype):
    for value in (0, 1, np.iinfo(dtype).max):
        assert found_by_detect([np.full(9, value, dtype)]) == [[]]
        assert found_by_matrix([np.full(9, value, dtype)] * 2) == [[], []]


def test_infinity_is_an_error_beside_values_whose_squares_overflow():
    data = np.array([1e200, 1e250, np.inf, np.nan])

    with pytest.raises(ValueError, match=r"^data\[2\] is inf;"):
        detect(data)
    with pytest.raises(ValueError, match=r"^data\[1, 2\] is inf;"):
        detect(np.array([[1e-200, 1e-250, 0.0, 1.0], data]))
    assert detect(data, nan="omit").tolist() == []
