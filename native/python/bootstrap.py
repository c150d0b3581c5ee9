"""Compiled into the shim and run once in each process: what is easier said in Python than in C.

Nothing here may import more than a plain start of Python has imported already, except inside a function.
"""

import io
import sys

MESSAGE_CHARS = 64 * 1024  # of str(exception)
LINE_CHARS = 8 * 1024  # of a message or a note in a traceback that is cut
TEXT_CHARS = 512 * 1024  # of a whole traceback
FRAMES = 50  # of each exception, at each end of its traceback
CHAIN = 10  # exceptions, at each end of a chain of causes
NOTES = 20


class Unbuffered(io.BufferedWriter):
    """Writes at once. Python is never finalized in this process, so what a buffer held at the end would be lost."""

    def write(self, data):
        written = super().write(data)
        self.flush()
        return written


def write_through(name):
    """Replaces a standard stream by one whose text reaches the file descriptor with each write.

    BufferedWriter repeats a write that a signal has cut short; the raw file alone (python -u) does not.
    """
    stream = getattr(sys, name)
    if type(stream) is not io.TextIOWrapper or type(stream.buffer) is not io.BufferedWriter:
        return
    encoding, errors = stream.encoding, stream.errors
    raw = stream.detach().detach()
    newline = None if sys.platform == "win32" else "\n"
    stream = io.TextIOWrapper(Unbuffered(raw), encoding, errors, newline, write_through=True)
    stream.mode = "w"
    setattr(sys, name, stream)
    setattr(sys, "__%s__" % name, stream)


def cut(text, most):
    """The head and the tail of a text that is too long."""
    if len(text) <= most:
        return text
    half = most // 2
    return "%s\n[... %d characters left out ...]\n%s" % (text[:half], len(text) - 2 * half, text[-half:])


def last_tracebacks(trace, count):
    """The traceback object from which `count` frames are left, and how many frames there are."""
    last, size = trace, 0
    while trace is not None:
        size += 1
        if size > count:
            last = last.tb_next
        trace = trace.tb_next
    return last, size


def format_frames(trace):
    import traceback

    tail, size = last_tracebacks(trace, FRAMES)
    if size <= 2 * FRAMES:
        return traceback.format_tb(trace)
    left_out = "  [... %d frames left out ...]\n" % (size - 2 * FRAMES)
    return traceback.format_tb(trace, FRAMES) + [left_out] + traceback.format_tb(tail)


def format_last_lines(value):
    """What a traceback ends with: type, message and notes.

    Not by traceback.format_exception_only, which goes through the frames of all causes.
    """
    kind = type(value)
    name = kind.__qualname__ if kind.__module__ == "builtins" else "%s.%s" % (kind.__module__, kind.__qualname__)
    message = cut(str(value), LINE_CHARS)
    lines = [name + ": " + message + "\n" if message else name + "\n"]
    notes = getattr(value, "__notes__", ())
    lines += [cut(str(note), LINE_CHARS) + "\n" for note in notes[:NOTES]]
    if len(notes) > NOTES:
        lines.append("[... %d notes left out ...]\n" % (len(notes) - NOTES))
    return lines


def chain_of(value):
    """The exception, its cause, the cause's cause and so on, each with what is said between it and the one before."""
    chain, seen = [], set()
    between = ""
    while value is not None and id(value) not in seen:
        seen.add(id(value))
        chain.append((value, between))
        if value.__cause__ is not None:
            value = value.__cause__
            between = "\nThe above exception was the direct cause of the following exception:\n\n"
        else:
            value = None if value.__suppress_context__ else value.__context__
            between = "\nDuring handling of the above exception, another exception occurred:\n\n"
    return chain


def format_bounded(chain):
    lines = []
    left_out = len(chain) - 2 * CHAIN
    if left_out > 0:
        chain = chain[:CHAIN] + [None] + chain[-CHAIN:]
    for link in reversed(chain):
        if link is None:
            lines.append("\n[... %d exceptions left out ...]\n\n" % left_out)
            continue
        value, between = link
        if value.__traceback__ is not None:
            lines.append("Traceback (most recent call last):\n")
            lines += format_frames(value.__traceback__)
        lines += format_last_lines(value)
        lines.append(between)
    return lines


def is_small(value):
    notes = getattr(value, "__notes__", None)
    size = last_tracebacks(value.__traceback__, 0)[1]
    return size <= 2 * FRAMES and (type(notes) is not list or len(notes) <= NOTES)


def describe(kind, value, trace):
    """The message of an exception and its traceback, both bounded."""
    try:
        message = cut(str.__str__(str(value)), MESSAGE_CHARS)
    except BaseException:
        message = None
    text = None
    try:
        import traceback

        chain = chain_of(value)
        if any(hasattr(link, "exceptions") for link, _ in chain):  # a group, whose members have tracebacks of their own
            lines = traceback.format_exception(kind, value, trace, limit=FRAMES)
        elif len(chain) <= 2 * CHAIN and all(is_small(link) for link, _ in chain):
            lines = traceback.format_exception(kind, value, trace)
        else:
            lines = format_bounded(chain)
        text = cut("".join(lines), TEXT_CHARS)
    except BaseException:
        pass
    return message, text


def keywords(function, text, arrays):
    """The names and the values of a function's keyword arguments, and both as a dict.

    text    JSON: an object, in which {"dict": {...}} is a dict and {"array": i} the array of that index

    A name that the signature does not have is a TypeError. One without a signature, or with **kwargs, is trusted.
    """
    import inspect
    import json

    def value_of(item):
        if isinstance(item, list):
            return [value_of(each) for each in item]
        if not isinstance(item, dict):
            return item
        if "array" in item:
            return arrays[item["array"]]
        return {name: value_of(each) for name, each in item["dict"].items()}

    for array in arrays:
        array.setflags(write=False)
    values = {name: value_of(item) for name, item in json.loads(text).items()}
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        signature = None
    if signature is not None:
        check_names(function, signature, values)
    return tuple(values), tuple(values.values()), values


def check_names(function, signature, names):
    parameters = list(signature.parameters.values())
    if any(each.kind is each.VAR_KEYWORD for each in parameters):
        return
    if parameters and parameters[0].kind is parameters[0].POSITIONAL_OR_KEYWORD:
        del parameters[0]  # the array
    known = [each.name for each in parameters if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)]
    name_of_function = getattr(function, "__name__", type(function).__name__)
    for name in names:
        if name not in known:
            raise TypeError(
                "%s() takes no keyword argument '%s'; its signature is %s%s"
                % (name_of_function, name, name_of_function, signature)
            )
