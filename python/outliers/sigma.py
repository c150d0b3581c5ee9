"""The k-sigma rule: an outlier lies more than k standard deviations from the mean."""

import numpy as np

from .blocks import find_outliers
from .checks import BUILT_IN, FLOAT64, check, raise_not_finite
from .scaling import is_reliable, rescale


def detect(data, *, threshold=2.0, direction="both", max_outliers=None, nan="raise", low=None, high=None):
    """Values more than `threshold` standard deviations from the mean.

    Parameters
    ----------
    data : array_like
        One series, of shape (n,), or one series per row, of shape (rows, columns). Any integer or
        float dtype. Only read. The mask of a numpy.ma array is ignored.
    threshold : real number >= 0, default 2.0
        In population standard deviations (ddof=0).
    direction : {"both", "up", "down"}, default "both"
        "up" flags only values above the mean, "down" only values below it.
    max_outliers : None, float from 0 to 1, or int >= 0, default None
        At most this share of the values (float; rounded down, but at least one value unless it is
        0) or this many values (int) are flagged: those farthest from the mean, and of equally far
        ones the first. The bounds widen accordingly.
    nan : {"raise", "omit"}, default "raise"
        "raise": NaN or infinity is an error. "omit": they are ignored and never flagged.
    low, high : real number or None, default None
        Limits of the data: expected values and bounds never go past them, so a value beyond them is
        always flagged.

    Returns
    -------
    positions : int64 ndarray of shape (m,)
        In ascending order. For rows: a tuple of two such arrays, the rows and the columns, in the
        order of np.nonzero.

    Attributes
    ----------
    detect.score(data, ...) : float64 ndarray of shape (n,): distance from the mean, in standard
        deviations
    detect.analyze(data, ...) : outliers.analysis.Analysis, a named tuple; `expected` is the mean
    detect.many(arrays, ...) : (positions, counts) of many arrays; see outliers.many.detect_many

    Raises
    ------
    TypeError
        The data, the threshold, `max_outliers` or a limit are not real numbers.
    ValueError
        The data are neither 1-D nor 2-D, a keyword has none of the values above, or, with
        nan="raise", the data are not finite. The message names the first such position.

    Notes
    -----
    Among n values the largest possible distance from the mean is sqrt(n - 1) standard deviations
    (Samuelson's inequality). So the default threshold of two never flags anything among five values
    or fewer, however extreme. (One of five that is far from the others, which are close together,
    lies two deviations away to within rounding, which then decides.) Outliers also move the mean and
    the deviation that they are judged by: at most n / threshold**2 values can be flagged
    (Chebyshev's inequality), so many outliers hide each other.

    Finite data give exactly np.where(np.abs(data - data.mean()) > threshold * data.std())[0], unless
    a sum or a square in it would overflow or underflow: then the data are first multiplied by a
    power of two, which rounds nothing. So the result does not depend on the unit: data * 2.0**k give
    the same positions for every k that leaves the values finite and normal.

    Thread-safe: there is no state. No warnings. Aligned float64 data are read in blocks, with memory
    that does not grow with them, unless a value lies so close to the limit that the order of
    summation decides, or one of `direction`, `max_outliers`, `low` and `high` is not the default.

    Sources: B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers, ASQC Quality Press,
    1993 (Z-scores). P. A. Samuelson, How Deviant Can You Be?, Journal of the American Statistical
    Association 63 (1968), 1522-1525.
    """
    data = np.asarray(data)
    usual = data.dtype == FLOAT64 and data.ndim == 1 and type(threshold) in BUILT_IN and 0.001 <= threshold <= 1e6
    if not usual or nan != "raise":  # for 1,000 values the checks would take 3 % of the time
        check(data, threshold, nan)
    if not (direction == "both" and max_outliers is low is high is None):
        from .deviations import positions  # here, so that a process that never needs it does not import it

        return positions(
            detect,
            data,
            threshold=threshold,
            direction=direction,
            max_outliers=max_outliers,
            nan=nan,
            low=low,
            high=high,
        )
    if data.size == 0:
        return np.empty(0, np.int64) if data.ndim == 1 else (np.empty(0, np.int64), np.empty(0, np.int64))
    if data.ndim == 2:
        return _detect_in_rows(data, threshold, nan)
    if usual:
        positions = find_outliers(data, threshold)
        if positions is not None:
            return positions if np.intp is np.int64 else positions.astype(np.int64)
    return _detect_by_formula(data, threshold, nan)


def _detect_by_formula(data, threshold, nan):
    with np.errstate(all="ignore"):
        mean, deviation = data.mean(), data.std()
        if not is_reliable(float(mean), float(deviation), deviation.dtype):
            largest = np.abs(data).max()
            if not np.isfinite(largest):
                finite = np.isfinite(data)
                return _detect_in_finite(data, finite, threshold) if nan == "omit" else raise_not_finite(data, finite)
            if largest != 0:
                data = rescale(data, largest)
                mean, deviation = data.mean(), data.std()
        is_outlier = np.abs(data - mean) > threshold * deviation
    return np.flatnonzero(is_outlier).astype(np.int64, copy=False)


def _detect_in_rows(data, threshold, nan):
    if nan == "omit":
        columns = [detect(row, threshold=threshold, nan=nan) for row in data]
        return np.repeat(np.arange(len(data), dtype=np.int64), [each.size for each in columns]), np.concatenate(columns)
    from .rows import find_outliers_in_rows  # here, so that a process with single series does not import it

    found = find_outliers_in_rows(data, threshold)
    return found if isinstance(found, tuple) else raise_not_finite(data[found], np.isfinite(data[found]), row=found)


def _detect_in_finite(data, finite, threshold):
    positions = np.flatnonzero(finite).astype(np.int64, copy=False)
    return positions[detect(data[finite], threshold=threshold)]
