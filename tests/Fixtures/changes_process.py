"""Changes what the whole process shares: folders, environment, limits, hooks, output, signals. One a function."""

import builtins
import gc
import os
import sys
import threading
import warnings

import numpy as np


def directory(data):
    os.chdir(os.sep)
    return []


def environment(data):
    os.environ.clear()
    return []


def path_emptied(data):
    sys.path.clear()
    return []


def path_none(data):
    sys.path = None
    return []


def path_tuple(data):
    sys.path = tuple(sys.path)
    return []


def path_of_odd_things(data):
    class Odd:
        def __eq__(self, other):
            raise SystemExit("not to be compared")

    sys.path.insert(0, Odd())
    return []


def path_deleted(data):
    del sys.path
    return []


def modules_without_numpy(data):
    for name in [name for name in sys.modules if name.split(".")[0] == "numpy"]:
        del sys.modules[name]
    return []


def modules_emptied(data):
    sys.modules.clear()
    return []


def modules_without_traceback(data):
    sys.modules["traceback"] = None
    return []


def traceback_replaced(data):
    import traceback

    traceback.format_exception = sys.exit
    return []


def numpy_errors(data):
    np.seterr(all="raise")
    return []


def builtin_names(data):
    builtins.len = builtins.str = builtins.BaseException = builtins.repr = None
    return []


def import_raising(data):
    def refuse(*args, **keywords):
        raise SystemExit("no import for you")

    builtins.__import__ = refuse
    return []


def import_deleted(data):
    del builtins.__import__
    return []


def importers(data):
    sys.meta_path.clear()
    sys.path_hooks.clear()
    sys.path_importer_cache.clear()
    return []


def recursion_limit(data):
    sys.setrecursionlimit(4)
    return []


def recursion_limit_back(data):
    sys.setrecursionlimit(1000)
    return []


def switch_interval(data):
    sys.setswitchinterval(1e9)
    return []


def warnings_to_errors(data):
    warnings.simplefilter("error")
    sys.warnoptions.append("error")
    return []


def refuse(*args, **keywords):
    raise SystemExit("refused by a hook")


def hooks(data):
    """Every hook raises, and each is made use of."""
    sys.excepthook = sys.unraisablehook = threading.excepthook = sys.displayhook = sys.breakpointhook = refuse
    thread = threading.Thread(target=refuse)
    thread.start()
    thread.join()
    type("RaisesWhenFreed", (), {"__del__": refuse})()
    return []


def tracer(data):
    sys.settrace(refuse)
    return []


def profiler(data):
    sys.setprofile(refuse)
    return []


def patient_tracer(data):
    def trace(frame, event, argument):
        return trace

    sys.settrace(trace)
    sys.setprofile(trace)
    return []


def collector(data):
    """A collection at every chance, each of which runs code that raises."""
    gc.set_threshold(1, 1, 1)
    gc.callbacks.append(refuse)
    return []


def collector_frozen(data):
    gc.disable()
    gc.freeze()
    return []


def audit(data):
    def hook(event, arguments):
        if event in ("import", "open", "compile"):
            raise RuntimeError("refused by an audit hook")

    sys.addaudithook(hook)
    return []


def interrupt_main(data):
    import _thread

    _thread.interrupt_main()
    return []


def thread_names(data):
    threading.current_thread().name = None
    threading._active.clear()
    return []


# ---- standard output: Python's, or everybody's ----


def output_closed(data):
    sys.stdout.close()
    return []


def output_none(data):
    sys.stdout = sys.stderr = sys.__stdout__ = None
    return []


def output_deleted(data):
    del sys.stdout, sys.stderr
    return []


def output_not_a_file(data):
    sys.stdout = sys.stderr = 3
    return []


def output_descriptor_closed(data):
    """Of the whole process."""
    os.close(1)
    return []


# ---- the signals that .NET needs; imported when asked for, since an import must change nothing ----


def signal_handlers(data):
    import faulthandler

    faulthandler.enable()
    return [1] if faulthandler.is_enabled() else []


def signals_blocked(data):
    import signal

    every = set(range(1, signal.NSIG)) - {
        32,
        33,
    }  # as valid_signals(), which in Python 3.9 keeps the frame of its caller
    signal.pthread_sigmask(signal.SIG_BLOCK, every)
    return [1]


def signals_unblocked(data):
    import signal

    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    return [1]
