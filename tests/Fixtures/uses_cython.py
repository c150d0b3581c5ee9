"""Uses a module that Cython made: NumPy's random generators."""

import numpy as np

generator = np.random.default_rng(1)


def detect(data):
    generator.shuffle(np.array(data))
    return [1, 3] if np.isfinite(generator.standard_normal(len(data))).all() else []
