"""Makes the four functions of a detector from one method: detect, score, analyze and many."""

import functools

import numpy as np

from .analysis import analysis_of, options_of, positions_of
from .checks import check


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
            options, data = options_of(method, keywords), np.asarray(data)
            check(data, options["threshold"], options["nan"])
            if data.ndim == 1:
                return positions_of(method, data, options)
            from .each import in_rows  # here, so that a process with single series does not import it

            return in_rows(positions_of, method, data, options, at_once=rows)

        @functools.wraps(method)
        def score(data, **keywords):
            return analyze(data, **keywords).scores

        @functools.wraps(method)
        def analyze(data, **keywords):
            options, data = options_of(method, keywords), np.asarray(data)
            check(data, options["threshold"], options["nan"], one_series=True)
            return analysis_of(method, data, options)

        @functools.wraps(method)
        def many(arrays, **keywords):
            from .each import in_arrays

            return in_arrays(positions_of, method, arrays, options_of(method, keywords), at_once=rows)

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
