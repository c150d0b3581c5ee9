"""Says what Python knows about itself and about the input.

A detector can return positions only, so each function raises Told(answer).
"""

import ctypes
import gc
import os
import sys
import threading

import numpy as np


class Told(Exception):
    pass


def executable(data):
    raise Told(sys.executable)


def numpy_version(data):
    raise Told(np.__version__)


def utf8_mode(data):
    raise Told(str(sys.flags.utf8_mode))


def file_name_encoding(data):
    raise Told(sys.getfilesystemencoding())


def path(data):
    raise Told("\n".join(sys.path))


def empty_entries_of_path(data):
    raise Told(str(sum(1 for entry in sys.path if not entry)))


def is_main_thread(data):
    raise Told(str(threading.current_thread() is threading.main_thread()))


def address(data):
    raise Told(str(data.__array_interface__["data"][0]))


def description(data):
    flags = data.flags
    raise Told(
        "%s ndim=%d size=%d writeable=%s owndata=%s contiguous=%s aligned=%s exact=%s sum=%r"
        % (
            data.dtype.str,
            data.ndim,
            data.size,
            flags.writeable,
            flags.owndata,
            flags.c_contiguous and flags.f_contiguous,
            flags.aligned,
            type(data) is np.ndarray,
            float(data.sum()),
        )
    )


def imports_signal(data):
    import signal

    raise Told(signal.__name__)


def process(data):
    raise Told(str(os.getpid()))


def collector(data):
    """Whether the garbage collector runs, and how much is kept from it."""
    raise Told("%s %d" % (gc.isenabled(), gc.get_freeze_count()))


def young_collections(data):
    raise Told(str(gc.get_stats()[0]["collections"]))


def thread_count(data):
    """How many threads Python has states for."""
    raise Told(str(len(sys._current_frames())))


def references(data):
    raise Told(_references(data))


def debug_references(data):
    """What a debug build counts; it does not see what a NumPy built for release does itself."""
    raise Told(str(sys.gettotalrefcount()))


def blas_variables(data):
    names = "OPENBLAS_NUM_THREADS MKL_NUM_THREADS BLIS_NUM_THREADS VECLIB_MAXIMUM_THREADS OMP_NUM_THREADS".split()
    raise Told(" ".join(os.environ.get(name, "-") for name in names))


def usual_variables(data):
    """Variables that programs set, as Python and as C sees them."""
    names = "TZ MPLBACKEND OMP_NUM_THREADS CUDA_VISIBLE_DEVICES HTTPS_PROXY PYTHONWARNINGS LD_LIBRARY_PATH".split()
    getenv = ctypes.CDLL(None).getenv
    getenv.restype = ctypes.c_char_p
    values = [os.environ.get(name, "-") for name in names]
    in_c = [(getenv(name.encode()) or b"-").decode() for name in names]
    raise Told(" ".join(values) if values == in_c else "C sees %s, Python %s" % (in_c, values))


def handler_name(data):
    raise Told(_handler_name())


def handler_name_on_a_python_thread(data):
    names = []
    thread = threading.Thread(target=lambda: names.append(_handler_name()))
    thread.start()
    thread.join()
    raise Told(names[0])


def _handler_name():
    """Whose memory a new array has; before NumPy 1.22 nobody can tell."""
    core = np._core if hasattr(np, "_core") else np.core
    tell = getattr(core.multiarray, "get_handler_name", None)
    return tell(np.empty(1)) if tell else "unknown"


def _reachable():
    """Return by id every object that the garbage collector knows, and all that those refer to."""
    found = {}
    stack = gc.get_objects()
    while stack:
        thing = stack.pop()
        if id(thing) not in found:
            found[id(thing)] = thing
            stack.extend(gc.get_referents(thing))
    return found


def _count(thing):
    """Return 0 for immortal objects: 3.11 gives them 1e9 references, later versions more."""
    references = sys.getrefcount(thing)
    return references if references < 100_000_000 else 0


def _references(data):
    """Count the references to all objects, and their blocks of memory.

    sys.gettotalrefcount is there in debug builds only, and misses what a NumPy built for release does itself.
    """
    gc.collect()
    blocks = sys.getallocatedblocks()
    references = _count(data.base) + sum(map(_count, _reachable().values()))
    return "%d %d" % (references, blocks)
