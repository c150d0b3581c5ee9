"""Detectors of a user's own, with scores, an analysis and streams."""

import numpy as np


def above(data, limit=100):
    return np.flatnonzero(data > limit)


def _score(data, limit=100):
    return np.maximum(data - limit, 0.0)


def _analyze(data, limit=100):
    return above(data, limit), _score(data, limit), float(limit), -np.inf, np.full(data.shape, float(limit)), 24


above.score = _score
above.analyze = _analyze


def with_unusual_defaults(data, /, *, needed, count=3, flag=True, most=np.inf, pair=(1, 2), **others):
    return above(data)


def _like(analyze):
    def detect(data):
        return above(data)

    detect.analyze = analyze
    return detect


without_period = _like(lambda data: (above(data), data, 0.0, 0.0, 0.0))
too_few_items = _like(lambda data: (above(data), data))
a_dict = _like(lambda data: dict(positions=above(data), scores=data, expected=0.0, lower=0.0, upper=0.0))
short_scores = _like(lambda data: (above(data), data[1:], 0.0, 0.0, 0.0))
descending = _like(lambda data: (above(data)[::-1], data, 0.0, 0.0, 0.0))
out_of_range = _like(lambda data: (np.array([0, data.size]), data, 0.0, 0.0, 0.0))
huge_period = _like(lambda data: (above(data), data, 0.0, 0.0, 0.0, 2**40))
negative_period = _like(lambda data: (above(data), data, 0.0, 0.0, 0.0, -3))
a_matrix = _like(lambda data: (above(data), np.ones((2, data.size)), 0.0, 0.0, 0.0))


def raising(data):
    return []


def _raise(data):
    raise ValueError("no score for %d values" % data.size)


raising.score = _raise
raising.analyze = _raise


def score_of_other_length(data):
    return []


score_of_other_length.score = lambda data: data[1:]


def too_many_scores(data):
    return []


too_many_scores.score = lambda data: np.zeros(data.size + 2)


class Changes:
    """A stream: the change of each series since its last value; more than `limit` is an outlier."""

    def __init__(self, limit, series, state):
        if state is None:
            self.last = np.full(series, np.nan)
        else:
            saved = state.tobytes()
            if not saved.startswith(b"changes 1 "):
                raise ValueError("the state is %r; expected one of 'changes'" % saved[:9])
            limit, *last = np.frombuffer(saved[10:])
            self.last = np.array(last)
            if self.last.size != series:
                raise ValueError("the state has %d series; expected %d" % (self.last.size, series))
        self.limit = limit
        self.series = series

    def __call__(self, values, times=None):
        rows = values.reshape(len(values), self.series)
        told = np.empty((4,) + rows.shape)
        for i, row in enumerate(rows):
            last = np.where(np.isnan(self.last), row, self.last)
            told[:, i] = abs(row - last), last, last - self.limit, last + self.limit
            self.last = np.where(np.isnan(row), last, row)
            if times is not None:
                told[0, i] = times[i]
        return told.reshape((4,) + values.shape)

    def save(self):
        return np.frombuffer(b"changes 1 " + np.float64(self.limit).tobytes() + self.last.tobytes(), np.uint8)


def changes(data, *, limit=100.0):
    return np.flatnonzero(abs(np.diff(data)) > limit) + 1


def _stream(*, limit=100.0, series=1, state=None):
    return Changes(limit, series, state)


changes.stream = _stream


def without_save(data):
    return []


without_save.stream = lambda *, series=1, state=None: abs


def wrong_shape(data):
    return []


class WrongShape(Changes):
    def __call__(self, values, times=None):
        return values


wrong_shape.stream = lambda *, series=1, state=None: WrongShape(0.0, series, state)


class Endless(Changes):
    def __call__(self, values, times=None):
        while True:
            pass


def endless(data):
    return []


endless.stream = lambda *, series=1, state=None: Endless(0.0, series, state)
