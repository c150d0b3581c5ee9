"""Counts references, on any Python.

sys.gettotalrefcount is a debug build's, and misses what a NumPy that was built for release does with references itself.
"""

import gc
import sys


def reachable():
    """Every object that the garbage collector knows, and all that those refer to."""
    found = {}
    stack = gc.get_objects()
    while stack:
        thing = stack.pop()
        if id(thing) not in found:
            found[id(thing)] = thing
            stack.extend(gc.get_referents(thing))
    return found


def count(thing):
    """Without the objects that never die: 3.11 gives them 1e9 references, later versions more."""
    references = sys.getrefcount(thing)
    return references if references < 100_000_000 else 0


def total(data):
    """How many references there are to objects, and how many blocks of memory they have."""
    gc.collect()
    blocks = sys.getallocatedblocks()
    references = count(data.base) + sum(map(count, reachable().values()))
    return "%d %d" % (references, blocks)
