"""Data for which the order of summation could change the result: detect returns what the plain formula does."""

import numpy as np
import pytest
from reference import plain, plain_in_another_unit

from outliers import blocks, detect

DENORMAL = 5e-324
AROUND_A_BLOCK = [blocks.SMALL - 1, blocks.SMALL, blocks.SMALL + 1, blocks.MEDIUM - 1, blocks.MEDIUM, blocks.MEDIUM + 1]


@pytest.fixture(autouse=True, params=[blocks._sum_of_squares_by_einsum, blocks._sum_of_squares_by_blas])
def sum_of_squares(request, monkeypatch):
    """Both ways are tested on any machine, whichever is the faster one there."""
    monkeypatch.setattr(blocks, "_faster", request.param)


def assert_same(data, threshold=2.0):
    np.testing.assert_array_equal(detect(data, threshold=threshold), plain_in_another_unit(data, threshold))


def series(size, seed=0):
    """Series of one size that differ in tails, signs, ties and distance from zero."""
    random = np.random.default_rng([seed, size])
    normal = random.normal(size=size)
    planted = random.uniform(size=size)
    planted[random.integers(size, size=3)] += 97
    return {
        "normal": normal,
        "planted": planted,
        "heavy tails": random.standard_cauchy(size),
        "alternating": np.where(np.arange(size) % 2, 1.0, -1.0) * (1 + normal / 9),
        "ties": random.integers(-3, 4, size).astype(float),
        "two values": (random.uniform(size=size) < 0.2).astype(float),
        "far from zero": normal + 1e4,
        "farther": normal + 1e12,
        "as far as it goes": normal + 2.0**53,
        "constant": np.full(size, 0.1),
        "one differs": np.concatenate([np.full(size - 1, 0.1), [0.1 + 2.0**-56]]),
        "growing": np.exp(np.linspace(0, 300, size)),
        "many scales": normal * 10.0 ** random.integers(-300, 145, size),
    }


@pytest.mark.parametrize("threshold", [0, 0.001, 1, 2.0, 3, 1e6, 1e300])
@pytest.mark.parametrize("size", AROUND_A_BLOCK + [100_000])
def test_series_of_any_kind_give_the_plain_formula(size, threshold):
    for data in series(size).values():
        assert_same(data, threshold)


@pytest.mark.parametrize("seed", range(5))
def test_every_small_size_gives_the_plain_formula(seed):
    for size in range(1, 71):
        for data in series(size, seed).values():
            assert_same(data)


@pytest.mark.parametrize("scale", [DENORMAL, 1e-310, 1e-200, 1e-160, 1e-110, 1e-104, 1e-98, 1e145, 1e150, 1e153, 1e300])
@pytest.mark.parametrize("size", [70, 1000] + AROUND_A_BLOCK)
def test_any_scale_gives_the_plain_formula(size, scale):
    for offset in (0, 1, 1e5):
        assert_same((np.random.default_rng(size).normal(size=size).clip(-5, 5) + offset) * scale)


def test_squares_that_underflow_beside_others_that_do_not_give_the_plain_formula():
    for constant in (1e-90, 1e-99, 1e-104):
        for size in (50, AROUND_A_BLOCK[-1]):
            data = np.full(size, constant)
            data[::7] += np.spacing(constant)

            assert_same(data)


# The threshold is the distance of one of the values, or up to four units in the last place more or less.
@pytest.mark.parametrize("size", [3, 10, 70, 1000] + AROUND_A_BLOCK)
@pytest.mark.parametrize("kind", ["normal", "heavy tails", "alternating", "ties", "far from zero", "farther"])
def test_value_at_the_threshold_gives_the_plain_formula(size, kind):
    data = series(size)[kind]
    distances, deviation = np.abs(data - data.mean()), data.std()

    for position in (0, size // 2, size - 1):
        at = distances[position] / deviation
        for threshold in at + np.arange(-4, 5) * np.spacing(at):
            assert_same(data, float(threshold))


# Of s zeros and one 10, the 10 lies exactly sqrt(s) deviations away: of k**2 + 1 values none more than k.
@pytest.mark.parametrize("deviations", [2, 3, 30, 90, 91, 100, 200])
def test_value_exactly_at_the_threshold_is_no_outlier(deviations):
    data = np.zeros(deviations**2 + 1)
    data[-1] = deviations**2 + 1

    assert detect(data, threshold=deviations).size == plain(data, deviations).size == 0
    assert detect(data, threshold=deviations * (1 - 1e-9)).tolist() == [deviations**2]


@pytest.mark.parametrize(
    "make",
    [
        lambda data: data[::-1],
        lambda data: data[::3],
        lambda data: data[::-2],
        lambda data: np.broadcast_to(data[0], data.size),
        lambda data: np.stack([data, data], axis=1)[:, 1],
        lambda data: np.frombuffer(b"x" + data.tobytes(), "f8", offset=1),
        lambda data: data.astype(">f8"),
    ],
)
@pytest.mark.parametrize("size", [1000, AROUND_A_BLOCK[-1]])
@pytest.mark.parametrize("kind", ["planted", "farther"])
def test_any_layout_gives_the_plain_formula(size, kind, make):
    assert_same(make(series(size)[kind]))


@pytest.mark.parametrize("size", [1000] + AROUND_A_BLOCK + [400_000])
@pytest.mark.parametrize("kind", ["normal", "planted", "heavy tails", "far from zero"])
def test_ordinary_series_do_not_need_the_formula(size, kind):
    data = series(size)[kind]

    found = blocks.find_outliers(data, 2.0)

    np.testing.assert_array_equal(found, plain(data, 2.0))


@pytest.mark.parametrize(
    "data",
    [
        np.array([0.0, 0.0, 0.0, 0.0, 10.0]),
        np.tile([0.0, 0.0, 0.0, 0.0, 10.0], 5000),  # at the threshold
        np.zeros(10),
        np.full(20_000, 0.1),
        np.full(9, 1e-150),  # deviation 0, or nearly so
        np.array([1.0, np.nan]),
        np.array([1.0, -np.inf] * 5000),
        np.full(20_000, 1e200),  # no finite deviation
    ],
)
def test_series_that_only_the_formula_can_decide_are_left_to_it(data):
    assert blocks.find_outliers(data, 2.0) is None


@pytest.mark.parametrize("value", [1e-170, 1e154, 1e200, np.finfo(float).max, DENORMAL, 0.1, 0.0])
@pytest.mark.parametrize("size", [9, 20_000])
def test_users_error_state_never_shows(size, value):
    data = np.full(size, value)
    data[:2] = -value, 1e-300

    with np.errstate(all="raise"):
        found = detect(data)

    np.testing.assert_array_equal(found, plain_in_another_unit(data))


def test_faster_sum_of_squares_is_chosen_once(monkeypatch):
    monkeypatch.setattr(blocks, "_faster", None)
    monkeypatch.setattr(blocks, "_shortest_time", lambda function, values: function is blocks._sum_of_squares_by_einsum)

    assert blocks._faster_sum_of_squares() is blocks._sum_of_squares_by_blas

    monkeypatch.setattr(blocks, "_shortest_time", lambda function, values: function is blocks._sum_of_squares_by_blas)
    assert blocks._faster_sum_of_squares() is blocks._sum_of_squares_by_blas


@pytest.mark.parametrize(
    "size", [blocks.AT_ONCE, blocks.AT_ONCE + 1, 2 * blocks.AT_ONCE, blocks.LARGE, blocks.LARGE + 1]
)
@pytest.mark.parametrize("count", [0, 1, blocks.FEW - 1, blocks.FEW, blocks.FEW + 1])
def test_few_and_many_outliers_among_many_values(size, count):
    random = np.random.default_rng(count)
    data = random.random(size)
    outlying = np.unique(np.append(random.choice(size, count, replace=False), [0, size - 1][:count]).astype(int))
    data[outlying] += random.choice([-50, 50], outlying.size)

    found = detect(data, threshold=4)
    assert found.dtype == np.int64
    np.testing.assert_array_equal(found, outlying)
    np.testing.assert_array_equal(found, plain(data, 4))
