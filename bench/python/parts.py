"""Measures outliers.parts: times of a part of 64 MB, and how far results in parts are from those of the whole series.

    python3 bench/python/parts.py [ROUNDS]

Times are CPU times, medians over the rounds, in which a part is summarized, judged, and analyzed as a series of its own
in turn. Errors are those of series of which each part has 1,000,000 values.
"""

import platform
import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python"))
import outliers  # noqa: E402
from outliers import parts  # noqa: E402
from outliers.parts import quantiles  # noqa: E402

PART = 8_000_000  # values: 64 MB
RANDOM = np.random.default_rng(1)


def seconds(function):
    start = time.process_time_ns()
    function()
    return (time.process_time_ns() - start) / 1e9


def times(method, rounds, many=1000):
    """Print the times of one part, and of combining many summaries."""
    part = RANDOM.standard_normal(PART)
    summary = parts.summarize(part, method=method)
    summaries = np.tile(summary, (many, 1))
    (fit,) = parts.combine(summary[np.newaxis], method=method)
    functions = (
        lambda: parts.summarize(part, method=method),
        lambda: parts.judge(part, fit, method=method),
        lambda: getattr(outliers, method).analyze(part),
        lambda: parts.combine(summaries, method=method),
    )
    measured = zip(*([seconds(each) for each in functions] for _ in range(rounds)))
    columns = " ".join(f"{statistics.median(each):10.2f}" for each in measured)
    print(f"{method:8} {summary.nbytes / 1024:10.2f} {fit.nbytes / 1024:10.2f} {columns}", flush=True)


def quantile_errors(name, data, count):
    """Print the bound of ranks, and by how many ranks median, quartiles and the deviation from the median are off."""
    pieces = np.split(data, count)
    bound = sum(-(-each.size // quantiles.KEPT) // 2 for each in pieces)
    found = {}
    for method in ("mad", "iqr"):
        summaries = np.stack([parts.summarize(each, method=method) for each in pieces])
        found[method] = parts.combine(summaries, method=method)[0, 1:]
    ordered = np.sort(data)
    off = [
        abs(ordered.searchsorted(value) / data.size - share) for value, share in zip(found["iqr"], (0.5, 0.25, 0.75))
    ]
    center, scale = found["mad"]
    far_off = abs(np.count_nonzero(np.abs(data - center) < 0.6745 * scale) / data.size - 0.5)
    exact = outliers.mad.analyze(data, threshold=1.0)
    width = (exact.upper[0] - exact.lower[0]) / 2
    print(
        f"{name:26} {count:5} {bound / data.size:10.1e} {max(off):10.1e} {2 * bound / data.size:10.1e} "
        f"{far_off:10.1e} {abs(scale / width - 1):10.1e}",
        flush=True,
    )


def ewma_differences(name, data, window, count=4):
    """Print how far expected values and scores are from those of the whole, and until where in the parts."""
    size = data.size // count
    expected = outliers.ewma.analyze(data, window=window, threshold=0.0)
    pieces = np.split(data, count)
    summaries = np.stack([parts.summarize(each, method="ewma", window=window) for each in pieces])
    fits = parts.combine(summaries, method="ewma", window=window)
    longest, largest = 0, 0.0
    for index, (each, fit) in list(enumerate(zip(pieces, fits)))[1:]:
        positions, scores, means, lower, upper = parts.judge(each, fit, method="ewma", window=window, threshold=0.0)
        at = index * size + positions.astype(np.int64)
        differences = np.maximum(np.abs(means - expected.expected[at]), np.abs(scores - expected.scores[at]))
        (differing,) = differences.nonzero()
        longest = max(longest, int(positions[differing[-1]]) + 1 if differing.size else 0)
        largest = max(largest, differences.max())
    print(f"{name:26} window {window:5}: at most {largest:.1e}, in the first {longest:,} values of a part", flush=True)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {rounds} rounds, medians of CPU times")
    print("seconds for a part of 8,000,000 values, and to combine 1,000 summaries")
    print(
        "{:8} {:>10} {:>10} {:>10} {:>10} {:>10} {:>10}".format(
            "", "summary KB", "fit KB", "summarize", "judge", "analyze", "combine"
        )
    )
    for method in parts.METHODS:
        times(method, rounds)
    print("\nshares of all values by which ranks are off: median and quartiles, deviation from the median")
    print(f"{'':26} {'parts':>5} {'bound':>10} {'error':>10} {'bound':>10} {'error':>10} {'its value':>10}")
    for count in (1, 16):
        size = count * 1_000_000
        quantile_errors("normal", RANDOM.standard_normal(size), count)
        quantile_errors("Student's t, 2 degrees", RANDOM.standard_t(2, size), count)
        quantile_errors("sorted, normal", np.sort(RANDOM.standard_normal(size)), count)
        quantile_errors("a growing level", RANDOM.standard_normal(size) + np.arange(size) * (10 / size), count)
    print("\newma in 4 parts: differences of expected values and scores from those of the whole series")
    noise = RANDOM.standard_normal(4_000_000)
    for window in (5, 30, 1000):
        ewma_differences("normal", noise, window)
        ewma_differences("20 + normal / 10, rounded", np.round(20 + noise / 10, 1), window)
        ewma_differences("constant but for a quarter", 20.1 + np.where(noise > 0.67, noise, 0.0), window)


if __name__ == "__main__":
    main()
