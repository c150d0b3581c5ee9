"""Checks that a native library fits its platform: processor, exported functions, needed libraries, glibc version.

Usage: check_native.py RID LIBRARY   Prints what is wrong and exits with 1.
"""
import pathlib
import re
import sys

from native_library import NativeLibrary

ROOT = pathlib.Path(__file__).resolve().parent.parent
NEWEST_GLIBC = (2, 17)  # released in 2012

# RID: file name, machine, and a pattern of the system libraries that it may need
PLATFORMS = {
    "linux-x64": ("liboutliers_glue.so", "elf 62", r"lib(c\.so\.6|dl\.so\.2|pthread\.so\.0)|ld-linux-x86-64\.so\.2"),
    "linux-arm64": (
        "liboutliers_glue.so",
        "elf 183",
        r"lib(c\.so\.6|dl\.so\.2|pthread\.so\.0)|ld-linux-aarch64\.so\.1",
    ),
    "linux-musl-x64": ("liboutliers_glue.so", "elf 62", r"libc\.so|libc\.musl-x86_64\.so\.1"),
    "win-x64": ("outliers_glue.dll", "pe 0x8664", r"(?i:kernel32|msvcrt|api-ms-win-crt-[a-z0-9-]+)\.dll"),
    "osx-arm64": ("liboutliers_glue.dylib", "mach-o 0x100000c", r"/usr/lib/libSystem\.B\.dylib"),
}


def exported_by_the_header():
    text = (ROOT / "native" / "glue.h").read_text(encoding="utf-8")
    return set(re.findall(r"^GLUE_EXPORT [^(]*?(\w+)\(", text, re.MULTILINE))


def glibc_faults(versions):
    for version in sorted(versions):
        number = re.fullmatch(r"GLIBC_(\d+)\.(\d+)(\.\d+)?", version)
        if not number:
            yield "needs %s, which is not a glibc version" % version
        elif tuple(map(int, number.groups()[:2])) > NEWEST_GLIBC:
            yield "needs %s; expected nothing newer than glibc %d.%d" % ((version,) + NEWEST_GLIBC)


def faults(rid, data):
    if rid not in PLATFORMS:
        return ["%s is not one of the known platforms" % rid]
    _, machine, may_need = PLATFORMS[rid]
    library = NativeLibrary(data)
    if library.machine != machine:
        return ["is for %s; expected %s for %s" % (library.machine, machine, rid)]
    wanted = exported_by_the_header()
    found = ["does not export %s" % name for name in sorted(wanted - library.exports)]
    found += ["exports %s" % name for name in sorted(library.exports - wanted)]
    found += ["needs %s" % name for name in sorted(library.needs) if not re.fullmatch(may_need, name)]
    return found + list(glibc_faults(library.versions))


def main(rid, path):
    found = faults(rid, pathlib.Path(path).read_bytes())
    for fault in found:
        print("%s: %s" % (path, fault))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
