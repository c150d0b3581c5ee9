using System.Text.Json;

namespace OutliersNative.Discovery;

/// <summary>What probe.py printed, and whether such a Python can be used.</summary>
internal sealed record InterpreterAnswer(
    string Version, string Implementation, string? Executable, string Prefix, string? Library, int Bits, bool FreeThreaded,
    string? NumPy, string? NumPyError, IReadOnlyList<string> Watched)
{
    private const string NoNumPy = "No module named 'numpy'";

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
            root.GetProperty("numpy_error").GetString(),
            [.. root.GetProperty("watched").EnumerateArray().Select(path => path.GetString()!)]);
    }

    /// <summary>Whether it holds as long as what is watched does not change; what a broken NumPy lacks may come from anywhere.</summary>
    public bool MayBeKept => Library is not null && (NumPyError is null || NumPyError.EndsWith(NoNumPy, StringComparison.Ordinal));

    /// <summary>Why it cannot be used, and the command that mends it; null if it can.</summary>
    public (string Reason, string? Mend)? Refuse()
    {
        if (Implementation != "CPython")
        {
            return ($"is {Implementation}; CPython is needed", Remedy.Python);
        }
        if (PlainNumber.ReadVersion(Version) < Floor)
        {
            return ($"is Python {Version}; {Floor} or newer is needed", Remedy.Python);
        }
        if (Bits != nint.Size * 8)
        {
            return ($"is a {Bits}-bit Python; this process has {nint.Size * 8} bits", Remedy.Python);
        }
        if (FreeThreaded)
        {
            return ($"is a free-threaded Python {Version}, which is not supported yet; use the standard build, without the \"t\" in its name", Remedy.Python);
        }
        if (string.IsNullOrEmpty(Executable))
        {
            return ("does not know its own path (sys.executable is empty)", null);
        }
        return RefuseNumPy() ?? RefuseLibrary();
    }

    private (string Reason, string? Mend)? RefuseNumPy()
    {
        if (NumPy is not null)
        {
            return null;
        }
        bool isMissing = NumPyError is null || NumPyError.EndsWith(NoNumPy, StringComparison.Ordinal);
        return ($"(Python {Version}) cannot import NumPy ({NumPyError})", isMissing ? Remedy.NumPy(Executable!) : Remedy.BrokenNumPy(Executable!));
    }

    private (string Reason, string? Mend)? RefuseLibrary() =>
        Library is null ? ($"(Python {Version}) has no shared library", Remedy.Library(Executable!, System.Version.Parse(Version))) : null;
}
