"""Gives its input other memory, by __setstate__, and keeps both the input and a view of the memory that it had."""

import numpy as np

kept = []


def detect(data):
    kept.append(data[:])
    data.__setstate__((1, data.shape, data.dtype, False, np.arange(len(data), dtype=np.float64).tobytes()))
    kept.append(data)
    kept.append(data[:])
    return []


def still_right(data):
    """[0] if both views read what they should, [1] if not. `data` holds what the first input held."""
    right = np.array_equal(kept[0], data) and np.array_equal(kept[2], np.arange(len(kept[2])))
    kept.clear()
    return [0] if right else [1]


def keep_view(data):
    kept.append(data[:])
    return []


def replace_kept(data):
    """Gives the array behind the view other memory, after the call that brought it."""
    kept[0].base.__setstate__((1, (1,), np.dtype(np.float64), False, b"\0" * 8))
    return []


def view_still_right(data):
    right = np.array_equal(kept[0], data)
    kept.clear()
    return [0] if right else [1]


def call_what_ends_the_lease(data):
    """The callback of the lease's weak reference, called by hand while the array lives."""
    import weakref

    reference = weakref.getweakrefs(kept[0].base)[0]
    for argument in (reference, None, data, weakref.ref(kept[0])):
        reference.__callback__(argument)
    return []
