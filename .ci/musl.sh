# shellcheck shell=bash disable=SC2154  # the variables are those of build.sh
# Knows what of linux-musl-x64 runs on a system that has musl's loader: the C tests, with the Python of musl_python.sh. There
# is no .NET for it that would run here: its C++ library is missing. Sourced by build.sh after rids.sh and matrix.sh.

row_musl() {  # FOLDER
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
