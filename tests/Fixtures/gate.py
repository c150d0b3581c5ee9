"""Events that a test waits for and sets, by name: a module that is being imported meets the test here."""

import collections
import threading

PATIENCE_SECONDS = 40
events = collections.defaultdict(threading.Event)


def wait(name):
    if not events[name].wait(PATIENCE_SECONDS):
        raise TimeoutError("nobody has set '%s'" % name)


def wait_until_slow_is_imported(data):
    wait("slow is imported")
    return []


def let_slow_go_on(data):
    events["slow goes on"].set()
    return []
