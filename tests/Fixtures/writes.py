"""Writes to the standard streams what a buffer would keep back. One way a function."""

import logging
import sys
import threading


def text(data):
    sys.stdout.write("out-text;")
    return []


def text_to_stderr(data):
    sys.stderr.write("err-text;")
    return []


def print_without_end(data):
    print("out-print", end=";")
    print("err-print", end=";", file=sys.stderr)
    return []


def to_binary_layer(data):
    sys.stdout.buffer.write(b"out-bytes;")
    sys.stderr.buffer.write(b"err-bytes;")
    return []


def to_original_streams(data):
    sys.__stdout__.write("out-original;")
    sys.__stderr__.write("err-original;")
    return []


def by_logging(data):
    logger = logging.getLogger("writes")
    for stream in (sys.stdout, sys.stderr):
        handler = logging.StreamHandler(stream)
        handler.terminator = ";"
        logger.addHandler(handler)
    logger.warning("logged")
    return []


def on_python_thread(data):
    thread = threading.Thread(target=sys.stdout.write, args=("out-thread;",))
    thread.start()
    thread.join()
    return []


def large(data):
    """More than a pipe holds, in one piece."""
    sys.stdout.write("x" * 300_000 + ";")
    return []
