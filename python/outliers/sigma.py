"""Knows the k-sigma rule: an outlier lies more than k standard deviations from the mean."""

import numpy as np

from .blocks import beyond

FLOAT64 = np.dtype(np.float64)
BUILT_IN = (float, int)
NUMBERS = BUILT_IN + (np.integer, np.floating)


def detect(data, *, threshold=2.0, nan="raise"):
    """Return the positions of the values more than `threshold` deviations from the mean.

    data       shape (n,), any integer or float dtype, any unit; only read (the mask of a
               numpy.ma array is not seen). Shape (rows, columns): each row is a series of its own
    threshold  a real number >= 0, in population standard deviations (ddof=0)
    nan        "raise": NaN or infinity is an error
               "omit": they count neither in mean nor deviation and are never flagged
    returns    int64, shape (m,), ascending; of rows: two such arrays, the rows and the columns

    Raises TypeError for data or a threshold that is no real number; ValueError for data
    that is neither 1-D nor 2-D, a threshold that is negative or NaN, an unknown `nan`, or, with
    nan="raise", non-finite data, naming the first such position and its value.

    Finite data give exactly np.where(np.abs(data - data.mean()) > threshold * data.std())[0],
    also where squares overflow or underflow; no warnings. Thread-safe: keeps no state. Aligned
    float64 data are read in blocks, with memory that does not grow with them, save where a value
    lies so near the limit that the formula's own order of summation decides.

    Source: B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers, ASQC Quality
    Press, 1993 (Z-scores). Mean and deviation are themselves moved by the outliers they
    judge: at threshold t no more than n / t**2 values can be flagged (Chebyshev; squares
    that underflow aside), so many outliers hide each other, and one alone hides in a short
    series: at t = 2 among five values or fewer, however wild.
    """
    data = np.asarray(data)
    usual = data.dtype == FLOAT64 and data.ndim == 1 and type(threshold) in BUILT_IN and 0.001 <= threshold <= 1e6
    if not usual or nan != "raise":  # the check would cost 1,000 values 3 % of their time
        _check(data, threshold, nan)
    if data.size == 0:
        return np.empty(0, np.int64) if data.ndim == 1 else (np.empty(0, np.int64), np.empty(0, np.int64))
    if data.ndim == 2:
        return _in_rows(data, threshold, nan)
    if usual:
        found = beyond(data, threshold)
        if found is not None:
            return found if np.intp is np.int64 else found.astype(np.int64)
    return _by_formula(data, threshold, nan)


def _by_formula(data, threshold, nan):
    with np.errstate(all="ignore"):  # finite data may overflow: the formula's answer stands
        mean = data.mean()
        if not np.isfinite(mean):  # always so if any value is not finite: good data skip this
            finite = np.isfinite(data)
            if not finite.all():
                return _omit(data, finite, threshold) if nan == "omit" else _refuse(data, finite)
        far = np.abs(data - mean) > threshold * data.std()
    return np.flatnonzero(far).astype(np.int64, copy=False)


def _in_rows(data, threshold, nan):
    if nan == "omit":
        found = [detect(row, threshold=threshold, nan=nan) for row in data]
        return np.repeat(np.arange(len(found), dtype=np.int64), [len(columns) for columns in found]), np.concatenate(
            found
        )
    from .rows import beyond_in_rows  # here: a start with a single series need not read it

    found = beyond_in_rows(data, threshold)
    return found if isinstance(found, tuple) else _refuse(data[found], np.isfinite(data[found]), row=found)


def _omit(data, finite, threshold):
    positions = np.flatnonzero(finite).astype(np.int64, copy=False)
    return positions[detect(data[finite], threshold=threshold)]


def _refuse(data, finite, row=None):
    first = int(np.argmin(finite))
    place = first if row is None else f"{row}, {first}"
    raise ValueError(
        f"data[{place}] is {data[first]}; expected finite values: "
        'mend the value, or pass nan="omit" to leave non-finite values out'
    )


def _check(data, threshold, nan):
    if data.dtype.kind not in "iuf":
        raise TypeError(f"data has dtype {data.dtype}; expected real numbers: convert it, e.g. data.astype(float)")
    if data.ndim not in (1, 2):
        raise ValueError(
            f"data has shape {data.shape}; expected one series, or a row for each: pass one, e.g. data.ravel()"
        )
    if isinstance(threshold, bool) or not isinstance(threshold, NUMBERS):
        raise TypeError(f"threshold is {threshold!r}; expected a real number: pass one, e.g. threshold=2.0")
    if not threshold >= 0:  # NaN too
        raise ValueError(f"threshold is {threshold}; expected a number >= 0: pass how many deviations, e.g. 2.0")
    if nan not in ("raise", "omit"):
        raise ValueError(f'nan is {nan!r}; expected "raise" or "omit": pass "omit" to leave non-finite values out')
