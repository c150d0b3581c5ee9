using System.Collections;
using OutliersNative.Interop;

namespace OutliersNative.Discovery;

/// <summary>Keeps what interpreters answered, in files of the user's, so that a later process need not start them. An answer holds as
/// long as everything that it depends on is as it was: the interpreter, the folders it imports from, the variables it reads.</summary>
internal static class AnswerStore
{
    private const string Format = "2"; // raised when an answer is kept in another way, or probe.py answers something else

    /// <summary>What the interpreter answered, if that still holds; null otherwise.</summary>
    public static InterpreterAnswer? Find(string interpreter)
    {
        try
        {
            string[] lines = FileFor(interpreter) is { } file && File.Exists(file) ? File.ReadAllLines(file) : [];
            return lines.Length > KeptAnswer.Length && Array.TrueForAll(lines[KeptAnswer.Length..], IsAsItWas)
                ? KeptAnswer.Read(lines[..KeptAnswer.Length])
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps an answer; does nothing where the user has no folder for it, or nothing tells when it would be out of date.</summary>
    public static void Save(string interpreter, InterpreterAnswer answer)
    {
        if (FileFor(interpreter) is not { } file || KeptAnswer.Write(answer) is not { } lines)
        {
            return;
        }
        try
        {
            if (IsScript(interpreter))
            {
                return;
            }
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            string draft = $"{file}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}";
            File.WriteAllLines(draft, [.. lines, .. answer.Watched.Append(interpreter).Distinct().Select(path => $"{Stamp(path)} {path}")]);
            File.Move(draft, file, overwrite: true); // whole or not at all: another process may be reading
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without it the interpreter is asked again next time.
        }
    }

    public static void Forget(string interpreter)
    {
        try
        {
            File.Delete(FileFor(interpreter) ?? "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // There was none, or it cannot be changed.
        }
    }

    private static bool IsAsItWas(string line) => line.Split(' ', 2) is [var stamp, var path] && Stamp(path) == stamp;

    /// <summary>Changes when a file is written, and when a folder gets or loses an entry; follows links.</summary>
    private static string Stamp(string path)
    {
        long ticks = RealPath.Of(path) is { } real ? File.GetLastWriteTimeUtc(real).Ticks : 0; // what comes there will be noticed
        return ticks.ToString((IFormatProvider?)null);
    }

    /// <summary>A shim of pyenv's or asdf's stays the same file while it comes to mean another Python.</summary>
    private static bool IsScript(string interpreter)
    {
        using FileStream file = File.OpenRead(interpreter);
        return file.ReadByte() == '#' && file.ReadByte() == '!';
    }

    private static string? FileFor(string interpreter)
    {
        string folder = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathFullyQualified(cache) ? cache
            : HomeFolder.Path is { } home ? Path.Combine(home, ".cache") : "";
        return folder.Length == 0 ? null : Path.Combine(folder, "outliersnative", "pythons", Hash($"{Format}\n{RuntimePlatform.Processor}\n{interpreter}\n{Variables()}"));
    }

    /// <summary>Everything in the environment that changes what an interpreter answers.</summary>
    private static string Variables()
    {
        var variables = new List<string>(PythonEnvironment.Assignments());
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            string name = (string)entry.Key;
            if (name is "HOME" or "APPDATA" || name.StartsWith("LD_", StringComparison.Ordinal) || name.StartsWith("DYLD_", StringComparison.Ordinal))
            {
                variables.Add($"{name}={entry.Value}");
            }
        }
        variables.Sort(StringComparer.Ordinal);
        return string.Join('\n', variables);
    }

    /// <summary>FNV-1a: this is a name, and no secret, and a cryptographic hash would load OpenSSL at each start.</summary>
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
