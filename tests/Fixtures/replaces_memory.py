"""Gives its input other memory, by __setstate__, and keeps both the input and a view of the memory that it had."""
import numpy as np

kept = []


def detect(data):
    kept.append(data[:])
    data.__setstate__((1, data.shape, data.dtype, False, np.arange(len(data), dtype=np.float64).tobytes()))
    kept.append(data)
    kept.append(data[:])
    return []


def still_right(data):
    """[0] if both views read what they should, [1] if not. `data` holds what the first input held."""
    right = np.array_equal(kept[0], data) and np.array_equal(kept[2], np.arange(len(kept[2])))
    kept.clear()
    return [0] if right else [1]
