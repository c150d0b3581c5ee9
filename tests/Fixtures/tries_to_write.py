"""Tries to write to its input. One way a function; all but copy_* must fail."""

import io
import os
import socket
import struct

import numpy as np


def by_item(data):
    data[0] = 0


def by_item_of_view(data):
    data[None].T[::-1][0, 0] = 0


def by_item_of_field(data):
    data.view([("value", np.float64)])[0]["value"] = 0


def by_item_of_masked_array(data):
    np.ma.masked_array(data, copy=False)[0] = 0


def by_item_of_matrix(data):
    np.asmatrix(data)[0, 0] = 0


def by_item_of_memoryview(data):
    memoryview(data)[0] = 0.0


def by_item_of_cast_memoryview(data):
    memoryview(data).cast("B")[0] = 0


def by_mask(data):
    data[data > 0] = 0


def by_in_place_operator(data):
    data += 1


def by_out_of_ufunc(data):
    np.negative(data, out=data)


def by_out_of_generalized_ufunc(data):
    np.matmul(np.eye(data.size), data, out=data)


def by_out_of_reduction(data):
    data[None].sum(axis=0, out=data)


def by_out_of_zero_dimensional_view(data):
    data.mean(out=data[0, ...])


def by_out_of_round(data):
    data.round(out=data)


def by_out_of_take(data):
    np.take(np.zeros(1), [0] * data.size, out=data)


def by_out_of_python_ufunc(data):
    np.frompyfunc(abs, 1, 1)(data, out=data)


def by_out_of_random(data):
    np.random.default_rng(7).random(out=data)


def by_fill(data):
    data.fill(0)


def by_put(data):
    data.put(0, 1)


def since_1_24_by_putmask(data):
    np.putmask(data, data > 0, 0)


def by_place(data):
    np.place(data, data > 0, 0)


def by_put_along_axis(data):
    np.put_along_axis(data, np.array([0]), 0, 0)


def by_copyto(data):
    np.copyto(data, 0)


def by_fill_diagonal(data):
    np.fill_diagonal(data.reshape(1, -1), 0)


def by_nan_to_num(data):
    np.nan_to_num(data, copy=False)


def by_sort(data):
    data.sort()


def by_partition(data):
    data.partition(2)


def by_median_that_overwrites(data):
    np.median(data, overwrite_input=True)


def by_byteswap(data):
    data.byteswap(inplace=True)


def by_resize(data):
    data.resize(data.size + 1)


def by_setfield(data):
    data.setfield(0, np.float64)


def by_real(data):
    data.real = 0


def by_flat(data):
    data.flat = 0


def by_item_of_flat(data):
    data.flat[0] = 0


def since_1_24_by_shuffle(data):
    np.random.shuffle(data)


def since_1_24_by_shuffle_of_generator(data):
    np.random.default_rng(7).shuffle(data)


def by_readinto(data):
    io.BytesIO(bytes(data.nbytes)).readinto(data)


def by_readv(data):
    with open(os.devnull, "rb") as file:
        os.readv(file.fileno(), [data])


def by_recv_into(data):
    with socket.socket() as unconnected:
        unconnected.recv_into(data)


def by_pack_into(data):
    struct.pack_into("d", data, 0, 1.0)


def copy_by_require(data):
    np.require(data, requirements="W")[0] = 0
    return []


def copy_by_array(data):
    np.array(data)[:] = 0
    return []


def copy_by_astype(data):
    data.astype(np.float64).sort()
    return []


def copy_by_reduce(data):
    restore, arguments, state = data.__reduce__()
    copy = restore(*arguments)
    copy.__setstate__(state)
    copy[:] = 0
    return []


def copy_by_setstate_of_view(data):
    view = data.view()
    view.__setstate__((1, data.shape, data.dtype, False, bytes(data.nbytes)))
    view[:] = 1
    return []
