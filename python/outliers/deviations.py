"""Scores and bounds of the k-sigma rule, and the keywords that are not on `detect`'s fast path.

What is flagged is what `detect` finds, bit for bit. Mean and deviation are computed again, from float64 values, since
`detect` finds the outliers of long series without them.
"""

import numpy as np

from .analysis import analysis_of, around, as_float64, options_of
from .checks import check
from .each import in_arrays, in_rows


def analyze(detect, data, **keywords):
    """Return the Analysis of one series. `detect` is outliers.detect, which imports this module; its keywords."""
    options, data = options_of(detect, keywords), np.asarray(data)
    check(data, options["threshold"], options["nan"], one_series=True)
    return _analysis(detect)(_fit, data, options)


def positions(detect, data, **keywords):
    """Return what `detect` returns for data that it has checked."""
    options = options_of(detect, keywords)
    if data.size and options["nan"] == "raise" and options["max_outliers"] is options["low"] is options["high"] is None:
        found = detect(data, threshold=options["threshold"])
        with np.errstate(all="ignore"):
            mean = as_float64(data).mean(axis=-1)
        if np.isfinite(mean).all():  # no sum overflowed
            return _in_direction(data, found, mean, options["direction"])
    judge = _positions(detect)
    return judge(_fit, data, options) if data.ndim == 1 else in_rows(judge, _fit, data, options)


def many(detect, arrays, **keywords):
    """Return the positions in each of many arrays, as `detect.many` does."""
    return in_arrays(_positions(detect), _fit, arrays, options_of(detect, keywords))


def _in_direction(data, found, mean, direction):
    """Return those of the positions, or rows and columns, whose values lie on that side of the mean."""
    values, mean = data[found], mean if data.ndim == 1 else mean[found[0]]
    keep = values > mean if direction == "up" else values < mean
    return found[keep] if data.ndim == 1 else tuple(part[keep] for part in found)


def _positions(detect):
    analyze = _analysis(detect)
    return lambda fit, data, options: analyze(fit, data, options).positions


def _analysis(detect):
    def judge(fit, data, options):
        flags = np.zeros(data.size, bool)
        flags[detect(data, threshold=options["threshold"], nan=options["nan"])] = True
        return analysis_of(fit, data, options, flags)

    return judge


def _fit(values):
    return around(values.mean(keepdims=True), values.std(keepdims=True))
