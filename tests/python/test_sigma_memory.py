"""Knows that detect needs no more memory for a longer series: its result aside."""

import tracemalloc

import numpy as np
import pytest

from outliers import detect

ROOM = 2_500_000  # bytes: some blocks, and what the growing result is ahead of its size


def extra_memory(data):
    """Return the peak of what a call allocates beyond its result; NumPy tells tracemalloc of its arrays."""
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

    assert extra_memory(data) < ROOM


@pytest.mark.parametrize("size", [100_000, 4_000_000])
def test_series_with_few_outliers_need_a_few_blocks_only(size):
    data = np.random.default_rng(3).uniform(size=size)
    data[[7, 113, 835]] += 97

    assert extra_memory(data) < 1_200_000
