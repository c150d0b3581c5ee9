"""A longer series needs no more memory, its result aside."""

import tracemalloc

import numpy as np
import pytest

from outliers import detect

LIMIT = 2_500_000  # bytes: some blocks, and the unused end of the growing result


def extra_memory(data):
    """Return the peak of what a call allocates beyond its result, in bytes. tracemalloc counts NumPy's arrays too."""
    detect(data)
    tracemalloc.start()
    try:
        result = detect(data)
        return tracemalloc.get_traced_memory()[1] - result.nbytes
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("offset", [0, 1e6])
@pytest.mark.parametrize("size", [100_000, 1_000_000, 4_000_000])
def test_longer_series_need_no_more_memory(size, offset):
    data = np.random.default_rng(3).normal(offset, size=size)

    assert extra_memory(data) < LIMIT


@pytest.mark.parametrize("size", [100_000, 4_000_000])
def test_series_with_few_outliers_need_only_a_few_blocks(size):
    data = np.random.default_rng(3).uniform(size=size)
    data[[7, 113, 835]] += 97

    assert extra_memory(data) < 1_200_000
