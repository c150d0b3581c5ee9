#!/usr/bin/env bash
# Packs what lies in artifacts/native, and the library compiled ahead of time, into both packages, and looks whether they
# hold what they promise: the RIDs named.
# Apart from build.sh, since the libraries to ship may have been built, and tested, on other machines.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

rm -rf artifacts/packages artifacts/managed

ahead_of_time() {  # RID: so that a start need not compile; elsewhere, and where a feed lacks the compiler's packs, it does
    local net
    for net in net8.0 net10.0; do
        dotnet publish managed/OutliersNative -c Release -f "$net" -r "$1" --no-self-contained \
            -p:PublishReadyToRun=true -p:ContinuousIntegrationBuild=true -o "artifacts/managed/$1/lib/$net" || return 1
    done
}
for rid in linux-x64 win-x64; do
    if [[ " $* " == *" $rid "* ]] && ! ahead_of_time "$rid"; then
        echo "pack: the package has no code compiled ahead of time for $rid" >&2
        [[ -z ${OUTLIERS_PACK_STRICT:-} ]] || exit 1 # a release promises it
        rm -rf "artifacts/managed/$rid"
    fi
done
for project in OutliersNative OutliersNative.Cli; do
    dotnet pack "managed/$project" -c Release -o artifacts/packages -p:ContinuousIntegrationBuild=true
    "${PYTHON:-python3}" .ci/check_package.py "artifacts/packages/$project".[0-9]*.nupkg "$@"
done
