"""Compares mad, iqr and esd with the NumPy calls that they need, and matrices and many arrays with single calls.

    python3 bench/python/robust.py [ROUNDS]

What is compared is measured in alternation and its ratio taken per round, so that the machine's speed at the time
cancels. CPU time is counted, so that other processes do not matter.
"""

import platform
import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python"))
import outliers  # noqa: E402

RANDOM = np.random.default_rng(1)


def two_partitions(data):
    """Partition for the median, and the distances from it for theirs."""
    middle = data.size // 2
    distances = np.abs(data - np.partition(data, middle)[middle])
    return lambda: (np.partition(data, middle), np.partition(distances, middle))


def partition_at_quartiles(data):
    return lambda: np.partition(data, [data.size // 4, 3 * data.size // 4])


def sort(data):
    return lambda: np.sort(data)


def planted(size, outlying):
    data = RANDOM.standard_normal(size)
    data[RANDOM.choice(size, outlying, replace=False)] += RANDOM.choice([-50, 50], outlying)
    return data


def milliseconds(function):
    start = time.process_time_ns()
    function()
    return (time.process_time_ns() - start) / 1e6


def line(what, function, other, rounds):
    """Print the median times of both and the quartiles of their ratio."""
    pairs = [(milliseconds(function), milliseconds(other)) for _ in range(rounds + 1)][1:]
    ratios = np.percentile([one / two for one, two in pairs], (50, 25, 75))
    times = (statistics.median(each) for each in zip(*pairs))
    print("{:44} {:9.2f} {:9.2f}  {:6.3f} ({:.3f}-{:.3f})".format(what, *times, *ratios), flush=True)


def one_by_one(detect, series):
    return lambda: [detect(each) for each in series]


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {rounds} rounds; medians (quartiles)")
    print(f"{'':44} {'ms':>9} {'other ms':>9}  ratio")
    million, tenth = RANDOM.standard_normal(1_000_000), planted(100_000, 100)
    line("mad of 1,000,000 / partitions", lambda: outliers.mad(million), two_partitions(million), rounds)
    line("iqr of 1,000,000 / partition", lambda: outliers.iqr(million), partition_at_quartiles(million), rounds)
    line("esd of 100,000, 100 tested / sort", lambda: outliers.esd(tenth, max_outliers=100), sort(tenth), rounds)
    line("esd of 100,000, 10,000 tested / sort", lambda: outliers.esd(tenth), sort(tenth), rounds)
    matrix = RANDOM.standard_t(5, (10_000, 100))
    rows = list(matrix)
    for name in ("sigma", "mad", "iqr"):
        detect = getattr(outliers, name)
        single = one_by_one(detect, rows)
        line(f"{name} of 10,000 x 100, matrix / single calls", lambda: detect(matrix), single, min(rounds, 5))
        line(f"{name} of 10,000 x 100, many / single calls", lambda: detect.many(rows), single, min(rounds, 5))


if __name__ == "__main__":
    main()
