"""The exponentially weighted mean and deviation of the values before: a control chart, and a stream."""

import math
import struct

import numpy as np

from ..analysis import COMMON, MOST, Fit, check_options, conclude, with_ignored
from ..detector import detector
from ..checks import check
from ..state import pack, parameters_of, unpack
from .keywords import check_integer
from .streams import as_values, plain, refuse, refuse_not_finite

VERSION = 1  # of the saved state
FEW = 16  # so many rows take less time one by one
FEW_STREAMS = 32  # and so many series of a stream
NOTHING = (0.0,) * 5  # count, sums of the weights and of their squares, mean and spread of no values
pack_into = struct.Struct("4d").pack_into


@detector(rows=True, gaps=True)
def ewma(
    data,
    *,
    threshold=3.0,
    direction="both",
    window=30,
    max_outliers=None,
    nan="raise",
    low=None,
    high=None,
):
    """Values far from the exponentially weighted mean of those before; also a stream.

    Each value is judged by the values before it: mean and standard deviation with weights 1, q, q**2,
    ... backwards, where q = 1 - 2 / (window + 1). Values after it do not matter. A level shift is
    flagged when it begins, and becomes normal within about a window.

    Parameters
    ----------
    data : array_like
        One series, of shape (n,), or one series per row, of shape (rows, columns). Any integer or
        float dtype; computed in float64. Only read.
    threshold : real number >= 0, default 3.0
        In weighted standard deviations.
    direction : {"both", "up", "down"}, default "both"
        "up" flags only values above the mean, "down" only values below it.
    window : int >= 2, default 30
        The span of the weights, in values, and the warm-up: the first `window` values are never
        flagged. Their score is 0 and they have no bounds.
    max_outliers : None, float from 0 to 1, or int >= 0, default None
        At most this share of the values (float, rounded down) or this many (int) are flagged: those
        of the highest score, and of equal ones the first. The bounds widen accordingly. This looks
        at the whole series, so a stream has no such keyword.
    nan : {"raise", "omit"}, default "raise"
        "raise": NaN or infinity is an error. "omit": they are ignored and never flagged; they
        neither change the mean nor weaken the weights of other values.
    low, high : real number or None, default None
        Limits of the data: expected values and bounds never go past them, so a value beyond them is
        flagged, in the warm-up too.

    Returns
    -------
    positions : int64 ndarray of shape (m,)
        In ascending order. For rows: a tuple of two such arrays, the rows and the columns, in the
        order of np.nonzero.

    Attributes
    ----------
    ewma.score(data, ...) : abs(value - mean) / deviation, float64 ndarray of shape (n,)
    ewma.analyze(data, ...) : outliers.analysis.Analysis, a named tuple; `expected` is the mean, and for
        the first value the value itself
    ewma.many(arrays, ...) : (positions, counts) of many arrays, as outliers.detect.many gives them
    ewma.stream(...) : a stream that gives the same bits value by value; see its docstring

    Raises
    ------
    TypeError
        The data, the threshold, `max_outliers` or a limit are not real numbers, `window` is not an
        integer, or a keyword is not one of the above.
    ValueError
        The data are neither 1-D nor 2-D, a keyword has none of the values above, or, with
        nan="raise", the data are not finite. The message names the first such position.

    Notes
    -----
    With `series` a pandas.Series, mean and deviation are those of pandas' defaults, one value
    earlier: series.ewm(span=window, adjust=True, ignore_na=True).mean().shift(1) and
    .std(bias=False).shift(1).

    An outlier that has been judged counts for the mean and the deviation like any value, and so hides
    others for about a window. If all values so far were equal, any other is flagged, with an infinite
    score.

    Thread-safe: there is no state, except in a stream. No warnings.

    Sources: S. W. Roberts, Control Chart Tests Based on Geometric Moving Averages, Technometrics 1
    (1959), 239-250. D. H. D. West, Updating Mean and Variance Estimates: An Improved Method,
    Communications of the ACM 22 (1979), 532-535.
    """
    check_integer("window", window, 2)
    if data.ndim == 1:
        return judge(data, window)
    if len(data) > FEW:
        return _fit(data, *_before_columns(data, window), window)
    parts = zip(*(_before_each(row, window) for row in data))
    return _fit(data, *map(np.stack, parts), window)


def judge(values, window, sums=NOTHING):
    """Return the Fit of values of one series, after those of which `learn` returned the sums."""
    return _fit(values, *_before_each(values, window, sums), window)


def learn(values, window, sums=NOTHING):
    """Return the sums before each of some finite values, and after the last: five arrays of shape (n + 1,).

    sums  those before the first value: how many values were learned, the sums of the weights and of their squares,
          the weighted mean, and the weighted sum of squared distances from it
    """
    count, weight, square, mean, spread = sums
    decay = decay_of(window)
    weights, squares = _weights(values.size, decay, weight, square)
    means, spreads = [mean], [spread]
    for value, weight in zip(values.tolist(), weights[1:].tolist()):
        mean += (value - mean) / weight
        means.append(mean)
    means = np.array(means)
    for change in ((values - means[:-1]) * (values - means[1:])).tolist():
        spread = decay * spread + change
        spreads.append(spread)
    return np.arange(count, count + len(spreads)), weights, squares, means, np.array(spreads)


def _before_each(values, window, sums=NOTHING):
    """Return for each value of one series the count of finite ones before it, and their mean and deviation."""
    finite = np.isfinite(values)
    counts, weights, squares, means, spreads = learn(values[finite], window, sums)
    deviations = np.sqrt(spreads / (weights - squares / weights))
    if not counts[0]:
        deviations[0] = 0.0
    before = np.cumsum(finite) - finite
    return counts[before], means[before], deviations[before]


def _before_columns(rows, window):
    """Return the same for all rows of a matrix without NaN, in steps of a column."""
    decay, mean, spread = decay_of(window), np.zeros(len(rows)), np.zeros(len(rows))
    weights, squares = _weights(rows.shape[1], decay)[:, 1:]
    means, deviations = np.zeros((2,) + rows.shape[::-1])
    columns = np.ascontiguousarray(rows.T)
    for at in range(len(columns) - 1):
        distance, weight = columns[at] - mean, weights[at]
        mean += distance / weight
        spread = decay * spread + distance * (columns[at] - mean)
        means[at + 1], deviations[at + 1] = mean, spread
    deviations[1:] = np.sqrt(deviations[1:] / (weights - squares / weights)[:-1, np.newaxis])
    return np.broadcast_to(np.arange(len(columns)), rows.shape), means.T, deviations.T


def decay_of(window):
    """Return the factor by which each value weighs less than the next one."""
    return 1 - 2 / (window + 1)


def _weights(count, decay, weight=0.0, square=0.0):
    """Return the sums of the weights, and of their squares, before each value and after the last: (2, count + 1)."""
    sums, fading = np.empty((2, count + 1)), decay * decay
    sums[:, 0] = weight, square
    for at in range(1, count + 1):
        before = weight, square
        weight, square = decay * weight + 1.0, fading * square + 1.0
        sums[:, at] = weight, square
        if before == (weight, square):
            sums[:, at:] = [[weight], [square]]
            break
    return sums


def _fit(values, counts, means, deviations, window):
    judged = counts >= window
    expected, scale = np.where(counts, means, values), np.where(judged, deviations, 1.0)
    return Fit(expected, np.where(judged, means, -np.inf), scale, np.where(judged, means, np.inf), scale)


def _stream(*, threshold=3.0, direction="both", window=30, nan="omit", low=None, high=None, series=None, state=None):
    """Return an `ewma` that judges value by value, for one series or for many at once.

    Parameters
    ----------
    threshold, direction, window, low, high
        As for `outliers.ewma`.
    nan : {"raise", "omit"}, default "omit"
        "omit": a value that is not finite has score NaN, no bounds, and changes nothing. "raise": it is
        a ValueError, and no value of that call is learned.
    series : int >= 1, default None
        How many series are stepped together. None: as many as `state` has, or 1 without a state.
    state : uint8 array of shape (n,), or bytes; default None
        What `save` returned. The stream continues where that one was, with its keywords. A keyword that
        is given besides, and is not the default, must be the same.

    Returns
    -------
    stream : Stream
        stream(values) or stream(values, times): values float64 of shape (k,) if series is 1, otherwise
        (k, series); times are ignored. It returns a new float64 array of shape (4, *values.shape): score,
        expected, lower, upper. stream.save() returns the state.

    Raises
    ------
    TypeError
        A keyword or the state is of the wrong type.
    ValueError
        A keyword has a wrong value, or the state is damaged, of another detector, of a newer version, or
        of other keywords.

    Notes
    -----
    Score, expected and bounds are bit for bit those of `ewma.analyze`, however the series is cut into
    calls, and however many series are stepped together. The exception: the scale of a series of extreme
    magnitude is known only at its end. So a stream judges, but does not learn, magnitudes above 2**400,
    and takes deviations as 0 whose squares underflow, below 1e-162.

    A stream may be used by one thread at a time.
    """
    parameters = dict(threshold=threshold, direction=direction, window=window, nan=nan, low=low, high=high)
    parameters["series"] = series
    sums = None
    if state is not None:
        _, stored, (sums,) = unpack(state, "ewma", VERSION)
        parameters = parameters_of(stored, parameters, _stream.__kwdefaults__)
    elif series is None:
        parameters["series"] = 1
    check(np.empty(0), parameters["threshold"], parameters["nan"])
    check_options({**COMMON, **{name: parameters[name] for name in COMMON if name in parameters}})
    check_integer("window", parameters["window"], 2)
    check_integer("series", parameters["series"], 1, "series")
    return Stream(parameters, sums)


class Stream:
    """An `ewma` that remembers, for one series or for many: plain floats for few of them, arrays for more."""

    def __init__(self, parameters, sums=None):
        options = self._options = {name: plain(value) for name, value in parameters.items()}
        self._series, self._window, self._decay = options["series"], options["window"], decay_of(options["window"])
        low, high = options["low"], options["high"]
        self._judge = (
            float(options["threshold"]),
            float(np.nextafter(options["threshold"], math.inf)),
            options["direction"] != "down",
            options["direction"] != "up",
            () if low is high is None else (-math.inf if low is None else low, math.inf if high is None else high),
        )
        # Of each series, as `learn` has them.
        sums = np.zeros((5, self._series)) if sums is None else sums
        self._one_by_one = self._series <= FEW_STREAMS
        self._sums = list(map(tuple, sums.T.tolist())) if self._one_by_one else sums

    def save(self):
        """Return the state as a uint8 array of shape (n,): 40 bytes per series, and some 200."""
        return pack("ewma", VERSION, self._options, [np.array(self._sums).T if self._one_by_one else self._sums])

    def __call__(self, values, times=None):
        """Judge each value by those before it, then learn it. See `ewma.stream`."""
        values = as_values(values, self._series)
        if self._series == 1:
            return self._one_series(values, 0)
        if self._options["nan"] == "raise":
            refuse_not_finite(values)
        if not self._one_by_one:
            return self._many_series(values)
        out = np.empty((4,) + values.shape)
        for index in range(self._series):
            out[:, :, index] = self._one_series(values[:, index], index)
        return out

    def _one_series(self, values, index):
        threshold, above, up, down, limits = self._judge
        count, weight, squares, mean, spread = self._sums[index]
        window, decay = self._window, self._decay
        fading, record = decay * decay, []
        for value in values.tolist():
            distance, score, lower, upper = value - mean, 0.0, -math.inf, math.inf
            if count >= window:
                deviation = math.sqrt(spread / (weight - squares / weight))
                reach = threshold * deviation if threshold < math.inf else math.inf
                if down:
                    lower = mean - reach
                    if distance < 0.0:
                        score = -distance / deviation if deviation else math.inf
                if up:
                    upper = mean + reach
                    if distance > 0.0:
                        score = distance / deviation if deviation else math.inf
            flagged = value < lower or value > upper
            if flagged:
                if score <= threshold:
                    score = above
            elif score > threshold:
                score = threshold
            expected = mean if count else value
            if limits:
                low, high = limits
                if flagged or value < low or value > high:  # rare, and then slow
                    sums = np.array([[count], [weight], [squares], [mean], [spread]])
                    score, expected, lower, upper = self._judge_each(np.array([value]), sums)[:, 0].tolist()
                else:
                    expected = low if expected < low else high if expected > high else expected
                    lower = low if lower < low else high if lower > high else lower
                    upper = low if upper < low else high if upper > high else upper
            if -MOST <= value <= MOST:
                count += 1.0
                weight = decay * weight + 1.0
                squares = fading * squares + 1.0
                mean += distance / weight
                spread = decay * spread + distance * (value - mean)
            elif not -math.inf < value < math.inf:
                if self._options["nan"] == "raise":
                    refuse(value)
                expected = expected if count else math.nan
                score, lower, upper = math.nan, -math.inf, math.inf
            record += (score, expected, lower, upper)
        self._sums[index] = count, weight, squares, mean, spread
        out = np.empty((4, len(values)))
        if len(values) == 1:
            pack_into(out, 0, *record)  # takes a quarter of the time of the next line
        else:
            out[:] = np.array(record).reshape(-1, 4).T
        return out

    def _many_series(self, values):
        out, (count, weight, squares, mean, spread) = np.empty((4,) + values.shape), self._sums
        decay = self._decay
        with np.errstate(all="ignore"):
            for at, value in enumerate(values):
                out[:, at] = self._judge_each(value, self._sums)
                learned = np.abs(value) <= MOST
                if learned.all():
                    learned = True
                distance = value - mean
                np.add(count, 1.0, out=count, where=learned)
                np.add(decay * weight, 1.0, out=weight, where=learned)
                np.add(decay * decay * squares, 1.0, out=squares, where=learned)
                np.add(mean, distance / weight, out=mean, where=learned)
                np.add(decay * spread, distance * (value - mean), out=spread, where=learned)
        return out

    def _judge_each(self, values, sums):
        """Return score, expected, lower and upper of one value of each series: float64, shape (4, series)."""
        count, weight, squares, mean, spread = sums
        with np.errstate(all="ignore"):
            finite = np.isfinite(values)
            values = values if finite.all() else np.where(finite, values, np.nan)
            deviation = np.sqrt(spread / (weight - squares / weight))
            fit = _fit(values, count, mean, deviation, self._window)
            analysis = conclude(values, fit, {**COMMON, **self._options})
        return np.array(with_ignored(analysis, finite, gaps=True)[1:5])


_stream.axes = lambda parameters: (1,)  # of the series, in each array of the state: see outliers.stepping
_stream.ignores_times = True  # so outliers.stepping groups series of any times
_stream.__name__, _stream.__qualname__ = "stream", "ewma.stream"
ewma.stream = _stream
