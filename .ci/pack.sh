#!/usr/bin/env bash
# Packs what lies in artifacts/native, and the library compiled ahead of time, into both packages, and looks whether they
# hold what they promise: the RIDs named.
# Apart from build.sh, since the libraries to ship may have been built, and tested, on other machines.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

rm -rf artifacts/packages artifacts/managed
for rid in "$@"; do
    for net in net8.0 net10.0; do
        dotnet publish managed/OutliersNative -c Release -f "$net" -r "$rid" --no-self-contained \
            -p:PublishReadyToRun=true -p:ContinuousIntegrationBuild=true -o "artifacts/managed/$rid/lib/$net"
    done
done
for project in OutliersNative OutliersNative.Cli; do
    dotnet pack "managed/$project" -c Release -o artifacts/packages -p:ContinuousIntegrationBuild=true
    "${PYTHON:-python3}" .ci/check_package.py "artifacts/packages/$project".[0-9]*.nupkg "$@"
done
