"""The plain formula in a process of its own: length and raw doubles come in by a pipe, length and raw positions go out.

Nothing is answered with nothing.
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
