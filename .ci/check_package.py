"""Looks whether a package holds every native library that was built, where .NET looks for it, and the Python package.

`check_package.py PACKAGE` compares with artifacts/native and python/outliers; names what is missing and exits with 1.
"""
import pathlib
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def wanted():
    natives = sorted((ROOT / "artifacts" / "native").glob("*/*outliers_glue.*"))
    if not natives:
        yield "runtimes/<rid>/native/<the native library>"
    for native in natives:
        yield "runtimes/%s/native/%s" % (native.parent.name, native.name)
    for module in sorted((ROOT / "python" / "outliers").rglob("*.py")):
        yield "python/" + module.relative_to(ROOT / "python").as_posix()
    yield "buildTransitive/OutliersNative.targets"


def main(package):
    held = set(zipfile.ZipFile(package).namelist())
    missing = [name for name in wanted() if name not in held]
    for name in missing:
        print("%s: %s is missing" % (package, name))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
