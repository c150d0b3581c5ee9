"""What all detectors share: keywords, bounds and scores.

A method takes the values of one series and returns a Fit: what it expects, and the unit in which
distances from that are counted.

The bounds decide: a value is flagged exactly if it lies outside them. Where rounding makes a score
say otherwise, the score is moved to the threshold, or to the float above it. If something else has
decided (scores of another kind, `max_outliers`), then the bounds of the values concerned are moved.

Values of extreme magnitude are multiplied by a power of two first, which rounds nothing, so that a
method may square them and the result does not depend on the unit.
"""

from typing import Any, NamedTuple

import numpy as np

from .checks import NUMBERS, raise_not_finite

INTEGERS = (int, np.integer)
LEAST, MOST = 2.0**-400, 2.0**400  # magnitudes between them are left as they are
NO_BOUND = np.full(1, -np.inf)
COMMON = {"threshold": 1.0, "direction": "both", "max_outliers": None, "nan": "raise", "low": None, "high": None}


class Analysis(NamedTuple):
    """What a detector says about a series of n values."""

    positions: Any  # of the flagged values, which are those outside their bounds: int64, shape (m,), ascending
    scores: Any  # higher is stranger: float64, shape (n,), >= 0; NaN for a value that is ignored
    expected: Any  # what the method expects in place of each value: float64, shape (n,)
    lower: Any  # float64, shape (n,); -inf where there is no bound
    upper: Any  # float64, shape (n,); inf where there is no bound
    period: Any = 0  # length of the season, in values; 0: none


class Fit(NamedTuple):
    """What a method returns: arrays of shape (n,), or (1,) for what is the same for all values; (rows, 1) for rows.

    The score of a value is its distance above `high`, divided by `high_scale`, or below `low`, divided
    by `low_scale`. It is flagged if it lies more than `threshold` such scales away.
    """

    expected: Any  # or a function that returns it, called only where it is needed
    low: Any
    low_scale: Any
    high: Any
    high_scale: Any
    scores: Any = None  # shape (n,): these are the scores, they decide, and the bounds follow them
    flags: Any = None  # bool, shape (n,): these decide, and scores and bounds follow them
    period: int = 0


def around(expected, scale, scores=None, flags=None, period=0):
    """Return the Fit of a method whose score is abs(value - expected) / scale."""
    return Fit(expected, expected, scale, expected, scale, scores, flags, period)


def options_of(method, keywords):
    """Return the method's keywords and those of COMMON that it does not have, checked unless they are defaults."""
    options = {**COMMON, **method.__kwdefaults__, **keywords}
    for name in keywords:
        if name not in method.__kwdefaults__:
            known = ", ".join(method.__kwdefaults__)
            raise TypeError(f"{method.__name__} cannot use the keyword {name}: leave it out; it takes {known}")
    if keywords:
        check_options(options)
    return options


def check_options(options):
    """Raise TypeError or ValueError unless the keywords of COMMON that `check` does not check are valid."""
    direction, most, low, high = (options[name] for name in ("direction", "max_outliers", "low", "high"))
    if not (isinstance(direction, str) and direction in ("both", "up", "down")):
        raise ValueError(f'direction is {direction!r}; expected "both", "up" or "down": pass one of them')
    share = "expected None, a share from 0 to 1 as a float, or a number of values: pass e.g. 0.05 or 10"
    if most is not None and not is_number(most):
        raise TypeError(f"max_outliers is {most!r}; {share}")
    if most is not None and not (most >= 0 and (isinstance(most, INTEGERS) or most <= 1)):
        raise ValueError(f"max_outliers is {most}; {share}")
    for name, limit in (("low", low), ("high", high)):
        if limit is not None and not is_number(limit):
            raise TypeError(f"{name} is {limit!r}; expected a real number or None: pass the limit of the data")
        if limit is not None and limit != limit:
            raise ValueError(f"{name} is nan; expected a real number or None: pass the limit of the data")
    if low is not None and high is not None and low > high:
        raise ValueError(f"low is {low} and high is {high}; expected low <= high: exchange them")


def is_number(value):
    return isinstance(value, NUMBERS) and not isinstance(value, bool)


def most_outliers(options, size):
    """Return how many of `size` values may be flagged."""
    most = options["max_outliers"]
    if most is None or isinstance(most, INTEGERS):
        return size if most is None else int(most)
    return max(int(most > 0), int(most * size + 1e-9))  # 0.29 * 100 is less than 29


def positions_of(method, data, options):
    """Return the positions in one series of any real dtype."""
    prepared = values, _, finite, _ = prepare(data, options["nan"], _gaps(method))
    fit = _fit(method, values, finite, options)
    bounds_decide = fit is not None and fit.scores is None and fit.flags is None
    if not bounds_decide or not options["max_outliers"] is options["low"] is options["high"] is None:
        return _analysis(method, data, options, prepared, fit).positions
    with np.errstate(all="ignore"):
        found = outside(values, *bounds(fit, options)).nonzero()[0]
    found = found if finite is None or _gaps(method) else finite.nonzero()[0][found]
    return found.astype(np.int64, copy=False)


def analysis_of(method, data, options, flags=None, largest=None):
    """Return the Analysis of one series of any real dtype. If there are flags, bool of shape (n,), they decide.

    largest  as for `prepare`
    """
    prepared = values, _, finite, _ = prepare(data, options["nan"], _gaps(method), largest)
    fit = _fit(method, values, finite, options)
    if fit is not None and flags is not None:
        fit = fit._replace(flags=flags if finite is None else flags[finite])
    return _analysis(method, data, options, prepared, fit)


def _fit(method, values, finite, options):
    """Return the Fit of the values that `prepare` returned, or None if there is no finite one."""
    if not values.size or finite is not None and not finite.any():
        return None
    with np.errstate(all="ignore"):
        return apply(method, values, options)


def _analysis(method, data, options, prepared, fit):
    values, original, finite, exponent = prepared
    if fit is None:
        fills = (np.nan, np.nan, -np.inf, np.inf)
        return Analysis(np.empty(0, np.int64), *(np.full(data.size, fill) for fill in fills))
    with np.errstate(all="ignore"):
        analysis = conclude(values, fit, options, original, exponent)
    return analysis if finite is None else with_ignored(analysis, finite, _gaps(method))


def apply(method, values, options):
    """Return the Fit of the values by the method, with its own keywords."""
    return method(values, **{name: options[name] for name in method.__kwdefaults__ or ()})


def _gaps(method):
    return getattr(method, "gaps", False)


def prepare(data, nan, gaps=False, largest=None):
    """Return float64 values times 2**-exponent, the values, a mask of the finite ones or None, and the exponent.

    gaps     values that are not finite become NaN; otherwise they are left out
    largest  the largest magnitude of the series, if the data are a part of it; None: they are all of it
    """
    values, finite = as_float64(data), None
    if not values.size:
        return values, values, finite, 0
    lowest, highest = float(np.minimum.reduce(values)), float(np.maximum.reduce(values))
    if not (lowest > -np.inf and highest < np.inf):  # NaN too
        finite = np.isfinite(values)
        if nan == "raise":
            raise_not_finite(data, finite)
        present = values[finite]
        values = np.where(finite, values, np.nan) if gaps else present
        lowest, highest = (float(present.min()), float(present.max())) if present.size else (0.0, 0.0)
    exponent = exponent_of(max(-lowest, highest) if largest is None else largest)
    if exponent == 0:
        return values, values, finite, 0
    with np.errstate(under="ignore"):
        return np.ldexp(values, -exponent), values, finite, exponent


def exponent_of(largest):
    """Return the exponent of a series with this largest magnitude: 0 unless that is extreme."""
    return 0 if LEAST <= largest <= MOST or largest == 0 else int(np.frexp(largest)[1])


def as_float64(data):
    if data.dtype.itemsize <= 8:
        return np.ascontiguousarray(data, np.float64)
    with np.errstate(over="ignore"):  # a long double may be larger than any float64
        return np.ascontiguousarray(data, np.float64)


def bounds(fit, options):
    """Return the lower and the upper bounds, without limits."""
    threshold, direction = options["threshold"], options["direction"]
    if not threshold < np.inf:  # times a scale of 0 it is NaN
        return NO_BOUND, -NO_BOUND
    lower = fit.low - threshold * fit.low_scale if direction != "up" else NO_BOUND
    return lower, fit.high + threshold * fit.high_scale if direction != "down" else -NO_BOUND


def outside(values, lower, upper):
    flags = values > upper
    flags |= values < lower
    return flags


def conclude(values, fit, options, original=None, exponent=0):
    """Return the Analysis.

    values    float64, shape (n,), n > 0; NaN is never flagged
    original  the data, which the values times 2**exponent are, up to digits that underflowed; None: the values are
    """
    original = values if original is None else original
    threshold, scores = options["threshold"], _scores(values, fit, options["direction"])
    lower, upper = bounds(fit, options)
    if fit.flags is not None:
        flags = fit.flags & (scores > 0)  # 0 in the other direction
    elif fit.scores is not None:
        flags = (scores > threshold) & (values == values)
    else:
        flags = outside(values, lower, upper)
    wrong = ((scores > threshold) != flags).nonzero()[0]
    if wrong.size:
        scores[wrong] = np.where(flags[wrong], np.nextafter(threshold, np.inf), threshold)
    most = most_outliers(options, values.size)
    if most < values.size and np.count_nonzero(flags) > most:
        found = flags.nonzero()[0]
        distances = np.maximum(values - upper, lower - values)[found]
        dropped = found[np.lexsort((-distances, -scores[found]))[most:]]  # stable: of equal ones the first are kept
        flags[dropped] = False
        strongest = scores[dropped].max()
        if threshold < strongest < np.inf:
            lower, upper = bounds(fit, {**options, "threshold": strongest})
    expected = fit.expected() if callable(fit.expected) else fit.expected
    for limit, beyond, wrong_side in (("low", np.less, np.greater_equal), ("high", np.greater, np.less_equal)):
        if options[limit] is not None:
            flags &= ~(
                (original == options[limit]) & wrong_side(values, expected)
            )  # its bound cannot go past the limit
            flags |= beyond(original, options[limit])
    expected, lower, upper = (_in_full(each, values.shape, options, exponent) for each in (expected, lower, upper))
    _agree(original, expected, lower, upper, flags)
    return Analysis(flags.nonzero()[0].astype(np.int64, copy=False), scores, expected, lower, upper, fit.period)


def _scores(values, fit, direction):
    if fit.scores is not None:
        wrong = {"both": False, "up": values <= fit.expected, "down": values >= fit.expected}[direction]
        return np.where(wrong, 0.0, np.maximum(fit.scores, 0.0))
    if direction == "both" and fit.low is fit.high:
        return _ratio(np.abs(values - fit.high), fit.high_scale)
    above = _ratio(np.maximum(values - fit.high, 0.0), fit.high_scale) if direction != "down" else 0.0
    below = _ratio(np.maximum(fit.low - values, 0.0), fit.low_scale) if direction != "up" else 0.0
    return np.maximum(above, below)


def _ratio(distances, scale):
    ratio = distances / scale
    if not np.all(scale):
        ratio[distances == 0] = 0.0
    return ratio


def _in_full(values, shape, options, exponent):
    """Return the values in the unit of the data, within the limits, as an array of that shape."""
    if exponent:
        values = np.ldexp(values, exponent)
    if options["low"] is not None:
        values = np.maximum(values, options["low"])
    if options["high"] is not None:
        values = np.minimum(values, options["high"])
    return np.broadcast_to(values, shape).copy()


def _agree(values, expected, lower, upper, flags):
    """Move the bounds no further than needed for exactly the flagged values to lie outside."""
    wrong = (outside(values, lower, upper) != flags).nonzero()[0]
    if wrong.size:
        value, high = values[wrong], values[wrong] >= expected[wrong]
        low, high = flags[wrong] & ~high, flags[wrong] & high
        least, most = np.nextafter(value, np.inf), np.nextafter(value, -np.inf)
        lower[wrong] = np.where(low, np.maximum(lower[wrong], least), np.minimum(lower[wrong], value))
        upper[wrong] = np.where(high, np.minimum(upper[wrong], most), np.maximum(upper[wrong], value))
        lower[wrong] = np.where(high, np.minimum(lower[wrong], upper[wrong]), lower[wrong])
        upper[wrong] = np.where(low, np.maximum(lower[wrong], upper[wrong]), upper[wrong])


def with_ignored(analysis, finite, gaps):
    """Return an analysis with entries for the values that are not finite. They have no bounds; their score is NaN."""
    positions, expected = analysis.positions, analysis.expected
    if gaps:
        scores, lower, upper = analysis.scores, analysis.lower, analysis.upper
        scores[~finite], lower[~finite], upper[~finite] = np.nan, -np.inf, np.inf
        return analysis
    entries = []
    for entry, fill in zip(analysis[1:5], (np.nan, expected[0], -np.inf, np.inf)):
        entries.append(np.full(finite.size, fill))
        entries[-1][finite] = entry
    return Analysis(finite.nonzero()[0][positions].astype(np.int64, copy=False), *entries, analysis.period)
