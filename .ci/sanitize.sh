# shellcheck shell=bash disable=SC2034,SC2154  # the variables are those of build.sh
# `./build.sh sanitize`: one function for each tool. A tool logs what it counted in a line that begins with "result: ".
# Sourced by build.sh.

sanitize_tools=(asan tsan valgrind nunit-asan nunit-tsan fuzz)
sanitize_reports=$PWD/artifacts/reports/sanitize
sanitize_failed=0

sanitize() {  # [TOOL...]: all if none is named
    local tool
    (($#)) || set -- "${sanitize_tools[@]}"
    for tool in "$@"; do
        [[ " ${sanitize_tools[*]} " == *" $tool "* ]] || die "no tool '$tool' in sanitize; there are: ${sanitize_tools[*]}"
    done
    mkdir -p "$sanitize_reports"
    say sanitize
    for tool in "$@"; do sanitize_one "$tool"; done
    echo "total: $(($# - sanitize_failed)) passed, $sanitize_failed failed"
    ((sanitize_failed == 0))
}

sanitize_one() {  # TOOL: prints one line and, if the tool failed, the end of its log
    local log=$sanitize_reports/$1.log start=$SECONDS outcome=passed status result heartbeat
    while sleep 30 &>/dev/null; do echo "  $1: running, $((SECONDS - start)) s"; done &
    heartbeat=$!
    set +e  # not `if (...)`: in a condition, bash ignores the subshell's own set -e
    (set -e; "sanitize_${1//-/_}") </dev/null >"$log" 2>&1
    status=$?
    kill "$heartbeat"
    wait "$heartbeat" 2>/dev/null
    set -e
    result=$(sed -n 's/^result: //p' "$log" | tail -n 1)
    ((status == 0)) || outcome=FAILED
    printf '%-10s  %s  %s, %d s\n' "$1" "$outcome" "${result:-stopped early}" $((SECONDS - start))
    if ((status == 0)); then return; fi
    sanitize_failed=$((sanitize_failed + 1))
    printf '  the end of %s:\n' "${log#"$PWD/"}"
    tail -n 60 "$log" | sed 's/^/  | /'
}

# ---- the tools ----

sanitize_asan() { sanitize_ctest asan; }
sanitize_tsan() { sanitize_ctest tsan; }

sanitize_valgrind() {
    has valgrind || sanitize_install valgrind
    sanitize_ctest valgrind
}

sanitize_nunit_asan() { sanitize_nunit asan 'FullyQualifiedName!~LeavesMemoryAsItWas'; }  # ASan delays frees
sanitize_nunit_tsan() { sanitize_nunit tsan 'FullyQualifiedName~Thread'; }

sanitize_fuzz() {
    local seconds=${OUTLIERS_FUZZ_SECONDS:-60} status=0 clang
    sanitize_clang >/dev/null || sanitize_install clang libclang-rt-dev
    clang=$(sanitize_clang)
    mkdir -p artifacts/fuzz
    build_preset fuzz "-DCMAKE_C_COMPILER=$clang" "-DGLUE_FUZZ_SECONDS=$seconds"
    ctest --preset fuzz --verbose || status=$?
    echo "result: $(sed -n 's/.*stat::number_of_executed_units: *//p' "$sanitize_reports/fuzz.log" | tail -n 1) inputs"
    return "$status"
}

# ---- steps ----

sanitize_ctest() {  # PRESET
    local status=0
    build_preset "$1"
    ctest --preset "$1" --verbose -j "$(nproc)" || status=$?
    echo "result: $(grep -c '^[0-9]*: case ' "$sanitize_reports/$1.log") cases"
    return "$status"
}

# The tests run in a copy of their output folder that holds the sanitized shim, which must never get into artifacts/native.
# The programs that the tests start use the usual shim.
sanitize_nunit() {  # PRESET FILTER
    local folder=$PWD/artifacts/sanitize/$1 status=0 shim
    build_native
    build_managed "$without_benchmarks"
    build_preset "$1"
    rm -rf "$folder"
    mkdir -p "${folder%/*}"
    cp -r tests/OutliersNative.Tests/bin/Release/net10.0 "$folder"
    for shim in "$folder"/runtimes/*/native/liboutliers_glue.so; do cp "artifacts/build/$1/native/${shim##*/}" "$shim"; done
    # A sanitizer ends the test host, whose output does not say why: have the findings written to files.
    OUTLIERS_TEST_PYTHON=$python dotnet test "$folder/OutliersNative.Tests.dll" --filter "$2" \
        --environment "LD_PRELOAD=$("${CC:-cc}" "-print-file-name=lib$1.so")" \
        --environment "ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:log_path=$folder/found" \
        --environment "TSAN_OPTIONS=ignore_noninstrumented_modules=1:exitcode=66:log_path=$folder/found" \
        --blame-hang-timeout 10m --blame-hang-dump-type none --results-directory "$folder/results" || status=$?
    # Search for errors only: ASan also warns of the huge allocation that one test asks NumPy for.
    if grep -hE -A 40 'ERROR: |runtime error: |WARNING: ThreadSanitizer' "$folder"/found.* 2>/dev/null; then status=1; fi
    echo "result: $(sed -n 's/.*Total: *\([0-9]*\).*/\1/p' "$sanitize_reports/nunit-$1.log" | tail -n 1) tests"
    return "$status"
}

sanitize_clang() {  # prints the newest clang that can link a fuzzer: the run-time libraries are a separate package
    local clang
    while read -r clang; do
        if echo 'int LLVMFuzzerTestOneInput(const void *data, unsigned long len) { return !data && len; }' |
            "$clang" -fsanitize=fuzzer,address,undefined -x c - -o /dev/null 2>/dev/null; then
            echo "$clang"
            return
        fi
    done < <(compgen -c clang | grep -Ex 'clang(-[0-9]+)?' | sort -Vu)
    return 1
}

sanitize_install() {  # PACKAGE...
    (install_packages "$@") || {
        echo "result: needs $*: sudo apt-get install -y --no-install-recommends $*"
        return 1
    }
}
