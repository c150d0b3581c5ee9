"""Compares seasonal, shift, spectral and ewma with their references, without .NET.

    python3 bench/python/series.py [ROUNDS]

A line gives the CPU time of ours, of the reference, and the ratio reference / ours: medians over the rounds, in which
both are measured in alternation, so that the machine's speed at the time cancels. Then the precision and the recall of
seasonal and of robust STL on series with planted outliers. Needs statsmodels and pandas.
"""

import platform
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import pandas
from statsmodels.tsa.seasonal import STL

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python"))
import outliers  # noqa: E402

PERIOD = 24


def season(size, seed=0):
    return np.random.default_rng(seed).normal(size=size) + 5 * np.sin(2 * np.pi * np.arange(size) / PERIOD)


def robust_stl(data, cycles=7):
    """STL with its default of 7 periods that the season is averaged over, or with more."""
    rest = STL(data, period=PERIOD, robust=True, seasonal=cycles).fit().resid
    return (np.abs(rest) > 4 * 1.4826 * np.median(np.abs(rest))).nonzero()[0]


def pandas_shift(data):
    series = pandas.Series(data)
    before = series.rolling(10).median().shift(1)
    after = series[::-1].rolling(10).median()[::-1]
    return (after - before).abs()


def pandas_ewm(data):
    weighted = pandas.Series(data).ewm(span=30)
    return weighted.mean().shift(1), weighted.std().shift(1)


def microseconds(function, calls):
    start = time.process_time_ns()
    for _ in range(calls):
        function()
    return (time.process_time_ns() - start) / calls / 1000


def compare(name, ours, reference, rounds, calls=1):
    times = [(microseconds(ours, calls), microseconds(reference, calls)) for _ in range(rounds)]
    first, second = (statistics.median(column) for column in zip(*times))
    ratio = statistics.median(theirs / own for own, theirs in times)
    print(f"{name:58} {first:11,.1f} us {second:11,.1f} us {ratio:8.2f}")


def streams(rounds):
    """One series value by value, and 10,000 series at once, each in values per second of CPU time."""
    values = list(np.random.default_rng(1).normal(size=(20_000, 1)))
    one, group = outliers.ewma.stream(), outliers.ewma.stream(series=10_000)
    steps = np.random.default_rng(2).normal(size=(40, 1, 10_000))
    rates = []
    for _ in range(rounds):
        each = microseconds(lambda: [one(value) for value in values], 1) / len(values)
        together = microseconds(lambda: [group(step) for step in steps], 1) / steps.size
        rates.append((1e6 / each, 1e6 / together))
    print(
        "ewma.stream, one series: {:,.0f} pushes/s; 10,000 series: {:,.0f} values/s".format(*np.median(rates, axis=0))
    )


def planted(trials=3, size=2000, count=20):
    """Print precision and recall, at the same threshold, on series with outliers of 6 to 12 deviations."""
    time_ = np.arange(size)
    kinds = {
        "season": 0.0,
        "with a trend": 0.5 * time_,
        "with level changes": 12.0 * (time_ > 700) - 20.0 * (time_ > 1400),
        "growing": 10 * time_ / size * np.sin(2 * np.pi * time_ / PERIOD),
    }
    functions = (
        lambda data: outliers.seasonal(data, period=PERIOD),
        robust_stl,
        lambda data: robust_stl(data, 35),
    )
    print("\nplanted outliers: precision and recall      seasonal    robust STL    with seasonal=35")
    for kind, more in kinds.items():
        hits = np.zeros((3, 2))
        for seed in range(trials):
            random, data = np.random.default_rng(seed), season(size, seed) + more
            at = random.choice(size, count, replace=False)
            data[at] += random.choice([-1, 1], count) * random.uniform(6, 12, count)
            for which, function in enumerate(functions):
                found = function(data)
                hits[which] += np.isin(found, at).sum(), found.size
        shares = [f"{right / max(found, 1):.2f}  {right / (trials * count):.2f}" for right, found in hits]
        print(f"{kind:43} {'    '.join(shares)}")


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {rounds} rounds, medians of CPU times")
    print(f"{'':58} {'ours':>14} {'reference':>14} reference / ours")
    data = season(10_000)
    compare(
        "seasonal, 10,000 values, period 24 / robust STL",
        lambda: outliers.seasonal(data, period=PERIOD),
        lambda: robust_stl(data),
        min(rounds, 3),
    )
    compare(
        "seasonal, 10,000 values, period found / given",
        lambda: outliers.seasonal(data),
        lambda: outliers.seasonal(data, period=PERIOD),
        rounds,
    )
    compare(
        "shift, 10,000 values / rolling medians of pandas",
        lambda: outliers.shift(data),
        lambda: pandas_shift(data),
        rounds,
        5,
    )
    compare(
        "spectral, 10,000 values / two FFTs",
        lambda: outliers.spectral(data),
        lambda: np.fft.ifft(np.fft.fft(data)),
        rounds,
        5,
    )
    compare(
        "ewma, 10,000 values / ewm of pandas",
        lambda: outliers.ewma(data),
        lambda: pandas_ewm(data),
        rounds,
        5,
    )
    matrix = np.random.default_rng(3).normal(size=(2_000, 100))
    compare(
        "ewma, 2,000 x 100 values as a matrix / row by row",
        lambda: outliers.ewma(matrix),
        lambda: [outliers.ewma(row) for row in matrix],
        rounds,
    )
    streams(rounds)
    planted()


if __name__ == "__main__":
    main()
