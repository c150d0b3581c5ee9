"""Outlier detectors, one a file: a 1-D array and keywords in, positions out."""

from .sigma import detect

__all__ = ["detect"]
