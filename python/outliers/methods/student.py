"""Quantiles of Student's t distribution."""

from math import exp, lgamma

import numpy as np

STEPS = 30  # more than are ever needed: each doubles the number of correct digits


def upper_quantile(probability, freedom):
    """Return t such that a value of Student's t distribution exceeds it with this probability.

    probability  float64, shape (n,), from 1e-100 to 0.25
    freedom      degrees of freedom: float64, shape (n,), >= 1

    Relative error: below 1e-12 up to 1,000 degrees of freedom, 1e-10 up to 1,000,000. The tail is
    log Q(t) = log(I_x(a, 1/2) / 2) with a = freedom / 2 and x = freedom / (freedom + t**2), where I is
    the regularized incomplete beta function, by its continued fraction. log Q is a concave function of
    log t, so Newton's method finds the root from wherever it starts.

    Sources: NIST Digital Library of Mathematical Functions, 8.17.22 (continued fraction), 5.11.13
    (ratio of gamma functions). W. J. Lentz, Applied Optics 15 (1976), 668-671 (its evaluation).
    """
    a, goal = freedom / 2, np.log(probability)
    scale = np.log(_gamma_ratio(a) / (2 * np.sqrt(np.pi) * a))
    start = np.sqrt(np.maximum(-2 * goal - np.log(-4 * np.pi * goal), 0.5))  # the tail of the normal distribution
    log_t = np.log(start)
    for _ in range(STEPS):
        square = np.exp(2 * log_t) / freedom
        fraction = _continued_fraction(a, 1 / (1 + square))
        log_tail = scale - a * np.log1p(square) + 0.5 * np.log(square / (1 + square)) + np.log(fraction)
        step = (log_tail - goal) * fraction / freedom
        log_t += step
        if np.abs(step).max() < 1e-9:  # the next step would be of the order of its square
            break
    return np.exp(log_t)


def _gamma_ratio(a):
    """Return gamma(a + 1/2) / gamma(a)."""
    ratio = np.sqrt(a) * (
        1 - 1 / (8 * a) * (1 - 1 / (16 * a) * (1 + 5 / (8 * a) * (1 - 21 / (160 * a) * (1 + 19 / (8 * a)))))
    )
    small = (a < 64).nonzero()[0]
    ratio[small] = [exp(lgamma(each + 0.5) - lgamma(each)) for each in a[small].tolist()]
    return ratio


def _continued_fraction(a, x, b=0.5):
    """Return a * B(a, b) * I_x(a, b) / (x**a * (1 - x)**b), for x such that it converges fast."""
    d = 1 / (1 - (a + b) * x / (a + 1))
    c, fraction, exact = np.ones_like(x), d.copy(), 1e-14 + 1e-17 * a.max()  # subtraction from 1 loses digits of 1 / a
    for m in range(1, 1000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / (1 + term * d)
            c = 1 + term / c
            factor = c * d
            fraction *= factor
        if np.abs(factor - 1).max() < exact:
            break
    return fraction
