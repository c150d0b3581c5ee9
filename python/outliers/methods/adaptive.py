"""Rare values and drifts of metrics, after level and season: a stream, and its batch form."""

import math

import numpy as np

from ..analysis import COMMON, Fit, check_options, outside
from ..detector import detector
from ..checks import check
from ..state import pack, parameters_of, unpack
from .keywords import check_integer
from .rarity import HOURS, WARM_UP, state_of
from .streams import as_values, plain, refuse_not_finite
from .tails import LONGEST_MEMORY

VERSION = 1  # of the saved state
HOUR = 3600.0  # seconds


@detector(rows=True, gaps=True)
def adaptive(
    data,
    *,
    threshold=3.1,
    direction="both",
    period=0,
    window=15,
    quiet=300,
    memory=30000,
    max_outliers=None,
    nan="raise",
    low=None,
    high=None,
    times=None,
):
    """Rare values and drifts of metrics, after their daily and weekly season; also a stream.

    Each value is judged by those before it. The level (a running mean) and the season (a mean for each
    hour of the week, or each part of the period) are subtracted. Of what remains, two magnitudes count:
    that of the value, for spikes, and that of its exponentially weighted mean, for shifts and drifts. The
    rarity of the value is -log10 of the product of their tail probabilities: of the shares of earlier
    values whose magnitude was as large.

    Only a new maximum of the rarity is reported: one above all others of late, which fade. Its score is
    what it exceeds 35 % of the largest earlier rarity by. All other scores are 0. So an anomaly is flagged
    when it begins, and again only if it becomes worse.

    Parameters
    ----------
    data : array_like
        One series, of shape (n,), or one series per row, of shape (rows, columns). Any integer or
        float dtype; computed in float64. Only read.
    threshold : real number >= 0, default 3.1
        In powers of ten of probability.
    direction : {"both", "up", "down"}, default "both"
        "up" flags only values above the expected ones, "down" only values below them.
    period : int >= 0, default 0
        The length of the season, in values. 0: hours of the week where `times` are given, otherwise
        no season. With a period, times do not matter.
    window : int >= 1, default 15
        The span of the exponentially weighted mean, in values.
    quiet : int >= 1, default 300
        The number of values in which a maximum fades to 37 %, so that a lower one is reported.
    memory : int from 100 to 4194304, default 30000
        The number of values after which those that the probabilities are estimated from count half, and
        in which the largest earlier rarity fades to 37 %. The default suits metrics that often look
        strange: few alarms. A memory of some days finds more, and smaller, anomalies in regular ones.
    max_outliers : None, float from 0 to 1, or int >= 0, default None
        At most this share of the values (float, rounded down) or this many (int) are flagged: those
        of the highest score, and of equal ones the first. This looks at the whole series, so a stream
        has no such keyword.
    nan : {"raise", "omit"}, default "raise"
        "raise": NaN or infinity is an error. "omit": they are ignored and never flagged.
    low, high : real number or None, default None
        Limits of the data: expected values and bounds never go past them, so a value beyond them is
        flagged, in the warm-up too.
    times : array_like of shape (n,), or (columns,) for rows; default None
        Seconds since 1970 in UTC, finite. Only the hour of the week is used.

    Returns
    -------
    positions : int64 ndarray of shape (m,)
        In ascending order. For rows: a tuple of two such arrays, the rows and the columns, in the
        order of np.nonzero.

    Attributes
    ----------
    adaptive.score(data, ...) : float64 ndarray of shape (n,)
    adaptive.analyze(data, ...) : outliers.analysis.Analysis, a named tuple
    adaptive.many(arrays, ...) : (positions, counts) of many arrays, as outliers.detect.many gives them;
        without `times`
    adaptive.stream(...) : a stream that gives the same bits value by value; see its docstring

    Raises
    ------
    TypeError
        The data, the times or a keyword are not of the type above, or a keyword is not one of the above.
    ValueError
        The data are neither 1-D nor 2-D, the times are not finite or not one for each value, a keyword
        has none of the values above, or, with nan="raise", the data are not finite. The message names
        the first such position.

    Notes
    -----
    A value is flagged exactly if its score is above the threshold, and exactly if it lies outside its
    bounds. The bounds have no closed form. They are estimated: half of the rarity that would be flagged
    is demanded of each of the two magnitudes, and the mean of both results is taken. Where the estimate
    and the score disagree about a value, the bound is moved to it, or just beyond it. The first 50 values
    are never flagged, have no bounds and score 0.

    The score does not tell how far away an outlier lies: a value rarer than all n before, in both
    magnitudes, has the largest possible rarity, about 2 * log10(n). So the detector finds little in the
    first hundred values.

    Magnitudes more than 2**16 times the median magnitude are not told apart, nor those below 2**-16
    times it. Values above 2**400 are judged, but not learned.

    Thread-safe: there is no state, except in a stream. No warnings.

    Sources: the season and two averages of different speed are common in monitoring; ranking scores
    against their own history is that of S. Ahmad et al., Unsupervised Real-Time Anomaly Detection for
    Streaming Data, Neurocomputing 262 (2017), 134-147, and the sum of logarithms is R. A. Fisher's
    method of combining tests, Statistical Methods for Research Workers, 1932, section 21.1. The
    parameters were chosen on 39 series of the Numenta Anomaly Benchmark.
    """
    options = _parameters(threshold, direction, period, window, quiet, memory)
    if data.ndim == 1:
        results = Stream(options)(data, times)
    elif len(data) > 1:
        results = Stream({**options, "series": len(data)})(data.T, times).transpose(0, 2, 1)
    else:
        results = Stream(options)(data[0], times)[:, np.newaxis]
    scores, expected, lower, upper = results
    return Fit(expected, lower, 0.0, upper, 0.0, scores)


def _stream(
    *,
    threshold=3.1,
    direction="both",
    period=0,
    window=15,
    quiet=300,
    memory=30000,
    nan="omit",
    low=None,
    high=None,
    series=None,
    state=None,
):
    """Return an `adaptive` that judges value by value, for one series or for many at once.

    Parameters
    ----------
    threshold, direction, period, window, quiet, memory, low, high
        As for `outliers.adaptive`.
    nan : {"raise", "omit"}, default "omit"
        "omit": a value that is not finite has score NaN, no bounds, and changes nothing but the position
        in a `period`. "raise": it is a ValueError, and no value of that call is learned.
    series : int >= 1, default None
        How many series are stepped together. None: as many as `state` has, or 1 without a state.
    state : uint8 array of shape (n,), or bytes; default None
        What `save` returned. The stream continues where that one was, with its keywords. A keyword that
        is given besides, and is not the default, must be the same.

    Returns
    -------
    stream : Stream
        stream(values) or stream(values, times): values float64 of shape (k,) if series is 1, otherwise
        (k, series); times float64 of shape (k,), seconds since 1970 in UTC, finite. It returns a new
        float64 array of shape (4, *values.shape): score, expected, lower, upper. stream.save() returns
        the state.

    Raises
    ------
    TypeError
        A keyword or the state is of the wrong type.
    ValueError
        A keyword has a wrong value, or the state is damaged, of another detector, of a newer version, or
        of other keywords.

    Notes
    -----
    Scores and bounds are bit for bit those of `adaptive.analyze` with the same times, however the series
    is cut into calls, and however many series are stepped together. Values without times are judged
    without a season, unless there is a period. A gap is a value that is left out, or NaN.

    A stream may be used by one thread at a time.
    """
    count = 1 if series is None else series
    given = _parameters(threshold, direction, period, window, quiet, memory, nan, low, high, count)
    arrays = None
    if state is not None:
        _, stored, arrays = unpack(state, "adaptive", VERSION)
        given = parameters_of(stored, {**given, "series": series}, _stream.__kwdefaults__)
    return Stream(given, arrays)


def _parameters(threshold, direction, period, window, quiet, memory, nan="omit", low=None, high=None, series=1):
    """Return the keywords of a stream as what JSON holds, checked."""
    parameters = {name: plain(value) for name, value in locals().items()}
    check(np.empty(0), threshold, nan)
    check_options({**COMMON, "direction": direction, "low": low, "high": high})
    check_integer("period", period, 0)
    check_integer("window", window, 1)
    check_integer("quiet", quiet, 1)
    check_integer("memory", memory, 2 * WARM_UP)
    check_integer("series", series, 1, "series")
    if memory > LONGEST_MEMORY:
        raise ValueError(f"memory is {memory}; expected at most {LONGEST_MEMORY}: pass a smaller number of values")
    return parameters


class Stream:
    """The state of an `adaptive` for one series or for many."""

    def __init__(self, parameters, arrays=None):
        self._parameters, self._series = parameters, parameters["series"]
        self._state = state_of(parameters, arrays)

    def save(self):
        """Return the state as a uint8 array of shape (n,): 5.2 KB per series, and some 300 bytes."""
        return pack("adaptive", VERSION, self._parameters, self._state.arrays())

    def __call__(self, values, times=None):
        """Judge each value by those before it, then learn it. See `adaptive.stream`."""
        values = as_values(values, self._series)
        hours = None if times is None else _hours(times, len(values))
        if self._parameters["nan"] == "raise":
            refuse_not_finite(values)
        results = self._state.judge(values, hours)
        if self._parameters["low"] is not None or self._parameters["high"] is not None:
            _limit(values, results, self._parameters["low"], self._parameters["high"])
        return results


def _hours(times, count):
    """Return the hours of the week, a list of `count` integers."""
    times = np.asarray(times)
    if times.dtype.kind not in "iuf":
        raise TypeError(f"times has dtype {times.dtype}; expected seconds since 1970: convert it to float64")
    if times.shape != (count,):
        raise ValueError(f"times has shape {times.shape}; expected ({count},): pass one time per value or row")
    if count == 1 and abs(times[0]) < math.inf:  # a third of the time of the lines below
        return [math.floor(times[0] / HOUR) % HOURS]
    if not np.isfinite(times).all():
        first = int(np.isfinite(times).argmin())
        raise ValueError(f"times[{first}] is {times[first]}; expected seconds since 1970: pass a finite number")
    return (np.floor(times / HOUR) % HOURS).astype(np.int64).tolist()


def _limit(values, results, low, high):
    """Move expected values and bounds into the limits. What was flagged remains so."""
    _, expected, lower, upper = results
    flagged = outside(values, lower, upper)
    np.clip(results[1:], low, high, out=results[1:])
    flagged &= ~outside(values, lower, upper)
    if flagged.any():
        above = flagged & (values >= expected)
        upper[above] = np.nextafter(values[above], -np.inf)
        below = flagged & ~above
        lower[below] = np.nextafter(values[below], np.inf)
    ignored = ~np.isfinite(values)
    lower[ignored], upper[ignored] = -np.inf, np.inf


def _axes(parameters):
    """Return the axis of the series in each array of the state, for outliers.stepping; None if their phases differ."""
    return None if parameters["period"] else (1, 2, 1)


_stream.axes = _axes
_stream.__name__, _stream.__qualname__ = "stream", "adaptive.stream"
adaptive.stream = _stream
