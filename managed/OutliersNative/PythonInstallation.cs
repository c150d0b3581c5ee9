namespace OutliersNative;

/// <summary>A Python as its interpreter described itself.</summary>
/// <param name="Executable">The interpreter: <c>sys.executable</c>.</param>
/// <param name="Prefix">The folder of the installation or virtual environment: <c>sys.prefix</c>.</param>
/// <param name="Library">Its shared library, the one that is loaded.</param>
/// <param name="Version">Its version, such as <c>3.11.2</c>.</param>
/// <param name="NumPyVersion">The version of its NumPy.</param>
public sealed record PythonInstallation(string Executable, string Prefix, string Library, string Version, string NumPyVersion);
