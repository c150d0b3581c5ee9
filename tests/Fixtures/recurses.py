"""Recurse without end, by plain calls and through C: Python must say RecursionError.

Not through np.frompyfunc: its thousand levels take more than 8 MiB, which ends Python itself on 8 MiB.
"""

import copy
import functools
import gc
import json
import pickle

import numpy as np

DEPTH = 500_000  # 3.14 counts its stack, not its levels


class Endless:
    """Each way by which Python calls a method leads to the same method of the same object."""

    def __repr__(self):
        return repr(self)

    def __str__(self):
        return str(self)

    def __getattr__(self, name):
        return getattr(self, name + "_")

    def __setattr__(self, name, value):
        setattr(self, name, value)

    def __lt__(self, other):
        return sorted([self, other])

    def __eq__(self, other):
        return self == other

    def __hash__(self):
        return hash(self)

    def __bool__(self):
        return bool(self)

    def __int__(self):
        return int(self)

    def __len__(self):
        return len(self)

    def __iter__(self):
        return iter(self)

    def __contains__(self, item):
        return item in self

    def __getitem__(self, index):
        return self[index]

    def __add__(self, other):
        return self + other

    def __call__(self):
        return self()

    def __array__(self, *args, **keywords):
        return np.asarray(self)

    @property
    def itself(self):
        return self.itself


def nested(wrap=lambda inner: [inner], innermost=(), depth=DEPTH):
    return functools.reduce(lambda inner, _: wrap(inner), range(depth), innermost)


def by_plain_calls(data):
    return by_plain_calls(data)


def by_repr(data):
    return repr(Endless())


def by_str(data):
    return str(Endless())


def by_format(data):
    return "%s" % Endless()


def by_getattr(data):
    return Endless().more


def by_setattr(data):
    Endless().more = 1


def by_property(data):
    return Endless().itself


def by_sorted(data):
    return sorted([Endless(), Endless()])


def by_key_of_sorted(data):
    return sorted([1], key=by_key_of_sorted)


def by_comparison(data):
    return Endless() == 1


def by_hash(data):
    return {Endless()}


def by_truth(data):
    return not Endless()


def by_conversion(data):
    return int(Endless())


def by_length(data):
    return len(Endless())


def by_iteration(data):
    return list(Endless())


def by_membership(data):
    return 1 in Endless()


def by_item(data):
    return Endless()[0]


def by_operator(data):
    return Endless() + 1


def by_call(data):
    return Endless()()


def by_partial(data):
    return functools.partial(by_partial, data)()


def by_array(data):
    return np.asarray(Endless())


def by_vectorize(data):
    return np.vectorize(by_vectorize)(data)


def by_apply_along_axis(data):
    return np.apply_along_axis(by_apply_along_axis, 0, data)


def by_object_array(data):
    return np.array([Endless()], object) + 1


def by_eval(data):
    return eval("eval(text)", {"text": "eval(text)"})


def by_repr_of_nested_list(data):
    return repr(nested())


def by_comparison_of_nested_lists(data):
    return nested() == nested()


def by_isinstance_of_nested_tuple(data):
    return isinstance(1, nested(lambda inner: (inner,)))


def by_pickle_of_nested_list(data):
    return pickle.dumps(nested())


def by_json_of_nested_list(data):
    return json.dumps(nested())


def by_json_to_nested_list(data):
    return json.loads("[" * DEPTH)


def by_deepcopy_of_nested_list(data):
    # Python 3.13 raises only at the innermost list, and formats the traceback of a million frames for a minute.
    return copy.deepcopy(nested(depth=5_000))


retained = []


class Garbage:
    """Recurses in every way when the garbage collector frees it."""

    def __init__(self):
        self.me = self

    def __del__(self):
        for name, function in list(globals().items()):
            if name.startswith("by_"):
                try:
                    function(np.zeros(3))
                except RecursionError:
                    pass


def in_garbage(data):
    """Retains the input, and leaves garbage, with the collector off, and with work for it as soon as it is on."""
    gc.collect()
    gc.disable()
    gc.set_threshold(1)
    retained.append(data)
    Garbage()
    return [1, 3]


def release(data):
    retained.clear()
    gc.set_threshold(700, 10, 10)
    return []
