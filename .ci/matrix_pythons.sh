# shellcheck shell=bash disable=SC2016,SC2154,SC2164  # the variables are those of build.sh, which stops at any error
# Builds the Pythons of the matrix that no Debian release has: CPython 3.8 with its NumPy, a free-threaded CPython, and a
# CPython and a NumPy for musl. Sourced by build.sh, after sysroot.sh.

# Makes a bookworm sysroot that holds a CPython of pyenv, at the path that it has outside, and builds NumPy for it there.
python_of_pyenv() {  # NAME HOME NUMPY-SUITE
    local root=$cache/sysroots/$1 home=$2
    sysroot "$1" bookworm amd64 "${matrix_packages[@]}" cython3 gcc
    if [[ -f $root/numpy.made ]]; then return; fi
    say "NumPy of $3 for ${home##*/}"
    mkdir -p "$root${home%/*}"
    cp -a "$home" "$root${home%/*}"
    debian_source "$3" numpy "$root/usr/src/numpy"
    # NumPy's setup would look for Cython in the Python that it is built for, which has none. The first pass generates
    # files that the second one compiles.
    enter "$1" /bin/sh -euc 'cd /usr/src/numpy
        for pass in 1 2; do python3 tools/cythonize.py numpy/random; done
        export CC=gcc BLAS=None LAPACK=None ATLAS=None OPENBLAS=None MKL=None
        "$1/bin/python3" setup.py -q build -j "$(nproc)" install' build "$home"
    rm -rf "$root/usr/src/numpy"
    : >"$root/numpy.made"
}

free_threaded_python() {  # free-threaded/bin/python3.13t, which the library must reject; it runs outside of any sysroot
    local prefix=$cache/free-threaded source=$cache/build/python3.13
    if [[ -f $prefix.made ]]; then return; fi
    say 'a free-threaded CPython 3.13'
    debian_source trixie python3.13 "$source"
    (
        cd "$source"
        ./configure -q --prefix="$prefix" --disable-gil --enable-shared --disable-test-modules --with-ensurepip=no \
            "LDFLAGS=-Wl,-rpath,$prefix/lib"
        make -s -j "$(nproc)"
        make -s install
    )
    rm -rf "$source"
    : >"$prefix.made"
}

# ---- musl: CPython 3.9 and NumPy 1.19 are the newest that need no C++, for which Debian has no musl library ----

musl_prefix=$cache/musl
musl_python=$musl_prefix/bin/python3.9

musl_python() {
    if [[ -f $musl_prefix.made ]]; then return; fi
    say 'CPython 3.9 and NumPy 1.19 for musl'
    { /usr/bin/python3 -c 'import Cython, setuptools' && has_compiler musl-gcc; } 2>/dev/null ||
        install_packages cython3 python3-setuptools musl-tools
    rm -rf "$musl_prefix"
    mkdir -p "$musl_prefix/kernel"
    ln -s /usr/include/linux /usr/include/asm-generic "/usr/include/$(uname -m)-linux-gnu/asm" "$musl_prefix/kernel"
    (export CC="musl-gcc -idirafter $musl_prefix/kernel"; musl_build_ffi; musl_build_python; musl_build_numpy)
    : >"$musl_prefix.made"
}

musl_build_ffi() {  # for ctypes
    debian_source bookworm libffi "$cache/build/libffi"
    cd "$cache/build/libffi"
    ./configure -q --prefix="$musl_prefix" --disable-docs
    make -s -j "$(nproc)"
    make -s install
}

musl_build_python() {
    debian_source bullseye python3.9 "$cache/build/python3.9"
    cd "$cache/build/python3.9"
    sed -i 's/self.add_multiarch_paths()/pass/' setup.py  # they lead to glibc's headers
    ./configure -q --prefix="$musl_prefix" --enable-shared --without-ensurepip \
        "CPPFLAGS=-I$musl_prefix/include" "LDFLAGS=-L$musl_prefix/lib -Wl,-rpath,$musl_prefix/lib"
    sed -i "s|^LIBFFI_INCLUDEDIR=.*|LIBFFI_INCLUDEDIR=$musl_prefix/include|" Makefile
    make -s -j "$(nproc)"
    make -s install
    "$musl_python" -c 'import ctypes'
}

musl_build_numpy() {
    debian_source bullseye numpy "$cache/build/numpy"
    cd "$cache/build/numpy"
    /usr/bin/python3 tools/cythonize.py numpy
    BLAS=None LAPACK=None ATLAS=None OPENBLAS=None MKL=None PYTHONPATH=/usr/lib/python3/dist-packages \
        "$musl_python" setup.py -q build -j "$(nproc)"
    cp -r build/lib.*/numpy "$musl_prefix/lib/python3.9/site-packages"
    cd "$musl_prefix"  # NumPy refuses to be imported beside its sources
    "$musl_python" -c 'import numpy'
}
