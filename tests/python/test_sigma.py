"""The promises of outliers.detect: the result of the plain formula, no warnings, and its errors."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from reference import exact, plain, plain_in_another_unit

from outliers import detect

NAN, INF = np.nan, np.inf
MAX, DENORMAL = np.finfo(float).max, 5e-324
both_nan = pytest.mark.parametrize("nan", ["raise", "omit"])


def uniform_with_three_outliers():
    data = np.random.default_rng(7).uniform(size=1000)
    data[[7, 113, 835]] += 97
    return data


def test_three_planted_outliers_are_found_alone():
    positions = detect(uniform_with_three_outliers())

    assert positions.tolist() == [7, 113, 835]
    assert positions.dtype == np.int64 and positions.ndim == 1


# Mean 2, population deviation 4 (of a sample it would be 4.47): the 10 lies exactly two away.
@pytest.mark.parametrize("threshold, expected", [(0, [0, 1, 2, 3, 4]), (1.99, [4]), (2, [])])
def test_deviation_is_that_of_a_population_and_a_value_at_the_limit_no_outlier(threshold, expected):
    assert detect([0.0, 0.0, 0.0, 0.0, 10.0], threshold=threshold).tolist() == expected


# Among n values the largest possible distance is sqrt(n - 1) deviations.
@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_five_values_or_fewer_have_no_outliers(size):
    assert detect([0.0] * (size - 1) + [1e9]).size == 0


# The wild ones lie sqrt(ordinary / wild) deviations away: 2, 2.24, 1.94, 2.06.
@pytest.mark.parametrize("ordinary, wild, found", [(4, 1, 0), (5, 1, 1), (79, 21, 0), (81, 19, 19)])
def test_outliers_that_are_a_fifth_or_more_hide_each_other(ordinary, wild, found):
    assert detect([0.0] * ordinary + [1e9] * wild).size == found


@pytest.mark.parametrize("threshold", [0, 1, 2.0, 3.5, np.float32(2), np.float64(1.1), np.int64(2), INF])
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f8", "g", "i1", "u1", "i4", "i8", ">u8"])
def test_random_data_of_any_dtype_give_the_plain_formula(dtype, threshold):
    random = np.random.default_rng(20240607)
    sizes = [1, 2, 3, 7, 8, 9, 127, 128, 129, 1000, 4097]
    series = [random.standard_cauchy(size).clip(-100, 100).astype("i8").astype(dtype) for size in sizes]
    series += [random.standard_cauchy(size).clip(0, 100).astype(dtype) for size in sizes]
    series += [each[::-3] for each in series]  # strides change the order of summation

    answers = [detect(data, threshold=threshold) for data in series]

    for data, answer in zip(series, answers):
        np.testing.assert_array_equal(answer, plain(data, threshold))


@both_nan
@pytest.mark.parametrize("scale", [DENORMAL, 1e-310, 1e-200, 1e-160, 1e-9, 1e9, 1e150, 1e155, 1e300, 1e307])
def test_random_data_of_any_scale_give_the_plain_formula(scale, nan):
    random = np.random.default_rng(1)
    series = [
        random.normal(size=size).clip(-9, 9) * scale + offset
        for size in (2, 10, 333, 2000)
        for offset in (0, -scale, 1, 1e6)
    ]

    answers = [detect(data, nan=nan) for data in series]

    for data, answer in zip(series, answers):
        np.testing.assert_array_equal(answer, plain_in_another_unit(data))


@both_nan
@pytest.mark.parametrize(
    "data, expected",
    [
        ([5.0], []),
        ([-0.0, 0.0, -0.0], []),
        ([0.1] * 10, []),  # the mean is not quite 0.1
        ([DENORMAL] * 6, []),
        ([0.0] * 9 + [1e-200], [9]),  # in the plain formula squares underflow: deviation 0
        ([0.0] * 9 + [1e200], [9]),  # squares overflow: deviation infinite
        ([MAX, MAX, -MAX, 0.0], []),  # the sum overflows: mean infinite
        ([MAX, MAX, -MAX, -MAX] * 8, []),  # infinities cancel: mean NaN
    ],
)
def test_edge_of_float64_gives_the_exact_positions(data, nan, expected):
    data = np.array(data)

    assert detect(data, nan=nan).tolist() == expected
    assert exact(data) == expected


@both_nan
@pytest.mark.parametrize("dtype", ["f4", "f8", "i4"])
def test_empty_data_give_empty_int64(dtype, nan):
    positions = detect(np.array([], dtype), nan=nan)

    assert positions.shape == (0,) and positions.dtype == np.int64


@pytest.mark.parametrize("value, text", [(NAN, "nan"), (INF, "inf"), (-INF, "-inf")])
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "g"])
@pytest.mark.parametrize("position", [0, 500, 999])  # at 999 it is the only one
def test_non_finite_values_raise_naming_the_first_and_the_fix(position, dtype, value, text):
    data = uniform_with_three_outliers().astype(dtype)
    data[position:] = NAN
    data[position] = value

    with pytest.raises(ValueError) as caught:
        detect(data)

    assert str(caught.value) == (
        f"data[{position}] is {text}; expected finite values: "
        'fix the value, or pass nan="omit" to leave non-finite values out'
    )


@both_nan
def test_good_data_are_not_searched_for_nan(monkeypatch, nan):
    data, isfinite, sizes_asked = uniform_with_three_outliers(), np.isfinite, []
    monkeypatch.setattr(np, "isfinite", lambda x: sizes_asked.append(np.size(x)) or isfinite(x))

    detect(data, nan=nan)

    assert data.size not in sizes_asked


# The finite values are those of the test with mean 2 and deviation 4.
@pytest.mark.parametrize("threshold, expected", [(1.99, [6]), (2, [])])
def test_omit_judges_by_the_finite_values_and_keeps_positions(threshold, expected):
    positions = detect([NAN, 0, 0, INF, 0, 0, 10, -INF], threshold=threshold, nan="omit")

    assert positions.tolist() == expected
    assert positions.dtype == np.int64


@pytest.mark.parametrize("data", [[NAN], [INF, INF], [NAN, INF, -INF] * 100, [NAN, MAX, MAX, -MAX, 1.0]])
def test_omit_with_nothing_finite_or_overflow_gives_empty_int64(data):
    positions = detect(data, nan="omit")

    assert positions.shape == (0,) and positions.dtype == np.int64


DTYPE = "data has dtype {}; expected real numbers: convert it, e.g. data.astype(float)"
SHAPE = "data has shape {}; expected one series, or one series per row: pass one, e.g. data.ravel()"
NUMBER = "threshold is {}; expected a real number: pass one, e.g. threshold=2.0"
RANGE = "threshold is {}; expected a number >= 0: pass how many deviations, e.g. 2.0"
CHOICE = 'nan is {}; expected "raise" or "omit": pass "omit" to leave non-finite values out'


@pytest.mark.parametrize(
    "data, keywords, error, message",
    [
        ([True, False], {}, TypeError, DTYPE.format("bool")),
        ([1j], {}, TypeError, DTYPE.format("complex128")),
        ([None], {}, TypeError, DTYPE.format("object")),
        (5.0, {}, ValueError, SHAPE.format("()")),
        ([[[1.0, 2.0]]], {}, ValueError, SHAPE.format("(1, 1, 2)")),
        (np.empty((0, 3, 1)), {}, ValueError, SHAPE.format("(0, 3, 1)")),
        ([1.0], {"threshold": "2"}, TypeError, NUMBER.format("'2'")),
        ([1.0], {"threshold": True}, TypeError, NUMBER.format("True")),
        ([1.0], {"threshold": np.array(2.0)}, TypeError, NUMBER.format("array(2.)")),
        ([1.0], {"threshold": NAN}, ValueError, RANGE.format("nan")),
        ([1.0], {"threshold": -0.5}, ValueError, RANGE.format("-0.5")),
        ([1.0], {"nan": "ignore"}, ValueError, CHOICE.format("'ignore'")),
        ([], {"nan": "ignore"}, ValueError, CHOICE.format("'ignore'")),
    ],
)
def test_bad_argument_raises_with_what_came_and_the_fix(data, keywords, error, message):
    with pytest.raises(error) as caught:
        detect(data, **keywords)

    assert str(caught.value) == message


@both_nan
@pytest.mark.parametrize("writeable", [True, False])
def test_input_is_untouched_and_may_be_read_only(writeable, nan):
    data = uniform_with_three_outliers()
    data[500] = NAN if nan == "omit" else -0.0
    before = data.tobytes()
    data.setflags(write=writeable)

    positions = detect(data, nan=nan)

    assert positions.tolist() == [7, 113, 835]
    assert data.tobytes() == before


def test_users_error_state_is_overridden_and_restored():
    with np.errstate(all="raise"):
        assert detect([MAX, MAX, -MAX, 0.0]).tolist() == []
        assert set(np.geterr().values()) == {"raise"}


def test_two_threads_get_their_own_answers():
    few, many = uniform_with_three_outliers(), np.array([NAN] + [0.0] * 99_999 + [1.0])

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda data: detect(data, nan="omit").tolist(), [few, many] * 100))

    assert answers == [[7, 113, 835], [100_000]] * 100
