#!/usr/bin/env bash
# Builds, tests and packs on Linux and macOS. build.ps1 does the same on Windows.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

# No build server may stay in the background after the script has ended.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

without_benchmarks=tests/OutliersNative.Tests.slnf

source .ci/tools.sh

help() {
    cat <<'END'
usage: ./build.sh VERB [ARGUMENT...]

  setup      Check for the tools that setup, build, demo and test need. Install what is missing with apt-get,
             or print the command to run.
  build      Build the native library and all C# projects, including the benchmarks.
  demo       Detect outliers in two real series. Further arguments are passed to the demo.
  cluster-demo
             Feed 100,000 series of a cluster on this machine, kill, add and stop silos meanwhile, and check that each
             value has one answer. Takes about 2 minutes. Further arguments are passed to the program, such as
             --series 1000 --seconds 10; --help lists them.
  serve      Run the service on http://127.0.0.1:8080, or on another port: ./build.sh serve 9000. Further arguments are
             settings, such as --Service:Timeout=00:01:00; docs/SERVICE.md lists them.
  test       Build, then run the C, Python and C# tests. Choose suites with: native python managed
  lint       Check the formatting and style of all sources, or with --fix correct what can be corrected.
             Choose languages with: c csharp python shell yaml
  coverage   Run the tests and print which lines they cover, in one table for C, C# and Python.
  stress     Build, then run the long tests, and print one line for each.
  sanitize   Run the C and C# tests under sanitizers and valgrind, and fuzz the boundary. Choose tools with:
             asan tsan valgrind nunit-asan nunit-tsan fuzz
  matrix     Run the C and C# tests on every supported Python, NumPy and glibc, and print a table.
             Choose rows by name, or leave some out with --skip-ROW:
             bullseye bookworm trixie forky sid 3.15 3.8 arm64 musl wine free-threaded
  bench      Run the benchmarks within 5 minutes, or within 30 with --full. Print their tables and write
             artifacts/reports/bench.md, .json and .svg. Further arguments are passed to the benchmark program;
             ./build.sh bench --help lists them.
  load       Compare the service with the same detector behind FastAPI, Flask and gRPC, on this machine, within
             5 minutes. Further arguments are passed to the generator; ./build.sh load --help lists them.
  cluster-bench
             Measure series in a cluster of silos with Redis, on this machine, within 10 minutes, or within one with --quick:
             what a value costs, latency, recovery, memory. Write artifacts/reports/cluster.md.
  soak       Run the service for 10 minutes, or as many as you say, under good, bad, slow and vanishing clients and
             detectors that raise, hang and leak. Check each answer, the health and that nothing grows.
  nab        Judge the stream outliers.adaptive by the rules of the Numenta Anomaly Benchmark, and print a row for each
             series, the scores and those of reference detectors. Write a picture of the worst five series to
             artifacts/reports/nab.png. Name another detector to judge that one: ./build.sh nab outliers.ewma
  pictures   Draw the pictures of docs/DETECTORS.md again.
  pack       Build the native library for each platform that can be built here, and write the NuGet packages
             to artifacts/packages/.
  consumer   Pack, then build and run small applications that use the packages, published in every supported way.
  clean      Delete all build output.
  help       Print this text.

Environment variables:
  OUTLIERS_PYTHON         The only interpreter to consider. It needs NumPy, headers and a shared libpython.
                          Default: the first suitable one of VIRTUAL_ENV, each python3 on PATH, /usr/bin/python3.
  CC                      The C compiler. Default: cc.
  OUTLIERS_NAB            The folder of the Numenta Anomaly Benchmark, for nab and the tests that use its series.
                          Default: ../shared/data/nab. Without it, those tests are skipped.
  OUTLIERS_FUZZ_SECONDS   How long sanitize fuzzes, in seconds. Default: 60.
  OUTLIERS_DEBIAN_MIRROR  The Debian mirror that matrix downloads from. Default: the one that apt uses.
  XDG_CACHE_HOME          matrix stores its Debian systems in outliersnative/ below this folder. Delete that folder
                          to get newer packages. Default: ~/.cache.
END
}

# ---- verbs ----

verb_setup() { ensure_tools python:pytest npm; }

verb_build() {
    ensure_tools npm
    build_native
    build_managed OutliersNative.sln
}

verb_demo() {
    ensure_tools
    build_native
    say demo
    dotnet run -c Release --project managed/OutliersNative.Demo -- "$@"
}

verb_cluster-demo() {
    ensure_tools
    has redis-server || (can_install && install_packages redis-server) || say 'redis-server cannot be installed'
    build_native
    build_managed managed/OutliersNative.ClusterDemo
    say 'cluster demo'
    OUTLIERS_PYTHON=$python exec dotnet managed/OutliersNative.ClusterDemo/bin/Release/net10.0/OutliersNative.ClusterDemo.dll "$@"
}

verb_serve() {  # [PORT] [SETTING...]
    local port=8080
    if [[ ${1:-} =~ ^[0-9]+$ ]]; then
        port=$1
        shift
    fi
    ensure_tools npm
    build_native
    build_managed managed/OutliersNative.Service
    say "service on http://127.0.0.1:$port, until Ctrl-C"
    printf '%s\n' "curl http://127.0.0.1:$port/v1/analyze -H 'Content-Type: application/json' -d '[1, 2, 3, 2, 1, 2, 50]'" ''
    OUTLIERS_PYTHON=$python exec dotnet managed/OutliersNative.Service/bin/Release/net10.0/OutliersNative.Service.dll \
        --urls="http://127.0.0.1:$port" "$@"
}

verb_test() {  # [native|python|managed...]: all if none is named
    local chosen=" ${*:-native python managed} " suite
    for suite in "$@"; do
        [[ $suite =~ ^(native|python|managed)$ ]] || die "test has no suite '$suite'; choose from: native python managed"
    done
    ensure_tools python:pytest npm
    ensure_test_packages
    build_native
    local reports=$PWD/artifacts/reports suites=()
    rm -rf "$reports"
    if [[ $chosen == *' native '* ]]; then
        run_suite ctest ctest --preset release -j "$(nproc)" --output-junit "$reports/ctest.xml"
    fi
    if [[ $chosen == *' python '* ]]; then
        run_suite pytest "$python" -m pytest -q -c python/pyproject.toml tests/python --junitxml "$reports/pytest.xml"
    fi
    if [[ $chosen == *' managed '* ]]; then
        build_managed "$without_benchmarks"
        dotnet tool restore >/dev/null || say 'PowerShell is not restored: the test of its completion is skipped'
        run_nunit nunit 5m "$without_benchmarks" -c Release --no-build
    fi
    say totals
    "$python" .ci/totals.py "$reports" "${suites[@]}"
}

verb_lint() {
    ensure_tools clang-format black flake8 shellcheck yamllint
    source .ci/lint.sh
    lint "$@"
}

verb_coverage() {
    ensure_tools python:pytest python:coverage gcovr npm
    source .ci/coverage.sh
    coverage
}

verb_stress() {
    ensure_tools npm redis-server
    build_native
    build_managed "$without_benchmarks"
    export OUTLIERS_STRESS=1
    local reports=$PWD/artifacts/stress suites=()
    rm -rf "$reports"
    run_nunit stress 30m tests/OutliersNative.Tests -c Release --no-build --filter TestCategory=Stress
    run_nunit silos 30m tests/OutliersNative.Orleans.Tests -c Release --no-build --filter TestCategory=Stress
    say cases
    "$python" .ci/cases.py "$reports" "${suites[@]}"
}

verb_sanitize() {
    ensure_tools npm
    source .ci/sanitize.sh
    sanitize "$@"
}

verb_matrix() {
    ensure_tools python:pytest npm
    source .ci/rids.sh
    source .ci/sysroot.sh
    source .ci/matrix_pythons.sh
    source .ci/matrix.sh
    matrix "$@"
}

verb_bench() {
    local grpc=(grpc google.protobuf)
    (find_python "${grpc[@]}") || (install_packages python3-grpcio python3-protobuf) || true
    if (find_python "${grpc[@]}"); then
        ensure_tools "${grpc[@]/#/python:}"
    else
        say 'no Python has gRPC: its benchmarks are left out'
        ensure_tools
    fi
    build_native
    build_preset floor
    # As a user has it: the library from the package is compiled ahead of time, the program is not.
    local start=(dotnet publish bench/start -c Release --use-current-runtime --no-self-contained -o artifacts/start)
    "${start[@]}" -p:PublishReadyToRun=true || {
        say 'start: not compiled ahead of time, since the NuGet feed has no compiler package'
        "${start[@]}"
    }
    OUTLIERS_PYTHON=$python dotnet run -c Release --project bench/OutliersNative.Bench -- "$@"
}

verb_load() {
    local modules=(fastapi uvicorn uvloop httptools flask gunicorn grpc google.protobuf)
    (find_python "${modules[@]}") || install_packages python3-fastapi python3-uvicorn python3-uvloop \
        python3-httptools python3-flask python3-gunicorn python3-grpcio python3-protobuf
    ensure_tools "${modules[@]/#/python:}" npm
    build_native
    say load
    OUTLIERS_PYTHON=$python dotnet run -c Release --project bench/load -- "$@"
}

verb_cluster-bench() {
    ensure_tools redis-server
    build_native
    say 'series in a cluster'
    OUTLIERS_PYTHON=$python dotnet run -c Release --project bench/cluster -- "$@"
}

verb_soak() {  # [MINUTES]
    local minutes=${1:-10} reports=$PWD/artifacts/soak suites=()
    [[ $minutes =~ ^[1-9][0-9]*$ ]] || die "soak takes a number of minutes, such as 10, and not '$minutes'"
    ensure_tools npm
    build_native
    build_managed tests/OutliersNative.Service.Tests
    rm -rf "$reports"
    mkdir -p "$reports"
    export OUTLIERS_SOAK_SECONDS=$((60 * minutes)) OUTLIERS_SOAK_REPORT=$reports/soak.md
    run_nunit soak "$((minutes + 10))m" tests/OutliersNative.Service.Tests -c Release --no-build \
        --filter FullyQualifiedName~SoakTests
    say "report: ${reports#"$PWD/"}/soak.md"
    cat "$OUTLIERS_SOAK_REPORT"
    say totals
    "$python" .ci/totals.py "$reports" "${suites[@]}"
}

verb_nab() {
    ensure_tools
    build_native
    say 'Numenta Anomaly Benchmark'
    OUTLIERS_PYTHON=$python dotnet run -c Release --project bench/OutliersNative.Nab -- "$@"
}

verb_pictures() {
    ensure_tools
    build_native
    say pictures
    OUTLIERS_PYTHON=$python dotnet run -c Release --project bench/OutliersNative.Pictures
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
    say 'consumers of the package'
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
        rm -f "$build/CMakeCache.txt"  # it caches the paths of the Python that was used before
        cmake --preset "$1" "-DPython3_EXECUTABLE=$python" "${@:2}"
        printf '%s' "$made_for" >"$configured"
    fi
    cmake --build --preset "$1" -j "$(nproc)"
}

build_managed() {  # SOLUTION
    say 'C# projects'
    dotnet build "$1" -c Release
}

run_nunit() {  # NAME TIMEOUT PROJECT|ASSEMBLY [ARGUMENT...]: TIMEOUT is that of a single test
    OUTLIERS_TEST_PYTHON=$python run_suite "$1" dotnet test "${@:3}" \
        --results-directory "$reports" --logger "trx;LogFilePrefix=$1" --logger 'console;verbosity=normal' \
        --blame-hang-timeout "$2" --blame-hang-dump-type none -- NUnit.ConsoleOut=0
}

run_suite() {  # NAME COMMAND...: adds NAME=STATUS to suites; a failure does not stop the suites that follow
    local name=$1 status=0
    say "$name"
    "$python" .ci/progress.py "${@:2}" || status=$?
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
    setup | build | demo | cluster-demo | serve | test | lint | coverage | stress | sanitize | matrix | bench | load | cluster-bench | soak | nab | pictures | pack | consumer | clean)
        "verb_$verb" "${@:2}"
        ;;
    help | -h | --help) help ;;
    *)
        { echo "build.sh: no verb '$verb'"; help; } >&2
        exit 2
        ;;
esac
