"""The modified z-score: distance from the median in units of the median absolute deviation."""

import numpy as np

from ..analysis import around
from ..detector import detector
from .order import median, median_in_place


@detector(rows=True)
def mad(data, *, threshold=3.5, direction="both", max_outliers=None, nan="raise", low=None, high=None):
    """Values far from the median, in median absolute deviations.

    The modified z-score of a value x is 0.6745 * abs(x - median) / MAD, where MAD is the median of
    abs(x - median). Up to half of the values may be outliers without hiding each other.

    Parameters
    ----------
    data : array_like
        One series, of shape (n,), or one series per row, of shape (rows, columns). Any integer or
        float dtype; computed in float64. Only read.
    threshold : real number >= 0, default 3.5
        The modified z-score above which a value is flagged. One is a standard deviation of normal
        data.
    direction : {"both", "up", "down"}, default "both"
        "up" flags only values above the median, "down" only values below it.
    max_outliers : None, float from 0 to 1, or int >= 0, default None
        At most this share of the values (float; rounded down, but at least one value unless it is
        0) or this many values (int) are flagged: those of the highest score, and of equal ones the
        first. The bounds widen accordingly.
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
    mad.score(data, ...) : the modified z-scores, float64 ndarray of shape (n,)
    mad.analyze(data, ...) : outliers.analysis.Analysis, a named tuple; `expected` is the median
    mad.many(arrays, ...) : (positions, counts) of many arrays, as outliers.detect.many gives them

    Raises
    ------
    TypeError
        The data, the threshold, `max_outliers` or a limit are not real numbers, or a keyword is not
        one of the above.
    ValueError
        The data are neither 1-D nor 2-D, a keyword has none of the values above, or, with
        nan="raise", the data are not finite. The message names the first such position.

    Notes
    -----
    If at least half of the values are equal, the MAD is 0. Then the score is
    abs(x - median) / (1.253314 * MeanAD), where MeanAD is the mean of abs(x - median); both are the
    standard deviation of normal data. If all values are equal, nothing is flagged.

    Thread-safe: there is no state. No warnings. Needs memory for two arrays of the size of the data.

    Sources: B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers, ASQC Quality Press,
    1993. The case of MAD = 0 is that of IBM Cognos Analytics, "Modified z score".
    """
    center = median(data)
    distances = np.abs(data - center)
    scale = median_in_place(distances) / 0.6745
    if not scale.all():
        rows = data.reshape(-1, data.shape[-1])[(scale == 0).ravel()]
        scale[scale == 0] = 1.253314 * np.abs(rows - median(rows)).mean(axis=-1)
    return around(center, scale)
