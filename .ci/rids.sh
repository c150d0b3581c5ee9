# shellcheck shell=bash disable=SC2034  # the variables are those of build.sh
# The platforms (RIDs) of the packages, and how a Linux machine cross-compiles the native library for each.
# native/cross/ has a CMake toolchain file for each of cross_rids. Sourced by build.sh.

promised_rids=(linux-x64 linux-arm64 linux-musl-x64 win-x64)  # without osx-arm64, which only a Mac can build
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
    local compiler packages
    case $1 in
        linux-arm64) compiler=aarch64-linux-gnu-gcc packages=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross) ;;
        linux-musl-x64) compiler=musl-gcc packages=(musl-tools) ;;
        win-x64) compiler=x86_64-w64-mingw32-gcc packages=(gcc-mingw-w64-x86-64) ;;
        *) die "there is no cross compiler for $1" ;;
    esac
    has_compiler "$compiler" || install_packages "${packages[@]}"
}
