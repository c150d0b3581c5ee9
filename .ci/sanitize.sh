# shellcheck shell=bash disable=SC2034,SC2154  # the variables are those of build.sh
# What `./build.sh sanitize` runs: a function for each tool. build.sh sources this file and lends its own functions.
# What a tool counted stands in its log, in a line that begins with "result: ".

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

sanitize_one() {  # TOOL: prints a line, and if it failed how its log ends
    local log=$sanitize_reports/$1.log start=$SECONDS outcome=passed status result
    set +e  # here, so that it can be on in the tool's own shell: in a condition it would be off there too
    (set -e; "sanitize_${1//-/_}") </dev/null >"$log" 2>&1
    status=$?
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

sanitize_nunit_asan() { sanitize_nunit asan 'FullyQualifiedName!~LeavesMemoryAsItWas'; }  # ASan keeps what was freed
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

# The tests run from a copy of their folder, in which the shim is another: a sanitized one never lies where it is shipped
# from. Programs that the tests start have an environment of their own, and the usual shim.
sanitize_nunit() {  # PRESET FILTER
    local folder=$PWD/artifacts/sanitize/$1 status=0 shim
    build_native
    build_managed
    build_preset "$1"
    rm -rf "$folder"
    mkdir -p "${folder%/*}"
    cp -r tests/OutliersNative.Tests/bin/Release/net10.0 "$folder"
    for shim in "$folder"/runtimes/*/native/liboutliers_glue.so; do cp "artifacts/build/$1/native/${shim##*/}" "$shim"; done
    # A sanitizer ends the test host, which says little of it: what it found stands in files.
    OUTLIERS_TEST_PYTHON=$python dotnet test "$folder/OutliersNative.Tests.dll" --filter "$2" \
        --environment "LD_PRELOAD=$("${CC:-cc}" "-print-file-name=lib$1.so")" \
        --environment "ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:log_path=$folder/found" \
        --environment "TSAN_OPTIONS=ignore_noninstrumented_modules=1:exitcode=66:log_path=$folder/found" \
        --blame-hang-timeout 10m --blame-hang-dump-type none --results-directory "$folder/results" || status=$?
    # ASan also warns of an allocation that no machine could make: a test asks NumPy for one.
    if grep -hE -A 40 'ERROR: |runtime error: |WARNING: ThreadSanitizer' "$folder"/found.* 2>/dev/null; then status=1; fi
    echo "result: $(sed -n 's/.*Total: *\([0-9]*\).*/\1/p' "$sanitize_reports/nunit-$1.log" | tail -n 1) tests"
    return "$status"
}

sanitize_clang() {  # prints one that can build a fuzzer: its run-time libraries are a package of their own
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
    packages=("$@") python_why=()
    (install_packages) || {
        echo "result: needs $*: sudo apt-get install -y --no-install-recommends $*"
        return 1
    }
}
