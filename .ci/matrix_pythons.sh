# shellcheck shell=bash disable=SC2016,SC2154,SC2164  # the variables are those of build.sh, which stops at any error
# Knows how the Pythons are made that no release of Debian has: an old one with its NumPy, and a free-threaded one.

# A sysroot of bookworm, with pyenv's CPython VERSION where it lies outside, and with NumPy built there for it.
python_of_pyenv() {  # NAME HOME NUMPY-SUITE
    local root=$cache/sysroots/$1 home=$2
    sysroot "$1" bookworm amd64 "${matrix_packages[@]}" cython3 gcc
    if [[ -f $root/numpy.made ]]; then return; fi
    say "NumPy of $3 for ${home##*/}"
    mkdir -p "$root${home%/*}"
    cp -a "$home" "$root${home%/*}"
    debian_source "$3" numpy "$root/usr/src/numpy"
    # Its own setup would ask the Python that it is built for for its Cython, and that has none. Twice: the first makes
    # what the second compiles.
    enter "$1" /bin/sh -euc 'cd /usr/src/numpy
        for pass in 1 2; do python3 tools/cythonize.py numpy/random; done
        export CC=gcc BLAS=None LAPACK=None ATLAS=None OPENBLAS=None MKL=None
        "$1/bin/python3" setup.py -q build -j "$(nproc)" install' build "$home"
    rm -rf "$root/usr/src/numpy"
    : >"$root/numpy.made"
}

free_threaded_python() {  # makes free-threaded/bin/python3.13t, to be refused; it runs here, in no sysroot
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
