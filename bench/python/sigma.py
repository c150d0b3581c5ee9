"""Compares outliers.detect with the plain formula and with np.sum, without .NET.

    python3 bench/python/sigma.py [ROUNDS]

The three are measured in alternation and their ratios taken per round, so that the machine's speed at the time cancels.
CPU time is counted, of all threads, so that other processes do not matter. There are 16 series, since a branch
predictor learns a single short one. Each line has a process of its own, since glibc retains freed memory once larger
arrays have been freed.
"""

import multiprocessing
import platform
import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python"))
from outliers import detect  # noqa: E402


def plain(data):
    return np.where(np.abs(data - data.mean()) > 2 * data.std())[0]


def normal(random, size):
    return random.normal(size=size)


def planted(random, size):
    data = random.uniform(size=size)
    data[random.integers(size, size=3)] += 97
    return data


def microseconds(function, data, calls):
    start = time.process_time_ns()
    for _ in range(calls):
        function(data)
    return (time.process_time_ns() - start) / calls / 1000


def measure(make, size, rounds):
    random, calls = np.random.default_rng(size), max(1, 200_000 // size)
    many = [make(random, size) for _ in range(16)]
    times = {function: [] for function in (plain, detect, np.sum)}
    for turn in range(rounds):
        for function in times:
            function(many[turn % 16])
            times[function].append(microseconds(function, many[turn % 16], calls))
    return times


def quartiles(values):
    return "{:6.2f} ({:.2f}-{:.2f})".format(*np.percentile(values, (50, 25, 75)))


def line(make, size, rounds):
    times = measure(make, size, rounds)
    plain_us, detect_us = statistics.median(times[plain]), statistics.median(times[detect])
    faster = [old / new for old, new in zip(times[plain], times[detect])]
    above = [new / least for new, least in zip(times[detect], times[np.sum])]
    return (
        f"{make.__name__:8} {size:9,} {plain_us:9.1f} {detect_us:10.1f}" f"  {quartiles(faster):22} {quartiles(above)}"
    )


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {rounds} rounds; medians (quartiles)")
    print("data        values  plain us  detect us  plain / detect         detect / np.sum")
    for make in (planted, normal):
        for size in (1000, 100_000, 1_000_000):
            with multiprocessing.get_context("spawn").Pool(1) as process:
                print(process.apply(line, (make, size, rounds)))


if __name__ == "__main__":
    main()
