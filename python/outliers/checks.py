"""What every detector accepts, and the errors about what it does not."""

import numpy as np

FLOAT64 = np.dtype(np.float64)
BUILT_IN = (float, int)
NUMBERS = BUILT_IN + (np.integer, np.floating)


def raise_not_finite(data, finite, row=None):
    first = int(np.argmin(finite))
    place = first if row is None else f"{row}, {first}"
    raise ValueError(
        f"data[{place}] is {data[first]}; expected finite values: "
        'fix the value, or pass nan="omit" to leave non-finite values out'
    )


def check(data, threshold, nan, one_series=False):
    """Raise TypeError or ValueError unless these are what every detector accepts."""
    if data.dtype.kind not in "iuf":
        raise TypeError(f"data has dtype {data.dtype}; expected real numbers: convert it, e.g. data.astype(float)")
    if one_series and data.ndim != 1:
        raise ValueError(f"data has shape {data.shape}; expected one series: pass one, e.g. data.ravel()")
    if data.ndim not in (1, 2):
        raise ValueError(
            f"data has shape {data.shape}; expected one series, or one series per row: pass one, e.g. data.ravel()"
        )
    if isinstance(threshold, bool) or not isinstance(threshold, NUMBERS):
        raise TypeError(f"threshold is {threshold!r}; expected a real number: pass one, e.g. threshold=2.0")
    if not threshold >= 0:  # NaN too
        raise ValueError(f"threshold is {threshold}; expected a number >= 0: pass how many deviations, e.g. 2.0")
    if nan not in ("raise", "omit"):
        raise ValueError(f'nan is {nan!r}; expected "raise" or "omit": pass "omit" to leave non-finite values out')
