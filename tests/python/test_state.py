"""The saved state of a stream: exact to the bit, and refused with a reason where it does not fit."""

import struct

import numpy as np
import pytest

from outliers.state import pack, unpack

PARAMETERS = {"threshold": 0.1, "direction": "both", "high": float("inf"), "window": 30, "period": None}


def test_unpack_returns_what_was_packed():
    arrays = [np.array([[1.0, -0.0, np.inf], [np.nan, 5e-324, 0.1]]), np.array(2.5), np.empty(0), np.arange(3)]

    version, parameters, unpacked = unpack(pack("ewma", 3, PARAMETERS, arrays), "ewma", 4)

    assert (version, parameters) == (3, PARAMETERS)
    assert [each.shape for each in unpacked] == [(2, 3), (), (0,), (3,)]
    assert [each.tobytes() for each in unpacked] == [np.asarray(each, float).tobytes() for each in arrays]
    assert all(each.flags.writeable and each.dtype == np.float64 for each in unpacked)


def test_bits_of_a_nan_survive():
    odd = np.array([0x7FF8000000000123, 0xFFF8000000000456], np.uint64).view(np.float64)

    assert unpack(pack("ewma", 1, {}, [odd]), "ewma", 1)[2][0].tobytes() == odd.tobytes()


def test_state_is_the_documented_bytes():
    state = pack("ewma", 1, {"a": 1}, [[1.5]])

    header = b'{"detector": "ewma", "parameters": {"a": 1}, "shapes": [[1]], "version": 1}'
    header += b" " * ((-len(header) - 20) % 8)
    assert state.dtype == np.uint8 and state.shape == (20 + len(header) + 8,)
    assert state.tobytes()[:12] == b"OUTLIERS" + struct.pack("<I", 1)
    assert state.tobytes()[16:] == struct.pack("<I", len(header)) + header + struct.pack("<d", 1.5)


@pytest.mark.parametrize("form", [bytes, bytearray, memoryview, np.array])
def test_state_may_be_bytes(form):
    state = pack("ewma", 1, PARAMETERS, [])

    assert unpack(form(state if form is np.array else state.tobytes()), "ewma", 1) == (1, PARAMETERS, [])


@pytest.mark.parametrize(
    "state, error, message",
    [
        (pack("adaptive", 2, {}, []), ValueError, 'is of detector "adaptive", version 2; expected "ewma"'),
        (pack("ewma", 2, {}, []), ValueError, r'"ewma", version 2; this "ewma" reads versions up to 1: update'),
        (b"OUTLIERS" + struct.pack("<III", 7, 0, 0), ValueError, "format 7; this version of outliers reads formats up"),
        (np.zeros(30, np.uint8), ValueError, r"state of 30 bytes is no saved state of a stream; expected what ewma.st"),
        (b"", ValueError, "state of 0 bytes is no saved state"),
        (np.zeros(30), TypeError, "an array of dtype float64; expected a uint8 array or bytes"),
        ("text", TypeError, "a str; expected a uint8 array or bytes"),
    ],
)
def test_state_that_does_not_fit_is_refused(state, error, message):
    with pytest.raises(error, match=message):
        unpack(state, "ewma", 1)


def test_each_damage_is_noticed():
    state = pack("ewma", 1, PARAMETERS, [np.arange(4.0)])

    for length in range(state.size):
        with pytest.raises(ValueError, match="no saved state|damaged"):
            unpack(state[:length], "ewma", 1)
    for at in range(state.size):
        changed = state.copy()
        changed[at] ^= 1
        with pytest.raises(ValueError, match="no saved state|damaged|format"):
            unpack(changed, "ewma", 1)
