"""Looks whether a package holds each native library that is promised or was built, where .NET looks for it and fit for
its platform, and the Python package.

`check_package.py PACKAGE RID...` promises those RIDs; names what is wrong and exits with 1.
"""
import pathlib
import sys
import zipfile

from check_native import PLATFORMS, faults

ROOT = pathlib.Path(__file__).resolve().parent.parent


def wanted(promised):
    names = {native.parent.name: native.name for native in (ROOT / "artifacts" / "native").glob("*/*outliers_glue.*")}
    names.update({rid: PLATFORMS[rid][0] for rid in promised})
    for rid in sorted(names):
        yield "runtimes/%s/native/%s" % (rid, names[rid])
    for module in sorted((ROOT / "python" / "outliers").rglob("*.py")):
        yield "python/" + module.relative_to(ROOT / "python").as_posix()
    yield "buildTransitive/OutliersNative.targets"


def all_faults(package, promised):
    held = set(package.namelist())
    for name in wanted(promised):
        if name not in held:
            yield "%s is missing" % name
    for name in sorted(held):
        if name.startswith("runtimes/"):
            for fault in faults(name.split("/")[1], package.read(name)):
                yield "%s %s" % (name, fault)


def main(path, *promised):
    found = list(all_faults(zipfile.ZipFile(path), promised))
    for fault in found:
        print("%s: %s" % (path, fault))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
