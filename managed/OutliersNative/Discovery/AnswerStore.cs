using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OutliersNative.Discovery;

/// <summary>Keeps what interpreters answered, in files of the user's, so that a later process need not start them. An answer holds as
/// long as everything that it depends on is as it was: the interpreter, the folders it imports from, the variables it reads.</summary>
internal static class AnswerStore
{
    private const string Format = "1"; // raised when probe.py answers something else

    /// <summary>What the interpreter answered, if that still holds; null otherwise.</summary>
    public static string? Find(string interpreter)
    {
        try
        {
            string[] lines = FileFor(interpreter) is { } file && File.Exists(file) ? File.ReadAllLines(file) : [];
            return lines.Length > 1 && lines[1..].All(IsAsItWas) ? lines[0] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps an answer; does nothing where the user has no folder for it, or nothing tells when it would be out of date.</summary>
    public static void Save(string interpreter, string output, IReadOnlyList<string> watched)
    {
        if (FileFor(interpreter) is not { } file)
        {
            return;
        }
        try
        {
            if (IsScript(interpreter))
            {
                return;
            }
            string answer = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            string draft = $"{file}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}";
            File.WriteAllLines(draft, [answer, .. watched.Append(interpreter).Distinct().Select(path => $"{Stamp(path)} {path}")]);
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
        return ticks.ToString(CultureInfo.InvariantCulture);
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
        byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes($"{Format}\n{interpreter}\n{Variables()}"));
        return folder.Length == 0 ? null : Path.Combine(folder, "outliersnative", "pythons", Convert.ToHexString(key[..16]));
    }

    /// <summary>Everything in the environment that changes what an interpreter answers.</summary>
    private static string Variables()
    {
        IEnumerable<string> python = PythonEnvironment.Assignments();
        IEnumerable<string> loader = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(entry => (string)entry.Key is "HOME" or "APPDATA" || ((string)entry.Key).StartsWith("LD_", StringComparison.Ordinal)
                || ((string)entry.Key).StartsWith("DYLD_", StringComparison.Ordinal))
            .Select(entry => $"{entry.Key}={entry.Value}");
        return string.Join('\n', python.Concat(loader).Order(StringComparer.Ordinal));
    }
}
