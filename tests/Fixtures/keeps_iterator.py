"""Keeps an iterator that has begun with its input or has not: a function for each kind."""

import itertools

import numpy as np

from keeps_input import keep


def without_index(pairs):
    return [value for _, value in pairs]


def by_iter(data):
    return keep(iter(data), read=list)


def by_begun_iter(data):
    iterator = iter(data)
    next(iterator)
    return keep(iterator, [900, 20, 800, 30], read=list)


def by_reversed_iter(data):
    return keep(reversed(data), [30, 800, 20, 900, 10], read=list)


def by_generator_expression(data):
    return keep((value for value in data), read=list)


def by_begun_generator(data):
    def values():
        yield
        yield data

    generator = values()
    next(generator)
    return keep(generator, read=next)


def by_map(data):
    return keep(map(float, data), read=list)


def by_enumerate(data):
    return keep(enumerate(data), read=without_index)


def by_tee(data):
    return keep(itertools.tee(data)[1], read=list)


def by_flat(data):
    return keep(data.flat)


def by_nditer(data):
    return keep(np.nditer(data), read=lambda iterator: [float(value) for value in iterator])


def by_nested_iters(data):
    iterators = np.nested_iters(data[None], [[0], [1]])
    return keep(iterators, read=lambda iterators: [float(value) for value in iterators[1]])


def by_broadcast(data):
    return keep(np.broadcast(0, data), read=without_index)


def by_ndenumerate(data):
    return keep(np.ndenumerate(data), read=without_index)


def by_arrayterator(data):
    return keep(np.lib.Arrayterator(data), read=lambda iterator: list(iterator.flat))
