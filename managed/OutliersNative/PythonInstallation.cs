using System.Diagnostics;

namespace OutliersNative;

/// <summary>A Python, as its interpreter describes itself.</summary>
/// <param name="Executable">The interpreter: <c>sys.executable</c>.</param>
/// <param name="Prefix">The folder of the installation or virtual environment: <c>sys.prefix</c>.</param>
/// <param name="Library">The shared library that is loaded into this process.</param>
/// <param name="Version">The version, such as <c>3.11.2</c>.</param>
/// <param name="NumPyVersion">The version of NumPy, such as <c>1.24.2</c>.</param>
[DebuggerDisplay("Python {Version,nq} with NumPy {NumPyVersion,nq}, {Executable,nq}")]
public sealed record PythonInstallation(string Executable, string Prefix, string Library, string Version, string NumPyVersion);
