"""Compares the command outliers with pandas: both read a CSV file and find what is beyond two standard deviations.

    python3 bench/python/command.py [ROUNDS [MEGABYTES]]

Build first: ./build.sh build. The file, 200 MB by default, is written to a temporary folder and deleted at the end. The
two take turns, each as a process of its own that is bound to one processor. A rate is the size of the file over the CPU
time, start of the process included, so that other processes on the machine matter less; the wall time stands beside it.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

COMMAND = Path(__file__).resolve().parents[2] / "managed/OutliersNative.Cli/bin/Release/net10.0/OutliersNative.Cli.dll"

PANDAS = """
import sys
import numpy as np
import pandas as pd
data = pd.read_csv(sys.argv[1])["value"].to_numpy()
positions = np.where(np.abs(data - data.mean()) > 2 * data.std())[0]
sys.stdout.write("".join("{}\\n".format(position) for position in positions.tolist()))
"""


def write_table(path, size):
    """Write a table of times, one a second, and values with all their digits."""
    random = np.random.default_rng(1)
    start = np.datetime64("2024-01-01T00:00:00")
    with open(path, "w") as file:
        file.write("time,value\n")
        row = 0
        while file.tell() < size:
            times = (start + np.arange(row, row + 100_000)).astype(str).tolist()
            values = (20 + random.standard_normal(len(times))).tolist()
            file.writelines("{},{!r}\n".format(*each) for each in zip(times, values))
            row += len(times)
    return row


def run(command, processor, output):
    """Run a command on one processor. Return its wall time and CPU time in seconds, and its peak memory in MB."""
    environment = dict(os.environ, OUTLIERS_PYTHON=sys.executable)
    with open(output, "wb") as to:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=to, env=environment, preexec_fn=lambda: os.sched_setaffinity(0, {processor})
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    if status != 0:
        sys.exit("{} ended with {}".format(" ".join(command[:2]), status))
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e3


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    size = int(float(sys.argv[2]) * 1e6) if len(sys.argv) > 2 else 200_000_000
    processor = max(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        table, output = os.path.join(folder, "table.csv"), os.path.join(folder, "positions")
        rows = write_table(table, size)
        megabytes = os.path.getsize(table) / 1e6
        options = ["--column", "value", "--method", "sigma", "--format", "positions", "--quiet"]
        commands = {
            "outliers detect": ["dotnet", str(COMMAND), "detect", table, *options],
            "pandas": [sys.executable, "-c", PANDAS, table],
        }
        print("{:,} rows, {:.0f} MB, {} rounds, processor {}".format(rows, megabytes, rounds, processor))
        results = {name: [] for name in commands}
        positions = {}
        for _ in range(rounds):
            for name, command in commands.items():
                results[name].append(run(command, processor, output))
                positions[name] = Path(output).read_text()
    if len(set(positions.values())) > 1:
        sys.exit("the two found different positions")
    print("{:18} {:>22} {:>8} {:>8} {:>12}".format("", "MB/s of CPU (range)", "CPU s", "wall s", "peak MB"))
    for name, turns in results.items():
        wall, cpu, peak = (statistics.median(each) for each in zip(*turns))
        rates = sorted(megabytes / turn[1] for turn in turns)
        rate = "{:.0f} ({:.0f} to {:.0f})".format(statistics.median(rates), rates[0], rates[-1])
        print("{:18} {:>22} {:8.2f} {:8.2f} {:12.0f}".format(name, rate, cpu, wall, peak))
    pairs = zip(results["pandas"], results["outliers detect"])
    print("CPU time of pandas / of outliers: {:.2f}".format(statistics.median(one[1] / two[1] for one, two in pairs)))


if __name__ == "__main__":
    main()
