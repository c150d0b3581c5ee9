"""Level shifts in parts of a series: the scale of all differences, and the values around each part, for `shift`."""

import numpy as np

from ..analysis import around
from ..methods.order import median
from ..methods.shift import compare_windows, judge
from . import quantiles
from .quantiles import Sorted

LONGEST_RUN = 2000  # differences above the threshold, of one shift
MOST_WINDOW = LONGEST_RUN // 2  # a single step makes a run of 2 * window - 1


def can_split(options):
    return options["window"] <= MOST_WINDOW and options["period"] == 0


class Shift:
    """`shift` without a season, in parts.

    A difference is named by the first value of its two windows. A summary has the first and the last LONGEST_RUN +
    window values of the part, and its differences: some with their places, the others in groups, as in
    outliers.parts.quantiles. Those across borders are computed from the values. So median and scale of the
    differences are those of the whole series, or have ranks at most e and 2 * e away, as for `mad`; those with
    places are the ones that are left out if the scale is 0.

    A part is judged with that many values on both sides, so it sees all of every run of at most LONGEST_RUN
    differences above the threshold that reaches into it, and finds the same position as any other part that does. A
    longer run that crosses a border is looked at up to the first border only, and belongs to the part that it begins
    in: its position may be another than in the whole series.
    """

    @staticmethod
    def summarize(values, options):
        """Return the first and the last values, differences with their places, and the groups of the others."""
        window, edge = options["window"], _edge(options)
        _, differences = compare_windows(values, window) if values.size >= 2 * window else (None, np.empty(0))
        has_place = np.zeros(differences.size, bool)
        if differences.size:
            for at in (0, differences.size, int(differences.argmax()), int(differences.argmin())):
                has_place[max(0, at - window) : at + window] = True
        places = has_place.nonzero()[0]
        rest = quantiles.summarize(differences[~has_place])
        padded = (values[:edge], edge), (values[-edge:], edge), (places, 6 * window), (differences[places], 6 * window)
        return np.concatenate([_pad(each, size) for each, size in padded] + [rest.ravel()])

    @staticmethod
    def combine(counts, summaries, units, options):
        """Return median and scale of the differences, and the values before and after each part."""
        window, edge = options["window"], _edge(options)
        ends = np.cumsum((edge, edge, 6 * window, 6 * window))
        first, last, places, differences, rest = np.split(summaries, ends, axis=1)
        first, last, differences, rest = (np.ldexp(each, units) for each in (first, last, differences, rest))
        before, after = _neighbours(first, last, edge)

        begins = np.cumsum(counts) - counts
        known = places == places
        in_groups = np.maximum(counts - 2 * window + 1, 0) - known.sum(axis=1)
        places, differences = [(places + begins[:, np.newaxis])[known]], [differences[known]]
        for begin, count, own, following in zip(begins.tolist(), counts.tolist(), last, after):
            own = _present(own)[-(2 * window - 1) :]
            values = np.append(own, following[: 2 * window - 1])
            if values.size >= 2 * window:
                differences.append(compare_windows(values, window)[1])
                places.append(begin + count - own.size + np.arange(differences[-1].size))
        usual, scale = _scale(np.concatenate(places), np.concatenate(differences), in_groups, rest, window)
        edges = np.array([np.append(_pad(each, edge), _pad(other, edge)) for each, other in zip(before, after)])
        return np.hstack((np.tile((usual, scale), (counts.size, 1)), edges))

    @staticmethod
    def fit(values, fit, options):
        window, edge = options["window"], _edge(options)
        usual, scale = fit[:1], fit[1:2]
        before, after = (_present(each) for each in (fit[2 : 2 + edge], fit[2 + edge :]))
        begin, end = before.size, before.size + values.size
        view = np.concatenate((before, values, after))
        if view.size < 2 * window:  # it is the whole series
            return around(np.full(values.size, median(view)), np.zeros(1), np.zeros(values.size))

        def select(start, stop):
            if stop <= begin or start >= end:
                return None
            if stop - start <= LONGEST_RUN:
                return start, stop
            return (start, min(stop, end)) if start >= begin else None

        medians, differences = compare_windows(view, window)
        expected, scores = judge(
            view, medians, differences, usual, scale, options["threshold"], options["direction"], window, select
        )
        return around(expected[begin:end], scale, scores[begin:end])


def _edge(options):
    return LONGEST_RUN + options["window"]


def _pad(values, size):
    return np.append(values, np.full(size - values.size, np.nan))


def _present(values):
    return values[values == values]


def _neighbours(first, last, edge):
    """Return the values before each part, and those after it, at most `edge` each."""
    before, after = [first[0, :0]], [first[0, :0]]
    for part in last[:-1]:
        before.append(np.append(before[-1], _present(part))[-edge:])
    for part in first[:0:-1]:
        after.append(np.append(_present(part), after[-1])[:edge])
    return before, after[::-1]


def _scale(places, differences, in_groups, rest, window):
    """Return the median of all differences, and the scale of their distances from it, as in outliers.shift.

    places, differences  those with places: shape (n,)
    in_groups, rest      how many others each part has, and their groups
    """
    sizes = quantiles.weights_of(in_groups)
    middles, means = (each[sizes > 0] for each in np.split(rest, 2, axis=1))
    sizes = sizes[sizes > 0]
    values, weights = np.append(differences, middles), np.append(np.ones(differences.size), sizes)
    if not values.size:
        return 0.0, 0.0
    usual = Sorted(values, weights).median()
    scale = 1.4826 * Sorted(np.abs(values - usual), weights).median()
    if scale == 0:
        distances = np.abs(differences - usual)
        peak = places[distances == distances.max()].min()
        kept = (places < peak - window) | (places >= peak + window)
        total = distances[kept].sum() + (sizes * np.abs(means - usual)).sum()
        scale[0] = 1.253314 * total / max(1, np.count_nonzero(kept) + sizes.sum())
    return usual[0], scale[0]
