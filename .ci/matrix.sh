# shellcheck shell=bash disable=SC2034,SC2154  # the variables are those of build.sh
# `./build.sh matrix`: one row for each system and Python on which the same native library must work. A row records the
# exit code of each of its suites in its file `outcome`, which matrix_table.py reads. Sourced by build.sh, after rids.sh,
# sysroot.sh and matrix_pythons.sh.

matrix_rows=(bullseye bookworm trixie forky sid 3.15 3.8 arm64 musl wine free-threaded)
matrix_reports=$PWD/artifacts/matrix
matrix_packages=(apt base-files base-passwd dash bash coreutils grep sed procps libc-bin libc6-dev libstdc++6
    python3 python3-venv libpython3-dev '^libicu[0-9]+$')  # .NET needs the last one

matrix() {  # [--skip-ROW...] [ROW...]: all if none is named
    local row rows=() skipped=' '
    for row in "$@"; do
        case $row in
            --skip-*) skipped+="${row#--skip-} " row=${row#--skip-} ;;
            *) rows+=("$row") ;;
        esac
        [[ " ${matrix_rows[*]} " == *" $row "* ]] || die "no row '$row' in matrix; there are: ${matrix_rows[*]}"
    done
    ((${#rows[@]})) || rows=("${matrix_rows[@]}")
    matrix_prepare
    for row in "${rows[@]}"; do matrix_one "$row"; done
    say matrix
    "$python" .ci/matrix_table.py "$matrix_reports" "${rows[@]}"
}

matrix_prepare() {
    local shim
    has apt-get || die "matrix makes its systems of Debian's packages, by apt-get and dpkg: run it on Debian"
    enter_possible || die "matrix needs namespaces of its own: run it as root, or allow unshare --map-root-user"
    matrix_nab=$(readlink -m "${OUTLIERS_NAB:-../shared/data/nab}")
    [[ ! -d $matrix_nab ]] || enter_folders+=("$matrix_nab")
    build_native
    build_managed "$without_benchmarks"
    for shim in tests/*/bin/Release/net10.0/runtimes/linux-x64/native/liboutliers_glue.so; do
        cmp "$shim" artifacts/native/linux-x64/liboutliers_glue.so
    done
    sysroot_bullseye  # programs that were built with the oldest glibc run on all
    say 'C tests for a glibc as old as 2.31'
    matrix_build_c_tests matrix-x64 bullseye
}

matrix_one() {  # ROW: prints one line; the output goes to artifacts/matrix/ROW/log
    local folder=$matrix_reports/$1 start=$SECONDS status
    rm -rf "$folder"
    mkdir -p "$folder"
    if [[ $skipped == *" $1 "* ]]; then
        echo "skipped=--skip-$1 was said" >"$folder/outcome"
    else
        set +e  # not `if (...)`: in a condition, bash ignores the subshell's own set -e
        (set -e; "row_${1//[.-]/_}" "$folder") </dev/null >"$folder/log" 2>&1
        set -e
    fi
    printf '%-14s  %s  %d s\n' "$1" "$(tr '\n' ' ' <"$folder/outcome" || echo stopped early)" $((SECONDS - start))
}

# ---- the rows ----

row_bullseye() { sysroot_bullseye; row_x64 "$1" bullseye; }
row_bookworm() { sysroot bookworm bookworm amd64 "${matrix_packages[@]}" python3-numpy; row_x64 "$1" bookworm; }
row_trixie() { sysroot trixie trixie amd64 "${matrix_packages[@]}" python3-numpy; row_x64 "$1" trixie; }
row_forky() { sysroot forky forky amd64 "${matrix_packages[@]}" python3-numpy; row_x64 "$1" forky; }
row_sid() { sysroot sid sid amd64 "${matrix_packages[@]}" python3-numpy; row_x64 "$1" sid; }

row_3_15() {  # no release has it as python3 yet
    sysroot 3.15 sid amd64 "${matrix_packages[@]}" python3-numpy python3.15 python3.15-venv libpython3.15
    ln -sf python3.15 "$cache/sysroots/3.15/usr/bin/python3"
    row_x64 "$1" 3.15
}

row_3_8() {  # no release at hand has it
    local home found=("${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.8.*/lib/libpython3.8.so.1.0)
    if [[ ! -e ${found[0]} ]]; then
        echo "skipped=no CPython 3.8: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install 3.8 brings one" >"$1/outcome"
        return
    fi
    home=${found[0]%/lib/*}
    python_of_pyenv 3.8 "$home" bullseye
    row_x64 "$1" 3.8 "$home/bin/python3"
}

row_arm64() {  # C tests only, under qemu: NuGet has no .NET runtime package for arm64
    has qemu-aarch64-static || install_packages qemu-user-static
    build_rid linux-arm64
    sysroot arm64 bookworm arm64 "${matrix_packages[@]}" python3-numpy
    matrix_build_c_tests matrix-arm64 arm64
    cp "$(command -v qemu-aarch64-static)" "$cache/sysroots/arm64/usr/bin"
    matrix_c_tests "$1" arm64 matrix-arm64 "$PWD/artifacts/native/linux-arm64/liboutliers_glue.so" \
        /usr/bin/qemu-aarch64-static /usr/bin/python3
}

row_musl() {  # C tests only: .NET for musl needs a C++ library, for which Debian has no package
    local not_here='^native\.'  # runs no test program
    not_here+='|^scarce\.call_when_python_has_no_memory$'  # NumPy 1.19 crashes without memory
    not_here+='|^signals\.faults_and_stops_pass_when_a_function_blocks_all_signals$'  # CPython 3.9.2 keeps its frame
    musl_python
    build_rid linux-musl-x64
    cmake --build artifacts/build/linux-musl-x64 -j "$(nproc)"
    ctest --test-dir artifacts/build/linux-musl-x64 --exclude-regex "$not_here" --show-only=json-v1 >"$1/tests.json"
    matrix_suite "$1" ctest "$musl_python" .ci/c_tests.py "$1/tests.json" "$1/ctest.xml" \
        "$PWD/artifacts/native/linux-musl-x64/liboutliers_glue.so"
}

row_wine() {  # no Python runs there: the C tests that need none, and the error paths from C#
    local child=$PWD/artifacts/wine/child
    local wine=/usr/lib/wine/wine64
    [[ -x $wine ]] || install_packages wine64
    build_rid win-x64
    cmake --build artifacts/build/win-x64 -j "$(nproc)"
    dotnet publish tests/OutliersNative.Tests.Child -c Release -r win-x64 --self-contained -o "$child"

    export WINEPREFIX=$PWD/artifacts/wine/prefix WINEDEBUG=-all
    mkdir -p "$WINEPREFIX"
    # One program runs all the time: wine's services stay up, so the next ones start quickly, and the services do not
    # inherit the output of a test.
    coproc running { "$wine" cmd /c 'echo up & more' 2>/dev/null; }
    read -r <&"${running[0]}"
    matrix_suite "$1" ctest ctest --preset win-x64 --output-junit "$1/ctest.xml"
    matrix_suite "$1" pytest env "OUTLIERS_TEST_WINE=$wine" "OUTLIERS_TEST_CHILD=$child" \
        "$python" -m pytest -c python/pyproject.toml tests/wine --junitxml "$1/pytest.xml"
    # shellcheck disable=SC1083  # an element of an array is a valid name there
    exec {running[1]}>&-
}

row_free_threaded() {  # must be rejected, by name; runs outside of any sysroot
    free_threaded_python
    ctest --preset release -R '^load.free_threaded_python$' --show-only=json-v1 >"$1/tests.json"
    matrix_suite "$1" ctest env "OUTLIERS_TEST_FAKE_FREE=$cache/free-threaded/lib/libpython3.13t.so.1.0" \
        "$cache/free-threaded/bin/python3.13t" .ci/c_tests.py "$1/tests.json" "$1/ctest.xml" "$(matrix_shim)"
    matrix_suite "$1" nunit env "OUTLIERS_TEST_PYTHON=$python" dotnet test "$matrix_nunit/OutliersNative.Tests.dll" \
        --filter FullyQualifiedName~FreeThreaded "${matrix_nunit_options[@]}" --results-directory "$1"
}

# ---- steps ----

matrix_nunit=$PWD/tests/OutliersNative.Tests/bin/Release/net10.0
matrix_nunit_options=(--logger 'trx;LogFilePrefix=nunit' --blame-hang-timeout 5m --blame-hang-dump-type none)

matrix_shim() { echo "$matrix_nunit/runtimes/linux-x64/native/liboutliers_glue.so"; }  # the file that .NET loads

sysroot_bullseye() { sysroot bullseye bullseye amd64 "${matrix_packages[@]}" python3-numpy; }

matrix_build_c_tests() {  # PRESET SYSROOT: -B, since a compiler looks for libraries in this system's folders first
    local root=$cache/sysroots/$2 libraries
    libraries=$(echo "$root"/usr/lib/*-linux-gnu)
    build_preset "$1" "-DCMAKE_SYSROOT=$root" "-DCMAKE_C_FLAGS=-B$libraries"
}

row_x64() {  # FOLDER SYSROOT [PYTHON]
    local python_there=${3:-/usr/bin/python3} dotnet
    dotnet=$(readlink -f "$(command -v dotnet)")
    matrix_c_tests "$1" "$2" matrix-x64 "$(matrix_shim)" "$python_there"
    matrix_suite "$1" nunit enter "$2" env "OUTLIERS_TEST_PYTHON=$python_there" "OUTLIERS_PYTHON=$python_there" \
        "OUTLIERS_NAB=$matrix_nab" "$dotnet" test "$matrix_nunit/OutliersNative.Tests.dll" \
        "${matrix_nunit_options[@]}" --results-directory "$1"
}

matrix_c_tests() {  # FOLDER SYSROOT PRESET SHIM [EMULATOR] PYTHON
    local emulator=("${@:5:$#-5}")
    ctest --test-dir "artifacts/build/$3" --show-only=json-v1 >"$1/tests.json"
    matrix_suite "$1" ctest enter "$2" "${@:5}" \
        "$PWD/.ci/c_tests.py" "$1/tests.json" "$1/ctest.xml" "$4" "${emulator[@]}"
}

matrix_suite() {  # FOLDER SUITE COMMAND...: records the exit code; a failure does not stop the suites that follow
    local status=0
    "${@:3}" || status=$?
    echo "$2=$status" >>"$1/outcome"
}
