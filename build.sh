#!/usr/bin/env bash
# Builds, runs, tests and packs everything on Linux; build.ps1 is its twin for Windows.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

# No build server may linger in the background once the script has ended.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

source .ci/tools.sh

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
  matrix  run the C and C# tests with every Python, NumPy and glibc that is promised, in sysroots of Debian's packages,
          and print a table; further arguments choose rows, or leave some out by --skip-ROW:
          bullseye bookworm trixie forky sid 3.15 3.8 arm64 musl wine free-threaded
  bench   run the benchmarks, print their tables, and write the report artifacts/reports/bench.md, .json and .svg, within
          5 minutes, with --full within 30; further arguments choose: overhead, formula, start, threads
          [--function plain|bundled] [--length N] [--threads N], or go to BenchmarkDotNet, such as --filter '*Detect*'
  pack    build the native library for each promised platform, and write the NuGet packages to artifacts/packages/
  consumer  pack, then build and run what users of the packages do, in each way that they may
  clean   remove everything that was built
  help    print this

environment:
  OUTLIERS_PYTHON   the only Python to consider, with NumPy, headers and a shared libpython
  VIRTUAL_ENV       considered first, then each python3 on PATH, then /usr/bin/python3
  CC                the C compiler
  OUTLIERS_FUZZ_SECONDS   how long sanitize fuzzes; 60 if not set
  OUTLIERS_DEBIAN_MIRROR  where matrix has Debian's packages from; if not set, from where apt has them
  XDG_CACHE_HOME    where matrix keeps its sysroots, in outliersnative/; remove that folder to have newer ones
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
    local reports=$PWD/artifacts/reports suites=()
    rm -rf "$reports"
    run_suite ctest ctest --preset release --output-junit "$reports/ctest.xml"
    run_suite pytest "$python" -m pytest -c python/pyproject.toml tests/python --junitxml "$reports/pytest.xml"
    run_nunit nunit 5m OutliersNative.sln
    say totals
    "$python" .ci/totals.py "$reports" "${suites[@]}"
}

verb_stress() {
    ensure_tools
    build_native
    build_managed
    export OUTLIERS_STRESS=1
    local reports=$PWD/artifacts/stress suites=()
    rm -rf "$reports"
    run_nunit stress 30m tests/OutliersNative.Tests --filter TestCategory=Stress
    say cases
    "$python" .ci/cases.py "$reports" "${suites[@]}"
}

verb_sanitize() {
    ensure_tools
    source .ci/sanitize.sh
    sanitize "$@"
}

verb_matrix() {
    ensure_tools pytest
    local part
    for part in rids sysroot enter built_python musl_python matrix musl wine; do source ".ci/$part.sh"; done
    matrix "$@"
}

verb_bench() {
    local grpc=(grpc google.protobuf)
    (ensure_tools "${grpc[@]}") || { say 'all but gRPC'; grpc=(); }  # what it lacks has been said
    ensure_tools "${grpc[@]}"
    build_native
    build_preset floor
    # As it is for who has the package: the library compiled ahead of time, the program not.
    local start=(dotnet publish bench/start -c Release --use-current-runtime --no-self-contained -o artifacts/start)
    "${start[@]}" -p:PublishReadyToRun=true || { say 'start without code compiled ahead of time: the feed lacks what that takes'; "${start[@]}"; }
    OUTLIERS_PYTHON=$python dotnet run -c Release --project bench/OutliersNative.Bench -- "$@"
}

verb_pack() {
    ensure_tools
    source .ci/rids.sh
    build_rids
    say packages
    PYTHON=$python .ci/pack.sh "${promised_rids[@]}"
}

verb_consumer() {
    verb_pack
    source .ci/consumer.sh
    say 'users of the package'
    consumer_checks
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

run_nunit() {  # NAME PATIENCE PROJECT [ARGUMENT...]: a suite, whose report goes to $reports; one test may take PATIENCE
    OUTLIERS_TEST_PYTHON=$python run_suite "$1" dotnet test "$3" -c Release --no-build "${@:4}" \
        --results-directory "$reports" --logger "trx;LogFilePrefix=$1" \
        --blame-hang-timeout "$2" --blame-hang-dump-type none
}

run_suite() {  # NAME COMMAND...: a failure is remembered, so that the next suite runs all the same
    local name=$1 status=0
    say "$name"
    "${@:2}" || status=$?
    suites+=("$name=$status")
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
    setup | build | demo | test | stress | sanitize | matrix | bench | pack | consumer | clean) "verb_$verb" "${@:2}" ;;
    help | -h | --help) help ;;
    *)
        { echo "build.sh: no verb '$verb'"; help; } >&2
        exit 2
        ;;
esac
