"""What all detectors share: the four functions made from one method, its bounds and scores.

A method takes the values of one series and returns a Fit: what it expects, and the unit in which
distances from that are counted. `detector` makes of it the public function and its attributes
`score`, `analyze` and `many`.

The bounds decide: a value is flagged exactly if it lies outside them. Where rounding makes a score
say otherwise, the score is moved to the threshold, or to the float above it. If something else has
decided (scores of another kind, `max_outliers`), then the bounds of the values concerned are moved.

Values of extreme magnitude are multiplied by a power of two first, which rounds nothing, so that a
method may square them and the result does not depend on the unit.
"""

import functools
from typing import Any, NamedTuple

import numpy as np

from .sigma import NUMBERS, check, raise_not_finite

INTEGERS = (int, np.integer)
LEAST, MOST = 2.0**-400, 2.0**400  # magnitudes between them are left as they are
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
    by `low_scale`. Where there are `scores`, of shape (n,), these decide, and the bounds follow them.
    """

    expected: Any
    low: Any
    low_scale: Any
    high: Any
    high_scale: Any
    scores: Any = None
    period: int = 0


def around(expected, scale, scores=None, period=0):
    """Return the Fit of a method whose score is abs(value - expected) / scale."""
    return Fit(expected, expected, scale, expected, scale, scores, period)


def detector(rows=False, gaps=False):
    """Make a detector of a method: `method(values, **keywords) -> Fit`. It has the method's signature and docstring.

    rows  The method also takes a matrix, of shape (rows, columns), and then judges each row by itself, to
          the same bits as the row alone.
    gaps  The order of the values matters: with nan="omit" the method gets NaN in place of each value that
          is not finite. Otherwise it gets the finite values only.

    The method gets float64 values, at least one of them finite, whose largest magnitude is 0 or between
    LEAST and MOST, and all its keywords. Those of COMMON are checked and applied here. Floating-point
    errors do not warn in it.
    """

    def make(method):
        method.gaps = gaps

        @functools.wraps(method)
        def detect(data, **keywords):
            options, data = _options(method, keywords), np.asarray(data)
            check(data, options["threshold"], options["nan"])
            if data.ndim == 1:
                return positions_of(method, data, options)
            from .each import row_blocks, positions_of_each  # here, so that a process with single series imports none

            return positions_of_each(method, data, options, row_blocks(data) if rows else [])

        @functools.wraps(method)
        def score(data, **keywords):
            return analyze(data, **keywords).scores

        @functools.wraps(method)
        def analyze(data, **keywords):
            options, data = _options(method, keywords), np.asarray(data)
            check(data, options["threshold"], options["nan"], one_series=True)
            return analysis_of(method, data, options)

        @functools.wraps(method)
        def many(arrays, **keywords):
            from .each import equal_blocks, positions_of_each

            options, arrays = _options(method, keywords), [np.asarray(data) for data in arrays]
            check(np.empty(0), options["threshold"], options["nan"])
            owners, positions = positions_of_each(method, arrays, options, equal_blocks(arrays) if rows else [])
            return positions, np.bincount(owners, minlength=len(arrays)).astype(np.int64, copy=False)

        return with_attributes(detect, score, analyze, many)

    return make


def with_attributes(detect, score, analyze, many):
    """Make the last three functions attributes of the first, with names and docstrings, and return the first."""
    for function, returns in (
        (score, "the score of each value of one series: float64, shape (n,)"),
        (analyze, "the outliers.analysis.Analysis of one series"),
        (many, "the positions in each of many arrays, as outliers.detect.many does: (positions, counts), int64"),
    ):
        name = function.__code__.co_name.lstrip("_")
        function.__name__, function.__qualname__ = name, f"{detect.__name__}.{name}"
        function.__doc__ = f"Return {returns}. Keywords and errors are those of outliers.{detect.__name__}."
        setattr(detect, name, function)
    return detect


def _options(method, keywords):
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
    return size if most is None else int(most) if isinstance(most, INTEGERS) else int(most * size)


def positions_of(method, data, options):
    """Return the positions in one series of any real dtype."""
    values, finite, exponent = prepare(data, options["nan"], method.gaps)
    if options["max_outliers"] is None and values.size:
        with np.errstate(all="ignore"):
            fit = apply(method, values, options)
            if fit.scores is None:
                found = outside(values, *bounds(fit, options, exponent)).nonzero()[0]
                found = found if finite is None or method.gaps else finite.nonzero()[0][found]
                return found.astype(np.int64, copy=False)
    return analysis_of(method, data, options).positions


def analysis_of(method, data, options):
    """Return the Analysis of one series of any real dtype."""
    values, finite, exponent = prepare(data, options["nan"], method.gaps)
    if finite is not None and not finite.any() or not values.size:
        fills = (np.nan, np.nan, -np.inf, np.inf)
        return Analysis(np.empty(0, np.int64), *(np.full(data.size, fill) for fill in fills))
    with np.errstate(all="ignore"):
        analysis = conclude(values, apply(method, values, options), options, exponent)
    return analysis if finite is None else with_ignored(analysis, finite, method.gaps)


def apply(method, values, options):
    """Return the Fit of the values by the method, with its own keywords."""
    return method(values, **{name: options[name] for name in method.__kwdefaults__})


def prepare(data, nan, gaps=False):
    """Return the values as float64 times 2**-exponent, a mask of the finite ones or None, and the exponent.

    gaps  values that are not finite are NaN; otherwise they are left out
    """
    values, finite, exponent = np.ascontiguousarray(data, np.float64), None, 0
    if not values.size:
        return values, finite, exponent
    lowest, highest = float(np.minimum.reduce(values)), float(np.maximum.reduce(values))
    if not (lowest > -np.inf and highest < np.inf):  # NaN too
        finite = np.isfinite(values)
        if nan == "raise":
            raise_not_finite(data, finite)
        present = values[finite]
        values = np.where(finite, values, np.nan) if gaps else present
        lowest, highest = (float(present.min()), float(present.max())) if present.size else (0.0, 0.0)
    largest = max(-lowest, highest)
    if not LEAST <= largest <= MOST and largest > 0:
        exponent = int(np.frexp(largest)[1])
        values = np.ldexp(values, -exponent)
    return values, finite, exponent


def bounds(fit, options, exponent=0):
    """Return the lower and the upper bounds."""
    threshold, lower, upper = options["threshold"], np.full(1, -np.inf), np.full(1, np.inf)
    if options["direction"] != "up" and threshold < np.inf:  # inf times a scale of 0 is NaN
        lower = fit.low - threshold * fit.low_scale
    if options["direction"] != "down" and threshold < np.inf:
        upper = fit.high + threshold * fit.high_scale
    return _limit(lower, options, exponent), _limit(upper, options, exponent)


def _limit(values, options, exponent):
    if options["low"] is not None:
        values = np.maximum(values, np.ldexp(float(options["low"]), -exponent))
    if options["high"] is not None:
        values = np.minimum(values, np.ldexp(float(options["high"]), -exponent))
    return values


def outside(values, lower, upper):
    flags = values > upper
    flags |= values < lower
    return flags


def conclude(values, fit, options, exponent=0, flags=None):
    """Return the Analysis.

    values    float64, shape (n,), n > 0; NaN is never flagged
    options   with those of COMMON
    exponent  of the values and the fit: those of the data were multiplied by 2**-exponent
    flags     bool, shape (n,): what to flag, `direction`, limits and max_outliers aside. None: what the fit says
    """
    threshold, scores = options["threshold"], _scores(values, fit, options["direction"])
    if flags is not None:
        flags = flags & (scores > 0)
    elif fit.scores is not None:
        flags = scores > threshold
    else:
        flags = outside(values, *bounds(fit, {**options, "low": None, "high": None}))
    scores = np.where(flags, np.fmax(scores, np.nextafter(threshold, np.inf)), np.minimum(scores, threshold))
    flags |= values != _limit(values, options, exponent)  # beyond the limits
    flags &= values == values
    lower, upper = bounds(fit, options, exponent)
    most = most_outliers(options, values.size)
    if np.count_nonzero(flags) > most:
        found = flags.nonzero()[0]
        distances = np.maximum(values - upper, lower - values)[found]
        dropped = found[np.lexsort((-distances, -scores[found]))[most:]]  # stable: of equal ones the first are kept
        flags[dropped] = False
        strongest = scores[dropped].max()
        if threshold < strongest < np.inf:
            lower, upper = bounds(fit, {**options, "threshold": strongest}, exponent)
    expected, lower, upper = (
        np.broadcast_to(np.ldexp(each, exponent), values.shape).copy()
        for each in (_limit(fit.expected, options, exponent), lower, upper)
    )
    _agree(np.ldexp(values, exponent), expected, lower, upper, flags)
    return Analysis(flags.nonzero()[0].astype(np.int64, copy=False), scores, expected, lower, upper, fit.period)


def _scores(values, fit, direction):
    if fit.scores is not None:
        wrong = {"both": False, "up": values < fit.expected, "down": values > fit.expected}[direction]
        return np.where(wrong, 0.0, np.maximum(fit.scores, 0.0))
    scores = np.where(values == values, 0.0, np.nan)
    for away, scale, wrong in (
        (values - fit.high, fit.high_scale, "down"),
        (fit.low - values, fit.low_scale, "up"),
    ):
        if direction != wrong:
            ratio = away / scale
            ratio[away <= 0] = 0.0  # 0 / 0 too
            np.maximum(scores, ratio, out=scores)
    return scores


def _agree(values, expected, lower, upper, flags):
    """Move the bounds no further than needed for exactly the flagged values to lie outside."""
    wrong = (outside(values, lower, upper) != flags).nonzero()[0]
    if wrong.size:
        value, high = values[wrong], values[wrong] >= expected[wrong]
        low, high = flags[wrong] & ~high, flags[wrong] & high
        least, most = np.nextafter(value, np.inf), np.nextafter(value, -np.inf)
        lower[wrong] = np.where(low, np.maximum(lower[wrong], least), np.minimum(lower[wrong], value))
        upper[wrong] = np.where(high, np.minimum(upper[wrong], most), np.maximum(upper[wrong], value))


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
