"""Checks that a NuGet package holds everything it promises: the native library of each platform, where .NET looks
for it and fit for that platform, the Python package, the README and the icon.

Usage: check_package.py PACKAGE RID...   Prints what is wrong and exits with 1.
"""
import pathlib
import sys
import zipfile

from check_native import PLATFORMS, faults

ROOT = pathlib.Path(__file__).resolve().parent.parent


ADDITIONS = {  # the frameworks of each
    "OutliersNative.Tensors": ("net8.0", "net10.0"),
    "OutliersNative.Hosting": ("net8.0", "net10.0"),
    "OutliersNative.OpenTelemetry": ("net8.0", "net10.0"),
    "OutliersNative.Orleans": ("net10.0",),
}


def app_folder(held):
    """Where a tool's package has the app; a library's has the same at its root."""
    settings = [name for name in held if name.endswith("DotnetToolSettings.xml")]
    return settings[0][: -len("DotnetToolSettings.xml")] if settings else ""


def wanted_of_addition(name):
    """What a package holds that only adds to the library's."""
    for net in ADDITIONS[name]:
        yield from ("lib/%s/%s.%s" % (net, name, kind) for kind in ("dll", "xml"))
        if name == "OutliersNative.Orleans":
            yield "lib/%s/OutliersNative.Tables.dll" % net
    yield from ("README.md", "icon.png")


def wanted(folder, promised):
    names = {native.parent.name: native.name for native in (ROOT / "artifacts" / "native").glob("*/*outliers_glue.*")}
    names.update({rid: PLATFORMS[rid][0] for rid in promised})
    for rid in sorted(names):
        yield "%sruntimes/%s/native/%s" % (folder, rid, names[rid])
    for module in sorted((ROOT / "python" / "outliers").rglob("*.py")):
        yield folder + "python/" + module.relative_to(ROOT / "python").as_posix()
    if folder:
        yield folder + "OutliersNative.Tables.dll"
    if not folder:
        yield "buildTransitive/OutliersNative.targets"
        for net in ("net8.0", "net10.0"):
            yield from ("lib/%s/OutliersNative.%s" % (net, kind) for kind in ("dll", "xml"))
    for built in (ROOT / "artifacts" / "managed").glob("*/lib/*/OutliersNative.dll") if not folder else ():
        yield "runtimes/" + built.relative_to(ROOT / "artifacts" / "managed").as_posix()
    yield from ("README.md", "icon.png")


def all_faults(package, promised):
    held = set(package.namelist())
    folder = app_folder(held)
    addition = next((name for name in ADDITIONS if name + ".nuspec" in held), None)
    for name in wanted_of_addition(addition) if addition else wanted(folder, promised):
        if name not in held:
            yield "%s is missing" % name
    for name in sorted(held):
        # Not those of other packages, such as ScottPlot's SkiaSharp in the tool.
        if name.startswith(folder + "runtimes/") and "outliers_glue." in name.rsplit("/", 1)[-1]:
            for fault in faults(name[len(folder) :].split("/")[1], package.read(name)):
                yield "%s %s" % (name, fault)
        if (
            name.endswith(tuple(each + ".dll" for each in ("OutliersNative", "OutliersNative.Tables", *ADDITIONS)))
            and (ROOT / ".git").exists()
            and bytes(ROOT) in package.read(name)
        ):
            yield "%s names a folder of this machine: build it anew" % name


def main(path, *promised):
    found = list(all_faults(zipfile.ZipFile(path), promised))
    for fault in found:
        print("%s: %s" % (path, fault))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
