"""Outlier detectors, one per module: an array in, positions out."""

from .sigma import detect


def _many(arrays, **options):
    """Return what `detect` returns for each array, in less time. See outliers.many.detect_many."""
    from .many import detect_many  # here, so that a process that never needs it does not import it

    return detect_many(arrays, **options)


detect.many = _many

__all__ = ["detect"]
