# shellcheck shell=bash disable=SC2154  # the variables are those of build.sh
# `./build.sh consumer`: builds applications that use the packed packages, in every way that .NET can publish, and runs
# them. Each has to print 7. Sourced by build.sh.

consumers=$PWD/tests/Consumer
consumer_out=$PWD/artifacts/consumer

consumer_checks() {
    local passed=0 failed=0 rid
    rid=$(dotnet --info | sed -n 's/^ *RID: *//p')
    # Keep the restored packages of others. Ours must go: NuGet would not unpack the same version again.
    mkdir -p "$consumer_out"
    find "$consumer_out" -mindepth 1 -maxdepth 1 ! -name restored -exec rm -rf {} +
    rm -rf "$consumer_out"/restored/outliersnative*
    find "$consumers" -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +

    try 'framework-dependent' app fdd --no-self-contained
    try 'framework-dependent, for one platform' app fdd-rid -r "$rid" --no-self-contained
    try 'self-contained' app scd -r "$rid" --self-contained
    try 'self-contained, .NET 8' app net8 -r "$rid" --self-contained -p:ConsumerFramework=net8.0
    try 'single file, framework-dependent' app single-fdd -r "$rid" --no-self-contained -p:PublishSingleFile=true
    try 'single file, self-contained' app single -r "$rid" --self-contained -p:PublishSingleFile=true
    try 'single file that unpacks itself' app unpacks -r "$rid" --self-contained \
        -p:PublishSingleFile=true -p:IncludeAllContentForSelfExtract=true
    try 'trimmed' app trimmed -r "$rid" --self-contained -p:PublishTrimmed=true
    try 'native AOT' aot
    try 'through a library' published Transitive through --no-self-contained
    try 'with tensors, trimmed' published WithTensors tensors -r "$rid" --self-contained -p:PublishTrimmed=true
    try 'in a host, trimmed' published WithHosting hosting -r "$rid" --self-contained -p:PublishTrimmed=true
    try 'as a plug-in in a load context of its own' plug_in
    try 'from another current directory' elsewhere
    try 'from a path with spaces and other letters' odd_path
    try 'dotnet run' run_from_source
    try 'dotnet test' under_test
    try 'the command outliers' tool
    printf '%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0))
}

try() {  # CASE FUNCTION ARGUMENT...: in a condition, set -e is off, so the functions chain their steps with &&
    local log=$consumer_out/$2-${3:-}.log answer start=$SECONDS
    if answer=$("${@:2}" 2>"$log") && [[ $answer == 7 ]]; then
        passed=$((passed + 1)) answer=passed
    else
        failed=$((failed + 1)) answer="failed: ${answer:0:300}"
        tail -n 20 "$log"
    fi
    printf '  %-45s %s, %d s\n' "$1" "$answer" $((SECONDS - start))
}

# ---- the cases ----

app() { published App "$@"; }  # FOLDER OPTION...

published() {  # PROJECT FOLDER OPTION...
    publish "$@" && start "$consumer_out/$2/$1"
}

publish() { dotnet publish "$consumers/$1" -c Release -o "$consumer_out/$2" "${@:3}" >&2; }  # PROJECT FOLDER OPTION...

start() { env -u DOTNET_ROOT OUTLIERS_PYTHON="$python" "$@"; }

aot() {
    { has clang && [[ -e /usr/include/zlib.h ]]; } || install_packages clang zlib1g-dev >&2
    app aot -r "$rid" -p:PublishAot=true
}

plug_in() {
    publish PlugIn plug-in && publish PlugInHost plug-in-host &&
        start "$consumer_out/plug-in-host/PlugInHost" "$consumer_out/plug-in/PlugIn.dll"
}

elsewhere() { (cd / && start "$consumer_out/fdd/App"); }

odd_path() {
    cp -r "$consumer_out/fdd" "$consumer_out/Ünïcødé 日本 it's"
    start "$consumer_out/Ünïcødé 日本 it's/App"
}

run_from_source() { start dotnet run --project "$consumers/App" -c Release; }

under_test() { start dotnet test "$consumers/UnderTest" -c Release >&2 && echo 7; }

tool() {
    local tools=$consumer_out/tools series=$consumer_out/series.csv
    dotnet tool install OutliersNative.Cli --version "$(<VERSION)" --tool-path "$tools" --configfile "$consumers/nuget.config" >&2 || return
    start "$tools/outliers" doctor >&2 || return
    { echo value; printf '%s\n' 0 1 0 1 0 1 0 100 0 1 0 1 0 1 0 1 0 1 0 1; } >"$series"
    start "$tools/outliers" detect "$series" --format positions
}
