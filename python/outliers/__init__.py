"""Outlier detectors: an array in, positions out. DETECTORS names them; each is an attribute of this package."""

from .sigma import detect


def _many(arrays, **options):
    """Return what `detect` returns for each array, in less time. See outliers.many.detect_many."""
    from .many import detect_many  # here, so that a process that never needs it does not import it

    return detect_many(arrays, **options)


detect.many = _many
sigma = detect

# The first lines of their docstrings, here so that listing the detectors imports none of them.
DETECTORS = {
    "sigma": "Values more than `threshold` standard deviations from the mean.",
    "mad": "Values far from the median, in median absolute deviations.",
}

__all__ = ["detect", "DETECTORS", *DETECTORS]


def __getattr__(name):
    """Import a detector when it is first used."""
    if name not in DETECTORS:
        raise AttributeError(f"module 'outliers' has no attribute {name!r}; its detectors are {', '.join(DETECTORS)}")
    from importlib import import_module

    globals()[name] = detector = getattr(import_module("outliers.methods." + name), name)
    return detector


def __dir__():
    return sorted({*globals(), *DETECTORS})
