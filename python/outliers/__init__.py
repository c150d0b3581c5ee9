"""Outlier detectors, one a file: a 1-D array in, positions out."""

from .sigma import detect


def _many(arrays, **options):
    """Return what detect returns for each array, in less time: see outliers.many."""
    from .many import detect_many  # when many come: a start pays for every module

    return detect_many(arrays, **options)


detect.many = _many

__all__ = ["detect"]
