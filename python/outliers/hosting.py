"""Passes what Python logs and prints to the logging of a .NET host, for the package OutliersNative.Hosting.

A record becomes text where it is logged and waits in a bounded queue. A thread of this module writes the queue to a
pipe that .NET reads. So a slow reader blocks that thread and no detector; records that find the queue full are counted.
"""

import io
import itertools
import json
import logging
import os
import queue
import sys
import threading

MESSAGE_CHARS = 16 * 1024
TRACEBACK_CHARS = 64 * 1024
BATCH = 256  # records in one write

_sinks = {}
_keys = itertools.count(1)


def capture(*, handle, capacity, level, output, warnings, trace):
    """Begin to pass on what is logged; return a number for `release`.

    handle: the writing end of a pipe, a file descriptor, or on Windows a handle that now belongs to this module. It
    gets lines of JSON in UTF-8: {"dropped": int, "records": [...]}, dropped since the line before.
    capacity: the records that may wait.
    level: logging's number. The root logger is set to it if it would pass on less.
    output: also what is written to sys.stdout and sys.stderr, line by line.
    warnings: also those of the module warnings, from the logger py.warnings.
    trace: the address of int f(char *text, int size), which writes the current trace's W3C traceparent and returns
    its length, 0 if there is none; 0 for no such function. It is called with the GIL held.
    """
    key = next(_keys)
    _sinks[key] = sink = _Sink(_own(handle), capacity, trace)
    sink.begin(level, output, warnings)
    return key


def release(*, key):
    """End what `capture` began. The pipe is closed after the last record."""
    sink = _sinks.pop(key, None)
    if sink is not None:
        sink.end()
    return 0


def _own(handle):
    if os.name == "nt":
        import msvcrt

        return msvcrt.open_osfhandle(handle, 0)
    return os.dup(handle)


class _Sink(logging.Handler):
    def __init__(self, descriptor, capacity, trace):
        super().__init__()
        self._process = os.getpid()
        self._descriptor = descriptor
        self._capacity = capacity
        self._queue = queue.SimpleQueue()
        self._dropped = 0
        self._trace = _function_at(trace)
        self._formatter = logging.Formatter()

    def begin(self, level, output, warnings):
        threading.Thread(target=self._write, name="OutliersNative logs", daemon=True).start()
        root = logging.getLogger()
        self._level, self._root_level = level, root.level
        self.setLevel(level)
        if root.level > level:
            root.setLevel(level)
        root.addHandler(self)
        self._warnings = (
            warnings and getattr(logging, "_warnings_showwarning", None) is None
        )  # else somebody captures them already
        if self._warnings:
            logging.captureWarnings(True)
        self._streams = {}
        if output:
            for name, severity in (("stdout", logging.INFO), ("stderr", logging.WARNING)):
                self._streams[name] = stream = _Lines(self, getattr(sys, name), name, severity)
                setattr(sys, name, stream)

    def end(self):
        root = logging.getLogger()
        root.removeHandler(self)
        if root.level == self._level:
            root.setLevel(self._root_level)
        if self._warnings:
            logging.captureWarnings(False)
        for name, stream in self._streams.items():
            stream.end()
            if getattr(sys, name) is stream:
                setattr(sys, name, stream.original)
        self._queue.put(None)

    def emit(self, record):
        try:
            entry = dict(
                name=record.name,
                level=record.levelno,
                message=_cut(record.getMessage(), MESSAGE_CHARS),
                created=record.created,
                file=record.pathname,
                line=record.lineno,
            )
            if record.exc_info and record.exc_info[1] is not None:
                kind, error = type(record.exc_info[1]), record.exc_info[1]
                plain = kind.__module__ == "builtins"
                entry["error"] = dict(
                    type=kind.__qualname__ if plain else kind.__module__ + "." + kind.__qualname__,
                    message=_cut(str(error), MESSAGE_CHARS),
                    text=_cut(self._formatter.formatException(record.exc_info), TRACEBACK_CHARS),
                )
            self.add(entry)
        except Exception:
            self.handleError(record)

    def add(self, entry):
        if os.getpid() != self._process:
            return  # a fork, which has no thread that writes
        entry["trace"] = self._traceparent()
        with self.lock:
            if self._queue.qsize() < self._capacity:
                self._queue.put(entry)
            else:
                self._dropped += 1

    def _traceparent(self):
        if self._trace is None:
            return ""
        text = ctypes.create_string_buffer(64)
        length = self._trace(text, len(text))
        return text.raw[:length].decode("ascii")

    def _write(self):
        try:
            is_open = True
            while is_open:
                entries = [self._queue.get()]
                while len(entries) < BATCH and not self._queue.empty():
                    entries.append(self._queue.get())
                is_open = None not in entries
                with self.lock:
                    dropped, self._dropped = self._dropped, 0
                records = [entry for entry in entries if entry is not None]
                text = json.dumps(dict(dropped=dropped, records=records), ensure_ascii=False)
                # A lone surrogate, as from a file name that is no UTF-8, becomes "?".
                left = memoryview(text.encode("utf-8", "replace") + b"\n")
                while left:
                    left = left[os.write(self._descriptor, left) :]
        except OSError:
            self._capacity = 0  # .NET has closed its end
        finally:
            os.close(self._descriptor)


class _Lines(io.TextIOBase):
    """A standard stream whose lines are records. Each thread has its own unfinished line."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, sink, original, name, level):
        self.original = original
        self._sink, self._name, self._level = sink, name, level
        self._unfinished = threading.local()

    def __getattr__(self, name):
        return getattr(self.original, name)  # buffer, fileno

    def writable(self):
        return True

    def write(self, text):
        if self._sink is None:
            return self.original.write(text)
        lines = (getattr(self._unfinished, "text", "") + text).split("\n")
        if len(lines[-1]) > MESSAGE_CHARS:
            lines.append("")
        self._unfinished.text = lines.pop()
        for line in lines:
            self._add(line)
        return len(text)

    def flush(self):
        text = getattr(self._unfinished, "text", "")
        if text and self._sink is not None:
            self._unfinished.text = ""
            self._add(text)

    def end(self):
        self.flush()
        self._sink = None  # somebody may hold this stream

    def _add(self, line):
        sink = self._sink
        if line and sink is not None:
            sink.add(dict(name=self._name, level=self._level, message=_cut(line, MESSAGE_CHARS)))


def _function_at(address):
    """None without ctypes, which some Pythons lack: then records have no trace."""
    global ctypes
    try:
        import ctypes
    except ImportError:
        return None
    # PYFUNCTYPE, not CFUNCTYPE: to release the GIL for so little would cost the caller up to 5 ms to get it back.
    return ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_char_p, ctypes.c_int)(address) if address else None


def _cut(text, most):
    if len(text) <= most:
        return text
    return "%s [... %d characters left out ...]" % (text[:most], len(text) - most)
