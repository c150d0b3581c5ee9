# Builds, runs, tests and packs everything on Windows; build.sh is its twin for Linux.
# Runs in Windows PowerShell 5.1 and in PowerShell 7, there on Linux too. It installs nothing.
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false  # exit codes are looked at here, by Invoke-Tool

# No build server may linger in the background once the script has ended.
$env:MSBUILDDISABLENODEREUSE = '1'
$env:DOTNET_CLI_USE_MSBUILD_SERVER = '0'
$env:UseSharedCompilation = 'false'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

$OnWindows = $env:OS -eq 'Windows_NT'
$Reports = Join-Path $PSScriptRoot 'artifacts/reports'

. "$PSScriptRoot/.ci/tools.ps1"

function Show-Help {
    Write-Output @'
usage: ./build.ps1 VERB [ARGUMENT...]

  setup   check the tools; name the command that installs what is missing
  build   build the native library and all C# projects
  demo    detect outliers in real series; further arguments go to the demo
  test    build, then run the C, Python and C# tests
  stress  build, then run the long tests, and print a line a case
  sanitize  only on Linux: ./build.sh sanitize
  bench   run the benchmarks, print their tables, and write the report artifacts/reports/bench.md, .json and .svg, within
          5 minutes, with --full within 30; further arguments choose: overhead, formula, start, threads
          [--function plain|bundled] [--length N] [--threads N], or go to BenchmarkDotNet, such as --filter '*Detect*'
  matrix, consumer  only on Linux: ./build.sh
  pack    write the NuGet packages for this platform to artifacts/packages/; for all: ./build.sh pack on Linux
  clean   remove everything that was built
  help    print this

environment:
  OUTLIERS_PYTHON   the only Python to consider, with NumPy, headers and a shared library
  VIRTUAL_ENV       considered first, then each python and python3 on PATH
  CC                the C compiler; gcc (MinGW-w64) if not set
'@
}

# ---- verbs: each stands alone, none needs another to have been run ----

function Invoke-Setup { Assert-Tools 'pytest' }

function Invoke-Build {
    Assert-Tools
    Build-Native
    Build-Managed
}

function Invoke-Demo {
    Assert-Tools
    Build-Native
    Write-Step 'demo'
    Invoke-Tool dotnet run -c Release --project managed/OutliersNative.Demo '--' @args
}

function Invoke-Test {
    Assert-Tools 'pytest'
    Build-Native
    Build-Managed
    if (Test-Path $Reports) { Remove-Item -Recurse -Force $Reports }
    $suites = @(
        Invoke-Suite ctest ctest --preset release --output-junit "$Reports/ctest.xml"
        Invoke-Suite pytest $Python -m pytest -c python/pyproject.toml tests/python --junitxml "$Reports/pytest.xml"
        Invoke-NUnit nunit 5m OutliersNative.sln $Reports
    )
    Write-Step 'totals'
    & $Python .ci/totals.py $Reports @suites
    if ($LASTEXITCODE -ne 0) { exit 1 }
}

function Invoke-Stress {
    Assert-Tools
    Build-Native
    Build-Managed
    $cases = Join-Path $PSScriptRoot 'artifacts/stress'
    if (Test-Path $cases) { Remove-Item -Recurse -Force $cases }
    $env:OUTLIERS_STRESS = '1'
    $suite = Invoke-NUnit stress 30m tests/OutliersNative.Tests $cases @('--filter', 'TestCategory=Stress')
    Write-Step 'cases'
    & $Python .ci/cases.py $cases $suite
    if ($LASTEXITCODE -ne 0) { exit 1 }
}

function Invoke-Sanitize {
    Stop-Build ("sanitize runs on Linux only: MinGW-w64's gcc has no sanitizers, and there is no valgrind for Windows; " +
        'run ./build.sh sanitize there, or in WSL')
}

function Invoke-Bench {
    Assert-Tools
    Build-Native
    # As it is for who has the package: the library compiled ahead of time, the program not.
    Invoke-Tool dotnet publish bench/start -c Release --use-current-runtime --no-self-contained -p:PublishReadyToRun=true -o artifacts/start
    Invoke-Tool dotnet run -c Release --project bench/OutliersNative.Bench '--' @args
}

function Invoke-Pack {
    Assert-Tools
    Build-Native
    if (Test-Path artifacts/packages) { Remove-Item -Recurse -Force artifacts/packages }
    foreach ($project in 'OutliersNative', 'OutliersNative.Cli') {
        Invoke-Tool dotnet pack "managed/$project" -c Release -o artifacts/packages
        $package = Get-Item "artifacts/packages/$project.[0-9]*.nupkg"
        Invoke-Tool $script:Python .ci/check_package.py $package.FullName
    }
}

function Invoke-Clean {
    $folders = @('artifacts')
    $folders += Get-ChildItem -Path ('managed', 'tests', 'bench') -Directory -Recurse |
        Where-Object Name -Match '^(bin|obj)$' | Select-Object -ExpandProperty FullName
    foreach ($folder in $folders) {
        if (Test-Path $folder) { Remove-Item -Recurse -Force $folder }  # a bin within an obj went with it
    }
}

# ---- steps ----

function Build-Native {
    Write-Step 'native library'
    $build = 'artifacts/build/release'
    $configured = "$build/configured"
    $madeFor = "$PSScriptRoot $Python"
    if (-not (Test-Configured $configured $madeFor)) {
        if (Test-Path "$build/CMakeCache.txt") { Remove-Item "$build/CMakeCache.txt" }  # it knows another Python
        $generator = @()
        if ($OnWindows) { $generator = @('-G', (Get-Generator), "-DCMAKE_C_COMPILER=$(Get-Compiler)") }
        Invoke-Tool cmake --preset release "-DPython3_EXECUTABLE=$($Python.Replace('\', '/'))" @generator
        Set-Content -NoNewline $configured $madeFor
    }
    Invoke-Tool cmake --build --preset release -j ([Environment]::ProcessorCount)
}

function Test-Configured($configured, $madeFor) {
    (Test-Path $configured) -and
    (Get-Item $configured).LastWriteTime -ge (Get-Item CMakePresets.json).LastWriteTime -and
    (Get-Content -Raw $configured) -eq $madeFor
}

function Build-Managed {
    Write-Step 'C# projects'
    Invoke-Tool dotnet build OutliersNative.sln -c Release
}

# A suite whose report goes to the folder $results; one test may take $patience.
function Invoke-NUnit($name, $patience, $project, $results, $more = @()) {
    $env:OUTLIERS_TEST_PYTHON = $Python
    Invoke-Suite $name dotnet test $project -c Release --no-build @more `
        --results-directory $results --logger "trx;LogFilePrefix=$name" `
        --blame-hang-timeout $patience --blame-hang-dump-type none
}

# NAME COMMAND...: prints to the host, returns NAME=STATUS; a failure does not keep the next suite from running.
function Invoke-Suite {
    $name, $command = $args[0, 1]
    $rest = @($args | Select-Object -Skip 2)
    Write-Step $name
    & $command @rest | Out-Host
    "$name=$LASTEXITCODE"
}

function Invoke-Tool {
    $command = $args[0]
    $rest = @($args | Select-Object -Skip 1)
    & $command @rest | Out-Host
    if ($LASTEXITCODE -ne 0) { Stop-Build "$command exited with $LASTEXITCODE" }
}

function Write-Step($name) { Write-Host "`n== $name" }

function Stop-Build($message) {
    [Console]::Error.WriteLine("build.ps1: $message")
    exit 1
}

# ---- start ----

$verb = if ($args.Count) { $args[0] } else { 'help' }
$rest = @($args | Select-Object -Skip 1)
Push-Location $PSScriptRoot
try {
    switch -Regex ($verb) {
        '^(setup|build|demo|test|stress|sanitize|bench|pack|clean)$' { & "Invoke-$verb" @rest }
        '^(help|-h|--help)$' { Show-Help }
        default {
            [Console]::Error.WriteLine("build.ps1: no verb '$verb'`n")
            Show-Help
            exit 2
        }
    }
}
finally { Pop-Location }
