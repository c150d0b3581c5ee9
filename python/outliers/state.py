"""The saved state of a stream: one array of bytes, the same on every machine and exact to the bit.

    bytes   content; all numbers are little-endian
    0-7     b"OUTLIERS"
    8-11    uint32: version of this format
    12-15   uint32: CRC-32 of all other bytes
    16-19   uint32: length of the header, a multiple of 4 such that the arrays begin at a multiple of 8
    20-     header: JSON in UTF-8, padded with spaces: detector, version, parameters, shapes of the arrays
            the arrays: float64, in C order, one after the other
"""

import binascii
import json
import struct

import numpy as np

MAGIC, FORMAT = b"OUTLIERS", 1
PREFIX = struct.Struct("<8sIII")
START = MAGIC + struct.pack("<I", FORMAT)
CRC_OF_START = binascii.crc32(START)


def pack(name, version, parameters, arrays):
    """Return the state of a detector as a uint8 array of shape (n,).

    name        str: the detector
    version     int: the version of what it saves, raised when parameters or arrays change their meaning
    parameters  dict of what JSON can hold; floats are exact, infinity and NaN included
    arrays      sequence of float64 arrays of any shape, or of what np.asarray makes such
    """
    arrays = [np.asarray(array, "<f8") for array in arrays]
    header = _header(name, version, parameters, [array.shape for array in arrays])
    return _checked(header + b"".join(array.tobytes() for array in arrays))


def unpack(state, name, version):
    """Return (version, parameters, arrays) as given to `pack`; the arrays are new ones and may be written to.

    state    uint8 array of shape (n,), or bytes
    name     str: the detector that is to continue
    version  int: the newest version that it reads; the version returned is not above it

    Raises
    ------
    TypeError
        `state` is neither a uint8 array nor bytes.
    ValueError
        It is not a state, it is damaged, it is another detector's, or it was saved by a newer version. The
        message names what was expected and what came.
    """
    content = _bytes(state)
    _check(content, name)
    about, start = _about(content)
    if about["detector"] != name:
        raise ValueError(
            f'state is of detector "{about["detector"]}", version {about["version"]}; expected "{name}": '
            f'load it with "{about["detector"]}"'
        )
    if about["version"] > version:
        raise ValueError(
            f'state is of detector "{name}", version {about["version"]}; this "{name}" reads versions up to '
            f"{version}: update outliers"
        )
    arrays = []
    for shape in about["shapes"]:
        count = int(np.prod(shape, dtype=np.int64))
        arrays.append(np.frombuffer(content, "<f8", count, start).reshape(shape).astype(np.float64))
        start += 8 * count
    return about["version"], about["parameters"], arrays


def header_of(state):
    """Return the header of a state, bytes: detector, version, keywords and shapes. Nothing is checked."""
    return state[PREFIX.size : PREFIX.size + PREFIX.unpack_from(state)[3]] if len(state) >= PREFIX.size else state


def parameters_in(state, name):
    """Return the parameters in a state, bytes. Raises ValueError as `unpack` does, but takes any detector's."""
    _check(state, name)
    return _about(state)[0]["parameters"]


def join(states, name, axes):
    """Return the state of a group of series, a uint8 array.

    states  the state of each series, bytes; their headers are equal
    name    str: the detector
    axes    of each array the axis of the series

    Raises ValueError as `unpack` does.
    """
    for state in states:
        _check(state, name)
    about, start = _about(states[0])
    rows = np.frombuffer(b"".join([state[start:] for state in states]), "<f8").reshape(len(states), -1)
    arrays, begin = [], 0
    for shape, axis in zip(about["shapes"], axes):
        end = begin + int(np.prod(shape, dtype=np.int64))
        shape = [len(states)] + shape[:axis] + shape[axis + 1 :]
        arrays.append(np.moveaxis(rows[:, begin:end].reshape(shape), 0, axis))
        begin = end
    return pack(about["detector"], about["version"], {**about["parameters"], "series": len(states)}, arrays)


def split(state, axes):
    """Return the state of each series of a group, a list of uint8 arrays: such as `join` takes."""
    about, _ = _about(_bytes(state))
    _, parameters, arrays = unpack(state, about["detector"], about["version"])
    shapes = [array.shape[:axis] + (1,) + array.shape[axis + 1 :] for array, axis in zip(arrays, axes)]
    header = _header(about["detector"], about["version"], {**parameters, "series": 1}, shapes)
    flat = [np.moveaxis(array, axis, 0).reshape(array.shape[axis], -1) for array, axis in zip(arrays, axes)]
    return [_checked(header + row.tobytes()) for row in np.concatenate(flat, axis=1).astype("<f8", copy=False)]


def parameters_of(stored, given, defaults):
    """Return the stored parameters; ValueError if one is given that is neither the default nor the stored one.

    stored    dict, as `unpack` returned it
    given     dict: the keywords that were passed with the state, and the defaults of those that were not
    defaults  dict of the defaults, e.g. the function's __kwdefaults__
    """
    for name, value in given.items():
        if value != defaults[name] and value != stored[name]:
            raise ValueError(
                f"{name} is {value!r}, but the state was saved with {stored[name]!r}: leave {name} out, or start a "
                "stream without the state"
            )
    return stored


def _header(name, version, parameters, shapes):
    """Return the bytes from the length of the header to the arrays."""
    about = {"detector": name, "version": version, "parameters": parameters, "shapes": shapes}
    header = json.dumps(about, sort_keys=True).encode()
    header += b" " * (-(PREFIX.size + len(header)) % 8)
    return struct.pack("<I", len(header)) + header


def _about(content):
    """Return what the header says, a dict, and where the arrays begin."""
    start = PREFIX.size + PREFIX.unpack_from(content)[3]
    return json.loads(content[PREFIX.size : start].decode()), start


def _checked(content):
    """Return the bytes behind the checksum with what is in front of them, as a uint8 array."""
    checksum = struct.pack("<I", binascii.crc32(content, CRC_OF_START))
    return np.frombuffer(START + checksum + content, np.uint8).copy()


def _check(content, name):
    if len(content) < PREFIX.size or not content.startswith(MAGIC):
        raise ValueError(
            f"state of {len(content)} bytes is no saved state of a stream; expected what {name}.stream(...).save() "
            "returned: pass those bytes unchanged"
        )
    _, written, checksum, _ = PREFIX.unpack_from(content)
    if written > FORMAT:
        raise ValueError(
            f"state has format {written}; this version of outliers reads formats up to {FORMAT}: update outliers"
        )
    if binascii.crc32(content[16:], binascii.crc32(content[:12])) != checksum:
        raise ValueError(
            f"state of {len(content)} bytes is damaged: its checksum is wrong. Pass all bytes that save() returned"
        )


def _bytes(state):
    if isinstance(state, np.ndarray) and state.dtype == np.uint8:
        return state.tobytes()
    if isinstance(state, (bytes, bytearray, memoryview)):
        return bytes(state)
    what = f"an array of dtype {state.dtype}" if isinstance(state, np.ndarray) else f"a {type(state).__name__}"
    raise TypeError(f"state is {what}; expected a uint8 array or bytes: pass what save() returned")
