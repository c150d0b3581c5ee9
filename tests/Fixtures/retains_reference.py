"""Retains something of Python's that holds a reference to its input. One way a function."""

import contextvars
import functools
import gc
import itertools
import queue
import sys
import threading
import weakref

import numpy as np

from retains import on_release, retain

local = threading.local()


def by_closure(data):
    return retain(lambda: data, read=lambda function: function())


def by_default_argument(data):
    def function(value=data):
        return value

    return retain(function, read=lambda function: function())


def by_bound_method(data):
    return retain(data.tolist, read=lambda method: method())


def by_partial(data):
    return retain(functools.partial(np.sum, data), [1760], read=lambda function: function())


def by_arguments(data):
    return callee(1, data)


def callee(*args):
    return retain(args, read=lambda args: args[1])


def by_keywords(data):
    return callee_of_keywords(value=data)


def callee_of_keywords(**keywords):
    return retain(keywords, read=lambda keywords: keywords["value"])


def by_exception_frame(data):
    try:
        raise ValueError("retained")
    except ValueError as error:
        return retain(error, read=lambda error: error.__traceback__.tb_frame.f_locals["data"])


def by_context_of_exception(data):
    try:
        try:
            raise ValueError(data)
        finally:
            raise KeyError("another")
    except KeyError as error:
        return retain(error.with_traceback(None), read=lambda error: error.__context__.args[0])


def by_frame(data):
    return retain(sys._getframe(), read=lambda frame: frame.f_locals["data"])


def by_coroutine(data):
    async def waits():
        return data

    coroutine = waits()
    on_release.append(coroutine.close)
    return retain(coroutine, read=lambda coroutine: coroutine.cr_frame.f_locals["data"])


def by_context_variable(data):
    variable = contextvars.ContextVar("variable")
    context = contextvars.copy_context()
    context.run(variable.set, data)
    return retain(context, read=lambda context: context[variable])


def by_finalizer(data):
    class Anchor:
        pass

    anchor = Anchor()
    finalizer = weakref.finalize(anchor, len, data)
    return retain((anchor, finalizer), read=lambda pair: pair[1].peek()[2][0])


def by_cycle(data):
    gc.disable()  # else it could find the cycle at any time
    on_release.extend([gc.collect, gc.enable])
    cycle = [data]
    cycle.append(cycle)
    return retain(weakref.ref(data), read=lambda reference: reference())


def by_cycle_through_attribute(data):
    gc.disable()
    on_release.extend([gc.collect, gc.enable])
    view = data.view(type("Subclass", (np.ndarray,), {}))
    view.itself = view
    return retain(weakref.ref(view), read=lambda reference: reference())


def by_thread(data):
    """A Python thread that waits with the input among its variables."""
    questions, answers = queue.Queue(), queue.Queue()
    thread = threading.Thread(target=tell_values, args=(data, questions, answers))
    thread.start()
    on_release.extend([thread.join, lambda: questions.put("end")])
    return retain(questions, read=lambda questions: questions.put("tell") or answers.get())


def tell_values(data, questions, answers):
    while questions.get() == "tell":
        answers.put(data.tolist())


def in_thread_local(data):
    local.data = data
    return [1, 3]


def weakly(data):
    """This retains nothing."""
    retain(weakref.ref(data), [], read=lambda reference: reference() or [])
    return [1, 3]


# ---- iterators, begun or not ----


def without_index(pairs):
    return [value for _, value in pairs]


def by_iter(data):
    return retain(iter(data), read=list)


def by_begun_iter(data):
    iterator = iter(data)
    next(iterator)
    return retain(iterator, [900, 20, 800, 30], read=list)


def by_reversed_iter(data):
    return retain(reversed(data), [30, 800, 20, 900, 10], read=list)


def by_generator_expression(data):
    return retain((value for value in data), read=list)


def by_begun_generator(data):
    def values():
        yield
        yield data

    generator = values()
    next(generator)
    return retain(generator, read=next)


def by_map(data):
    return retain(map(float, data), read=list)


def by_enumerate(data):
    return retain(enumerate(data), read=without_index)


def by_tee(data):
    return retain(itertools.tee(data)[1], read=list)


def by_flat(data):
    return retain(data.flat)


def by_nditer(data):
    return retain(np.nditer(data), read=lambda iterator: [float(value) for value in iterator])


def by_nested_iters(data):
    iterators = np.nested_iters(data[None], [[0], [1]])
    return retain(iterators, read=lambda iterators: [float(value) for value in iterators[1]])


def by_broadcast(data):
    return retain(np.broadcast(0, data), read=without_index)


def by_ndenumerate(data):
    return retain(np.ndenumerate(data), read=without_index)


def by_arrayterator(data):
    return retain(np.lib.Arrayterator(data), read=lambda iterator: list(iterator.flat))
