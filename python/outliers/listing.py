"""What detectors a module has, for .NET: `outliers list`, and Detectors.List."""

import importlib
import inspect
import json
import math

import numpy as np


def describe(*, module="outliers"):
    """Return the detectors of a module, as JSON in UTF-8: uint8, shape (n,).

    A list of objects with name, summary, signature, parameters, and whether there are score, analyze,
    stream. The detectors are those that the module names in a dict DETECTORS of summaries; else its
    public functions and objects that can be called with one array.

    Raises what importing the module raises.
    """
    loaded = importlib.import_module(module)
    named = getattr(loaded, "DETECTORS", None)
    if isinstance(named, dict):
        found = [_describe(name, getattr(loaded, name), str(summary)) for name, summary in named.items()]
    else:
        found = [
            _describe(name, each) for name, each in sorted(vars(loaded).items()) if _is_detector(name, each, module)
        ]
    return np.frombuffer(json.dumps(found).encode(), np.uint8)


def _is_detector(name, each, module):
    if name.startswith("_") or not callable(each) or inspect.isclass(each):
        return False
    if getattr(each, "__module__", module) not in (module, "functools"):
        return False  # imported
    try:
        parameters = list(inspect.signature(each).parameters.values())
    except (TypeError, ValueError):
        return False
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    required = [one for one in parameters if one.default is inspect.Parameter.empty and one.kind in positional]
    return len(required) == 1 and required[0] is parameters[0]


def _describe(name, each, summary=None):
    if summary is None:
        lines = (inspect.getdoc(each) or "").splitlines() if inspect.isroutine(each) else []
        summary = lines[0] if lines else ""
    signature = inspect.signature(each)
    parts = {part: callable(getattr(each, part, None)) for part in ("score", "analyze", "stream")}
    return dict(
        name=name, summary=summary, signature=f"{name}{signature}", parameters=_keywords(signature.parameters), **parts
    )


def _keywords(parameters):
    """Return name, default and required of each parameter but the first, the data, that has a keyword."""
    by_keyword = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return [
        dict(name=one.name, default=_plain(one.default), required=one.default is inspect.Parameter.empty)
        for one in list(parameters.values())[1:]
        if one.kind in by_keyword
    ]


def _plain(default):
    """Return a default as what JSON holds: anything but a finite number, a bool, a str and None by its repr."""
    if default is inspect.Parameter.empty:
        return None
    if isinstance(default, float) and not math.isfinite(default):
        return repr(default)
    return default if default is None or isinstance(default, (bool, int, float, str)) else repr(default)
