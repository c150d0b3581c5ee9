"""Exceptions that cannot be described, go round in circles, or run code of their own when they are looked at."""

import sys
import warnings

import numpy as np


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


def exiting_text(data):
    raise ExitingText()


def endless_text(data):
    raise EndlessText()


def number_text(data):
    raise NumberText()


def subclass_text(data):
    raise SubclassText()


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


def no_exception(data):
    raise 3


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


def odd_syntax_error(data):
    details = ("\udc80\0", -5, 10**9, "\0" * 10, 2**40, None)
    raise SyntaxError("odd", details if sys.version_info >= (3, 10) else details[:4])


def without_arguments(data):
    error = UnicodeDecodeError.__new__(UnicodeDecodeError)
    raise error


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


def empty_message(data):
    raise ValueError("")
