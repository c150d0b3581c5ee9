# shellcheck shell=bash disable=SC2154  # the variables are those of build.sh
# Knows what of linux-musl-x64 runs on a system that has musl's loader and nothing else that was built with it: the library
# itself, and the C tests that need no Python. Sourced by build.sh after rids.sh, whose functions it uses.

musl_checks() {
    build_rid linux-musl-x64
    cmake --build artifacts/build/linux-musl-x64 -j "$(nproc)"
    say "linux-musl-x64 with musl's loader: C tests that need no Python"
    ctest --preset linux-musl-x64
}
