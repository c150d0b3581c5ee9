"""How rare a value is beside the earlier ones of its series, for `adaptive`.

Two magnitudes are judged: that of the rest, a value less level and season, and that of the exponentially
weighted mean of the rest. OneSeries, in plain floats, and ManySeries, in NumPy, give the same bits on every
machine: what one of them does in a line, the other does in the same order of operations.
"""

import math

import numpy as np

from ..analysis import MOST
from .tails import BINS, MIDDLE, UNIT, Tail, Tails, minus_log10, minus_log10_of_each, tenth_power, tenth_power_of_each

WARM_UP = 50  # values
LEVEL_RATE = 0.001  # least weight of a new value in the level
SEASON_RATE = 0.015  # least weight of a new value in its slot of the season
PRIOR = 4.0  # values after which a slot of the season counts half
PEAK_SHARE = 0.35  # of the largest earlier rarity, which the score is less

HOURS = 168  # in a week: a slot each, or for each part of the period
DAY = 24  # slots after them, for the hours of the day
FEW = 40  # series: more take less time together
COUNT, LEARNED, LEVEL, DRIFT, MAXIMUM, PEAK, REFERENCE, OFFSET = (0, 1, 2, 3, 4, 5, slice(6, 8), slice(8, 10))


class Rarity:
    """What both forms have."""

    def __init__(self, parameters, arrays):
        """Start with the arrays that `arrays` returned, or without any value."""
        self._threshold, self._period = (float(parameters["threshold"]), parameters["period"])
        self._above, self._below = (parameters["direction"] != "down", parameters["direction"] != "up")
        self._weight = 2.0 / (parameters["window"] + 1)
        self._fading, self._forgetting = (1.0 - 1.0 / parameters["quiet"], 1.0 - 1.0 / parameters["memory"])
        self._full = parameters["memory"] * UNIT
        if arrays is None:
            series = parameters["series"]
            arrays = (np.zeros((10, series)), np.zeros((2, HOURS + DAY, series)), np.zeros((2, series, BINS)))
            arrays[0][OFFSET] = MIDDLE
        self._load(*arrays)

    def _slots(self, count, hours, start):
        """Return for each of the next values its slot in the season and that of its hour of the day, or None."""
        if self._period:
            parts = min(self._period, HOURS)
            return [(start + at) % self._period * parts // self._period for at in range(count)], [None] * count
        if hours is None:
            return [None] * count, [None] * count
        return hours, [HOURS + hour % DAY for hour in hours]

    def _offset(self, slot, day):
        """Return what the season adds: the mean of the hour of the week; while that is new, of the hour of the day."""
        known = self._known[slot]
        share = known / (known + PRIOR)
        offset = share * self._seasons[slot]
        if day is not None:
            known = self._known[day]
            offset += (1.0 - share) * (known / (known + PRIOR) * self._seasons[day])
        return offset


class OneSeries(Rarity):
    """The state of one series, in Python's numbers."""

    def _load(self, numbers, seasons, tails):
        self._count, self._learned = int(numbers[COUNT, 0]), int(numbers[LEARNED, 0])
        self._level, self._drift, self._maximum, self._peak = numbers[LEVEL : PEAK + 1, 0].tolist()
        self._seasons, self._known = seasons[:, :, 0].tolist()
        references, offsets = (numbers[REFERENCE, 0].tolist(), numbers[OFFSET, 0].astype(int).tolist())
        bins = tails[:, 0].astype(int).tolist()
        self._tails = [Tail(*each, self._full) for each in zip(references, offsets, bins)]

    def arrays(self):
        """Return the state as float64 arrays: the numbers, the season, the bins."""
        numbers = [self._count, self._learned, self._level, self._drift, self._maximum, self._peak]
        numbers += [tail.reference for tail in self._tails] + [tail.offset for tail in self._tails]
        seasons, bins = np.array([self._seasons, self._known]), np.array([tail.bins for tail in self._tails])
        return (np.array(numbers, float)[:, np.newaxis], seasons[:, :, np.newaxis], bins[:, np.newaxis].astype(float))

    def judge(self, values, hours):
        """Return score, expected, lower and upper of each value: float64, shape (4, k). Learn the values."""
        record = []
        for value, slot, day in zip(values.tolist(), *self._slots(len(values), hours, self._count)):
            record += self._judge(value, slot, day)
        self._count += len(values)
        return np.array(record, float).reshape(-1, 4).T.copy()

    def _judge(self, value, slot, day):
        learned, weight, drift = self._learned, self._weight, self._drift
        finite = -math.inf < value < math.inf
        level = self._level if learned else value if finite else math.nan
        expected = level
        if slot is not None:
            expected = level + self._offset(slot, day)
        if not finite:
            return math.nan, expected, -math.inf, math.inf
        deviation, rest = value - level, value - expected
        drift += weight * (rest - drift)
        first, second = self._magnitude(rest), self._magnitude(drift)
        spike, shift = self._tails
        index, fraction = spike.find(first)
        shift_index, shift_fraction = shift.find(second)
        rarity = score = 0.0
        lower, upper = -math.inf, math.inf
        if learned >= WARM_UP:
            if first or self._above is self._below:
                rarity = minus_log10(
                    spike.probability(index, fraction) * shift.probability(shift_index, shift_fraction)
                )
            discount = PEAK_SHARE * self._peak
            if rarity > self._maximum and rarity > discount:
                score = rarity - discount
            lower, upper = self._bounds(expected, max(self._maximum, self._threshold + discount))
            if score > self._threshold:
                if value >= expected:
                    upper = min(upper, float(np.nextafter(value, -math.inf)))
                else:
                    lower = max(lower, float(np.nextafter(value, math.inf)))
            else:
                lower, upper = min(lower, value), max(upper, value)
        if -MOST <= value <= MOST:
            self._learned = learned = learned + 1
            moved = learned >= MIDDLE and not learned & (learned - 1)
            spike.learn(first, index, moved)
            shift.learn(second, shift_index, moved)
            self._level = level + max(1.0 / learned, LEVEL_RATE) * deviation
            if slot is not None:
                self._learn_season(slot, deviation)
            if day is not None:
                self._learn_season(day, deviation)
            self._drift = drift
            self._maximum = max(self._maximum * self._fading, rarity)
            self._peak = max(self._peak * self._forgetting, rarity)
        return score, expected, lower, upper

    def _learn_season(self, slot, deviation):
        self._known[slot] = known = self._known[slot] + 1.0
        self._seasons[slot] += max(1.0 / known, SEASON_RATE) * (deviation - self._seasons[slot])

    def _magnitude(self, value):
        if value > 0.0:
            return value if self._above else 0.0
        return -value if self._below else 0.0

    def _bounds(self, expected, least):
        """Return the bounds beyond which the rarity is about `least`."""
        chance = tenth_power(0.5 * least)
        spike, shift = (tail.quantile(chance) for tail in self._tails)
        kept = (1.0 - self._weight) * self._drift
        lower = 0.5 * ((-shift - kept) / self._weight - spike)
        upper = 0.5 * ((shift - kept) / self._weight + spike)
        return (
            expected + min(lower, 0.0) if self._below else -math.inf,
            expected + max(upper, 0.0) if self._above else math.inf,
        )


class ManySeries(Rarity):
    """The state of many series, in arrays."""

    def _load(self, numbers, seasons, tails):
        self._numbers, (self._seasons, self._known) = numbers, seasons
        self._tails = [Tails(*each, self._full) for each in zip(numbers[REFERENCE], numbers[OFFSET], tails)]

    def arrays(self):
        """Return the state as float64 arrays: the numbers, the season, the bins."""
        bins = np.array([tail.bins() for tail in self._tails])
        return self._numbers, np.array([self._seasons, self._known]), bins

    def judge(self, values, hours):
        """Return score, expected, lower and upper of each value: float64, shape (4, k, series). Learn the values."""
        results = np.empty((4,) + values.shape)
        slots = self._slots(len(values), hours, int(self._numbers[COUNT, 0]))
        with np.errstate(all="ignore"):
            for at, (row, slot, day) in enumerate(zip(values, *slots)):
                results[:, at] = self._judge(row, slot, day)
        return results

    def _judge(self, values, slot, day):
        numbers, weight = self._numbers, self._weight
        learned, level, drift, maximum, peak = numbers[LEARNED : PEAK + 1]
        finite = np.isfinite(values)
        level = np.where(learned > 0, level, np.where(finite, values, np.nan))
        expected = level if slot is None else level + self._offset(slot, day)
        deviation, rest = values - level, values - expected
        drift = drift + weight * (rest - drift)
        magnitudes = [np.where(finite, self._magnitude(each), 0.0) for each in (rest, drift)]
        warm = learned >= WARM_UP
        judged = warm & finite & ((magnitudes[0] > 0.0) | (self._above is self._below))
        spike, shift = self._tails
        found = [tail.find(magnitude) for tail, magnitude in zip(self._tails, magnitudes)]
        chance = spike.probability(*found[0]) * shift.probability(*found[1])
        rarity = np.where(judged, minus_log10_of_each(chance), 0.0)
        discount = PEAK_SHARE * peak
        score = np.where((rarity > maximum) & (rarity > discount), rarity - discount, 0.0)
        lower, upper = self._bounds(expected, np.maximum(maximum, self._threshold + discount))
        flagged = score > self._threshold
        above, below = flagged & (values >= expected), flagged & (values < expected)
        lower, upper = np.where(flagged, lower, np.minimum(lower, values)), np.where(
            flagged, upper, np.maximum(upper, values)
        )
        upper[above] = np.minimum(upper[above], np.nextafter(values[above], -np.inf))
        lower[below] = np.maximum(lower[below], np.nextafter(values[below], np.inf))
        bounded = warm & finite
        results = (
            np.where(finite, score, np.nan),
            expected,
            np.where(bounded, lower, -np.inf),
            np.where(bounded, upper, np.inf),
        )
        numbers[COUNT] += 1.0
        taken = np.abs(values) <= MOST
        if not taken.any():
            return results
        learned += taken
        moved = taken & (learned >= MIDDLE) & (np.frexp(learned)[0] == 0.5)
        for tail, magnitude, (index, _) in zip(self._tails, magnitudes, found):
            tail.learn(magnitude, index, taken, moved)
        rate = np.maximum(1.0 / learned, LEVEL_RATE)
        for number, new in (
            (LEVEL, level + rate * deviation),
            (DRIFT, drift),
            (MAXIMUM, np.maximum(maximum * self._fading, rarity)),
            (PEAK, np.maximum(peak * self._forgetting, rarity)),
        ):
            np.copyto(numbers[number], new, where=taken)
        for each in (slot, day):
            if each is not None:
                self._learn_season(each, deviation, taken)
        return results

    def _learn_season(self, slot, deviation, taken):
        known, season = self._known[slot], self._seasons[slot]
        known += taken
        new = season + np.maximum(1.0 / known, SEASON_RATE) * (deviation - season)
        np.copyto(season, new, where=taken)

    def _magnitude(self, values):
        return np.where(values > 0.0, values if self._above else 0.0, -values if self._below else 0.0)

    def _bounds(self, expected, least):
        chance = tenth_power_of_each(0.5 * least)
        spike, shift = (tail.quantile(chance) for tail in self._tails)
        kept = (1.0 - self._weight) * self._numbers[DRIFT]
        lower = 0.5 * ((-shift - kept) / self._weight - spike)
        upper = 0.5 * ((shift - kept) / self._weight + spike)
        return (
            expected + np.minimum(lower, 0.0) if self._below else np.full(len(expected), -np.inf),
            expected + np.maximum(upper, 0.0) if self._above else np.full(len(expected), np.inf),
        )


class FewSeries:
    """The state of a few series, each alone: below FEW, that takes less time than NumPy's calls."""

    def __init__(self, parameters, arrays):
        """Start with the arrays that `arrays` returned, or without any value."""
        ends = range(1, parameters["series"] + 1)
        alone = dict(parameters, series=1)
        if arrays is None:
            self._each = [OneSeries(alone, None) for _ in ends]
        else:
            numbers, seasons, tails = arrays
            parts = ((numbers[:, end - 1 : end], seasons[:, :, end - 1 : end], tails[:, end - 1 : end]) for end in ends)
            self._each = [OneSeries(alone, part) for part in parts]

    def arrays(self):
        """Return the state as float64 arrays: the numbers, the season, the bins."""
        numbers, seasons, tails = zip(*(each.arrays() for each in self._each))
        return np.concatenate(numbers, axis=1), np.concatenate(seasons, axis=2), np.concatenate(tails, axis=1)

    def judge(self, values, hours):
        """Return score, expected, lower and upper of each value: float64, shape (4, k, series). Learn the values."""
        return np.stack([each.judge(column, hours) for each, column in zip(self._each, values.T)], axis=2)


def state_of(parameters, arrays=None):
    """Return the state of a stream with these keywords, and these arrays if it has seen values."""
    series = parameters["series"]
    return (OneSeries if series == 1 else FewSeries if series < FEW else ManySeries)(parameters, arrays)
