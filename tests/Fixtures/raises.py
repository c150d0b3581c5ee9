"""Raises an exception, ordinary or not. One a function."""

import sys
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
