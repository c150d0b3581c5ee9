"""The generalized extreme Studentized deviate test."""

import functools

import numpy as np

from ..analysis import around, is_number, most_outliers
from ..detector import detector
from .student import upper_quantile


@detector()
def esd(data, *, significance=0.05, direction="both", max_outliers=0.1, nan="raise", low=None, high=None):
    """Values that the generalized ESD test rejects, for data that are otherwise normal.

    The value farthest from the mean is removed, then the one farthest from the mean of the rest, and
    so on. Each distance, divided by the standard deviation of the values left, is compared with a
    critical value; the last one that is larger decides how many of the removed values are outliers.
    So outliers that hide each other at the first step are found at a later one.

    Parameters
    ----------
    data : array_like
        One series, of shape (n,), or one series per row, of shape (rows, columns). Any integer or
        float dtype; computed in float64. Only read.
    significance : real number from 1e-12 to 0.5, default 0.05
        The probability that normal data without outliers give any, for about 25 values or more.
    direction : {"both", "up", "down"}, default "both"
        "up" tests only the largest values, "down" only the smallest; each then has the whole
        significance.
    max_outliers : None, float from 0 to 1, or int >= 0, default 0.1
        At most this share of the values (float; rounded down, but at least one value unless it is
        0) or this many values (int) are tested, but always fewer than half, which None means too.
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
    esd.score(data, ...) : float64 ndarray of shape (n,): distance from `expected`, divided by the
        distance at which the test would reject one more value. Flagged values have more than 1.
    esd.analyze(data, ...) : outliers.analysis.Analysis, a named tuple; `expected` is the mean of the
        values that are not flagged
    esd.many(arrays, ...) : (positions, counts) of many arrays, as outliers.detect.many gives them

    Raises
    ------
    TypeError
        The data, `significance`, `max_outliers` or a limit are not real numbers, or a keyword is not
        one of the above.
    ValueError
        The data are neither 1-D nor 2-D, a keyword has none of the values above, or, with
        nan="raise", the data are not finite. The message names the first such position.

    Notes
    -----
    Fewer than three values have no outliers. Of equal values that are only in part outliers the first
    are flagged. Takes the time of a partition of the data and of a sort of the values tested.

    Thread-safe. No warnings.

    Sources: B. Rosner, Percentage Points for a Generalized ESD Many-Outlier Procedure, Technometrics
    25 (1983), 165-172. NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.5.17.3.
    """
    _check_significance(significance)
    size, sides = data.size, {"both": 2, "up": 1, "down": 1}[direction]
    steps = min(most_outliers({"max_outliers": max_outliers}, size), (size - 1) // 2)
    if steps == 0:
        return around(data.mean(keepdims=True), np.full(1, np.inf))
    data = -data if direction == "down" else data
    removed_low, removed_high, mean, deviation, ratio = _remove(data, steps, sides)
    critical = _critical_values(size, steps + 1, significance / sides)
    count = int(np.append(0, (ratio > critical[:-1]).nonzero()[0] + 1)[-1])
    flags = np.zeros(size, bool)
    _flag_largest(flags, data, int(removed_high[count]))
    _flag_largest(flags, -data, int(removed_low[count]))
    expected = mean[count : count + 1]
    scale = critical[count] * deviation[count : count + 1]
    return around(-expected if direction == "down" else expected, scale, flags=flags)


def _check_significance(significance):
    if not is_number(significance):
        raise TypeError(f"significance is {significance!r}; expected a real number: pass a probability, e.g. 0.05")
    if not 1e-12 <= significance <= 0.5:
        raise ValueError(f"significance is {significance}; expected 1e-12 to 0.5: pass a probability, e.g. 0.05")


def _remove(data, steps, sides):
    """Remove the most extreme value `steps` times.

    Returns, for 0 to `steps` values removed: how many of them were the smallest and how many the largest ones, and the
    mean and the deviation (ddof=1) of the values left; and for each step the distance of the value removed from the
    mean, divided by the deviation. The sums start with the values that are never removed, to which larger and larger
    ones are added: what is left is never the difference of large numbers.
    """
    size, fewest = data.size, data.size - 2 * steps if sides == 2 else data.size - steps
    first = size - steps - fewest
    values = np.partition(data, [first, size - steps - 1] if first else size - steps - 1)
    inner = values[first : size - steps]
    center = np.clip(inner.mean(), inner.min(), inner.max())  # exact if they are equal
    values -= center
    exponent = np.frexp(np.abs(inner).max())[1]  # their squares must not underflow, nor those of the rest overflow
    values = np.ldexp(values, -exponent).clip(-1e140, 1e140)
    low, high, inner = np.sort(values[:first]), -np.sort(-values[size - steps :]), values[first : size - steps]
    low_sums, high_sums, inner_sum = _sums_of_rest(low), _sums_of_rest(high), float(inner.sum())
    at_low, at_high = 0, 0
    lows, highs, removed = low.tolist() + [np.inf], high.tolist(), [0]
    low_list, high_list = low_sums.tolist(), high_sums.tolist()
    for step in range(steps):
        mean = (inner_sum + low_list[at_low] + high_list[at_high]) / (size - step)
        if mean - lows[at_low] > highs[at_high] - mean:
            at_low += 1
        else:
            at_high += 1
        removed.append(at_high)
    removed_high = np.array(removed)
    removed_low = np.arange(steps + 1) - removed_high
    left = size - np.arange(steps + 1)
    total = inner_sum + low_sums[removed_low] + high_sums[removed_high]
    squares = np.dot(inner, inner) + _sums_of_rest(low**2)[removed_low] + _sums_of_rest(high**2)[removed_high]
    mean = total / left
    deviation = np.sqrt(np.maximum(squares - total * mean, 0) / (left - 1))
    value = np.where(np.diff(removed_high) > 0, high[removed_high[:-1]], np.append(low, 0)[removed_low[:-1]])
    distance = np.abs(value - mean[:-1])
    ratio = np.where(distance > 0, distance / deviation[:-1], 0.0)
    return removed_low, removed_high, np.ldexp(mean, exponent) + center, np.ldexp(deviation, exponent), ratio


def _sums_of_rest(values):
    """Return the sums of values[k:] for k from 0 to their number, added from the end."""
    return np.append(values[::-1].cumsum()[::-1], 0.0)


@functools.lru_cache(maxsize=16)  # for 100 values they take ten times as long as the rest
def _critical_values(size, steps, significance):
    """Return Rosner's critical values; `significance` is that of one side."""
    left = np.maximum(size - np.arange(steps, dtype=np.float64), 3)
    t = upper_quantile(significance / left, left - 2)
    return (left - 1) * t / np.sqrt((left - 2 + t * t) * left)


def _flag_largest(flags, values, count):
    """Flag the `count` largest values; of equal ones the first."""
    if count:
        least = np.partition(values, values.size - count)[values.size - count]
        larger = values > least
        flags |= larger
        flags[(values == least).nonzero()[0][: count - np.count_nonzero(larger)]] = True
