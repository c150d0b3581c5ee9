"""Exponentially weighted mean and deviation at the beginning of each part of a series, for `ewma`."""

from math import ceil, log2

import numpy as np

from ..methods.ewma import NOTHING, decay_of, judge, learn

FORGOTTEN = 2200  # bits: the square of a value below 2**400 times 2**-2200 is 0 in float64


class Ewma:
    """The sums of `ewma` before a part, from those of the parts before it.

    The sums of two samples, of which the first is older, are those of Chan, Golub and LeVeque with weights: the
    weights of the first are multiplied by decay**n, where n is the size of the second. So nothing is left out, and
    what a part begins with differs from what `ewma` has there by rounding only. Within the part that difference
    fades, by decay**L after L values, and is mostly gone when it has become smaller than the rounding of a value.

    Source: T. F. Chan, G. H. Golub and R. J. LeVeque, The American Statistician 37 (1983), 242-247.
    """

    gaps = True

    @staticmethod
    def summarize(values, options):
        """Return the sums of the part alone, without their count."""
        decay = decay_of(options["window"])
        sums = learn(values[-ceil(FORGOTTEN / -log2(decay)) :], options["window"])
        return [each[-1] for each in sums[1:]]

    @staticmethod
    def combine(counts, summaries, units, options):
        """Return the sums of all values before each part."""
        decay, before = decay_of(options["window"]), [NOTHING]
        summaries = np.ldexp(summaries, units * (0, 0, 1, 2))
        for count, (weight, squares, mean, spread) in zip(counts.tolist(), summaries.tolist()):
            older, fading = before[-1], decay**count
            if count == 0:
                before.append(older)
                continue
            old = fading * older[1]
            total = old + weight
            step = older[3] - mean
            before.append(
                (
                    older[0] + count,
                    total,
                    fading * fading * older[2] + squares,
                    mean + step * (old / total),
                    fading * older[4] + spread + step * step * (old * weight / total),
                )
            )
        return np.array(before[:-1])

    @staticmethod
    def fit(values, fit, options):
        return judge(values, options["window"], tuple(fit.tolist()))
