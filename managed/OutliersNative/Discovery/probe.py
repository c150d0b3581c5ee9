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


def library_names():
    if os.name == "nt":
        return ["python%d%d.dll" % sys.version_info[:2]]
    names = sysconfig.get_config_vars("INSTSONAME", "LDLIBRARY")
    return [name for name in names if name and not name.endswith(".a")]


def library_folders():
    base = getattr(sys, "base_prefix", sys.prefix)
    if os.name == "nt":
        return [base, os.path.dirname(sys.executable)]
    folders = sysconfig.get_config_vars("LIBDIR", "LIBPL", "PYTHONFRAMEWORKPREFIX")
    return [folder for folder in folders if folder] + [os.path.join(base, "lib")]


def installed_library():
    """The shared library that was installed with this interpreter, or None."""
    for folder in library_folders():
        for name in library_names():
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                return path
    return None


def numpy_version():
    """NumPy's version and None, or None and why it cannot be imported."""
    try:
        import numpy
        return numpy.__version__, None
    except Exception as error:  # a broken NumPy raises all kinds
        return None, "%s: %s" % (type(error).__name__, error)


def watched(library):
    """The files and folders that change when something is installed, upgraded or taken away."""
    folders = [folder for folder in sys.path if not folder.endswith(".zip")]
    links = [os.path.join(folder, name) for folder in folders if os.path.isdir(folder)
             for name in sorted(os.listdir(folder)) if name.endswith((".pth", ".egg-link"))]
    beside = os.path.join(os.path.dirname(os.path.dirname(sys.executable)), "pyvenv.cfg")
    numpy = getattr(sys.modules.get("numpy"), "__file__", None)
    found = [beside, library, numpy and os.path.dirname(numpy), os.path.realpath(sys.executable)]
    return [path for path in folders + links + found if path]


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
        "watched": watched(library),
    }


if __name__ == "__main__":
    print(json.dumps(answers()))
