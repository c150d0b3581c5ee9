"""sliding_window_view, which NumPy has since 1.20, for NumPy 1.19 too."""

import numpy as np
from numpy.lib.stride_tricks import as_strided

try:
    from numpy.lib.stride_tricks import sliding_window_view
except ImportError:

    def sliding_window_view(data, window, *, writeable=False):
        window = tuple(np.atleast_1d(window))
        places = tuple(have - want + 1 for have, want in zip(data.shape, window))
        return as_strided(data, places + window, 2 * data.strides, writeable=writeable)
