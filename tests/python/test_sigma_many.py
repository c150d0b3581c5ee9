"""Many arrays at once: each gives what it gives alone, which is what the plain formula gives."""

import tracemalloc
import warnings

import numpy as np
import pytest
from reference import plain_in_another_unit

import outliers
from outliers import many


def found(arrays, **options):
    positions, counts = outliers.detect.many(arrays, **options)
    assert positions.dtype == counts.dtype == np.int64
    assert counts.shape == (len(arrays),) and counts.sum() == positions.size
    return [part.tolist() for part in np.split(positions, counts.cumsum()[:-1])] if len(arrays) else []


def expected(arrays, threshold=2.0):
    return [plain_in_another_unit(data, threshold).tolist() for data in arrays]


def series(random, size):
    """A series of a random kind: heavy tails, ties, values at the limit, squares that overflow or underflow."""
    kinds = [
        lambda: random.standard_t(3, size) * 10.0 ** random.integers(-5, 5),
        lambda: np.full(size, random.standard_normal()),
        lambda: np.round(random.standard_t(2, size)),
        lambda: random.standard_t(3, size) + 1e9,
        lambda: random.standard_normal(size) * random.choice([1e-320, 1e-165, 1e-160, 1e-155, 1e150, 1e155, 1e300]),
        lambda: random.integers(0, 2, size) * random.choice([1.0, 0.1, 1e-170, 1e300]),
        lambda: np.repeat([-1.0, 1.0], size)[:: 2 if size % 2 else 1][:size] * random.standard_normal(),
    ]
    return kinds[random.integers(len(kinds))]()


@pytest.mark.parametrize("threshold", [0.001, 0.5, 1.0, 1, 2.0, 3.5, 1e6])
@pytest.mark.parametrize("seed", range(4))
def test_each_array_gives_what_it_gives_alone(seed, threshold):
    random = np.random.default_rng(seed)
    sizes = [0, 1, 2, 3, 7, 8, 9, 100, 129, many.LONGEST, many.LONGEST + 1, 9000]
    ragged = [
        series(random, size) for size in random.choice(sizes, 200, p=[0.05] * 4 + [0.15] * 5 + [0.02, 0.02, 0.01])
    ]
    equal = [series(random, 1 + seed * 11) for _ in range(1000)]

    assert found(ragged, threshold=threshold) == expected(ragged, threshold)
    assert found(equal, threshold=threshold) == expected(equal, threshold)


@pytest.mark.parametrize("nudge", [-3, -2, -1, 0, 1, 2, 3])
def test_value_at_the_limit_gives_the_plain_formula(nudge):
    """Of five values of which four are equal, the fifth lies exactly two deviations from the mean."""
    arrays = [np.array([base] * 4 + [base + step]) for base in np.linspace(0.1, 9, 50) for step in (0.3, 1.7, 1e-9)]
    for data in arrays:
        data[4] += nudge * np.spacing(data[4])

    assert found(arrays) == expected(arrays)


@pytest.mark.parametrize("count", [0, 1, many.FEWEST - 1, many.FEWEST, many.BLOCK // 100, many.BLOCK // 100 + 1, 1000])
def test_any_number_of_arrays(count):
    arrays = list(np.random.default_rng(count).standard_t(2, (count, 100)))

    assert found(arrays) == expected(arrays)


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int64, np.float32, ">f8"])
def test_each_dtype(dtype):
    arrays = [data.astype(dtype) for data in np.random.default_rng(3).integers(0, 100, (50, 30))]

    assert found(arrays, threshold=1.5) == expected(arrays, 1.5)


def test_each_may_be_anything_that_numpy_takes():
    arrays = [[1, 1, 1, 1, 1, 9], (1, 1, 1, 1, 1, 9), np.ma.array([1.0, 1, 1, 1, 1, 9]), np.arange(60.0)[::3], []]

    assert found(arrays) == [[5], [5], [5], [], []]


def test_omitted_values_are_ignored():
    arrays = list(np.random.default_rng(9).standard_t(2, (20, 30)))
    arrays[3][4] = arrays[5][:] = np.nan

    assert found(arrays, nan="omit") == [outliers.detect(data, nan="omit").tolist() for data in arrays]


@pytest.mark.parametrize("index", [0, 41, 299])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_first_array_with_bad_values_is_named(index, value):
    arrays = list(np.zeros((300, 200)))
    arrays[index][7] = arrays[299][8] = value

    with pytest.raises(ValueError, match=r"data\[[78]\] is (nan|inf); expected finite values") as raised:
        outliers.detect.many(arrays)
    assert raised.value.array_index == index


@pytest.mark.parametrize("options", [{"threshold": -1}, {"threshold": np.nan}, {"threshold": "2"}, {"nan": "drop"}])
def test_keywords_are_checked_even_without_arrays(options):
    with pytest.raises((TypeError, ValueError)):
        outliers.detect.many([], **options)


def test_matrix_among_the_arrays_is_an_error():
    with pytest.raises(ValueError, match=r"data has shape \(2, 2\); expected one series") as raised:
        outliers.detect.many([np.zeros(3), np.zeros((2, 2))])
    assert raised.value.array_index == 1


def test_arrays_are_not_written_to_and_nothing_warns():
    arrays = [np.random.default_rng(1).standard_normal(100) * scale for scale in np.geomspace(1e-300, 1e300, 100)]
    before = [data.copy() for data in arrays]
    for data in arrays:
        data.flags.writeable = False

    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        found(arrays)

    assert all(map(np.array_equal, arrays, before))


def test_short_arrays_go_in_blocks(monkeypatch):
    """None of them alone, which would take more time."""
    monkeypatch.setattr(many, "_detect_one", None)
    arrays = list(np.random.default_rng(2).standard_normal((1000, 100)))

    assert sum(map(len, found(arrays))) > 1000


@pytest.mark.parametrize("count", [5_000, 50_000])
def test_more_arrays_need_few_words_for_each(count):
    arrays = list(np.random.default_rng(4).uniform(size=(count, 100)))
    outliers.detect.many(arrays)

    tracemalloc.start()
    positions, _ = outliers.detect.many(arrays, threshold=3.0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert positions.size == 0
    assert peak < 2_000_000 + 60 * count
