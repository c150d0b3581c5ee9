# shellcheck shell=bash disable=SC2034,SC2154  # the variables are those of build.sh
# Knows what of win-x64 runs under wine, where no Python does: the C tests that need none, and the error paths from C#.
# Sourced by build.sh after rids.sh and matrix.sh.

wine=/usr/lib/wine/wine64

row_wine() {  # FOLDER
    local child=$PWD/artifacts/wine/child
    if [[ ! -x $wine ]]; then
        packages=(wine64) python_why=()
        install_packages
    fi
    build_rid win-x64
    cmake --build artifacts/build/win-x64 -j "$(nproc)"
    dotnet publish tests/OutliersNative.Tests.Child -c Release -r win-x64 --self-contained -o "$child"

    export WINEPREFIX=$PWD/artifacts/wine/prefix WINEDEBUG=-all
    mkdir -p "$WINEPREFIX"
    # While one program runs, the next ones start at once; and wine's own do not hold the output of a test open.
    coproc running { "$wine" cmd /c 'echo up & more' 2>/dev/null; }
    read -r <&"${running[0]}"
    matrix_suite "$1" ctest ctest --preset win-x64 --output-junit "$1/ctest.xml"
    matrix_suite "$1" pytest env "OUTLIERS_TEST_WINE=$wine" "OUTLIERS_TEST_CHILD=$child" \
        "$python" -m pytest -c python/pyproject.toml tests/wine --junitxml "$1/pytest.xml"
    exec {running[1]}>&-
}
