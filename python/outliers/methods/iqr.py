"""Tukey's fences: distance from the quartiles in units of the interquartile range."""

from ..analysis import Fit
from ..detector import detector
from .order import median, quartiles


@detector(rows=True)
def iqr(data, *, threshold=1.5, direction="both", max_outliers=None, nan="raise", low=None, high=None):
    """Values outside Tukey's fences, which are given by the quartiles.

    The fences are Q1 - k * (Q3 - Q1) and Q3 + k * (Q3 - Q1), where Q1 and Q3 are the quartiles and k
    is the threshold. The score of a value is its distance outside the quartiles divided by Q3 - Q1,
    and 0 between them. A quarter of the values may be outliers on one side without hiding each
    other.

    Parameters
    ----------
    data : array_like
        One series, of shape (n,), or one series per row, of shape (rows, columns). Any integer or
        float dtype; computed in float64. Only read.
    threshold : real number >= 0, default 1.5
        The factor k. Of normal data, 1.5 flags 0.7 %, and 3.0, for "far out" values, 0.0002 %.
    direction : {"both", "up", "down"}, default "both"
        "up" flags only values above the upper fence, "down" only values below the lower one.
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
    iqr.score(data, ...) : the scores, float64 ndarray of shape (n,)
    iqr.analyze(data, ...) : outliers.analysis.Analysis, a named tuple; `expected` is the median
    iqr.many(arrays, ...) : (positions, counts) of many arrays, as outliers.detect.many gives them

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
    The quartiles are those of np.quantile with its default, linear interpolation, bit for bit since
    NumPy 1.20. (Tukey's hinges, which box plots show, differ from them by less than the distance of
    neighbouring values.) If Q1 equals Q3, then every value that differs from them is flagged; such
    data suit `mad` better.

    Thread-safe: there is no state. No warnings. Needs memory for one array of the size of the data.

    Source: J. W. Tukey, Exploratory Data Analysis, Addison-Wesley, 1977, chapter 2. Quantiles: R. J.
    Hyndman and Y. Fan, Sample Quantiles in Statistical Packages, The American Statistician 50 (1996),
    361-365, type 7.
    """
    q1, q3, reordered = quartiles(data)
    return Fit(lambda: median(reordered), q1, q3 - q1, q3, q3 - q1)
