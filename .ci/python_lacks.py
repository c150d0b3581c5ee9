"""Checks that the Python that runs this script has what building and testing need.

Usage: python_lacks.py [MODULE...]   Prints the path of the interpreter, or what it lacks, and then exits with 1. Old
Pythons must be able to parse this file, so it has no f-strings.
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
    except Exception:  # a module built for another Python may raise anything
        return False


def has_headers():
    folders = [sysconfig.get_paths()["include"], sysconfig.get_config_var("INCLUDEPY") or ""]
    return any(os.path.exists(os.path.join(folder, "Python.h")) for folder in folders)


def lacks(modules):
    if sys.version_info < OLDEST:
        return ["version %d.%d or newer" % OLDEST]
    answers = runpy.run_path(PROBE)["answers"]()  # as the library does
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
