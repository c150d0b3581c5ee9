"""Season and trend by medians, and the outliers of what is left."""

import numpy as np

from ..analysis import around
from ..detector import detector
from .keywords import check_integer
from .moving import centered_median, fill_gaps

CYCLES = 11  # that are averaged if the season changes
SHORTEST = 10  # half of the shortest default window of the trend, in values
NO_SEASON = 12  # half of the default window of the trend without a season


@detector(gaps=True)
def seasonal(
    data,
    *,
    threshold=4.0,
    direction="both",
    period="auto",
    window=None,
    max_outliers=None,
    nan="raise",
    low=None,
    high=None,
):
    """Values far from season and trend.

    The series is split into a trend, a season and a rest, all by medians, so that outliers hardly move
    them, and a trend may jump. A value is flagged if its rest is more than `threshold` robust standard
    deviations of the rest from 0.

    Parameters
    ----------
    data : array_like
        One series, of shape (n,), or one series per row, of shape (rows, columns). Any integer or
        float dtype; computed in float64. Only read.
    threshold : real number >= 0, default 4.0
        In standard deviations of the rest, estimated as 1.4826 times its median absolute value, or half
        of 0.8693 times the third quartile of its absolute values if that is more.
    direction : {"both", "up", "down"}, default "both"
        "up" flags only values above the expected ones, "down" only values below them.
    period : "auto" or int, 0 or >= 2; default "auto"
        The length of the season in values. 0: none, only a trend. "auto": found by autocorrelation, at
        least three periods must be there; 0 if there is none. A series shorter than two periods has no
        season. If there are several seasons, such as day and week, give the longest.
    window : None or int >= 3, default None
        The window of the trend in values, made odd. Outliers that follow each other must be fewer than
        half of it. None: two periods, or the multiple of it from 20 on, and 1; without a season 25.
    max_outliers : None, float from 0 to 1, or int >= 0, default None
        At most this share of the values (float, rounded down) or this many (int) are flagged: those
        of the highest score, and of equal ones the first. The bounds widen accordingly.
    nan : {"raise", "omit"}, default "raise"
        "raise": NaN or infinity is an error. "omit": they are ignored and never flagged. They keep their
        place in the season. `expected` has a value for them.
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
    seasonal.score(data, ...) : abs(rest) in robust standard deviations, float64 ndarray of shape (n,)
    seasonal.analyze(data, ...) : outliers.analysis.Analysis, a named tuple; `expected` is trend plus
        season, `period` the period that was used
    seasonal.many(arrays, ...) : (positions, counts) of many arrays, as outliers.detect.many gives them

    Raises
    ------
    TypeError
        The data, the threshold, `max_outliers` or a limit are not real numbers, `period` or `window` is
        of another type, or a keyword is not one of the above.
    ValueError
        The data are neither 1-D nor 2-D, a keyword has none of the values above, or, with
        nan="raise", the data are not finite. The message names the first such position.

    Notes
    -----
    The slope is the median of the differences of values a period apart. The trend is a moving median. The
    season is the median of all values of a phase. If it changes over time, which shows in a rest more than
    1.25 times as large, it is the median of 11 periods around. Trend and season are computed twice, the
    second time without each other. With few periods, the medians take part of the noise away from the rest;
    the standard deviation is corrected for that. It is taken to be no less than the median step of the trend.
    If it is 0, since at least half of the rest is, the mean absolute value times 1.253314 takes its place.

    With two periods, an outlier moves the median of its phase half way, and so cannot be told from its
    counterpart; from three on it can.

    In the last half window, outliers and the beginning of a new level are the same: new levels are flagged
    until the window has more of the new than of the old.

    Thread-safe: there is no state. No warnings.

    Sources: R. B. Cleveland et al., STL: A Seasonal-Trend Decomposition Procedure Based on Loess, Journal
    of Official Statistics 6 (1990), 3-73. J. Hochenbaum, O. S. Vallis and A. Kejariwal, Automatic Anomaly
    Detection in the Cloud Via Statistical Learning (S-H-ESD), arXiv:1704.07706, 2017: medians in place of
    STL's loess. Slopes: P. K. Sen, Estimates of the Regression Coefficient Based on Kendall's Tau, Journal
    of the American Statistical Association 63 (1968), 1379-1389.
    """
    check_period(period)
    if window is not None:
        check_integer("window", window, 3)
    values = fill_gaps(data)
    period = season_length(values, period)
    expected, _, factor, least = decompose(values, period, window)
    finite = data == data
    if values is not data:  # gaps: once more with what is expected there, and not with straight lines
        values = np.where(finite, data, expected)
        expected, _, factor, least = decompose(values, period, window)
    rest = np.abs(data - expected)[finite]
    return around(expected, _scale(rest, data[finite], factor, least), period=period)


def check_period(period):
    """Raise TypeError or ValueError unless the keyword is "auto", 0 or an integer of at least 2."""
    if isinstance(period, str) and period == "auto":
        return
    check_integer("period", period, 0)
    if period == 1:
        raise ValueError('period is 1; expected 0, at least 2, or "auto": pass 0 for no season')


def season_length(values, period):
    """Return the period, found if it is "auto"; 0 if the values are fewer than two periods."""
    if period == "auto":
        from .period import find_period  # here, so that a process that gives the period does not import it

        period = find_period(values)
    return int(period) if 2 * period <= values.size else 0


def decompose(values, period, window=None):
    """Return trend plus season, the season, the share and the correction of `_season`, and the least scale of the rest.

    values  float64, shape (n,), finite
    period  0: no season, which is then 0.0; else n is at least twice as much
    """
    half = period * max(1, min(-(-SHORTEST // period), values.size // (2 * period))) if period else NO_SEASON
    last = half if window is None else int(window) // 2
    lag = period or max(1, min(half, values.size // 2))
    line = 0.0
    if values.size > lag:
        line = np.median(values[lag:] - values[:-lag]) / lag * np.arange(values.size)
    values, season, factor, typical = values - line, 0.0, (0.0, 1.0), 0.0
    if period:
        trend = centered_median(values, half, period, season=True)
        season, _ = _season(values - trend, period)
        trend = centered_median(values - season, half, period)
        season, factor = _season(values - trend, period)
        typical = np.median(np.abs(values - trend))
    trend = centered_median(values - season, last, lag)
    steps = np.median(np.abs(np.diff(trend))) if trend.size > 1 else 0.0
    return trend + season + line, season, factor, max(steps, 1e-9 * typical)


def _season(values, period):
    """Return the season of values without a trend, the share of the rest that is 0 for that, and a correction.

    In a phase with an odd number of values, the median is one of them, and its rest is 0. If the number is
    even, the standard deviation that the rest shows is too small by 1.7 / number, by experiment on normal data.
    """
    cycles, more = divmod(values.size, period)
    whole = values[: cycles * period].reshape(cycles, period)
    first = np.median(np.concatenate((whole[:, :more], values[np.newaxis, cycles * period :])), axis=0)
    phases = np.append(first, np.median(whole[:, more:], axis=0))
    season = np.resize(phases - np.median(phases), values.size)
    odd = (more if cycles % 2 == 0 else period - more) / period
    factor = odd * period / values.size, 1 + 1.7 * (1 - odd) * period / values.size
    if cycles > CYCLES:
        changing = np.empty(values.size)
        for phase in range(period):
            changing[phase::period] = centered_median(values[phase::period], CYCLES // 2, CYCLES)
        if 1.25 * np.median(np.abs(values - changing)) < np.median(np.abs(values - season)):
            return changing, (1 / CYCLES, 1.0)
    return season, factor


def _scale(rest, values, factor, least):
    """Return the standard deviation of the rest, as an array of shape (1,).

    It is never less than the trend moves from value to value, or than rounding errors, or than half of what the third
    quartile of the rest says. That is much more than the median says if a quarter of the values or more lie on another
    level than the others, as in quantised data: they are no outliers.
    """
    zeros, correction = factor
    middle, third = (int((rest.size - 1) * (part + zeros * (1 - part))) for part in (0.5, 0.75))
    ordered = np.partition(rest, sorted({middle, third}))
    scale, wide = 1.4826 * correction * ordered[middle], 0.5 * correction * ordered[third] / 1.1503
    least = max(least, 64 * np.finfo(np.float64).eps * np.median(np.abs(values)))
    return np.array([max(wide, scale if scale > least else max(least, 1.253314 * rest.mean()))])
