"""Whatever can be called and is no plain function. Each names positions 1 and 3; one name is no function at all."""

import functools

import numpy as np


def beyond(limit, data):
    return np.flatnonzero(data > limit)


class Detector:
    def __init__(self, limit=100):
        self.limit = limit

    def __call__(self, data):
        return beyond(self.limit, data)

    def method(self, data):
        return beyond(self.limit, data)

    @classmethod
    def of_class(cls, data):
        return beyond(100, data)

    @staticmethod
    def static(data):
        return beyond(100, data)

    @property
    def made_anew(self):
        return functools.partial(beyond, self.limit)


class Positions(list):
    """A class is called too: what it makes is the result."""

    def __init__(self, data):
        super().__init__(beyond(100, data).tolist())


class Odd:
    """Denies having any attribute, even those that a function has."""

    __call__ = staticmethod(lambda data: beyond(100, data))

    def __getattribute__(self, name):
        raise AttributeError(name)


not_a_function = 3
an_object = Detector()
a_lambda = lambda data: beyond(100, data)  # noqa: E731
a_partial = functools.partial(beyond, 100)
a_bound_method = an_object.method
a_wrapped = functools.wraps(beyond)(lambda data: beyond(100, data))
a_dispatcher = functools.singledispatch(lambda data: beyond(100, data))
an_odd_object = Odd()
a_chain = functools.reduce(lambda inner, _: functools.partial(inner), range(100), a_partial)
a_cache = functools.lru_cache(lambda data: beyond(100, data))


def __getattr__(name):
    if name == "made_when_asked_for":
        return a_lambda
    if name == "refused_when_asked_for":
        raise SystemExit("no such attribute, and no process either")
    raise AttributeError(name)
