"""Count, mean and sum of squares of the parts of a series, for `sigma`."""

from math import fsum

import numpy as np

from ..analysis import around


class Sigma:
    """The k-sigma rule in parts.

    Moments are combined by the formula of Chan, Golub and LeVeque, for all parts at once: the mean is
    m = sum(n_i * m_i) / n, and the sum of squared distances from it sum(S_i) + sum(n_i * (m_i - m)**2). Sums over parts
    are exact (math.fsum). The rounding error of a part's mean m_i, some u = 2**-53 times its magnitude, would make an
    error of that order in m_i - m, which for small parts is large beside the deviation. So it is estimated as the mean
    r_i of the distances from m_i, and m_i + r_i taken there, all less r_1, so that one part gives NumPy's bits. What is
    left is of the order of (u * m / deviation)**2, relative to the variance, as if NumPy had computed it for the whole
    series, whose mean is rounded, too.

    Source: T. F. Chan, G. H. Golub and R. J. LeVeque, Algorithms for Computing the Sample Variance: Analysis and
    Recommendations, The American Statistician 37 (1983), 242-247: formula 2.1, and the corrected two-pass algorithm.
    """

    @staticmethod
    def summarize(values, options):
        """Return the mean, and the mean and the sum of squares of the distances from it."""
        if not values.size:
            return np.zeros(3)
        mean = values.mean()
        distances = values - mean
        return mean, distances.mean(), np.add.reduce(np.multiply(distances, distances, out=distances))

    @staticmethod
    def combine(counts, summaries, units, options):
        """Return mean and deviation."""
        some, size = counts > 0, counts.sum()
        means, errors, squares = np.ldexp(summaries, units * (1, 1, 2))[some].T
        counts, errors = counts[some], errors - errors[0]
        mean = means[0] + fsum(counts * ((means - means[0]) + errors)) / size
        square = fsum(squares) + fsum(counts * ((means - mean) + errors) ** 2)
        return np.tile((mean, np.sqrt(square / size)), (some.size, 1))

    @staticmethod
    def fit(values, fit, options):
        mean, deviation = fit[:1], fit[1:]
        return around(mean, deviation, flags=np.abs(values - mean) > options["threshold"] * deviation)
