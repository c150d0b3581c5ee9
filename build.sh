#!/usr/bin/env bash
# Builds, runs, tests and packs everything on Linux; build.ps1 is its twin for Windows.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

# No build server may linger in the background once the script has ended.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

python=''        # the Python whose headers and NumPy are used; find_python chooses it
python_why=()    # why each one before it was passed over
python_lacks=''  # what the last of those lacks
packages=()      # Debian packages that bring what is missing

help() {
    cat <<'END'
usage: ./build.sh VERB [ARGUMENT...]

  setup   check the tools; install what is missing where apt-get may, else name the command
  build   build the native library and all C# projects
  demo    detect outliers in real series; further arguments go to the demo
  test    build, then run the C, Python and C# tests
  stress  build, then run the long tests, and print a line a case
  sanitize  run the C and C# tests under sanitizers and valgrind, and fuzz; further arguments choose:
          asan tsan valgrind nunit-asan nunit-tsan fuzz
  bench   run the benchmarks; further arguments go to BenchmarkDotNet
  pack    write the NuGet package to artifacts/packages/
  clean   remove everything that was built
  help    print this

environment:
  OUTLIERS_PYTHON   the only Python to consider, with NumPy, headers and a shared libpython
  VIRTUAL_ENV       considered first, then each python3 on PATH, then /usr/bin/python3
  CC                the C compiler
  OUTLIERS_FUZZ_SECONDS   how long sanitize fuzzes; 60 if not set
END
}

# ---- verbs: each stands alone, none needs another to have been run ----

verb_setup() { ensure_tools pytest; }

verb_build() {
    ensure_tools
    build_native
    build_managed
}

verb_demo() {
    ensure_tools
    build_native
    say demo
    dotnet run -c Release --project managed/OutliersNative.Demo -- "$@"
}

verb_test() {
    ensure_tools pytest
    build_native
    build_managed
    export OUTLIERS_TEST_PYTHON=$python
    local reports=$PWD/artifacts/reports suites=()
    rm -rf "$reports"
    run_suite ctest ctest --preset release --output-junit "$reports/ctest.xml"
    run_suite pytest "$python" -m pytest -c python/pyproject.toml tests/python --junitxml "$reports/pytest.xml"
    run_suite nunit dotnet test OutliersNative.sln -c Release --no-build \
        --results-directory "$reports" --logger "trx;LogFilePrefix=nunit" \
        --blame-hang-timeout 5m --blame-hang-dump-type none
    say totals
    "$python" .ci/totals.py "$reports" "${suites[@]}"
}

verb_stress() {
    ensure_tools
    build_native
    build_managed
    export OUTLIERS_TEST_PYTHON=$python OUTLIERS_STRESS=1
    local reports=$PWD/artifacts/stress suites=()
    rm -rf "$reports"
    run_suite stress dotnet test tests/OutliersNative.Tests -c Release --no-build --filter TestCategory=Stress \
        --results-directory "$reports" --logger "trx;LogFilePrefix=stress" \
        --blame-hang-timeout 30m --blame-hang-dump-type none
    say cases
    "$python" .ci/cases.py "$reports" "${suites[@]}"
}

verb_sanitize() {
    ensure_tools
    source .ci/sanitize.sh
    sanitize "$@"
}

verb_bench() {
    ensure_tools
    build_native
    [[ " $*" == *" -"@(-filter|f|-list|-help)* ]] || set -- --filter '*' "$@"  # else it would ask
    dotnet run -c Release --project bench/OutliersNative.Bench -- --artifacts artifacts/bench "$@"
}

verb_pack() {
    ensure_tools
    build_native
    rm -rf artifacts/packages
    dotnet pack managed/OutliersNative -c Release -o artifacts/packages
    "$python" .ci/check_package.py artifacts/packages/OutliersNative.*.nupkg
}

verb_clean() {
    rm -rf artifacts
    find managed tests bench -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
}

# ---- steps ----

build_native() {
    say 'native library'
    build_preset release
}

build_preset() {  # PRESET [CMAKE-OPTION...]
    local build=artifacts/build/$1
    local configured="$build/configured" made_for="$PWD $python ${*:2}"
    if [[ ! -f $configured || CMakePresets.json -nt $configured || $(<"$configured") != "$made_for" ]]; then
        rm -f "$build/CMakeCache.txt"  # else it would keep what it knows of another Python
        cmake --preset "$1" "-DPython3_EXECUTABLE=$python" "${@:2}"
        printf '%s' "$made_for" >"$configured"
    fi
    cmake --build --preset "$1" -j "$(nproc)"
}

build_managed() {
    say 'C# projects'
    dotnet build OutliersNative.sln -c Release
}

run_suite() {  # NAME COMMAND...: a failure is remembered, so that the next suite runs all the same
    local name=$1 status=0
    say "$name"
    "${@:2}" || status=$?
    suites+=("$name=$status")
}

# ---- tools ----

ensure_tools() {  # [pytest]: silent if all is there
    dotnet --version >/dev/null || die "install the .NET SDK 10: https://dotnet.microsoft.com/download/dotnet/10.0"
    find_missing "$@"
    if ((${#packages[@]} == 0)); then return; fi
    install_packages
    find_missing "$@"
    ((${#packages[@]} == 0)) || die "still missing after the installation: ${packages[*]}" "${python_why[@]}"
}

find_missing() {
    packages=()
    has_cmake || packages+=(cmake)
    has_compiler || packages+=(gcc libc6-dev)
    has make || packages+=(make)
    find_python "$@" || add_python_packages "$@"
}

has() { command -v "$1" >/dev/null; }

has_cmake() {  # presets as we use them came with 3.21
    has cmake && printf '3.21\n%s\n' "$(cmake --version | sed -n 's/^cmake version //p')" | sort -CV
}

has_compiler() { echo '#include <stdio.h>' | "${CC:-cc}" -x c -fsyntax-only - 2>/dev/null; }

find_python() {
    local candidate answer
    python_why=()
    while read -r candidate; do
        if answer=$("$candidate" .ci/python_lacks.py "$@" 2>/dev/null </dev/null); then
            python=$answer
            return
        fi
        python_lacks=$answer
        python_why+=("$candidate: ${answer:+lacks }${answer:-does not run}")
    done < <(python_candidates)
    [[ -z ${OUTLIERS_PYTHON:-} ]] && return 1
    die "OUTLIERS_PYTHON cannot be used" "${python_why[@]}"
}

python_candidates() {
    if [[ -n ${OUTLIERS_PYTHON:-} ]]; then
        echo "$OUTLIERS_PYTHON"
        return
    fi
    [[ -z ${VIRTUAL_ENV:-} ]] || echo "$VIRTUAL_ENV/bin/python3"
    type -ap python3 || true
    echo /usr/bin/python3
}

add_python_packages() {  # for what /usr/bin/python3, the last candidate, lacks; all if it does not run
    local lacks=${python_lacks:-numpy headers $*}
    [[ $lacks != *numpy* ]] || packages+=(python3-numpy)
    [[ $lacks != *pytest* ]] || packages+=(python3-pytest)
    [[ $lacks != *@(headers|libpython|version)* ]] || packages+=(python3-dev)
}

install_packages() {
    local install=(apt-get install -y --no-install-recommends "${packages[@]}") as_root=()
    ((EUID == 0)) || as_root=(sudo -n)
    if ! has apt-get || ! "${as_root[@]}" true 2>/dev/null; then
        die "on Debian or Ubuntu, run: sudo apt-get update && sudo ${install[*]}" "${python_why[@]}"
    fi
    say "installing ${packages[*]}"
    "${as_root[@]}" apt-get update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}"
}

say() { printf '\n== %s\n' "$*"; }

die() {  # MESSAGE [DETAIL...]
    printf 'build.sh: %s\n' "$1" >&2
    if (($# > 1)); then printf '  %s\n' "${@:2}" >&2; fi
    exit 1
}

# ---- start ----

verb=${1:-help}
case $verb in
    setup | build | demo | test | stress | sanitize | bench | pack | clean) "verb_$verb" "${@:2}" ;;
    help | -h | --help) help ;;
    *)
        { echo "build.sh: no verb '$verb'"; help; } >&2
        exit 2
        ;;
esac
