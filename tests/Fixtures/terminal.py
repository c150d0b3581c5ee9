"""Runs a command on a terminal of its own, and prints what the terminal shows.

    terminal.py COLUMNS [TEXT KEYS]... -- COMMAND...

When TEXT has appeared, it types KEYS, with escapes as in Python, and waits for the next TEXT. Ends as the command ends,
with 128 and the signal after one. Ends with 99 if a TEXT has not come within 40 seconds.
"""

import codecs
import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time

PATIENCE_SECONDS = 40


def main():
    at = sys.argv.index("--")
    columns, steps, command = int(sys.argv[1]), sys.argv[2:at], sys.argv[at + 1 :]
    child, terminal = pty.fork()
    if child == 0:
        os.read(0, 1)  # until the size is set
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    os.write(terminal, b"\n")
    shown, seen, deadline = b"", 0, time.monotonic() + PATIENCE_SECONDS
    while True:
        if not select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0]:
            sys.stdout.buffer.write(shown)
            print("\nterminal.py: no", steps[:1])
            os.kill(child, 9)
            return 99
        try:
            read = os.read(terminal, 65536)
        except OSError:  # the command has ended
            break
        if not read:
            break
        shown += read
        while steps and shown.find(steps[0].encode(), seen) >= 0:
            seen = shown.find(steps[0].encode(), seen) + len(steps[0].encode())
            os.write(terminal, codecs.decode(steps[1], "unicode_escape").encode())
            steps = steps[2:]
    sys.stdout.buffer.write(shown)
    status = os.waitpid(child, 0)[1]
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


sys.exit(main())
