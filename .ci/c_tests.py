"""Runs the C tests with the Python that runs this, on whatever system that is; they were built on another.

`c_tests.py TESTS REPORT SHIM [EMULATOR]`: TESTS is what `ctest --show-only=json-v1` printed; REPORT becomes a JUnit
report, whose properties say what this system is; SHIM is the library's file; EMULATOR runs each test, slowly.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import platform
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "managed" / "OutliersNative" / "Discovery"))
import probe  # noqa: E402  # found by the line above

SLOWNESS_OF_EMULATORS = 10
COMPILED_OUT, SKIPPED = 77, 78  # what a case without code exits with, and check_skip


def glibc():
    try:
        return os.confstr("CS_GNU_LIBC_VERSION").split()[-1]
    except OSError:  # musl knows no such name
        return "none, but musl"


def properties(python, shim):
    return {
        "machine": platform.machine(),
        "python": python["version"] + ("t" if python["free_threaded"] else ""),
        "numpy": python["numpy"] or "none",
        "glibc": glibc(),
        "shim": hashlib.sha256(pathlib.Path(shim).read_bytes()).hexdigest(),
    }


def environment(test, python, shim):
    """The test's own, but for what depends on the system, and for what this process was given."""
    variables = {}
    for of_test in test.get("properties", []):
        if of_test["name"] == "ENVIRONMENT":
            variables.update(variable.split("=", 1) for variable in of_test["value"])
    variables.update(
        OUTLIERS_TEST_LIBRARY=python["library"], OUTLIERS_TEST_EXECUTABLE=python["executable"], OUTLIERS_TEST_GLUE=shim
    )
    variables.update(os.environ)
    return variables


def of_ctest(test, name):
    return next((of_test["value"] for of_test in test.get("properties", []) if of_test["name"] == name), None)


def patience(test, emulator):
    return of_ctest(test, "TIMEOUT") * (SLOWNESS_OF_EMULATORS if emulator else 1)


def run(test, python, shim, emulator):
    """The element of the report that says how one test ended."""
    case = ElementTree.Element("testcase", name=test["name"], status="run")
    try:
        done = subprocess.run(
            emulator + test["command"],
            env=environment(test, python, shim),
            timeout=patience(test, emulator),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        status, said = done.returncode, done.stdout.decode(errors="replace")
    except subprocess.TimeoutExpired as error:
        status, said = 1, "still running after %d s" % error.timeout
    said = "".join(letter for letter in said if letter.isprintable() or letter == "\n")  # as XML will have it
    if status == COMPILED_OUT:
        ElementTree.SubElement(case, "skipped", message="compiled out here")
    elif status == SKIPPED:
        ElementTree.SubElement(case, "skipped", message=said.strip().splitlines()[-1].replace("skipped: ", "", 1))
    elif status != 0:
        ElementTree.SubElement(case, "failure", message="ended with %d: %s" % (status, said))
        print("FAILED %s: ended with %d: %s" % (test["name"], status, said), flush=True)
    return case


def main(tests, report, shim, *emulator):
    python = probe.answers()
    suite = ElementTree.Element("testsuite", name="ctest")
    of_system = ElementTree.SubElement(suite, "properties")
    for name, value in properties(python, shim).items():
        ElementTree.SubElement(of_system, "property", name=name, value=value)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as at_once:
        jobs = [
            at_once.submit(run, test, python, shim, list(emulator))
            for test in json.loads(pathlib.Path(tests).read_text())["tests"]
        ]
        suite.extend([job.result() for job in jobs])
    ElementTree.ElementTree(suite).write(report)
    return 1 if suite.find(".//failure") is not None else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
