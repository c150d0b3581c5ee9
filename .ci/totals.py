"""Adds up the reports of the test suites: names what was skipped and why, ends with one line of totals.

`totals.py FOLDER SUITE=STATUS...` reads FOLDER/SUITE*.xml (JUnit) and FOLDER/SUITE*.trx; STATUS is the suite's
exit code. A suite without a readable report, without a test, or that exited badly without naming a failure
(a crash) counts as one failure: green means that tests ran.
"""
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

TRX = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"


def junit_results(root):
    """Yields (outcome, name, reason) of each test in a report by ctest or pytest."""
    for case in root.iter("testcase"):
        owner, own_name = case.get("classname"), case.get("name")
        name = own_name if owner in (None, "", own_name) else "%s.%s" % (owner, own_name)
        skipped = case.find("skipped")
        message = "" if skipped is None else skipped.get("message") or ""
        if case.find("failure") is not None or case.find("error") is not None:
            yield "failed", name, ""
        elif case.get("status") == "notrun" and not message.startswith("SKIP_"):
            yield "failed", name, message  # ctest says so of a test whose executable is not there
        elif skipped is not None or case.get("status") == "disabled":
            printed = (case.findtext("system-out") or "").strip().splitlines()[-1:]
            yield "skipped", name, ": ".join(part for part in [message] + printed if part)
        else:
            yield "passed", name, ""


def trx_results(root):
    """Yields (outcome, name, reason) of each test in a report by dotnet test."""
    for result in root.iter(TRX + "UnitTestResult"):
        outcome = {"Passed": "passed", "NotExecuted": "skipped"}.get(result.get("outcome"), "failed")
        yield outcome, result.get("testName"), (result.findtext(".//%sMessage" % TRX) or "").strip()


def read(report):
    root = ElementTree.parse(str(report)).getroot()
    return list(trx_results(root) if root.tag == TRX + "TestRun" else junit_results(root))


def suite_results(folder, suite, status):
    """All results of one suite, with a made-up failure where the reports alone would look too good."""
    results = []
    for report in sorted(folder.glob(suite + "*.xml")) + sorted(folder.glob(suite + "*.trx")):
        try:
            results += read(report)
        except (OSError, ElementTree.ParseError) as error:
            results.append(("failed", suite, "report %s cannot be read: %s" % (report.name, error)))
    if not results:
        results.append(("failed", suite, "ran no test"))
    elif status != 0 and all(outcome != "failed" for outcome, _, _ in results):
        results.append(("failed", suite, "exited with %d, though no test failed" % status))
    return results


def print_total(results):
    """Returns the exit code that goes with it."""
    total = {word: sum(outcome == word for outcome, _, _ in results) for word in ("passed", "failed", "skipped")}
    print("total: %(passed)d passed, %(failed)d failed, %(skipped)d skipped" % total)
    return 1 if total["failed"] else 0


def main(folder, *suites):
    results = []
    for suite, status in (argument.split("=") for argument in suites):
        results += suite_results(pathlib.Path(folder), suite, int(status))
    for outcome, name, reason in results:
        if outcome != "passed":
            print(": ".join([outcome, name] + reason.splitlines()[:1]))
    return print_total(results)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
