"""Many saved streams stepped in one call: what each of them says alone, to the bit."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

import outliers
from outliers import stepping
from outliers.stepping import step

STREAMS = [
    ("ewma", {}),
    ("ewma", {"threshold": 2.5, "window": 5, "high": 60.0}),
    ("adaptive", {}),
    ("adaptive", {"period": 7, "direction": "up"}),
]
MONDAY = 1_704_067_200.0


def series(count, length, seed=1):
    """Return values with spikes and gaps, of shape (count, length)."""
    values = np.random.default_rng(seed).normal(50, 3, (count, length))
    values[:, 70::41] += 60
    values[0, 5::17] = np.nan
    return values


def call(function, states, values, times=None):
    """Call `step` as .NET does; return a list of results, and one of states."""
    times = [np.empty(0)] * len(states) if times is None else times
    numbers = [np.array([each.size for each in group], np.int64) for group in (states, values, times)]
    data = [
        np.concatenate([np.ascontiguousarray(each).view(np.uint8) for each in group])
        for group in (states, values, times)
    ]
    arguments = [each for pair in zip(data, numbers) for each in pair]
    for each in arguments:
        each.flags.writeable = False
    results, after, sizes = step(*(each.view(np.uint8) for each in arguments), function=function)
    ends = np.cumsum([4 * each.size for each in values])[:-1]
    shaped = [part.reshape(4, -1) for part in np.split(results.view(np.float64), ends)]
    return shaped, np.split(after, np.cumsum(sizes.view(np.int64))[:-1])


@pytest.mark.parametrize("count", [1, 2, 33, 50])
@pytest.mark.parametrize("function, keywords", STREAMS)
def test_steps_say_what_each_stream_says_alone(function, keywords, count):
    stream, data = getattr(outliers, function).stream, series(count, 150)
    alone = [stream(**keywords) for _ in range(count)]
    states = [each.save() for each in alone]
    for begin in range(0, 150, 30):
        part = data[:, begin : begin + 30]

        results, states = call(function, states, list(part))

        expected = [push(values.copy()) for push, values in zip(alone, part)]
        assert np.array(results).tobytes() == np.array(expected).tobytes()
        assert [each.tobytes() for each in states] == [each.save().tobytes() for each in alone]


@pytest.mark.parametrize("function, keywords", STREAMS)
def test_series_of_any_lengths_phases_and_times_may_come_together(function, keywords):
    stream, random = getattr(outliers, function).stream, np.random.default_rng(2)
    alone = [stream(**(keywords if index % 2 else {})) for index in range(90)]
    states = [each.save() for each in alone]
    for _ in range(20):
        values = [random.normal(10, 1, length) for length in random.integers(1, 9, 90)]
        times = [MONDAY + 3600.0 * np.arange(each.size) if random.random() < 0.5 else np.empty(0) for each in values]

        results, states = call(function, states, values, times)

        for push, value, time, result in zip(alone, values, times, results):
            assert result.tobytes() == (push(value, time) if time.size else push(value)).tobytes()
    assert [each.tobytes() for each in states] == [each.save().tobytes() for each in alone]


def test_states_that_are_damaged_or_of_another_detector_are_refused():
    good, other = outliers.ewma.stream().save(), outliers.adaptive.stream().save()
    damaged = good.copy()
    damaged[-1] ^= 1

    for states, message in (
        ([good, damaged], "is damaged: its checksum is wrong"),
        ([damaged, good], "is damaged: its checksum is wrong"),
        ([good, other], 'state is of detector "adaptive", version 1; expected "ewma"'),
        ([other, other], 'state is of detector "adaptive", version 1; expected "ewma"'),
        ([good, good[:10]], "is no saved state of a stream"),
    ):
        with pytest.raises(ValueError, match=message):
            call("ewma", states, [np.array([1.0])] * 2)


@pytest.mark.parametrize("shape", [(4, 2), (4, 4), (3, 3), (12,)])
def test_results_of_another_shape_are_an_error(monkeypatch, shape):
    class Wrong:
        def __init__(self, series, state):
            pass

        def __call__(self, values):
            return np.zeros(shape)

    monkeypatch.setitem(sys.modules, "wrong", SimpleNamespace(detect=SimpleNamespace(stream=Wrong)))
    zero, one, three = (np.array([count]).view(np.uint8) for count in (0, 1, 3))
    arguments = np.zeros(1, np.uint8), one, np.zeros(24, np.uint8), three, zero[:0], zero

    with pytest.raises(ValueError) as error:
        step(*arguments, module="wrong", function="detect")

    assert str(error.value).startswith(f"the stream returned an array of shape {shape}; expected (4, 3): ")


@pytest.mark.parametrize("function, calls", [("ewma", 1), ("adaptive", 5)])
def test_series_with_their_own_times_are_stepped_together_if_the_stream_ignores_times(monkeypatch, function, calls):
    stream, pushed = getattr(outliers, function).stream, []
    monkeypatch.setattr("outliers.stepping._push", lambda *args, push=stepping._push: pushed.append(1) or push(*args))

    call(function, [stream().save()] * 5, [np.ones(2)] * 5, [MONDAY + np.array([index, 60.0]) for index in range(5)])

    assert len(pushed) == calls
