# shellcheck shell=bash disable=SC2154  # the variables are those of build.sh
# `./build.sh coverage`: runs the C, Python and C# tests on instrumented code and prints one table.
# A process that is killed, or ends by _exit(), leaves no counters. Sourced by build.sh.

coverage_out=$PWD/artifacts/coverage

coverage() {
    local reports=$coverage_out/reports suites=()
    rm -rf "$coverage_out"
    mkdir -p "$reports"
    build_native
    rm -rf artifacts/build/coverage  # counters of earlier runs, and notes of files that are gone
    build_preset coverage
    say 'C# projects'
    # Published, since that puts coverlet beside the tests; into one folder, so that the programs that tests start are
    # measured too; with real paths in the symbols, by which coverlet finds the sources.
    local folder=$coverage_out/nunit project
    for project in tests/OutliersNative.Tests.Child managed/OutliersNative.Cli tests/OutliersNative.Tests; do
        dotnet publish "$project" -c Debug -o "$folder" -p:DeterministicSourcePaths=false \
            "-p:ChildFolder=$folder" "-p:CliFolder=$folder"
    done
    find "$folder" -name liboutliers_glue.so -exec cp artifacts/build/coverage/native/liboutliers_glue.so {} \;

    run_suite ctest ctest --preset coverage -j "$(nproc)" --output-junit "$reports/ctest.xml"
    run_suite pytest env "COVERAGE_FILE=$coverage_out/python" "$python" -m coverage run --source=python/outliers \
        -m pytest -q -c python/pyproject.toml tests/python --junitxml "$reports/pytest.xml"
    run_nunit nunit 5m "$folder/OutliersNative.Tests.dll" \
        --test-adapter-path "$folder" --collect 'XPlat Code Coverage;Include=[OutliersNative]*;ExcludeByAttribute=GeneratedCodeAttribute'

    say coverage
    gcovr --root . --filter native/ --object-directory artifacts/build/coverage \
        --exclude-directories '.*/CompilerIdC' --xml "$coverage_out/c.xml"
    COVERAGE_FILE=$coverage_out/python "$python" -m coverage xml -q -o "$coverage_out/python.xml"
    dotnet tool restore >/dev/null
    dotnet reportgenerator "-reports:$coverage_out/c.xml;$coverage_out/python.xml;$reports/*/coverage.cobertura.xml" \
        "-targetdir:$coverage_out/html" '-reporttypes:Html;TextSummary' -verbosity:Warning
    cat "$coverage_out/html/Summary.txt"
    say totals
    "$python" .ci/totals.py "$reports" "${suites[@]}"
}
