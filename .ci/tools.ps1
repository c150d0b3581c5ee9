# Knows which tools a build needs, which Python it takes them from, and the command that installs what is missing.
# Dot-sourced by build.ps1, whose $OnWindows and Stop-Build it uses.

$Python = $null  # the Python whose headers and NumPy are used; Find-Python chooses it

# [pytest]: silent if all is there; else names the command for each missing tool and stops.
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

# CMake's name of the generator that the tools at hand allow.
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

# Sets $Python; else returns what each candidate lacks.
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

# What a command prints, without what it says on standard error; nothing if it cannot be started.
function Get-ToolOutput {
    $ErrorActionPreference = 'Continue'  # 5.1 makes an error of each line on standard error
    $global:LASTEXITCODE = 1
    $command = $args[0]
    $rest = @($args | Select-Object -Skip 1)
    try { & $command @rest 2>$null } catch { }
}
