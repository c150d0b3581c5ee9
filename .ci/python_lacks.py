"""Tells what the Python that runs this lacks for building and testing here.

Lacks nothing: prints its own path. Else: prints what it lacks and exits with 1.
`python3 python_lacks.py pytest` asks for pytest too. Old Pythons must be able to read this file: no f-strings.
"""
import os
import runpy
import sys
import sysconfig

OLDEST = (3, 8)
PROBE = os.path.join(os.path.dirname(__file__), "..", "managed", "OutliersNative", "Discovery", "probe.py")


def has_module(name):
    try:
        __import__(name)
        return True
    except Exception:  # a module built for another Python raises much else than ImportError
        return False


def has_headers():
    folders = [sysconfig.get_paths()["include"], sysconfig.get_config_var("INCLUDEPY") or ""]
    return any(os.path.exists(os.path.join(folder, "Python.h")) for folder in folders)


def lacks(modules):
    if sys.version_info < OLDEST:
        return ["version %d.%d or newer" % OLDEST]
    answers = runpy.run_path(PROBE)["answers"]()  # the library asks the same
    missing = [] if answers["numpy"] else ["numpy"]
    missing += [module for module in modules if not has_module(module)]
    if not has_headers():
        missing.append("headers")
    if not answers["library"]:
        missing.append("libpython")
    return missing


if __name__ == "__main__":
    missing = lacks(sys.argv[1:])
    print(", ".join(missing) or sys.executable)
    sys.exit(1 if missing else 0)
