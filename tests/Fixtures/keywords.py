"""Functions that take keyword arguments."""

import numpy as np


class Given(Exception):
    pass


def tell(data, **options):
    raise Given("%d %s" % (data.size, " ".join("%s=%r" % option for option in options.items())))


def types(data, **options):
    raise Given(" ".join("%s:%s" % (name, type(value).__name__) for name, value in options.items()))


def array(data, *, value):
    raise Given("%s %r writeable=%s" % (value.dtype, value.tolist(), value.flags.writeable))


def above(data, limit=100, *, scale=1.0):
    return np.flatnonzero(data * scale > limit)


def with_many(data, limit=100):
    return above(data, limit)


with_many.many = lambda arrays, limit=100: [above(data, limit) for data in arrays]


def any_keywords(data, **options):
    return np.flatnonzero(data > options["limit"])


class WithoutSignature:
    __signature__ = "none"

    def __call__(self, data, limit=100):
        return above(data, limit)


without_signature = WithoutSignature()


def multiplied(data, other, *, by=1.0):
    return data * other * by


def more(data, **options):
    raise Given("more %d %s" % (data.size, " ".join("%s=%r" % option for option in options.items())))


tell.more = more


def make_above(*, limit=100):
    """A detector of values above the limit; None without a limit."""
    if limit is None:
        return None
    if limit < 0:
        raise ValueError("limit is %r; expected a number >= 0" % limit)
    return lambda data: above(data, limit)


class EndlessSignature:
    @property
    def __signature__(self):
        while True:
            pass

    def __call__(self, data, limit=100):
        return above(data, limit)


endless_signature = EndlessSignature()

batches = []


def batched(data, limit=100):
    return above(data, limit)


def batched_many(arrays, limit=100):
    batches.append((limit, len(arrays)))
    return [above(data, limit) for data in arrays]


batched.many = batched_many


def told_batches(data):
    told = sorted(batches)
    batches.clear()
    raise Given(str(told))
