# Finds the tools and the Python for a build, and prints how to install what is missing. Dot-sourced by build.ps1.

$Python = $null  # the interpreter whose headers and NumPy are used; set by Find-Python

# Stops if a tool is missing. $testModule is a module that Python must have besides NumPy.
function Assert-Tools($testModule) {
    $missing = @(
        if (-not (Test-Succeeds dotnet --version)) { '.NET SDK 10: winget install Microsoft.DotNet.SDK.10' }
        if (-not (Test-CMake)) { 'CMake 3.21 or newer: winget install Kitware.CMake' }
        if (-not (Get-Generator)) { 'Ninja or mingw32-make: winget install Ninja-build.Ninja' }
        if (-not (Get-Compiler)) { 'MinGW-w64 gcc: winget install BrechtSanders.WinLibs.POSIX.UCRT' }
        Find-Python $testModule
    )
    if ($missing.Count -eq 0) { return }
    if (-not $OnWindows) { $missing += 'on Linux, ./build.sh setup installs what it can' }
    Stop-Build ("something is missing; open a new terminal after an installation:`n  " + ($missing -join "`n  "))
}

# Returns CMake's name of a generator whose build tool is installed.
function Get-Generator {
    if (Test-Command ninja) { return 'Ninja' }
    if ($OnWindows -and (Test-Command mingw32-make)) { return 'MinGW Makefiles' }
    if (-not $OnWindows -and (Test-Command make)) { return 'Unix Makefiles' }
}

function Get-Compiler {
    $compiler = if ($env:CC) { $env:CC } else { 'gcc' }
    if (Test-Command $compiler) { return $compiler }
}

function Test-CMake {
    (Test-Command cmake) -and ("$(cmake --version)" -match '(\d+\.\d+)') -and [version]$Matches[1] -ge [version]'3.21'
}

# Sets $Python to the first candidate that lacks nothing. If there is none, returns what each one lacks.
function Find-Python($testModule) {
    $why = @()
    $modules = @($testModule | Where-Object { $_ })
    foreach ($candidate in @(Get-PythonCandidate)) {
        $answer = Get-ToolOutput $candidate '.ci/python_lacks.py' @modules
        if ($answer -and $LASTEXITCODE -eq 0) {
            $script:Python = $answer
            return
        }
        if ($answer) { $answer = "lacks $answer" } else { $answer = 'does not run' }
        $why += "${candidate}: $answer"
    }
    'Python 3.8 or newer with NumPy (and pytest): winget install Python.Python.3.13; py -m pip install numpy pytest'
    $why
}

function Get-PythonCandidate {
    if ($env:OUTLIERS_PYTHON) { return $env:OUTLIERS_PYTHON }
    if ($env:VIRTUAL_ENV -and $OnWindows) { "$env:VIRTUAL_ENV\Scripts\python.exe" }
    if ($env:VIRTUAL_ENV -and -not $OnWindows) { "$env:VIRTUAL_ENV/bin/python3" }
    Get-Command -Name ('python', 'python3') -CommandType Application -All -ErrorAction Ignore |
        Select-Object -ExpandProperty Source
    if ($OnWindows) { Get-ToolOutput py -3 -c 'import sys; print(sys.executable)' }
}

function Test-Command($name) { $null -ne (Get-Command $name -CommandType Application -ErrorAction Ignore) }

function Test-Succeeds {
    $null = Get-ToolOutput @args
    $LASTEXITCODE -eq 0
}

# Returns a command's standard output, or nothing if it cannot be started.
function Get-ToolOutput {
    $ErrorActionPreference = 'Continue'  # 5.1 turns each line on standard error into an error
    $global:LASTEXITCODE = 1
    $command = $args[0]
    $rest = @($args | Select-Object -Skip 1)
    try { & $command @rest 2>$null } catch { }
}
