"""Keeps its input itself: a function for each thing of Python's that holds a reference."""

import contextvars
import functools
import gc
import queue
import sys
import threading
import weakref

import numpy as np

from keeps_input import keep, on_release

local = threading.local()


def by_closure(data):
    return keep(lambda: data, read=lambda function: function())


def by_default_argument(data):
    def function(value=data):
        return value

    return keep(function, read=lambda function: function())


def by_bound_method(data):
    return keep(data.tolist, read=lambda method: method())


def by_partial(data):
    return keep(functools.partial(np.sum, data), [1760], read=lambda function: function())


def by_arguments(data):
    return callee(1, data)


def callee(*args):
    return keep(args, read=lambda args: args[1])


def by_keywords(data):
    return callee_of_keywords(value=data)


def callee_of_keywords(**keywords):
    return keep(keywords, read=lambda keywords: keywords["value"])


def by_exception_frame(data):
    try:
        raise ValueError("kept")
    except ValueError as error:
        return keep(error, read=lambda error: error.__traceback__.tb_frame.f_locals["data"])


def by_context_of_exception(data):
    try:
        try:
            raise ValueError(data)
        finally:
            raise KeyError("another")
    except KeyError as error:
        return keep(error.with_traceback(None), read=lambda error: error.__context__.args[0])


def by_frame(data):
    return keep(sys._getframe(), read=lambda frame: frame.f_locals["data"])


def by_coroutine(data):
    async def waits():
        return data

    coroutine = waits()
    on_release.append(coroutine.close)
    return keep(coroutine, read=lambda coroutine: coroutine.cr_frame.f_locals["data"])


def by_context_variable(data):
    variable = contextvars.ContextVar("variable")
    context = contextvars.copy_context()
    context.run(variable.set, data)
    return keep(context, read=lambda context: context[variable])


def by_finalizer(data):
    class Anchor:
        pass

    anchor = Anchor()
    finalizer = weakref.finalize(anchor, len, data)
    return keep((anchor, finalizer), read=lambda pair: pair[1].peek()[2][0])


def by_cycle(data):
    gc.disable()  # else it finds the cycle at some moment of its own
    on_release.extend([gc.collect, gc.enable])
    cycle = [data]
    cycle.append(cycle)
    return keep(weakref.ref(data), read=lambda reference: reference())


def by_cycle_through_attribute(data):
    gc.disable()
    on_release.extend([gc.collect, gc.enable])
    view = data.view(type("Subclass", (np.ndarray,), {}))
    view.itself = view
    return keep(weakref.ref(view), read=lambda reference: reference())


def by_thread(data):
    """A Python thread that waits with the input among its variables."""
    questions, answers = queue.Queue(), queue.Queue()
    thread = threading.Thread(target=tell_values, args=(data, questions, answers))
    thread.start()
    on_release.extend([thread.join, lambda: questions.put("end")])
    return keep(questions, read=lambda questions: questions.put("tell") or answers.get())


def tell_values(data, questions, answers):
    while questions.get() == "tell":
        answers.put(data.tolist())


def in_thread_local(data):
    local.data = data
    return [1, 3]


def weakly(data):
    """Which keeps nothing."""
    keep(weakref.ref(data), [], read=lambda reference: reference() or [])
    return [1, 3]
