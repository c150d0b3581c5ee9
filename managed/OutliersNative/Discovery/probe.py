"""Prints what the interpreter that runs this is, as lines of NAME=VALUE, the last of them "end".

The library runs this in each interpreter that it considers, stores the lines as they are, and
reads them in ProbeAnswer.cs. It must run on any Python, also on versions that are rejected.
The argument is the file that was started, which may be a script that ran the interpreter.
"""
import sys

# With -c, Python puts the current directory first; nothing may be imported from there.
sys.path[:] = [folder for folder in sys.path if folder]

import os  # noqa: E402
import platform  # noqa: E402
import sysconfig  # noqa: E402

FIRST_LINE = "outliersnative-probe=1"
LAST_LINE = "end"


def loaded_library():
    """The libpython that this process has loaded; None where it is built in, as in Debian's."""
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


def import_numpy():
    """NumPy's version, its folder and None; or None twice and why it cannot be imported."""
    try:
        import numpy

        return numpy.__version__, os.path.dirname(numpy.__file__), None
    except Exception as error:  # a broken NumPy raises all kinds
        return None, None, "%s: %s" % (type(error).__name__, error)


def watched_files(library, numpy_folder):
    """The files and folders that change when something is installed, upgraded or removed."""
    folders = [folder for folder in sys.path if not folder.endswith(".zip")]
    links = [
        os.path.join(folder, name)
        for folder in folders
        if os.path.isdir(folder)
        for name in sorted(os.listdir(folder))
        if name.endswith((".pth", ".egg-link"))
    ]
    venv = os.path.join(os.path.dirname(os.path.dirname(sys.executable)), "pyvenv.cfg")
    files = [venv, library, numpy_folder, os.path.realpath(sys.executable)] + sys.argv[1:]
    return [path for path in folders + links + files if path]


def start_environment():
    """The variables that this process was started with; start files may have changed os.environ."""
    try:
        with open("/proc/self/environ", "rb") as environ:
            text = environ.read()
        text = text if isinstance(text, str) else os.fsdecode(text)
        return dict(variable.split("=", 1) for variable in text.split("\0") if "=" in variable)
    except (IOError, OSError):
        return dict(os.environ)


def python_variables(environment):
    """The variables that the interpreter obeyed; options -E, -I and -s as the same in variables."""
    names = [] if sys.flags.ignore_environment else sorted(environment)
    variables = [(name, environment[name]) for name in names if name.startswith("PYTHON")]
    if sys.flags.no_user_site and "PYTHONNOUSERSITE" not in dict(variables):
        variables.append(("PYTHONNOUSERSITE", "1"))
    return ["%s=%s" % variable for variable in variables]


def loader_variables(environment):
    names = [name for name in sorted(environment) if name.startswith(("LD_", "DYLD_"))]
    return ["%s=%s" % (name, environment[name]) for name in names]


def program():
    """The file that runs in this process, without links; None where the system does not tell."""
    return os.path.realpath("/proc/self/exe") if os.path.exists("/proc/self/exe") else None


def is_wrapped(started):
    """Whether another program, or a script, was started and ran this interpreter."""
    if program():
        return os.path.realpath(started) != program()
    try:
        with open(started, "rb") as file:
            return file.read(2) == b"#!"
    except (IOError, OSError):
        return False


def stamp(path):
    """The time of the last change in units of 100 ns, as .NET counts; 0 for what is not there."""
    try:
        return getattr(os.stat(path), "st_mtime_ns", 0) // 100
    except (OSError, ValueError):
        return 0


def answers():
    library = loaded_library() or installed_library()
    numpy, numpy_folder, numpy_error = import_numpy()
    environment = start_environment()
    return {
        "version": "%d.%d.%d" % sys.version_info[:3],
        "implementation": platform.python_implementation(),
        "executable": sys.executable,
        "program": program(),
        "wrapped": len(sys.argv) > 1 and is_wrapped(sys.argv[1]),
        "prefix": sys.prefix,
        "base_prefix": getattr(sys, "base_prefix", sys.prefix),
        "library": library and os.path.realpath(library),
        "bits": 64 if sys.maxsize > 2**32 else 32,
        "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "numpy": numpy,
        "numpy_folder": numpy_folder,
        "numpy_error": numpy_error,
        "path": list(sys.path),
        "variable": python_variables(environment),
        "loader": loader_variables(environment),
        "watched": ["%d %s" % (stamp(file), file) for file in watched_files(library, numpy_folder)],
    }


def to_text(value):
    """A value on one line: nothing for None, yes or no for a bool, line breaks as in a URL."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = value if hasattr(value, "encode") else str(value)
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def to_lines(named):
    """A line for each name, several for a list."""
    for name, value in named.items():
        for one in value if isinstance(value, list) else [value]:
            yield "%s=%s" % (name, to_text(one))


def write(lines):
    """Writes UTF-8, whatever stdout is set to; a start file may have printed half a line before."""
    text = "\n" + "".join("%s\n" % line for line in lines)
    stdout = sys.__stdout__
    stdout.flush()
    if hasattr(stdout, "buffer"):  # Python 3
        errors = "surrogatepass" if os.name == "nt" else "surrogateescape"
        stdout.buffer.write(text.encode("utf-8", errors))
        stdout.buffer.flush()
    else:
        stdout.write(text)


if __name__ == "__main__":
    write([FIRST_LINE] + list(to_lines(answers())) + [LAST_LINE])
