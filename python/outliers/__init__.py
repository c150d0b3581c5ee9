"""Outlier detectors: an array in, positions out. DETECTORS names them; each is an attribute of this package."""

from .sigma import detect


# What follows imports modules where it needs them, so that a process that never does has none of them.
def _score(data, **keywords):
    """Return the score of each value of one series: float64, shape (n,). Keywords and errors are those of `detect`."""
    return _analyze(data, **keywords).scores


def _analyze(data, **keywords):
    """Return the outliers.analysis.Analysis of one series. Keywords and errors are those of `detect`."""
    from .deviations import analyze

    return analyze(detect, data, **keywords)


def _many(arrays, **keywords):
    """Return what `detect` returns for each array, in less time. See outliers.many.detect_many."""
    from .many import detect_many

    return detect_many(arrays, **keywords)


for _name, _function in (("score", _score), ("analyze", _analyze), ("many", _many)):
    _function.__name__, _function.__qualname__ = _name, "detect." + _name
    _function.__wrapped__ = detect  # for its signature
    setattr(detect, _name, _function)
sigma = detect

# The first lines of their docstrings, here so that listing the detectors imports none of them.
DETECTORS = {
    "sigma": "Values more than `threshold` standard deviations from the mean.",
    "mad": "Values far from the median, in median absolute deviations.",
    "iqr": "Values outside Tukey's fences, which are given by the quartiles.",
    "esd": "Values that the generalized ESD test rejects, for data that are otherwise normal.",
    "seasonal": "Values far from season and trend.",
    "spectral": "Salient values by the spectral residual of the whole series.",
    "shift": "Level shifts: where the medians of the windows before and after differ. One position each.",
    "ewma": "Values far from the exponentially weighted mean of those before; also a stream.",
    "adaptive": "Rare values and drifts of metrics, after their daily and weekly season; also a stream.",
}

__all__ = ["detect", "DETECTORS", *DETECTORS]


def __getattr__(name):
    """Import a detector when it is first used."""
    if name not in DETECTORS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    globals()[name] = detector = getattr(import_module("outliers.methods." + name), name)
    return detector


def __dir__():
    return sorted({*globals(), *DETECTORS})
