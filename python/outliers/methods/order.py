"""Medians and quantiles of the last axis, with one partition each."""


def median(values):
    """Return np.median(values, axis=-1, keepdims=True) for finite float64 values, never none."""
    return median_in_place(values.copy())


def median_in_place(values):
    """Return what `median` returns; the values are reordered."""
    middle = values.shape[-1] // 2
    values.partition(middle, axis=-1)
    upper = values[..., middle : middle + 1]
    if values.shape[-1] % 2:
        return upper.copy()
    return (values[..., :middle].max(axis=-1, keepdims=True) + upper) / 2
