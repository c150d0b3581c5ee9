"""Compiled into the shim and run once in each process: what is easier said in Python than in C.

Nothing here may import more than a plain start of Python has imported already, except inside a function.
"""

import io
import sys

MESSAGE_CHARS = 64 * 1024  # of str(exception)
LINE_CHARS = 8 * 1024  # of a note, a name, or a message in a traceback that is cut
TEXT_CHARS = 512 * 1024  # of a whole traceback, and of all details
FRAMES = 50  # of each exception, at each end of its traceback
CHAIN = 10  # exceptions, at each end of a chain of causes
NOTES = 20

NO_TEXT = "<the exception's str() failed>"

# What Python's traceback says between two exceptions: an item of its own in the list that format_exception returns.
AFTER_CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
AFTER_CONTEXT = "\nDuring handling of the above exception, another exception occurred:\n\n"


class Interrupted(BaseException):
    """Raised in a call that must end: its timeout has passed, or .NET has cancelled it.

    Not an Exception, so that `except Exception` does not catch it.
    """


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


def last_frames(trace, known):
    """The traceback object from which FRAMES frames are left, and how many there are; `known` has those found before."""
    if id(trace) not in known:
        at, last, size = trace, trace, 0
        while at is not None:
            size += 1
            if size > FRAMES:
                last = last.tb_next
            at = at.tb_next
        known[id(trace)] = last, size
    return known[id(trace)]


def format_frames(trace, known):
    import traceback

    tail, size = last_frames(trace, known)
    if size <= 2 * FRAMES:
        return traceback.format_tb(trace)
    left_out = "  [... %d frames left out ...]\n" % (size - 2 * FRAMES)
    return traceback.format_tb(trace, FRAMES) + [left_out] + traceback.format_tb(tail)


def attempt(function, argument, otherwise):
    """Classes of exceptions may raise anything from any attribute."""
    try:
        return function(argument)
    except BaseException:
        return otherwise


def type_name(kind):
    """The name in a traceback: "ValueError", "json.decoder.JSONDecodeError"."""
    module, name = kind.__module__, kind.__qualname__
    return str.__str__(name if type(module) is not str or module == "builtins" else module + "." + name)


def text_of(value):
    return str.__str__(str(value))


def notes_of(value):
    """The notes of an exception (PEP 678). None if its __notes__ is not what add_note makes."""
    notes = getattr(value, "__notes__", None)
    if not notes or not isinstance(notes, (list, tuple)):
        return []
    texts = [cut(attempt(text_of, note, "<the note's str() failed>"), LINE_CHARS) for note in notes[:NOTES]]
    if len(notes) > NOTES:
        texts.append("[... %d notes left out ...]" % (len(notes) - NOTES))
    return texts


def format_last_lines(value):
    """What a traceback ends with: type, message and notes.

    Not by traceback.format_exception_only, which goes through the frames of all causes.
    """
    name = type_name(type(value))
    message = cut(attempt(text_of, value, NO_TEXT), LINE_CHARS)
    return [name + ": " + message + "\n" if message else name + "\n"] + [note + "\n" for note in notes_of(value)]


def chain_of(value):
    """The exception, its cause, the cause's cause and so on, each with what is said between it and the one before."""
    chain, seen = [], set()
    between = ""
    while value is not None and id(value) not in seen:
        seen.add(id(value))
        chain.append((value, between))
        if value.__cause__ is not None:
            value = value.__cause__
            between = AFTER_CAUSE
        else:
            value = None if value.__suppress_context__ else value.__context__
            between = AFTER_CONTEXT
    return chain


def format_bounded(chain, known):
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
            lines += format_frames(value.__traceback__, known)
        lines += format_last_lines(value)
        lines.append(between)
    return lines


def is_small(value):
    notes = getattr(value, "__notes__", None)
    trace, size = value.__traceback__, 0
    while trace is not None and size <= 2 * FRAMES:
        trace, size = trace.tb_next, size + 1
    return trace is None and (type(notes) is not list or len(notes) <= NOTES)


def cause_ends(lines):
    """How far each cause, with its own causes, reaches into a traceback; the nearest cause first, in UTF-16 units."""
    ends = []
    for i, line in enumerate(lines):
        if line == AFTER_CAUSE or line == AFTER_CONTEXT:
            text = "".join(lines[:i])
            ends.append(len(text) if text.isascii() else len(text.encode("utf-16-le", "backslashreplace")) // 2)
    return ends[::-1]


def escape(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def add_frames(details, trace, known):
    tail, size = last_frames(trace, known)
    at = 0
    while trace is not None:
        if at == FRAMES and size > 2 * FRAMES:
            details.append("L%d" % (size - 2 * FRAMES))
            trace = tail
        code = trace.tb_frame.f_code
        function, file = cut(code.co_name, LINE_CHARS), cut(code.co_filename, LINE_CHARS)
        details.append("F%d\t%s\t%s" % (trace.tb_lineno or 0, escape(function), escape(file)))
        trace = trace.tb_next
        at += 1


def add_details(details, chain, trace, lines, known):
    """Adds what .NET makes properties of: one item a line, a letter and a text in which escape() was applied.

    F  a frame: line, function and file, between tabs
    L  how many frames are left out between the one before and the one after
    N  a note
    E  the next exception in the chain of causes, which the lines after it are about, between tabs: how many UTF-16
       units at the start of the traceback are about it and its own causes (0: not known), its type, its message
    """
    ends = cause_ends(lines) if len(chain) > 1 else []
    if len(chain) > 2 * CHAIN:
        chain = chain[:CHAIN] + chain[-CHAIN:]
    for i, (value, _) in enumerate(chain):
        if i > 0:
            end = ends[i - 1] if len(ends) == len(chain) - 1 else 0
            name = cut(attempt(type_name, type(value), "Exception"), LINE_CHARS)
            message = cut(attempt(text_of, value, NO_TEXT), MESSAGE_CHARS)
            details.append("E%d\t%s\t%s" % (end, escape(name), escape(message)))
            trace = value.__traceback__
        add_frames(details, trace, known)
        details += ["N" + escape(note) for note in attempt(notes_of, value, [])]


def join_bounded(details):
    text = "\n".join(details)
    return text if len(text) <= TEXT_CHARS else text[: text.rindex("\n", 0, TEXT_CHARS)]


def describe(kind, value, trace):
    """The message of an exception, its traceback and its details, all bounded; None for a traceback that cannot be made."""
    message, text, chain, lines, details, known = NO_TEXT, None, [(value, "")], [], [], {}
    try:
        message = cut(str.__str__(str(value)), MESSAGE_CHARS)  # not by text_of: few more calls may be left to the limit
    except BaseException:
        pass
    try:
        import traceback

        chain = chain_of(value)
        if any(hasattr(link, "exceptions") for link, _ in chain):  # a group, whose members have tracebacks of their own
            lines = traceback.format_exception(kind, value, trace, limit=FRAMES)
        elif len(chain) <= 2 * CHAIN and all(is_small(link) for link, _ in chain):
            lines = traceback.format_exception(kind, value, trace)
        else:
            lines = format_bounded(chain, known)
        text = "".join(lines)
        if len(text) > TEXT_CHARS:
            text, lines = cut(text, TEXT_CHARS), []
    except BaseException:
        pass
    try:
        add_details(details, chain, trace, lines, known)
    except BaseException:
        pass  # what comes before what has failed is there
    return message, text, join_bounded(details)


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
