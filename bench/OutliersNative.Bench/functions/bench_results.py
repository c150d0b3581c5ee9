"""Functions that ignore their input and return a ready result: what remains is the cost of taking the result over.

The positions are spread evenly over 100,000 values.
"""

import numpy as np

LENGTH = 100_000


def spread(count):
    return np.linspace(0, LENGTH, count, endpoint=False).astype(np.int64)


def mask(count):
    flags = np.zeros(LENGTH, bool)
    flags[spread(count)] = True
    return flags


def returns(result):
    return lambda data: result


for count in (0, 1_000, 100_000):
    globals()[f"int64_{count}"] = returns(spread(count))
    globals()[f"int32_{count}"] = returns(spread(count).astype(np.int32))
    globals()[f"mask_{count}"] = returns(mask(count))
