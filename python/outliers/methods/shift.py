"""Level shifts: neighbouring windows whose medians differ."""

import numpy as np

from ..analysis import around
from ..detector import detector
from .keywords import check_integer
from .moving import moving_median
from .order import median
from .seasonal import check_period, decompose, season_length


@detector()
def shift(
    data,
    *,
    threshold=6.0,
    direction="both",
    window=10,
    period=0,
    max_outliers=None,
    nan="raise",
    low=None,
    high=None,
):
    """Level shifts: where the medians of the windows before and after differ. One position each.

    At position t, the median of data[t : t + window] is compared with that of data[t - window : t].
    Differences are counted from their median, so a steady trend is no shift, and in units of their
    median absolute deviation. Neighbouring positions above the threshold are one shift. Its position is
    the first value of the new level: the split between both levels from which the values lie least far
    away in sum.

    Parameters
    ----------
    data : array_like
        One series, of shape (n,), or one series per row, of shape (rows, columns). Any integer or
        float dtype; computed in float64. Only read.
    threshold : real number >= 0, default 6.0
        In standard deviations of the differences, estimated as 1.4826 times their median absolute
        deviation.
    direction : {"both", "up", "down"}, default "both"
        "up" flags only shifts to a higher level, "down" only those to a lower one.
    window : int >= 1, default 10
        In values. Shorter than the time between shifts and longer than the longest run of outliers,
        twice as long at least. For data with a season, a multiple of it, or give the period.
    period : int, 0 or >= 2, or "auto"; default 0
        The length of a season in values, as for outliers.seasonal: it is estimated as there and taken out
        before the windows are compared. 0: none. Values that are left out (nan="omit") keep no place in it:
        fill gaps first.
    max_outliers : None, float from 0 to 1, or int >= 0, default None
        At most this share of the values (float, rounded down) or this many (int) are flagged: those
        of the highest score, and of equal ones the first.
    nan : {"raise", "omit"}, default "raise"
        "raise": NaN or infinity is an error. "omit": they are left out; windows reach over them.
    low, high : real number or None, default None
        Limits of the data: expected values and bounds never go past them, so a value beyond them is
        flagged.

    Returns
    -------
    positions : int64 ndarray of shape (m,)
        In ascending order. For rows: a tuple of two such arrays, the rows and the columns, in the
        order of np.nonzero.

    Attributes
    ----------
    shift.score(data, ...) : the difference of the medians at each value, in the unit of `threshold`;
        beside the position of a shift, at most the threshold; float64 ndarray of shape (n,)
    shift.analyze(data, ...) : outliers.analysis.Analysis, a named tuple. `expected` is the median of the
        window before the value (of the first window, for the values in it), plus the median difference and
        the season; `period` the period that was used.
        `lower` and `upper` bound the median of the window that begins with the value. Where the value
        itself disagrees, they are moved to it, so that exactly the flagged values lie outside.
    shift.many(arrays, ...) : (positions, counts) of many arrays, as outliers.detect.many gives them

    Raises
    ------
    TypeError
        The data, the threshold, `max_outliers` or a limit are not real numbers, `window` or `period` is
        of another type, or a keyword is not one of the above.
    ValueError
        The data are neither 1-D nor 2-D, a keyword has none of the values above, or, with
        nan="raise", the data are not finite. The message names the first such position.

    Notes
    -----
    The first `window` values and the last `window - 1` have no windows of full length beside them: their
    score is 0. A shift makes up to 2 * window - 1 differences large, so a series needs four windows for
    each. If at least half of the differences are equal, their mean absolute deviation, times 1.253314 and
    without those near the largest one, takes the place of the median one: a single step between two
    constants has an infinite score.

    Thread-safe: there is no state. No warnings.

    Source: LevelShiftAD of ADTK, the Anomaly Detection Toolkit (Arundo Analytics, 2019), with windows of
    equal length. Its threshold is the third quartile of the absolute differences and 6 interquartile
    ranges, which is 6.1 standard deviations of normal ones. It flags each position above it.
    """
    check_integer("window", window, 1)
    check_period(period)
    period, season = season_length(data, period), 0.0
    if period:
        _, season, _, _ = decompose(data, period)
        data = data - season
    count = data.size
    scores, expected = np.zeros(count), np.full(count, median(data))
    if count < 2 * window:
        return around(expected + season, np.zeros(1), scores, period=period)
    medians, differences = compare_windows(data, window)
    usual = median(differences)
    scale = _scale(np.abs(differences - usual), window)
    expected, scores = judge(data, medians, differences, usual, scale, threshold, direction, window)
    return around(expected + season, scale, scores, period=period)


def compare_windows(data, window):
    """Return the medians of all windows, and the differences at position `window`, `window` + 1, ..."""
    medians = moving_median(data, window)
    return medians, medians[window:] - medians[:-window]


def _everything(start, end):
    return start, end


def judge(data, medians, differences, usual, scale, threshold, direction, window, select=_everything):
    """Return expected values and scores.

    usual, scale  of the differences: float64, shape (1,)
    select        select(start, end) returns which positions of a run above the threshold are looked at: start and
                  end, or None for none
    """
    count, differences = data.size, differences - usual
    distances, scores = {"up": differences, "down": -differences}.get(direction, np.abs(differences)), np.zeros(count)
    scores[window : count - window + 1] = np.where(distances > 0, distances / scale, 0.0)
    expected = medians[np.maximum(np.arange(count) - window, 0).clip(0, medians.size - 1)] + usual
    at_shifts = _first_values(data, scores, np.sign(differences), medians, threshold, window, select)
    best = scores[at_shifts]
    np.minimum(scores, threshold, out=scores)
    scores[at_shifts] = best
    return expected, scores


def _scale(differences, window):
    scale = 1.4826 * median(differences)
    if scale == 0:
        peak = int(differences.argmax())
        rest = np.delete(differences, np.arange(max(0, peak - window), min(differences.size, peak + window)))
        scale[0] = 1.253314 * rest.sum() / max(1, rest.size)
    return scale


def _first_values(data, scores, signs, medians, threshold, window, select):
    """Return the first position of each new level."""
    above = np.zeros(scores.size + 1)
    above[window : window + signs.size] = signs * (scores[window : window + signs.size] > threshold)
    starts = (np.diff(above, prepend=0.0) != 0).nonzero()[0]
    found = []
    for start, end in zip(starts.tolist(), starts[1:].tolist()):
        selected = select(start, end) if above[start] else None
        if selected:
            start, end = selected
            run = scores[start:end]
            peaks = (run == run.max()).nonzero()[0]
            peak = start + int(peaks[peaks.size // 2])
            before, after = medians[peak - window], medians[peak]
            costs = np.abs(data[start:end] - before) - np.abs(data[start:end] - after)
            found.append(start + int(np.argmin(np.cumsum(costs) - costs)))
    return np.array(found, np.int64)
