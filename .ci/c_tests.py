"""Runs C tests that were built on another system, with the Python that runs this script.

Usage: c_tests.py TESTS REPORT SHIM [EMULATOR]   TESTS is the output of `ctest --show-only=json-v1`. REPORT is the
JUnit report to write; its properties describe this system. SHIM is the native library. EMULATOR, such as qemu, runs
each test.
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
import probe  # noqa: E402  # needs the path added above

EMULATOR_SLOWDOWN = 10
COMPILED_OUT, SKIPPED = 77, 78  # exit codes of tests/native/cases.c and check.c


def glibc():
    try:
        return os.confstr("CS_GNU_LIBC_VERSION").split()[-1]
    except OSError:  # musl does not have the name
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
    """Returns what CTest would set, with this system's paths; variables of this process have precedence."""
    variables = {}
    for prop in test.get("properties", []):
        if prop["name"] == "ENVIRONMENT":
            variables.update(variable.split("=", 1) for variable in prop["value"])
    variables.update(
        OUTLIERS_TEST_LIBRARY=python["library"], OUTLIERS_TEST_EXECUTABLE=python["executable"], OUTLIERS_TEST_GLUE=shim
    )
    variables.update(os.environ)
    return variables


def ctest_property(test, name):
    return next((prop["value"] for prop in test.get("properties", []) if prop["name"] == name), None)


def timeout(test, emulator):
    return ctest_property(test, "TIMEOUT") * (EMULATOR_SLOWDOWN if emulator else 1)


def run(test, python, shim, emulator):
    """Runs one test and returns its element of the report."""
    case = ElementTree.Element("testcase", name=test["name"], status="run")
    try:
        done = subprocess.run(
            emulator + test["command"],
            env=environment(test, python, shim),
            timeout=timeout(test, emulator),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        status, said = done.returncode, done.stdout.decode(errors="replace")
    except subprocess.TimeoutExpired as error:
        status, said = 1, "still running after %d s" % error.timeout
    said = "".join(letter for letter in said if letter.isprintable() or letter == "\n")  # XML allows no others
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
    system = ElementTree.SubElement(suite, "properties")
    for name, value in properties(python, shim).items():
        ElementTree.SubElement(system, "property", name=name, value=value)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [
            pool.submit(run, test, python, shim, list(emulator))
            for test in json.loads(pathlib.Path(tests).read_text())["tests"]
        ]
        suite.extend([job.result() for job in jobs])
    ElementTree.ElementTree(suite).write(report)
    return 1 if suite.find(".//failure") is not None else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
