# shellcheck shell=bash disable=SC2034  # the variables are those of build.sh
# Knows the platforms that a package promises, and how those that this machine is not are built here.
# Sourced by build.sh, whose functions it uses. native/cross/ has a toolchain file for each platform of cross_rids.

promised_rids=(linux-x64 linux-arm64 linux-musl-x64 win-x64)  # a Mac builds osx-arm64: packed where it is at hand
cross_rids=(linux-arm64 linux-musl-x64 win-x64)

build_rids() {
    build_native
    local rid
    for rid in "${cross_rids[@]}"; do build_rid "$rid"; done
}

build_rid() {  # RID
    ensure_cross_compiler "$1"
    say "native library for $1"
    build_preset "$1"
}

ensure_cross_compiler() {  # RID
    local compiler
    case $1 in
        linux-arm64) compiler=aarch64-linux-gnu-gcc packages=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross) ;;
        linux-musl-x64) compiler=musl-gcc packages=(musl-tools) ;;
        win-x64) compiler=x86_64-w64-mingw32-gcc packages=(gcc-mingw-w64-x86-64) ;;
        *) die "there is no cross compiler for $1" ;;
    esac
    python_why=()
    has_compiler "$compiler" || install_packages
}
