# shellcheck shell=bash disable=SC2154  # the variables are those of build.sh
# Knows how CPython 3.9 and NumPy 1.19 are built for musl, which Debian has not: the newest pair that needs no C++, since
# there is no library of that for musl here. They run with the loader of Debian's package musl.
# Sourced by build.sh after sysroot.sh, whose functions it uses.

musl_prefix=$cache/musl
musl_python=$musl_prefix/bin/python3.9

musl_python() {
    if [[ -f $musl_prefix.made ]]; then return; fi
    say 'CPython 3.9 and NumPy 1.19 for musl'
    packages=(cython3 python3-setuptools musl-tools) python_why=()
    { /usr/bin/python3 -c 'import Cython, setuptools' && has_compiler musl-gcc; } 2>/dev/null || install_packages
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
    sed -i 's/self.add_multiarch_paths()/pass/' setup.py  # those are glibc's
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
