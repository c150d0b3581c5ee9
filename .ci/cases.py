"""Prints one line for each test of a suite, and the totals.

Usage: cases.py FOLDER SUITE=STATUS   Reads FOLDER/SUITE*.trx. STATUS is the suite's exit code. A line has the outcome,
the time, the name, and the last line that the test printed. As in totals.py, a crash is a failure.
"""
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

from totals import TRX, print_total, suite_results


def seconds(duration):
    """Converts "00:01:02.5"."""
    hours, minutes, rest = (duration or "0:0:0").split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(rest)


def figure(result):
    """Returns the first line of the failure or skip message, or else the last line that the test printed."""
    message = (result.findtext(".//%sMessage" % TRX) or "").strip().splitlines()
    printed = (result.findtext(".//%sStdOut" % TRX) or "").strip().splitlines()
    return (message[:1] or printed[-1:] or [""])[0]


def case(result):
    """Returns (name, line)."""
    name = result.get("testName")
    line = "%-11s %8.1f s  %s" % (result.get("outcome").lower(), seconds(result.get("duration")), name)
    return name, ": ".join(part for part in (line, figure(result)) if part)


def cases(report):
    try:
        return sorted(map(case, ElementTree.parse(str(report)).getroot().iter(TRX + "UnitTestResult")))
    except (OSError, ElementTree.ParseError):
        return []  # suite_results reports it as a failure


def main(folder, argument):
    suite, status = argument.split("=")
    folder = pathlib.Path(folder)
    for report in sorted(folder.glob(suite + "*.trx")):
        for _, line in cases(report):
            print(line)
    results = suite_results(folder, suite, int(status))
    for outcome, name, reason in results:
        if name == suite:
            print("%s: %s: %s" % (outcome, name, reason))
    return print_total(results)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
