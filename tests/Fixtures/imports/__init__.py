"""Modules that a test imports for what their import does, and the events by which a test meets them meanwhile."""

import collections
import threading

TIMEOUT_SECONDS = 40
events = collections.defaultdict(threading.Event)


def wait(name):
    if not events[name].wait(TIMEOUT_SECONDS):
        raise TimeoutError("nobody has set '%s'" % name)


def wait_until_slow_has_begun(data):
    wait("slow has begun")
    return []


def let_slow_go_on(data):
    events["slow goes on"].set()
    return []
