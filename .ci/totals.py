"""Adds up the reports of the test suites: prints the skipped tests by reason, the failed ones, and the totals.

Usage: totals.py FOLDER SUITE=STATUS...   Reads FOLDER/SUITE*.xml (JUnit) and FOLDER/SUITE*.trx. STATUS is the suite's
exit code. A suite counts as one failure if it has no readable report, ran no test, or exited with an error that no
test explains (a crash).
"""
import collections
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

NAMES_SHOWN = 3  # of the tests that one reason kept from running
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
            yield "failed", name, message  # ctest: the test's executable does not exist
        elif skipped is not None or case.get("status") == "disabled":
            printed = (case.findtext("system-out") or "").strip().splitlines()[-1:]
            if printed and printed[0].startswith("skipped: "):  # check_skip in tests/native/check.c
                message = printed[0][len("skipped: ") :]
            elif message == "SKIP_RETURN_CODE=77":  # tests/native/cases.c
                message = "compiled out on this system"
            yield "skipped", name, message
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
    """All results of one suite, and a failure of the suite itself if its reports do not explain its exit code."""
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
    """Returns the exit code."""
    total = {word: sum(outcome == word for outcome, _, _ in results) for word in ("passed", "failed", "skipped")}
    print("total: %(passed)d passed, %(failed)d failed, %(skipped)d skipped" % total)
    return 1 if total["failed"] else 0


def print_skipped(results):
    """Prints each reason once, with the tests that it kept from running."""
    names = collections.defaultdict(list)
    for outcome, name, reason in results:
        if outcome == "skipped":
            names[(reason.splitlines() or ["no reason given"])[0]].append(name)
    for reason, skipped in names.items():
        print("skipped, %d: %s" % (len(skipped), reason))
        for name in skipped[:NAMES_SHOWN]:
            print("    " + name)
        if len(skipped) > NAMES_SHOWN:
            print("    and %d more" % (len(skipped) - NAMES_SHOWN))


def main(folder, *suites):
    results = []
    for suite, status in (argument.split("=") for argument in suites):
        results += suite_results(pathlib.Path(folder), suite, int(status))
    print_skipped(results)
    for outcome, name, reason in results:
        if outcome == "failed":
            print(": ".join([outcome, name] + reason.splitlines()[:1]))
    return print_total(results)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
