"""Pushes values to many saved streams in one call, for .NET: a cluster keeps the state of each series by itself."""

import importlib

import numpy as np

from .state import header_of, join, parameters_in, split

FEWEST = 2  # a stream alone is not joined


def step(states, sizes, values, counts, times, timed, *, module="outliers", function):
    """Load each state, push its values, and save it: for each, what its stream alone would return, to the bit.

    Arguments are positional, are only read, and are uint8 arrays of shape (n,), whatever they hold.

    states    the saved states, one after the other
    sizes     int64: the size of each state, in bytes
    values    float64: the values of all series, one after the other
    counts    int64: how many of them each series has
    times     float64: their times in seconds since 1970, of the series that have times
    timed     int64: how many of them each series has: as many as it has values, or 0
    module    str: the module of the detector
    function  str: the detector, whose attribute `stream` makes a stream from a state

    Returns (results, states, sizes), uint8 arrays: results are float64, of each series those of shape
    (4, count) that its stream returned; the new states, and their sizes.

    Raises what loading, pushing or saving raises, for any of the series, and ValueError if a result has another shape;
    nothing has been changed then.
    """
    stream = getattr(importlib.import_module(module), function).stream
    sizes, counts, timed = (each.view(np.int64) for each in (sizes, counts, timed))
    saved = [part.tobytes() for part in _cut(states, sizes)]
    values, times = _cut(values.view(np.float64), counts), _cut(times.view(np.float64), timed)
    results, after = [None] * len(saved), [None] * len(saved)
    for axes, group in _groups(stream, function, saved, values, times):
        first = group[0]
        if axes is None:
            push = stream(series=1, state=saved[first])
            results[first] = _push(push, values[first], times[first])
            after[first] = push.save()
            continue
        push = stream(series=len(group), state=join([saved[index] for index in group], function, axes))
        block = _push(push, np.stack([values[index] for index in group], axis=1), times[first])
        for index, result, state in zip(group, block.transpose(2, 0, 1), split(push.save(), axes)):
            results[index], after[index] = result, state
    sizes = np.array([state.size for state in after], np.int64)
    flat = np.concatenate([result.reshape(-1) for result in results])
    return flat.view(np.uint8), np.concatenate(after), sizes.view(np.uint8)


def _push(push, values, times):
    """Return what the stream says about the values: times are passed only if there are any."""
    told = np.asarray(push(values.copy(), times.copy()) if times.size else push(values.copy()), np.float64)
    if told.shape != (4,) + values.shape:
        raise ValueError(
            f"the stream returned an array of shape {told.shape}; expected {(4,) + values.shape}: score, expected, "
            "lower and upper for each value"
        )
    return told


def _cut(array, counts):
    ends = counts.cumsum().tolist()
    return [array[begin:end] for begin, end in zip([0] + ends, ends)]


def _groups(stream, name, saved, values, times):
    """Return (axes, indices) of the series that are stepped together.

    They have the same keywords and number of values, and the same times unless the stream ignores them.
    """
    axes_of, groups = getattr(stream, "axes", None), {}
    ignores_times = getattr(stream, "ignores_times", False)
    for index, state in enumerate(saved):
        when = b"" if ignores_times else times[index].tobytes()
        key = (header_of(state), values[index].size, when) if axes_of else index
        groups.setdefault(key, []).append(index)
    found = []
    for group in groups.values():
        axes = axes_of(parameters_in(saved[group[0]], name)) if axes_of and len(group) >= FEWEST else None
        found += [(axes, group)] if axes else [(None, [index]) for index in group]
    return found
