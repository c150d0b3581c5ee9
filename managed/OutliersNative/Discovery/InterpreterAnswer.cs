using System.Text.Json;

namespace OutliersNative.Discovery;

/// <summary>What probe.py printed, and whether such a Python can be used.</summary>
internal sealed record InterpreterAnswer(
    string Version, string Implementation, string? Executable, string Prefix, string? Library, int Bits, bool FreeThreaded, string? NumPy, string? NumPyError)
{
    private static readonly Version Floor = new(3, 8);

    /// <summary>Finds the answer in what the interpreter printed, after whatever its start files may have printed.</summary>
    public static InterpreterAnswer? Find(string output)
    {
        string last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("");
        try
        {
            return Parse(last);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null; // something else than probe.py has answered
        }
    }

    public static InterpreterAnswer Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        return new InterpreterAnswer(
            root.GetProperty("version").GetString()!,
            root.GetProperty("implementation").GetString()!,
            root.GetProperty("executable").GetString(),
            root.GetProperty("prefix").GetString()!,
            root.GetProperty("library").GetString(),
            root.GetProperty("bits").GetInt32(),
            root.GetProperty("free_threaded").GetBoolean(),
            root.GetProperty("numpy").GetString(),
            root.GetProperty("numpy_error").GetString());
    }

    /// <summary>Why it cannot be used, and the command that mends it; null if it can.</summary>
    public (string Reason, string? Mend)? Refuse()
    {
        if (Implementation != "CPython")
        {
            return ($"is {Implementation}; CPython is needed", null);
        }
        if (System.Version.Parse(Version) < Floor)
        {
            return ($"is Python {Version}; {Floor} or newer is needed", null);
        }
        if (Bits != nint.Size * 8)
        {
            return ($"is a {Bits}-bit Python; this process has {nint.Size * 8} bits", null);
        }
        if (FreeThreaded)
        {
            return ($"is a free-threaded Python {Version}, which is not supported yet; use the standard build, without the \"t\" in its name", null);
        }
        if (string.IsNullOrEmpty(Executable))
        {
            return ("does not know its own path (sys.executable is empty)", null);
        }
        if (NumPy is null)
        {
            return ($"(Python {Version}) cannot import NumPy ({NumPyError})", MendNumPy(Executable));
        }
        return Library is null ? ($"(Python {Version}) has no shared library", MendLibrary()) : null;
    }

    private static string MendNumPy(string executable) =>
        executable == "/usr/bin/python3" && File.Exists("/etc/debian_version")
            ? "sudo apt-get install python3-numpy"
            : $"{executable} -m pip install numpy";

    private string MendLibrary()
    {
        var version = System.Version.Parse(Version);
        return File.Exists("/etc/debian_version") && Executable!.StartsWith("/usr/bin/", StringComparison.Ordinal)
            ? $"sudo apt-get install libpython{version.Major}.{version.Minor}"
            : "install a Python that was built with --enable-shared (pyenv: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install)";
    }
}
