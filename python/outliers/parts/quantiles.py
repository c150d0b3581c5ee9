"""Quantiles of a series from summaries of its parts, for `mad`, `iqr` and the scale of `shift`.

A part of n values is sorted and cut into KEPT groups of neighbours, of floor(n / KEPT) or ceil(n / KEPT) values. The
summary is the middle value of each group, which stands for all of it.

The bound: let e_i = floor(ceil(n_i / KEPT) / 2) for part i of n_i values, and e the sum of all e_i, which is at most
n / (2 * KEPT) and half a value for each part. For any x, the number of values <= x (or < x) is off by at most e if it
is counted in the summaries. For in each part at most one group, of g values, has values on both sides of x. If its
middle value, the ceil(g / 2)-th, is <= x, then all g are counted, of which at least ceil(g / 2) are <= x; otherwise
none is, of which at most ceil(g / 2) - 1 are. Either way at most floor(g / 2) are counted wrongly. So what is taken
for the value of rank r has a rank from r - e to r + e. If no part has more than KEPT values, then all of them are kept,
and e = 0.

KEPT = 2,048 makes e / n = 0.024 %. The sample median of n random values has a standard deviation of
n / (2 * sqrt(n)) ranks, so the bound is below what chance does, up to KEPT**2 = 4.2 million values. The errors of
parts partly cancel: bench/python/parts.py measures them. A summary has 16 KB, and as much for the means of the groups.

Sources: J. I. Munro and M. S. Paterson, Selection and Sorting with Limited Storage, Theoretical Computer Science 12
(1980), 315-323 (summaries by every k-th value of a sorted part). P. K. Agarwal et al., Mergeable Summaries, ACM
Transactions on Database Systems 38 (2013), 26 (the errors of merged summaries add up).
"""

import numpy as np

from ..analysis import Fit, around
from ..methods.order import interpolate

KEPT = 2048


def summarize(values):
    """Return the middle value and the mean of each group, NaN for an empty one: float64, shape (2, KEPT)."""
    values, edges = np.sort(values), _edges(values.size)
    begin, sizes = edges[:-1], np.diff(edges)
    some = sizes > 0
    summary = np.full((2, KEPT), np.nan)
    summary[0, some] = values[(begin + (sizes - 1) // 2)[some]]
    summary[1, some] = np.add.reduceat(values, begin[some]) / sizes[some] if values.size else 0.0
    return summary


def weights_of(counts):
    """Return how many values each group of parts with so many values has: float64, shape (parts, KEPT)."""
    return np.array([np.diff(_edges(count)) for count in counts.tolist()], np.float64).reshape(-1, KEPT)


def _edges(count):
    return np.arange(KEPT + 1, dtype=np.int64) * count // KEPT


class Sorted:
    """Values with weights, in ascending order: each stands for as many values as its weight, an integer, says."""

    def __init__(self, values, weights):
        order = values.argsort(kind="stable")  # which merges runs that are sorted already
        self.values = values[order]
        self.ends = weights[order].cumsum()
        self.size = int(self.ends[-1])

    def at(self, rank):
        """Return the value of a rank from 0, of shape (1,)."""
        at = self.ends.searchsorted(rank, "right")
        return self.values[at : at + 1]

    def median(self):
        """Return what outliers.methods.order.median returns for all values."""
        upper = self.at(self.size // 2)
        return upper if self.size % 2 else (self.at(self.size // 2 - 1) + upper) / 2

    def quartile(self, number):
        """Return the first or third quartile, as outliers.methods.order.quartiles does."""
        rank, rest = divmod(number * (self.size - 1), 4)
        return interpolate(self.at(rank), self.at(rank + 1), rest / 4) if rest else self.at(rank)


class Mad:
    """Median and median absolute deviation from summaries.

    With e of this module's bound: the median has a rank at most e from its own. The values within a distance of it are
    those <= one number and not < another, so their number is off by at most 2 * e, and the median absolute deviation
    is the distance of a rank at most 2 * e from its own. If it is 0, the mean absolute deviation takes its place, as in
    outliers.mad: exact, up to rounding, but for groups with values on both sides of the median.
    """

    @staticmethod
    def summarize(values, options):
        return summarize(values).ravel()

    @staticmethod
    def combine(counts, summaries, units, options):
        """Return the median and the scale."""
        values, weights = np.ldexp(summaries, units), weights_of(counts)
        some = weights > 0
        weights, values, means = weights[some], values[:, :KEPT][some], values[:, KEPT:][some]
        center = Sorted(values, weights).median()
        scale = Sorted(np.abs(values - center), weights).median() / 0.6745
        if scale == 0:
            scale = 1.253314 * (weights * np.abs(means - center)).sum(keepdims=True) / weights.sum()
        return np.tile(np.append(center, scale), (counts.size, 1))

    @staticmethod
    def fit(values, fit, options):
        return around(fit[:1], fit[1:])


class Iqr:
    """Median and quartiles from summaries, of ranks that are off by at most this module's bound."""

    @staticmethod
    def summarize(values, options):
        return summarize(values)[0]

    @staticmethod
    def combine(counts, summaries, units, options):
        """Return the median and both quartiles."""
        values, weights = np.ldexp(summaries, units), weights_of(counts)
        values = Sorted(values[weights > 0], weights[weights > 0])
        return np.tile(np.concatenate((values.median(), values.quartile(1), values.quartile(3))), (counts.size, 1))

    @staticmethod
    def fit(values, fit, options):
        q1, q3 = fit[1:2], fit[2:]
        return Fit(fit[:1], q1, q3 - q1, q3, q3 - q1)
