"""What a Python interpreter says of itself, as one line of JSON. Runs on any Python, also on those we refuse."""
import sys

# Run by -c, Python puts the current directory first: nothing may be imported from there.
sys.path[:] = [folder for folder in sys.path if folder]

import json
import os
import platform
import sysconfig


def loaded_library():
    """The libpython that this very process has loaded, or None: Debian's python3 is linked without one."""
    try:
        with open("/proc/self/maps") as maps:
            paths = [line.split(None, 5)[5].strip() for line in maps if "/libpython" in line]
        paths = [path for path in paths if os.path.basename(path).startswith("libpython")]
    except (IOError, OSError):
        return None
    return paths[0] if paths else None


def installed_library():
    """The shared library that was installed with this interpreter, or None."""
    if os.name == "nt":
        names = ["python%d%d.dll" % sys.version_info[:2]]
        folders = [sys.base_prefix, os.path.dirname(sys.executable)]
    else:
        variables = sysconfig.get_config_vars("INSTSONAME", "LDLIBRARY")
        names = [name for name in variables if name and not name.endswith(".a")]
        folders = sysconfig.get_config_vars("LIBDIR", "LIBPL", "PYTHONFRAMEWORKPREFIX")
        folders.append(os.path.join(getattr(sys, "base_prefix", sys.prefix), "lib"))
    for folder in folders:
        for name in names:
            path = os.path.join(folder or "", name)
            if folder and os.path.isfile(path):
                return path
    return None


def numpy_version():
    """NumPy's version and None, or None and why it cannot be imported."""
    try:
        import numpy
        return numpy.__version__, None
    except Exception as error:  # a broken NumPy raises all kinds
        return None, "%s: %s" % (type(error).__name__, error)


def answers():
    library = loaded_library() or installed_library()
    numpy, numpy_error = numpy_version()
    return {
        "version": "%d.%d.%d" % sys.version_info[:3],
        "implementation": platform.python_implementation(),
        "executable": sys.executable,
        "prefix": sys.prefix,
        "library": library and os.path.realpath(library),
        "bits": 64 if sys.maxsize > 2 ** 32 else 32,
        "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "numpy": numpy,
        "numpy_error": numpy_error,
    }


if __name__ == "__main__":
    print(json.dumps(answers()))
