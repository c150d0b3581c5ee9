"""Outlier detectors, one a file: a 1-D array in, positions out."""

from .many import detect_many
from .sigma import detect

detect.many = detect_many

__all__ = ["detect"]
