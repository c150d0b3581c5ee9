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
    fades, by decay**L after L values, to the rounding of a single step. So parts that are some hundred windows long
    begin with the same bits, unless the values before the border are constant for as long: then the mean is that
    constant and the deviation 0, where rounding may have kept those of the whole a few last digits from it. The next
    outlier has an infinite score then instead of a huge one.

    Source: T. F. Chan, G. H. Golub and R. J. LeVeque, The American Statistician 37 (1983), 242-247.
    """

    gaps = True

    @staticmethod
    def summarize(values, options):
        """Return the sums of the part alone, without their count."""
        bits = max(-log2(decay_of(options["window"])), 1e-9)  # forgotten with each value
        sums = learn(values[-ceil(FORGOTTEN / bits) :], options["window"])
        return [each[-1] for each in sums[1:]]

    @staticmethod
    def combine(counts, summaries, units, options):
        """Return the sums of all values before each part."""
        decay, before = decay_of(options["window"]), [NOTHING]
        summaries = np.ldexp(summaries, units * (0, 0, 1, 2))
        for count, (weight, squares, mean, spread) in zip(counts.tolist(), summaries.tolist()):
            if count:
                fading, (old_count, old_weight, old_squares, old_mean, old_spread) = decay**count, before[-1]
                old_weight *= fading
                total, distance = old_weight + weight, old_mean - mean
                count += old_count
                squares += fading * fading * old_squares
                spread += fading * old_spread + distance * distance * (old_weight * weight / total)
                before.append((count, total, squares, mean + distance * (old_weight / total), spread))
            else:
                before.append(before[-1])
        return np.array(before[:-1])

    @staticmethod
    def fit(values, fit, options):
        return judge(values, options["window"], tuple(fit.tolist()))
