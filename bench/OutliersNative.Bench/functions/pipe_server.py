"""Serves the plain formula over pipes.

A request on standard input is the number of values (int64) and the values (float64); the answer on standard output is
the number of positions and the positions (int64). Ends when standard input is closed.
"""

import sys

import numpy as np

from bench_functions import NONE, plain

while True:
    head = sys.stdin.buffer.read(8)
    if not head:
        break
    length = int.from_bytes(head, "little")
    positions = plain(np.frombuffer(sys.stdin.buffer.read(8 * length))) if length else NONE
    sys.stdout.buffer.write(len(positions).to_bytes(8, "little") + positions.astype(np.int64).tobytes())
    sys.stdout.buffer.flush()
