#!/usr/bin/env bash
# Packs what lies in artifacts/native into both packages, and looks whether they hold what they promise: the RIDs named.
# Apart from build.sh, since the libraries to ship may have been built, and tested, on other machines.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

rm -rf artifacts/packages
for project in OutliersNative OutliersNative.Cli; do
    dotnet pack "managed/$project" -c Release -o artifacts/packages -p:ContinuousIntegrationBuild=true
    "${PYTHON:-python3}" .ci/check_package.py "artifacts/packages/$project".[0-9]*.nupkg "$@"
done
