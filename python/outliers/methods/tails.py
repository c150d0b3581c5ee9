"""The tail probability of a magnitude among all earlier ones, from a histogram, for `rarity`.

The bins are a quarter of an octave wide. They hold integers, so that sums are exact in any order; and
logarithms are interpolated linearly between powers of two, since those of mathematical libraries differ in the
last bit. So Tail, in plain floats, and Tails, in NumPy, give the same bits on every machine. What one of them
does in a line, the other does in the same order of operations.
"""

import math

import numpy as np

OCTAVE, MIDDLE, BINS = (4, 64, 128)  # bins of an octave, the bin where the median is put, all bins
UNIT = 256  # what a value counts in its bin, so that it may be halved 8 times
LONGEST_MEMORY = 2**22  # values whose sum in the bins fits into int32
LEAST_RATIO, MOST_RATIO = 1e-300, 1e300  # whose exponents are far outside the bins
LOG2 = 0.30102999566398120  # log10(2)
ALL_BINS = np.arange(BINS + 1, dtype=np.uint8)[:, np.newaxis]


class Tail:
    """The histogram of one magnitude. Bin `offset` begins at `reference`, the first magnitude that was not 0."""

    def __init__(self, reference, offset, bins, full):
        self.reference, self.offset, self.bins, self._full = (reference, offset, bins, full)
        self._recount()

    def _recount(self):
        self._total = sum(self.bins)
        self._top = max((index for index in range(BINS) if self.bins[index]), default=0)

    def find(self, magnitude):
        """Return the bin of a magnitude, and how far it lies in it, from 0 to 1."""
        ratio = magnitude / self.reference if self.reference else float(magnitude > 0.0)
        if ratio < LEAST_RATIO:
            return 0, 0.0
        mantissa, exponent = math.frexp(min(ratio, MOST_RATIO))
        place = mantissa * (2 * OCTAVE)
        part = int(place)
        index = (exponent - 2) * OCTAVE + part + self.offset
        if 0 <= index < BINS:
            return index, place - part
        return (0 if index < 0 else BINS - 1), 0.0

    def probability(self, index, fraction):
        """Return the share of magnitudes that were as large: never 0, at most 1."""
        above = sum(self.bins[index + 1 : self._top + 1])
        return (above + (1.0 - fraction) * self.bins[index] + UNIT) / (self._total + UNIT)

    def quantile(self, chance):
        """Return the magnitude with this probability; infinity if there is none."""
        most = chance * (self._total + UNIT) - UNIT
        if most < 0.0:
            return math.inf
        above = 0
        for index in range(self._top, -1, -1):
            here = self.bins[index]
            if above + here > most:
                fraction = 1.0 - (most - above) / here
                octave, part = divmod(index - self.offset, OCTAVE)
                return math.ldexp((OCTAVE + part + fraction) / (2 * OCTAVE), octave + 1) * self.reference
            above += here
        return 0.0

    def learn(self, magnitude, index, moved):
        """Count a magnitude, in its bin. Afterwards the bins may be halved, and moved if that is due."""
        self.reference = self.reference or magnitude
        self.bins[index] += UNIT
        self._total += UNIT
        self._top = max(self._top, index)
        if self._total >= self._full:
            self.bins = [each >> 1 for each in self.bins]
            self._total, moved = sum(self.bins), True
        if moved:
            self._move()

    def _move(self):
        """Move the bins so that the median is in the middle one. What leaves them is kept in the outermost."""
        above, index = self.bins[BINS - 1], BINS - 1
        while index and 2 * above < self._total:
            index -= 1
            above += self.bins[index]
        steps = MIDDLE - index
        moved = [0] * BINS
        for index, here in enumerate(self.bins):
            moved[min(max(index + steps, 0), BINS - 1)] += here
        self.bins, self.offset = moved, self.offset + steps
        self._recount()


class Tails:
    """The histograms of one magnitude of many series. It keeps the sums from each bin on: a probability needs two."""

    def __init__(self, references, offsets, bins, full):
        """Take the rows of references and offsets, which change in place, and bins of shape (series, BINS)."""
        self._references, self._offsets, self._full = references, offsets, full
        self._series = np.arange(len(bins))
        self._sums = np.zeros((BINS + 1, len(bins)), np.int32)
        self._sums[:BINS] = bins.T[::-1].cumsum(axis=0)[::-1]

    def bins(self):
        return (self._sums[:-1] - self._sums[1:]).T.astype(float)

    def find(self, magnitude):
        reference = self._references
        ratio = np.where(reference > 0.0, magnitude / reference, magnitude > 0.0)
        mantissa, exponent = np.frexp(np.minimum(ratio, MOST_RATIO))
        place = mantissa * (2 * OCTAVE)
        part = place.astype(np.int64)
        index = (exponent - 2) * OCTAVE + part + self._offsets.astype(np.int64)
        index[ratio < LEAST_RATIO] = -1
        fraction = np.where((index >= 0) & (index < BINS), place - part, 0.0)
        return np.minimum(np.maximum(index, 0), BINS - 1), fraction

    def probability(self, index, fraction):
        sums, series = self._sums, self._series
        above = sums[index + 1, series]
        return (above + (1.0 - fraction) * (sums[index, series] - above) + UNIT) / (sums[0] + UNIT)

    def quantile(self, chance):
        sums, series = self._sums, self._series
        most = chance * (sums[0] + UNIT) - UNIT
        count = _count(sums > np.maximum(most, 0.0).astype(np.int32)).astype(np.int64)
        index = np.maximum(count - 1, 0)
        above = sums[index + 1, series]
        fraction = 1.0 - (most - above) / (sums[index, series] - above)
        octave, part = np.divmod(index - self._offsets.astype(np.int64), OCTAVE)
        quantile = np.ldexp((OCTAVE + part + fraction) / (2 * OCTAVE), octave + 1) * self._references
        return np.where(most < 0.0, np.inf, np.where(count > 0, quantile, 0.0))

    def learn(self, magnitude, index, taken, moved):
        sums, reference = self._sums, self._references
        np.copyto(reference, magnitude, where=taken & (reference == 0.0))
        sums += (ALL_BINS < np.where(taken, index + 1, 0).astype(np.uint8)) * np.int32(UNIT)
        full = taken & (sums[0] >= self._full)
        if full.any():
            bins = (sums[:-1, full] - sums[1:, full]) >> 1
            sums[:-1, full] = bins[::-1].cumsum(axis=0)[::-1]
            moved = moved | full
        if moved.any():
            self._move(moved.nonzero()[0])

    def _move(self, series):
        sums = self._sums[:, series]
        steps = MIDDLE - _count(2 * sums[1:] >= sums[0]).astype(np.int64)
        sources = np.minimum(np.maximum(ALL_BINS - steps, 0), BINS)
        moved = np.take_along_axis(sums, sources, axis=0)
        moved[0], moved[BINS] = sums[0], 0
        self._sums[:, series] = moved
        self._offsets[series] += steps


def minus_log10(chance):
    """Return -log10(chance), interpolated linearly between powers of two: at most 0.026 too large."""
    mantissa, exponent = math.frexp(chance)
    return (2.0 - 2.0 * mantissa - exponent) * LOG2


def tenth_power(least):
    """Return the chance whose minus_log10 is `least`."""
    bits = -min(least / LOG2, 1000.0)
    exponent = math.floor(bits) + 1
    return math.ldexp(1.0 + 0.5 * (bits - exponent), exponent)


def minus_log10_of_each(chance):
    mantissa, exponent = np.frexp(chance)
    return (2.0 - 2.0 * mantissa - exponent) * LOG2


def tenth_power_of_each(least):
    bits = -np.minimum(least / LOG2, 1000.0)
    exponent = np.floor(bits) + 1.0
    return np.ldexp(1.0 + 0.5 * (bits - exponent), exponent.astype(np.int64))


def _count(flags):
    """Return how many are true in each column of at most 255."""
    return np.add.reduce(flags.view(np.uint8), axis=0, dtype=np.uint8)
