"""Runs a test suite and prints its output, except for the tests that passed: those are only counted.

Usage: progress.py COMMAND [ARGUMENT...]   Exits with the exit code of COMMAND. Prints the count every 20 seconds.
"""
import queue
import re
import subprocess
import sys
import threading
import time

INTERVAL = 20  # seconds
PASSED = re.compile(r"  Passed \S| *\d+/\d+ Test +#\d+: .* Passed ")  # dotnet test, ctest
NOISE = re.compile(r" +Start +\d+: ")  # ctest


def read_lines(stream, lines):
    for line in stream:
        lines.put(line)
    lines.put(None)


def run(command):
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace"
    )
    lines = queue.Queue()
    threading.Thread(target=read_lines, args=(process.stdout, lines), daemon=True).start()
    start = printed = time.monotonic()
    passed = 0
    while True:
        try:
            line = lines.get(timeout=1)
        except queue.Empty:
            if process.poll() is not None:
                break  # a process that outlives the suite holds its output open
        else:
            if line is None:
                break
            if PASSED.match(line):
                passed += 1
            elif not NOISE.match(line):
                print(line, end="", flush=True)
        if time.monotonic() - printed >= INTERVAL:
            printed = time.monotonic()
            print("  %d s%s" % (printed - start, ", %d tests passed" % passed if passed else ""), flush=True)
    return process.wait()


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
