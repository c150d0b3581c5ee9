using OutliersNative.Interop;

namespace OutliersNative.Discovery;

/// <summary>Stores the answers of interpreters in the user's cache folder, so that a later process need not start them. A file is
/// what <c>probe.py</c> printed; it holds until a file or folder that it lists as watched changes. The file's name is a hash of
/// everything else that the answer depends on: the interpreter's path, the processor, and the variables that it reads.</summary>
internal static class AnswerCache
{
    /// <summary>The interpreter's answer with these variables if it still holds; null otherwise.</summary>
    public static ProbeAnswer? Find(string interpreter, Dictionary<string, string?> variables)
    {
        try
        {
            return FileFor(interpreter, variables) is { } file && File.Exists(file)
                && ProbeAnswer.Parse(File.ReadAllText(file)) is { Watched.Count: > 0 } answer && HasNotChanged(answer)
                ? answer
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Stores an answer; does nothing where the user has no cache folder, or nothing tells when the answer expires.</summary>
    public static void Save(string interpreter, Dictionary<string, string?> variables, ProbeAnswer answer)
    {
        try
        {
            if (!answer.IsCacheable || FileFor(interpreter, variables) is not { } file || IsScript(interpreter))
            {
                return;
            }
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            string draft = $"{file}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}";
            File.WriteAllText(draft, answer.Text);
            File.Move(draft, file, overwrite: true); // atomic: another process may be reading
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without a stored answer, the interpreter is probed again next time.
        }
    }

    /// <summary>Deletes the interpreter's answer with these variables.</summary>
    public static void Forget(string interpreter, Dictionary<string, string?> variables)
    {
        try
        {
            File.Delete(FileFor(interpreter, variables) ?? "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // There was none, or it may not be deleted.
        }
    }

    private static bool HasNotChanged(ProbeAnswer answer)
    {
        foreach (string watched in answer.Watched)
        {
            if (watched.Split(' ', 2) is not [var stamp, var path] || Stamp(path) != stamp)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>As <c>stamp</c> in probe.py: changes when a file is written, and when a folder gets or loses an entry.</summary>
    private static string Stamp(string path)
    {
        long ticks = PythonLayout.RealPath(path) is { } real ? File.GetLastWriteTimeUtc(real).Ticks - DateTime.UnixEpoch.Ticks : 0;
        return ticks.ToString((IFormatProvider?)null);
    }

    /// <summary>A shim of pyenv or asdf stays the same file while it comes to mean another Python.</summary>
    private static bool IsScript(string interpreter)
    {
        using FileStream file = File.OpenRead(interpreter);
        return file.ReadByte() == '#' && file.ReadByte() == '!';
    }

    private static string? FileFor(string interpreter, Dictionary<string, string?> variables)
    {
        string folder = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathFullyQualified(cache) ? cache
            : PythonLayout.Home is { } home ? Path.Combine(home, ".cache") : "";
        return folder.Length == 0
            ? null
            : Path.Combine(folder, "outliersnative", "pythons", Hash($"{RuntimePlatform.Processor}\n{interpreter}\n{Text(variables)}"));
    }

    /// <summary>Every variable that changes what an interpreter answers.</summary>
    private static string Text(Dictionary<string, string?> variables)
    {
        var lines = new List<string>();
        foreach ((string name, string? value) in variables)
        {
            lines.Add($"{name}={value}");
        }
        foreach (string name in (string[])["HOME", "APPDATA"]) // where packages of the user alone are
        {
            lines.Add($"{name}={Environment.GetEnvironmentVariable(name)}");
        }
        lines.Sort(StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    /// <summary>FNV-1a. The hash names a file and protects nothing; a cryptographic one would load OpenSSL at each start.</summary>
    private static string Hash(string text)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char unit in text)
        {
            hash = unchecked((hash ^ unit) * 0x100000001B3);
        }
        return hash.ToString("X16", null);
    }
}
