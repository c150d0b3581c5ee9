"""Detectors that log, print and warn."""

import logging
import sys
import threading
import warnings

LOG = logging.getLogger("fixtures.logs")


def logs(data):
    LOG.warning("%d values", len(data))
    return []


def logs_all_levels(data):
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL):
        LOG.log(level, "level %d", level)
    return []


def logs_an_exception(data):
    try:
        raise ValueError("no such season")
    except ValueError:
        LOG.exception("it failed")
    return []


def logs_surrogates(data):
    LOG.warning("file \udcff, \U0001f40d")
    return []


def logs_often(data):
    for i in range(len(data)):
        LOG.warning("record %d", i)
    return []


def logs_in_a_thread(data):
    thread = threading.Thread(target=lambda: LOG.warning("of a thread"))
    thread.start()
    thread.join()
    return []


def prints(data):
    print("a line")
    print("un", end="")
    print("finished", end="")
    sys.stdout.flush()
    print("to stderr", file=sys.stderr)
    return []


def warns(data):
    warnings.warn("an old keyword", DeprecationWarning)
    warnings.warn("a bad value", RuntimeWarning)
    return []


def of_keywords(data, *, flag=None, count=None, share=None, name=None, nested=None):
    LOG.warning("%r %r %r %r %r", flag, count, share, name, nested)
    return []
