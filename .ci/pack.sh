#!/usr/bin/env bash
# Packs the libraries in artifacts/native into the NuGet packages, and checks that they hold the platforms named.
# Usage: pack.sh RID...   Apart from build.sh, since the libraries may have been built and tested on other machines.
# With OUTLIERS_PACK_STRICT set, as for a release, code that cannot be compiled ahead of time is an error.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

rm -rf artifacts/packages artifacts/managed

ahead_of_time() {  # RID: compiles the library, so that the JIT need not at start
    local framework
    for framework in net8.0 net10.0; do
        dotnet publish managed/OutliersNative -c Release -f "$framework" -r "$1" --no-self-contained \
            -p:PublishReadyToRun=true -p:ContinuousIntegrationBuild=true \
            -o "artifacts/managed/$1/lib/$framework" || return 1
    done
}

left_out() {  # RID: prints why the packages are without its native library
    case $1 in
        osx-arm64) echo 'only a Mac can build its native library; the CI workflow does' ;;
        *) echo "there is no artifacts/native/$1; ./build.sh pack builds it on Linux" ;;
    esac
}

notes=()
for rid in linux-x64 linux-arm64 linux-musl-x64 win-x64 osx-arm64; do
    [[ -d artifacts/native/$rid ]] || notes+=("without $rid: $(left_out "$rid")")
done
for rid in linux-x64 win-x64; do
    [[ " $* " == *" $rid "* ]] || continue
    if ! ahead_of_time "$rid"; then
        [[ -z ${OUTLIERS_PACK_STRICT:-} ]] || exit 1
        notes+=("without ahead-of-time code for $rid: the NuGet feed lacks the compiler or the runtime package for it")
        rm -rf "artifacts/managed/$rid"
    fi
done
for project in OutliersNative OutliersNative.Tensors OutliersNative.Hosting OutliersNative.OpenTelemetry OutliersNative.Orleans OutliersNative.Cli; do
    dotnet pack "managed/$project" -c Release -o artifacts/packages -p:ContinuousIntegrationBuild=true
    "${PYTHON:-python3}" .ci/check_package.py "artifacts/packages/$project".[0-9]*.nupkg "$@"
done
printf 'pack: %s\n' "packed for: $(cd artifacts/native && echo *)" "${notes[@]}"
