"""The spectral residual: what of a series its own spectrum does not explain."""

import numpy as np

from ..analysis import around
from ..detector import detector
from .keywords import check_integer
from .moving import fill_gaps, moving_median
from .order import median

FILTER, COPIES, GRADIENTS = 3, 5, 5  # the paper's q, kappa and m
AROUND = 7  # values whose median is expected
NEGLIGIBLE = 1e-9  # an amplitude that is smaller than this share of the largest is rounding noise


@detector(gaps=True)
def spectral(
    data,
    *,
    threshold=3.0,
    direction="both",
    window=21,
    max_outliers=None,
    nan="raise",
    low=None,
    high=None,
):
    """Salient values by the spectral residual of the whole series.

    The logarithm of the amplitude spectrum, minus its average over three neighbouring frequencies, is
    what is unusual in the spectrum. Transformed back with the phases as they were, its magnitude is the
    saliency of each value. A value is flagged if its saliency exceeds the mean saliency of the `window`
    values before it by more than `threshold` times that mean.

    Parameters
    ----------
    data : array_like
        One series, of shape (n,), or one series per row, of shape (rows, columns). Any integer or
        float dtype; computed in float64. Only read.
    threshold : real number >= 0, default 3.0
        The paper's tau: (saliency - mean) / mean above which a value is flagged.
    direction : {"both", "up", "down"}, default "both"
        "up" flags only values above the expected ones, "down" only values below them.
    window : int >= 1, default 21
        The paper's z: over how many values before it the saliency of a value is averaged. For the first
        `window` values, it is averaged over these.
    max_outliers : None, float from 0 to 1, or int >= 0, default None
        At most this share of the values (float, rounded down) or this many (int) are flagged: those
        of the highest score, and of equal ones the first.
    nan : {"raise", "omit"}, default "raise"
        "raise": NaN or infinity is an error. "omit": they are never flagged; for the spectrum, they are
        interpolated linearly.
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
    spectral.score(data, ...) : (saliency - mean) / mean, and 0 where that is negative; float64 ndarray
        of shape (n,)
    spectral.analyze(data, ...) : outliers.analysis.Analysis, a named tuple. `expected` is the median of
        the 7 values around. `lower` and `upper` are `threshold` robust standard deviations from it
        (1.4826 times the median absolute deviation of the data from `expected`), moved to the value
        where the score says otherwise, so that exactly the flagged values lie outside.
    spectral.many(arrays, ...) : (positions, counts) of many arrays, as outliers.detect.many gives them

    Raises
    ------
    TypeError
        The data, the threshold, `max_outliers` or a limit are not real numbers, `window` is not an
        integer, or a keyword is not one of the above.
    ValueError
        The data are neither 1-D nor 2-D, a keyword has none of the values above, or, with
        nan="raise", the data are not finite. The message names the first such position.

    Notes
    -----
    The series is continued by 5 copies of an estimated value, since the spectral residual is least
    reliable at the end. The estimate extrapolates the mean gradient between the value before the last
    and the 5 before that, as the authors' program does. By the letter of the paper it would start from
    the last value, whose spike would then look like a new level: in 1,000 normal values, a last value 8
    deviations away would be found once in 300 times, instead of always.

    Where the paper leaves it open, the median is subtracted first, and the average filter is centered, with
    the amplitude of frequency 1 in place of that of frequency 0. So the result does not depend on an
    offset.

    It suits spikes in series of some hundred values and more, with a season or without. The score does
    not tell how far away a value lies: of normal data, with no outliers, the default threshold flags
    about 4 in 1,000.

    Thread-safe: there is no state. No warnings.

    Source: H. Ren et al., Time-Series Anomaly Detection Service at Microsoft, KDD 2019, 3009-3017,
    section 3.2; the authors' program: github.com/microsoft/anomalydetector, msanomalydetector/util.py.
    """
    check_integer("window", window, 1)
    values = fill_gaps(data)
    saliency = _saliency(values)
    usual = _mean_before(saliency, window)
    scores = np.where(usual > 0, (saliency - usual) / usual, 0.0)
    padded = np.pad(values, AROUND // 2, "edge")
    expected = moving_median(padded, AROUND)
    distances = np.abs(data - expected)[data == data]
    scale = 1.4826 * median(distances)
    if scale == 0:
        scale = 1.253314 * distances.mean(keepdims=True)
    return around(expected, scale, scores)


def _saliency(values):
    if values.size < 3:
        return np.zeros(values.size)
    before = values[:-1]
    steps = np.arange(1, min(GRADIENTS, before.size - 1) + 1)
    gradient = ((before[-1] - before[-1 - steps]) / steps).mean()
    estimate = before[-steps.size] + gradient * steps.size
    extended = np.append(values, np.full(COPIES, estimate))
    spectrum = np.fft.fft(extended - median(values))  # exactly 0 if they are equal, as minus the mean it may not be
    spectrum[0] = 0
    amplitudes = np.abs(spectrum)
    if not amplitudes.any():
        return np.zeros(values.size)
    amplitudes = np.maximum(amplitudes, NEGLIGIBLE * amplitudes.max())
    logarithms = np.log(amplitudes)
    logarithms[0] = logarithms[1]
    average = (np.roll(logarithms, 1) + logarithms + np.roll(logarithms, -1)) / FILTER
    return np.abs(np.fft.ifft(spectrum / amplitudes * np.exp(logarithms - average)))[: values.size]


def _mean_before(values, window):
    window = min(window, values.size)
    sums = np.cumsum(np.append(0.0, values))
    means = (sums[window:] - sums[:-window]) / window
    return np.append(np.full(window, means[0]), means[:-1])
