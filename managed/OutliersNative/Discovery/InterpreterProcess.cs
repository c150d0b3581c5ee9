using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace OutliersNative.Discovery;

/// <summary>Runs scripts in interpreters: with a time limit, without input, with Python's environment variables.</summary>
internal static class InterpreterProcess
{
    private const int MaxQuotedCharacters = 300;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A Python script from this assembly's resources.</summary>
    public static string ReadScript(string name)
    {
        using Stream stream = typeof(InterpreterProcess).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Runs a program; false if it cannot be run, does not end in time, or ends with another exit code than 0.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="output">Its standard output.</param>
    /// <param name="failure">What went wrong, as the end of a sentence that begins with the program's path.</param>
    /// <param name="variables">The environment variables to change; null for those of this process.</param>
    /// <param name="timeout">Default: 30 s.</param>
    public static bool TryRun(
        string program,
        IEnumerable<string> arguments,
        out string output,
        out string failure,
        IReadOnlyDictionary<string, string?>? variables = null,
        TimeSpan? timeout = null)
    {
        TimeSpan limit = timeout ?? DefaultTimeout;
        output = "";
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8, // as probe.py writes, whatever the locale
        };
        foreach ((string name, string? value) in variables ?? PythonEnvironment.VariablesOfProcess())
        {
            start.Environment[name] = value;
        }
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            Task<string> answer = process.StandardOutput.ReadToEndAsync();
            // Both ends: a script may leave a process behind that holds the output open.
            if (!process.WaitForExit(limit) || !Task.WaitAll([answer, errors], limit))
            {
                process.Kill(entireProcessTree: true);
                failure = $"did not answer within {limit.TotalSeconds:0} s";
                return false;
            }
            output = answer.GetAwaiter().GetResult();
            failure = $"ended with exit code {process.ExitCode}: {LastLine(errors.GetAwaiter().GetResult())}";
            return process.ExitCode == 0;
        }
        catch (Win32Exception e)
        {
            failure = $"cannot be run: {new Win32Exception(e.NativeErrorCode).Message}"; // without the path, which stands before it
            return false;
        }
    }

    /// <summary>The last line that says something. Python prints an exception there; after a fatal error it adds its state and
    /// an empty stack.</summary>
    public static string LastLine(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string last = Array.FindLast(lines, line => !line.StartsWith('<')
            && !line.StartsWith("Current thread", StringComparison.Ordinal)
            && !line.StartsWith("Python runtime state", StringComparison.Ordinal)) ?? "it printed nothing";
        return last.Length <= MaxQuotedCharacters ? last : last[..MaxQuotedCharacters] + "…";
    }
}
