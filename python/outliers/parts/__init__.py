"""Judges a series in parts, for .NET: each by a call of its own, perhaps on another machine.

Each part is summarized, the summaries are combined to one fit for each part, and each part is judged by its fit:

    summaries = np.stack([summarize(part, method="mad") for part in parts])
    fits = combine(summaries, method="mad")
    flagged = [judge(part, fit, method="mad") for part, fit in zip(parts, fits)]

What a part needs of its neighbours is in its fit. With one version of NumPy, the same parts give the same bits,
whatever process summarizes and judges them. Each module of this package says how close its method is to that of the
whole series.
"""

import inspect

import numpy as np

import outliers

from ..analysis import analysis_of, exponent_of, options_of, prepare
from ..checks import check
from . import averages, levels, moments, quantiles

METHODS = {
    "sigma": moments.Sigma,
    "mad": quantiles.Mad,
    "iqr": quantiles.Iqr,
    "shift": levels.Shift,
    "ewma": averages.Ewma,
}


def can_split(*, method, **keywords):
    """Return 1.0 if a series can be judged in parts by this detector of `outliers`, otherwise 0.0: float64, shape (1,).

    `max_outliers` ranks all values of a series, so with it no method can. Raises what the detector raises for its
    keywords.
    """
    if method in METHODS:
        getattr(outliers, method)(np.zeros(1), **keywords)
        options = _options(method, keywords)
        if options["max_outliers"] is None and (method != "shift" or levels.can_split(options)):
            return np.ones(1)
    return np.zeros(1)


def summarize(part, *, method, **keywords):
    """Return the summary of a part: float64, of a shape (s,) that is the same for all parts.

    part      the values: any real dtype, shape (n,), n >= 0; only read
    method    a name in METHODS
    keywords  those of the detector, the same in all calls for a series

    Raises what the detector raises. With nan="raise" the message names the position in the part.
    """
    options, part = _options(method, keywords), np.asarray(part)
    check(part, options["threshold"], options["nan"], one_series=True)
    values, _, _, exponent = prepare(part, options["nan"])
    largest = np.ldexp(max(-values.min(), values.max()), exponent) if values.size else 0.0
    with np.errstate(all="ignore"):
        return np.append((values.size, largest), METHODS[method].summarize(values, options))


def combine(summaries, *, method, **keywords):
    """Return the fit of each part: float64, shape (parts, f).

    summaries  what `summarize` returned for all parts, in their order: float64, shape (parts, s)
    """
    options, summaries = _options(method, keywords), np.asarray(summaries)
    counts, largest = summaries[:, 0].astype(np.int64), summaries[:, 1:2]
    most = largest.max()
    if not counts.any():
        return np.zeros((len(summaries), 1))
    units = np.array([[exponent_of(each)] for each in largest[:, 0]]) - exponent_of(most)
    with np.errstate(all="ignore"):
        fits = METHODS[method].combine(counts, summaries[:, 2:], units, options)
    return np.hstack((np.full_like(largest, most), fits))


def judge(part, fit, *, method, **keywords):
    """Return the flagged values of a part: float64, shape (5, m).

    part  what was summarized
    fit   its row of what `combine` returned

    The rows are the positions in the part, ascending, and the scores, the expected values, the lower and the upper
    bounds there, as in outliers.analysis.Analysis.
    """
    options, part = _options(method, keywords), np.asarray(part)
    judged_by = METHODS[method].fit

    def apply(values):
        return judged_by(values, fit[1:], options)

    apply.gaps = getattr(METHODS[method], "gaps", False)
    analysis = analysis_of(apply, part, options, largest=fit[0])
    return np.array([analysis.positions] + [each[analysis.positions] for each in analysis[1:5]])


def _options(method, keywords):
    if method not in METHODS:
        raise ValueError(f"method is {method!r}; expected one of {', '.join(METHODS)}: judge the whole series")
    return options_of(inspect.unwrap(getattr(outliers, method)), keywords)
