"""Prints the BLAS libraries that NumPy loads: lines of blas=THREADS PATH, "-" if unknown."""
import sys

sys.path[:] = [folder for folder in sys.path if folder]  # not the current directory

import ctypes  # noqa: E402
import os  # noqa: E402

import numpy  # noqa: E402

NAMES = ("openblas", "mkl_rt", "mkl_core", "blis", "atlas", "flexiblas", "libblas", "libcblas")
THREAD_COUNTERS = (
    "openblas_get_num_threads",
    "openblas_get_num_threads64_",
    "scipy_openblas_get_num_threads",
    "scipy_openblas_get_num_threads64_",
    "MKL_Get_Max_Threads",
    "bli_thread_get_num_threads",
)


def loaded_files():
    """The files that this process has mapped; none where the system does not tell."""
    try:
        with open("/proc/self/maps") as maps:
            lines = [line for line in maps if line.count(" ") >= 5 and "/" in line]
    except (IOError, OSError):
        return []
    return sorted({line.split(None, 5)[5].strip() for line in lines})


def threads(path):
    try:
        library = ctypes.CDLL(path)
    except OSError:
        return "-"
    for name in THREAD_COUNTERS:
        if hasattr(library, name):
            return int(getattr(library, name)())
    return "-"


numpy.dot(numpy.ones((2, 2)), numpy.ones((2, 2)))
for file in loaded_files():
    if any(name in os.path.basename(file) for name in NAMES):
        print("\nblas=%s %s" % (threads(file), file))
