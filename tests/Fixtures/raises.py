"""Raises an exception, ordinary or not. One a function."""

import sys
import threading
import types
import warnings

import numpy as np


def value_error(data):
    raise ValueError("the detector refuses %d values" % len(data))


def chained(data):
    try:
        {}["threshold"]
    except KeyError as missing:
        raise ValueError("no threshold was given") from missing


def writing_to_input(data):
    """Centres its input in place, which is read-only."""
    data -= data.mean()
    return data > 100


class Detector:
    class Failed(Exception):
        pass


def custom_type(data):
    raise Detector.Failed("own type")


def system_exit(data):
    sys.exit(3)


def keyboard_interrupt(data):
    """As if Ctrl-C had been pressed."""
    raise KeyboardInterrupt()


def stop_iteration(data):
    raise StopIteration(len(data))


def generator_exit(data):
    raise GeneratorExit("from no generator")


def memory_error(data):
    return np.empty(10**15)


def warning(data):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return np.sqrt(np.array([-1.0]))


def no_exception(data):
    raise 3


# ---- causes, notes and frames ----


def in_a_handler(data):
    try:
        {}["threshold"]
    except KeyError:
        raise ValueError("no threshold was given")


def from_none(data):
    try:
        {}["threshold"]
    except KeyError:
        raise ValueError("no threshold was given") from None


def three_links(data):
    """The cause of the last is another exception than the one that was being handled."""
    try:
        in_a_handler(data)
    except ValueError as failed:
        try:
            {}["not in the chain"]
        except KeyError:
            raise TypeError("last") from failed


def noted(data):
    raise _noted("with notes", ["first", 2, "two\nlines, \ta tab, \\n, \udc80 and a \0"])


def noted_cause(data):
    raise ValueError("outside") from _noted("inside", ["of the cause"])


def tuple_of_notes(data):
    raise _noted("a tuple", ("one", "two"))


def text_as_notes(data):
    raise _noted("a text", "no list")


def note_without_text(data):
    raise _noted("odd", ["before", BadStr(), "after"])


def odd_cause(data):
    raise ValueError("outside") from Nameless("inside")


def cause_without_text(data):
    raise ValueError("outside") from BadStr()


def odd_text_in_cause(data):
    raise ValueError("caf\u00e9 \U0001f40d") from KeyError("\udc80 \U0001f40d \\n\n\t\0 end")


def message_like_a_traceback(data):
    between = "\nThe above exception was the direct cause of the following exception:\n\n"
    raise ValueError("outside" + between + "still outside") from KeyError("inside" + between + "still inside")


def two_that_cause_each_other(data):
    one, two = ValueError("one"), ValueError("two")
    one.__cause__, two.__cause__ = two, one
    raise one


def group_with_a_cause(data):
    members = [ValueError("member"), TypeError("other member")]
    raise ExceptionGroup("a group", members) from KeyError("threshold")  # noqa: F821  # since 3.11


def deep_recursion(data):
    return deep_recursion(data)


def odd_names(data):
    def inner():
        raise ValueError("odd names")

    inner.__code__ = inner.__code__.replace(co_name="na\tme\n", co_filename="C:\\new\\\udc80\ttab.py")
    inner()


# ---- odd messages ----


class BadStr(Exception):
    def __str__(self):
        raise RuntimeError("no text for you")


class ExitingText(Exception):
    def __str__(self):
        raise SystemExit("exit from __str__")


class EndlessText(Exception):
    def __str__(self):
        return str(self)


class NeverEndingText(Exception):
    def __str__(self):
        while True:
            pass


class NumberText(Exception):
    def __str__(self):
        return 3


class TextSubclass(str):
    def encode(self, *args):
        raise SystemExit("exit from encode")

    def __str__(self):
        raise SystemExit("exit from __str__")


class SubclassText(Exception):
    def __str__(self):
        return TextSubclass("text of a subclass")


def with_bad_str(data):
    raise BadStr()


def exiting_text(data):
    raise ExitingText()


def endless_text(data):
    raise EndlessText()


def never_ending_text(data):
    raise NeverEndingText()


def number_text(data):
    raise NumberText()


def subclass_text(data):
    raise SubclassText()


def empty_message(data):
    raise ValueError("")


def long_message(data):
    """Ten million characters."""
    raise ValueError("x" * 10_000_000)


def with_nul_in_message(data):
    raise ValueError("before\0after")


def with_surrogates(data):
    """A lone surrogate, as in file names that are not UTF-8."""
    raise ValueError("caf\u00e9 \udc80 end")


def odd_syntax_error(data):
    details = ("\udc80\0", -5, 10**9, "\0" * 10, 2**40, None)
    raise SyntaxError("odd", details if sys.version_info >= (3, 10) else details[:4])


def without_arguments(data):
    error = UnicodeDecodeError.__new__(UnicodeDecodeError)
    raise error


# ---- odd types, notes and causes ----


class NamelessType(type):
    def __getattribute__(cls, name):
        raise SystemExit("no " + name)


class Nameless(Exception, metaclass=NamelessType):
    pass


class NumberModule(Exception):
    __module__ = 3


class RefusesToBeMade(Exception):
    def __init__(self):
        raise LookupError("made no exception")


class RaisesWhenFreed(Exception):
    def __del__(self):
        raise SystemExit("exit from __del__")


class OddNotes(Exception):
    __notes__ = 3
    __cause__ = None

    @property
    def __traceback__(self):
        raise SystemExit("no traceback")


def nameless(data):
    raise Nameless("still has a text")


def number_module(data):
    raise NumberModule("still has a text")


def refuses_to_be_made(data):
    raise RefusesToBeMade


def raises_when_freed(data):
    raise RaisesWhenFreed("freed later")


def odd_notes(data):
    raise OddNotes("with notes")


def caused_by_itself(data):
    error = ValueError("its own cause")
    error.__cause__ = error
    error.__context__ = error
    raise error


def long_chain(data):
    error = None
    for i in range(5_000):
        cause, error = error, ValueError("link %d" % i)
        error.__cause__ = cause
    raise error


# ---- more text than anybody reads ----


def _frame():
    """A frame of a thread of its own: one of this thread's would hold the data of all calls below it."""
    frames = []
    thread = threading.Thread(target=lambda: frames.append(sys._getframe()))
    thread.start()
    thread.join()
    return frames[0]


def _traceback(count):
    """A traceback of `count` frames, as deep recursion in C code gives from 3.12 on."""
    frame, trace = _frame(), None
    for _ in range(count):
        trace = types.TracebackType(trace, frame, 0, 1)
    return trace


def million_frames(data):
    raise RecursionError("a million frames").with_traceback(_traceback(1_000_000))


def _chain(links):
    """Links the exceptions, each the context of the next, and returns the last."""
    last = None
    for link in links:
        link.__context__ = last
        last = link
    return last


def chain_with_many_frames(data):
    raise _chain(ValueError("link %d" % i).with_traceback(_traceback(10_000)) for i in range(100))


def long_chain_of_long_messages(data):
    raise _chain(ValueError(str(i) * 100_000) for i in range(1000))


def _noted(message, notes):
    error = ValueError(message)
    error.__notes__ = notes
    return error


def many_notes(data):
    raise _noted("many notes", ["note %d" % i for i in range(100_000)])


def long_notes(data):
    raise _noted("long notes", ["n" * 10_000_000] * 3)


def group_with_many_frames(data):
    errors = [ValueError("member %d" % i).with_traceback(_traceback(10_000)) for i in range(20)]
    raise ExceptionGroup("a group", errors)  # noqa: F821  # since 3.11
