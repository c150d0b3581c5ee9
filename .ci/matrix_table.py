"""Prints the table of `./build.sh matrix`, then the failed and skipped tests, then the totals.

Usage: matrix_table.py FOLDER ROW...   Reads FOLDER/ROW/outcome, with lines SUITE=STATUS or skipped=REASON, and the
reports beside it. A row without an outcome stopped early and is a failure. So are rows of one processor that did not
test the same native library.
"""
import collections
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

import totals

COLUMNS = "%-14s  %-8s  %-7s  %-6s  %-16s  %-20s  %-12s"
OUTCOMES = ("passed", "failed", "skipped")


class Row:
    """The results in the folder of one row."""

    def __init__(self, folder, name):
        self.name, self.folder = name, folder / name
        self.suites, self.system = {}, {}
        outcome = self.folder / "outcome"
        lines = outcome.read_text().splitlines() if outcome.exists() else []
        for suite, status in (line.split("=", 1) for line in lines):
            if suite == "skipped":
                self.suites[suite] = [("skipped", self.name, status)]
            else:
                self.suites[suite] = totals.suite_results(self.folder, suite, int(status))
        if not lines:
            self.suites["stopped"] = [("failed", self.name, "stopped early: see %s" % (self.folder / "log"))]
        self.read_system()

    def read_system(self):
        for report in self.folder.glob("ctest*.xml"):
            for element in ElementTree.parse(str(report)).iter("property"):
                self.system[element.get("name")] = element.get("value")

    def counts(self, suite):
        if suite not in self.suites:
            return "-"
        outcomes = [outcome for outcome, _, _ in self.suites[suite]]
        return "/".join(str(outcomes.count(word)) for word in OUTCOMES)

    def line(self):
        return COLUMNS % (
            self.name,
            self.system.get("python", "-"),
            self.system.get("numpy", "-"),
            self.system.get("glibc", "-"),
            self.counts("ctest"),
            self.counts("nunit"),
            self.system.get("shim", "-")[:12],
        )

    def results(self):
        return [result for results in self.suites.values() for result in results]

    def remarks(self):
        """Yields each failure, and the number of skipped tests for each reason."""
        skipped = collections.Counter()
        for outcome, name, reason in self.results():
            first_line = (reason.splitlines() or [""])[0]
            if outcome == "failed":
                yield "%s: failed: %s: %s" % (self.name, name, first_line)
            elif outcome == "skipped":
                skipped[first_line] += 1
        for reason, count in skipped.items():
            yield "%s: %d skipped: %s" % (self.name, count, reason)


def differing_shims(rows):
    """Returns a failure for each processor whose rows did not all have the same shim."""
    shims = collections.defaultdict(set)
    for row in rows:
        if "shim" in row.system:
            shims[row.system["machine"]].add(row.system["shim"])
    return [("failed", machine, "its rows had different shims") for machine, found in shims.items() if len(found) > 1]


def main(folder, *names):
    rows = [Row(pathlib.Path(folder), name) for name in names]
    print(COLUMNS % ("row", "Python", "NumPy", "glibc", "C pass/fail/skip", "NUnit pass/fail/skip", "shim"))
    for row in rows:
        print(row.line())
    print()
    different = differing_shims(rows)
    for remark in [remark for row in rows for remark in row.remarks()] + [reason for _, _, reason in different]:
        print(remark)
    return totals.print_total([result for row in rows for result in row.results()] + different)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
