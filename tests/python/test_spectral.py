"""outliers.spectral: against a short formula of its own, written from the paper and the authors' program."""

import numpy as np
import pytest

import outliers


def formula(data, window=21):
    """(S - mean) / mean by sums over frequencies, in the order of the paper's equations."""
    size = data.size
    last = data[size - 2]
    gradients = [(last - data[size - 2 - i]) / i for i in range(1, 6)]
    series = np.append(data, [data[size - 6] + 5 * np.mean(gradients)] * 5)
    series -= series.mean()
    n = series.size
    turns = np.exp(-2j * np.pi * np.outer(np.arange(n), np.arange(n)) / n)
    transform = turns @ series
    log_amplitude = np.log(np.abs(transform))
    log_amplitude[0] = log_amplitude[1]
    average = [(log_amplitude[k - 1] + log_amplitude[k] + log_amplitude[(k + 1) % n]) / 3 for k in range(n)]
    residual = np.exp(log_amplitude - average + 1j * np.angle(transform))
    residual[0] = 0
    saliency = np.abs(turns.conj() @ residual / n)
    means = [
        saliency[i - window : i].mean() if i >= window else saliency[: min(window, size)].mean() for i in range(size)
    ]
    return np.maximum(0, (saliency[:size] - means) / means)


@pytest.mark.parametrize("size, window", [(60, 21), (101, 5), (400, 21), (7, 21)])
def test_score_is_the_papers(size, window):
    data = np.random.default_rng(size).normal(size=size)

    np.testing.assert_allclose(
        outliers.spectral.score(data, window=window), formula(data, window), rtol=1e-7, atol=1e-9
    )


def planted(random, make, trials=20):
    """Return recall and false positives per series of 1,000 values with 5 outliers of 8 deviations."""
    found = wrong = 0
    for _ in range(trials):
        data, at = make(np.arange(1000)) + random.normal(size=1000), random.choice(np.arange(5, 1000), 5, replace=False)
        data[at] += random.choice([-8, 8], 5)
        positions = outliers.spectral(data)
        found += np.isin(positions, at).sum()
        wrong += (~np.isin(positions, at)).sum()
    return found / (5 * trials), wrong / trials


@pytest.mark.parametrize("make", [np.zeros_like, lambda t: 5 * np.sin(2 * np.pi * t / 24)], ids=["noise", "season"])
def test_planted_outliers_are_found(make):
    recall, wrong = planted(np.random.default_rng(1), make)

    assert recall > 0.95
    assert wrong < 6


def test_last_value_is_found():
    random, found = np.random.default_rng(2), 0
    for _ in range(50):
        data = random.normal(size=1000)
        data[-1] += 8
        found += 999 in outliers.spectral(data)

    assert found == 50


def test_offset_does_not_matter():
    data = np.random.default_rng(3).normal(size=500)

    np.testing.assert_allclose(outliers.spectral.score(data + 1e6), outliers.spectral.score(data), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("data", [np.ones(50), np.ones(1), [1.0, 2.0], [3.0, 1.0, 2.0], np.arange(4.0)], ids=str)
def test_series_without_a_spectrum_have_no_outliers(data):
    assert outliers.spectral(data).tolist() == []


def test_expected_is_the_median_of_seven():
    data = np.random.default_rng(4).normal(size=50)

    expected = outliers.spectral.analyze(data).expected
    np.testing.assert_array_equal(expected[3:-3], [np.median(data[i - 3 : i + 4]) for i in range(3, 47)])


def test_gaps_are_interpolated():
    data = np.random.default_rng(5).normal(size=300)
    data[100:103] = np.linspace(data[99], data[103], 5)[1:-1]
    holes = data.copy()
    holes[100:103] = np.nan

    scores = outliers.spectral.score(holes, nan="omit")
    assert np.isnan(scores).nonzero()[0].tolist() == [100, 101, 102]
    np.testing.assert_allclose(np.delete(scores, [100, 101, 102]), np.delete(formula(data), [100, 101, 102]), atol=1e-7)
