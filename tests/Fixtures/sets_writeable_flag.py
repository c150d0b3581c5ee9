"""Tries every road to a writeable input; returns nothing if all are closed, else says which was open."""
import numpy as np


def by_flags(data):
    data.flags.writeable = True


def by_setflags(data):
    data.setflags(write=True)


def by_view(data):
    data.view().flags.writeable = True


def by_slice(data):
    data[:].setflags(write=True)


def by_base(data):
    data.base.flags.writeable = True


def by_base_of_view(data):
    data.view().base.setflags(write=True)


def by_as_strided(data):
    np.lib.stride_tricks.as_strided(data, writeable=True)[0] = 0


def by_frombuffer(data):
    np.frombuffer(data).setflags(write=True)


def by_memoryview(data):
    memoryview(data)[0] = 0


def by_writing(data):
    data[0] = 0


ROADS = [by_flags, by_setflags, by_view, by_slice, by_base, by_base_of_view, by_as_strided, by_frombuffer,
         by_memoryview, by_writing]


def is_closed(road, data):
    try:
        road(data)
    except (ValueError, TypeError, AttributeError):
        return True
    return False


def detect(data):
    opened = [road.__name__ for road in ROADS if not is_closed(road, data)]
    if opened or data.flags.writeable:
        raise AssertionError("the input can be written to: %s" % (opened or "its flag is set"))
    return []
