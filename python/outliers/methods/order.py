"""Medians and quartiles of the last axis, for finite float64 values, with one partition each."""


def median(values):
    """Return np.median(values, axis=-1, keepdims=True)."""
    return median_in_place(values.copy())


def median_in_place(values):
    """Return what `median` returns; the values are reordered."""
    size = values.shape[-1]
    values.partition(size // 2, axis=-1)
    upper = values[..., size // 2 : size // 2 + 1]
    if size % 2:
        return upper.copy()
    return (values[..., : size // 2].max(axis=-1, keepdims=True) + upper) / 2


def quartiles(values):
    """Return np.quantile(values, q, axis=-1, keepdims=True) for q = 0.25 and q = 0.75, and the reordered values."""
    values, last = values.copy(), values.shape[-1] - 1
    first, third = last // 4, 3 * last // 4
    values.partition(sorted({first, third}), axis=-1)
    between = values[..., first + 1 : third + 1 if third > first else None]
    q1 = _before_next(values[..., first : first + 1], between, last % 4 / 4)
    q3 = _before_next(values[..., third : third + 1], values[..., third + 1 :], 3 * last % 4 / 4)
    return q1, q3, values


def _before_next(value, larger, weight):
    return interpolate(value, larger.min(axis=-1, keepdims=True), weight) if weight else value.copy()


def interpolate(value, following, weight):
    """Return what np.quantile makes of a value and the next larger one, for a weight from 0 to 1."""
    step = following - value
    return value + step * weight if weight < 0.5 else following - step * (1 - weight)
