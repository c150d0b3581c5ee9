using System.ComponentModel;
using System.Diagnostics;

namespace OutliersNative.Discovery;

/// <summary>Knows how an interpreter is made to run a script: with a time limit, without input, in Python's environment.</summary>
internal static class InterpreterProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What the script printed; false, and why, if it did not end well.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="output">What it wrote to its standard output.</param>
    /// <param name="failure">The end of a sentence that begins with the program's path.</param>
    /// <param name="without">A variable that is kept from it.</param>
    /// <param name="patience">How long it may take; null for half a minute.</param>
    public static bool TryRun(
        string path, IEnumerable<string> arguments, out string output, out string failure, string? without = null, TimeSpan? patience = null)
    {
        TimeSpan limit = patience ?? Patience;
        output = "";
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        PythonEnvironment.Give(start);
        if (without is not null)
        {
            start.Environment.Remove(without);
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
                failure = $"did not answer within {limit.TotalSeconds:0} seconds";
                return false;
            }
            output = answer.GetAwaiter().GetResult();
            failure = $"ended with exit code {process.ExitCode}: {Shorten(errors.GetAwaiter().GetResult())}";
            return process.ExitCode == 0;
        }
        catch (Win32Exception e)
        {
            failure = $"cannot be run: {new Win32Exception(e.NativeErrorCode).Message}"; // without the path, which is said before
            return false;
        }
    }

    /// <summary>The last line that says something: Python puts the exception there, or has just said so before its empty stack.</summary>
    public static string Shorten(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string last = lines.LastOrDefault(line => !line.StartsWith('<') && !line.StartsWith("Current thread", StringComparison.Ordinal), "it printed nothing");
        return last.Length <= 300 ? last : last[..300] + "…";
    }
}
