# Builds, tests and packs on Windows; build.sh does the same on Linux and macOS.
# Needs Windows PowerShell 5.1, or PowerShell 7, which runs it on Linux too. Installs nothing.
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false  # Invoke-Tool checks exit codes

# No build server may stay in the background after the script has ended.
$env:MSBUILDDISABLENODEREUSE = '1'
$env:DOTNET_CLI_USE_MSBUILD_SERVER = '0'
$env:UseSharedCompilation = 'false'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

$OnWindows = $env:OS -eq 'Windows_NT'
$WithoutBenchmarks = 'tests/OutliersNative.Tests.slnf'
$OnlyOnLinux = 'lint', 'coverage', 'sanitize', 'matrix', 'consumer'

. "$PSScriptRoot/.ci/tools.ps1"

function Show-Help {
    Write-Output @'
usage: ./build.ps1 VERB [ARGUMENT...]

  setup      Check for the tools that setup, build, demo and test need. Print how to install what is missing.
  build      Build the native library and all C# projects, including the benchmarks.
  demo       Detect outliers in two real series. Further arguments are passed to the demo.
  cluster-demo
             Feed 100,000 series of a silo, and check that each value has one answer. With redis-server, as on Linux,
             there are several silos, which are killed, added and stopped meanwhile.
  serve      Run the service on http://127.0.0.1:8080, or on another port: ./build.ps1 serve 9000. Further arguments
             are settings, such as --Service:Timeout=00:01:00; docs/SERVICE.md lists them.
  test       Build, then run the C, Python and C# tests. Choose suites with: native python managed
  stress     Build, then run the long tests, and print one line for each.
  bench      Run the benchmarks within 5 minutes, or within 30 with --full. Print their tables and write
             artifacts/reports/bench.md, .json and .svg. Further arguments are passed to the benchmark program;
             ./build.ps1 bench --help lists them.
  pack       Write NuGet packages for this platform to artifacts/packages/. On Linux, ./build.sh pack builds
             them for all platforms.
  clean      Delete all build output.
  help       Print this text.

Only on Linux, with ./build.sh: lint, coverage, sanitize, matrix, consumer.

Environment variables:
  OUTLIERS_PYTHON  The only interpreter to consider. It needs NumPy, headers and a shared library.
                   Default: the first suitable one of VIRTUAL_ENV, and each python and python3 on PATH.
  CC               The C compiler. Default: gcc, on Windows from MinGW-w64.
  OUTLIERS_NAB     The folder of the Numenta Anomaly Benchmark, for the tests that use its series.
                   Default: ../shared/data/nab. Without it, those tests are skipped.
'@
}

# ---- verbs ----

function Invoke-Setup { Assert-Tools 'pytest' }

function Invoke-Build {
    Assert-Tools
    Build-Native
    Build-Managed 'OutliersNative.sln'
}

function Invoke-Demo {
    Assert-Tools
    Build-Native
    Write-Step 'demo'
    Invoke-Tool dotnet (@('run', '-c', 'Release', '--project', 'managed/OutliersNative.Demo', '--') + $args)
}

function Invoke-Cluster-Demo {
    Assert-Tools
    Build-Native
    Build-Managed 'managed/OutliersNative.ClusterDemo'
    Write-Step 'cluster demo'
    $env:OUTLIERS_PYTHON = $Python
    Invoke-Tool dotnet (@('managed/OutliersNative.ClusterDemo/bin/Release/net10.0/OutliersNative.ClusterDemo.dll') + $args)
}

function Invoke-Serve {
    $port = 8080
    $settings = $args
    if ($args.Count -and "$($args[0])" -match '^[0-9]+$') {
        $port = $args[0]
        $settings = @($args | Select-Object -Skip 1)
    }
    Assert-Tools
    Build-Native
    Build-Managed 'managed/OutliersNative.Service'
    Write-Step "service on http://127.0.0.1:$port, until Ctrl-C"
    Write-Host "curl http://127.0.0.1:$port/v1/analyze -H 'Content-Type: application/json' -d '[1, 2, 3, 2, 1, 2, 50]'`n"
    $env:OUTLIERS_PYTHON = $Python
    Invoke-Tool dotnet (@('managed/OutliersNative.Service/bin/Release/net10.0/OutliersNative.Service.dll', "--urls=http://127.0.0.1:$port") + $settings)
}

function Invoke-Test {
    $known = 'native', 'python', 'managed'
    foreach ($name in $args) {
        if ($known -notcontains $name) { Stop-Build "test has no suite '$name'; choose from: $known" }
    }
    $chosen = if ($args.Count) { $args } else { $known }
    Assert-Tools 'pytest'
    Build-Native
    $reports = New-EmptyFolder 'artifacts/reports'
    $suites = @()
    if ($chosen -contains 'native') {
        $suites += Invoke-Suite ctest ctest @('--preset', 'release', '-j', [Environment]::ProcessorCount,
            '--output-junit', "$reports/ctest.xml")
    }
    if ($chosen -contains 'python') {
        $suites += Invoke-Suite pytest $Python @('-m', 'pytest', '-q', '-c', 'python/pyproject.toml', 'tests/python',
            '--junitxml', "$reports/pytest.xml")
    }
    if ($chosen -contains 'managed') {
        Build-Managed $WithoutBenchmarks
        $suites += Invoke-NUnit nunit 5m $reports @($WithoutBenchmarks)
    }
    Write-Step 'totals'
    Invoke-Tool $Python (@('.ci/totals.py', $reports) + $suites)
}

function Invoke-Stress {
    Assert-Tools
    Build-Native
    Build-Managed $WithoutBenchmarks
    $reports = New-EmptyFolder 'artifacts/stress'
    $env:OUTLIERS_STRESS = '1'
    $suite = Invoke-NUnit stress 30m $reports @('tests/OutliersNative.Tests', '--filter', 'TestCategory=Stress')
    Write-Step 'cases'
    Invoke-Tool $Python @('.ci/cases.py', $reports, $suite)
}

function Invoke-Bench {
    Assert-Tools
    Build-Native
    # As a user has it: the library from the package is compiled ahead of time, the program is not.
    Invoke-Tool dotnet @('publish', 'bench/start', '-c', 'Release', '--use-current-runtime', '--no-self-contained',
        '-p:PublishReadyToRun=true', '-o', 'artifacts/start')
    Invoke-Tool dotnet (@('run', '-c', 'Release', '--project', 'bench/OutliersNative.Bench', '--') + $args)
}

function Invoke-Pack {
    Assert-Tools
    Build-Native
    $null = New-EmptyFolder 'artifacts/packages'
    foreach ($project in 'OutliersNative', 'OutliersNative.Tensors', 'OutliersNative.Hosting', 'OutliersNative.OpenTelemetry', 'OutliersNative.Cli') {
        Invoke-Tool dotnet @('pack', "managed/$project", '-c', 'Release', '-o', 'artifacts/packages')
        $package = Get-Item "artifacts/packages/$project.[0-9]*.nupkg"
        Invoke-Tool $Python @('.ci/check_package.py', $package.FullName)
    }
}

function Invoke-Clean {
    $folders = @('artifacts')
    $folders += Get-ChildItem -Path 'managed', 'tests', 'bench' -Directory -Recurse |
        Where-Object Name -Match '^(bin|obj)$' | Select-Object -ExpandProperty FullName
    foreach ($folder in $folders) {
        if (Test-Path $folder) { Remove-Item -Recurse -Force $folder }  # it may have been inside another one
    }
}

# ---- steps ----

function Build-Native {
    Write-Step 'native library'
    $build = 'artifacts/build/release'
    $configured = "$build/configured"
    $madeFor = "$PSScriptRoot $Python"
    if (-not (Test-Configured $configured $madeFor)) {
        # It caches the paths of the Python that was used before.
        if (Test-Path "$build/CMakeCache.txt") { Remove-Item "$build/CMakeCache.txt" }
        $options = @('--preset', 'release', "-DPython3_EXECUTABLE=$($Python.Replace('\', '/'))")
        if ($OnWindows) { $options += '-G', (Get-Generator), "-DCMAKE_C_COMPILER=$(Get-Compiler)" }
        Invoke-Tool cmake $options
        Set-Content -Path $configured -Value $madeFor -NoNewline
    }
    Invoke-Tool cmake @('--build', '--preset', 'release', '-j', [Environment]::ProcessorCount)
}

function Test-Configured($configured, $madeFor) {
    (Test-Path $configured) -and
    (Get-Item $configured).LastWriteTime -ge (Get-Item CMakePresets.json).LastWriteTime -and
    (Get-Content -Raw $configured) -eq $madeFor
}

function Build-Managed($solution) {
    Write-Step 'C# projects'
    Invoke-Tool dotnet @('build', $solution, '-c', 'Release')
}

# Runs NUnit tests and returns NAME=STATUS. $timeout is that of a single test.
function Invoke-NUnit($name, $timeout, $reports, $arguments) {
    $env:OUTLIERS_TEST_PYTHON = $Python
    Invoke-Suite $name dotnet (@('test') + $arguments + @('-c', 'Release', '--no-build',
            '--results-directory', $reports, '--logger', "trx;LogFilePrefix=$name",
            '--logger', 'console;verbosity=normal', '--blame-hang-timeout', $timeout,
            '--blame-hang-dump-type', 'none', '--', 'NUnit.ConsoleOut=0'))
}

# Runs a suite and returns NAME=STATUS. A failure does not stop the suites that follow.
function Invoke-Suite($name, $command, $arguments) {
    Write-Step $name
    & $Python .ci/progress.py $command @arguments | Out-Host
    "$name=$LASTEXITCODE"
}

function Invoke-Tool($command, $arguments) {
    & $command @arguments | Out-Host
    if ($LASTEXITCODE -ne 0) { Stop-Build "$command exited with $LASTEXITCODE" }
}

# Returns the absolute path of the folder.
function New-EmptyFolder($path) {
    if (Test-Path $path) { Remove-Item -Recurse -Force $path }
    (New-Item -ItemType Directory -Path $path).FullName
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
    if ($OnlyOnLinux -contains $verb) { Stop-Build "$verb runs only on Linux: ./build.sh $verb" }
    switch -Regex ($verb) {
        '^(setup|build|demo|cluster-demo|serve|test|stress|bench|pack|clean)$' { & "Invoke-$verb" @rest }
        '^(help|-h|--help)$' { Show-Help }
        default {
            [Console]::Error.WriteLine("build.ps1: no verb '$verb'`n")
            Show-Help
            exit 2
        }
    }
}
finally { Pop-Location }
