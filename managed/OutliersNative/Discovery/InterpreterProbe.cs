using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace OutliersNative.Discovery;

/// <summary>Asks an interpreter about itself, by running probe.py in it. A candidate is believed only after that.</summary>
internal static class InterpreterProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Lazy<string> Script = new(ReadScript);

    public static bool TryAsk(
        Candidate candidate,
        [NotNullWhen(true)] out PythonInstallation? installation,
        [NotNullWhen(false)] out Refusal? refusal,
        TimeSpan? patience = null)
    {
        installation = null;
        refusal = null;
        if (!TryRun(candidate.Path, patience ?? Patience, out string output, out string failure))
        {
            refusal = new Refusal(candidate, failure, null);
            return false;
        }
        if (InterpreterAnswer.Find(output) is not { } answer)
        {
            refusal = new Refusal(candidate, $"does not answer as a Python does, but: {Shorten(output)}", null);
            return false;
        }
        if (answer.Refuse() is var (reason, mend))
        {
            refusal = new Refusal(candidate, reason, mend);
            return false;
        }
        installation = new PythonInstallation(answer.Executable!, answer.Prefix, answer.Library!, answer.Version, answer.NumPy!);
        return true;
    }

    private static bool TryRun(string path, TimeSpan patience, out string output, out string failure)
    {
        output = "";
        var start = new ProcessStartInfo(path, ["-c", Script.Value])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        DropCurrentDirectory(start);
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            Task<string> answer = process.StandardOutput.ReadToEndAsync();
            // Both ends: a script may leave a process behind that holds the output open.
            if (!process.WaitForExit(patience) || !Task.WaitAll([answer, errors], patience))
            {
                process.Kill(entireProcessTree: true);
                failure = $"did not answer within {patience.TotalSeconds:0} seconds";
                return false;
            }
            output = answer.GetAwaiter().GetResult();
            failure = $"ended with exit code {process.ExitCode}: {Shorten(errors.GetAwaiter().GetResult())}";
            return process.ExitCode == 0;
        }
        catch (Win32Exception e)
        {
            failure = $"cannot be run: {e.Message}";
            return false;
        }
    }

    /// <summary>An empty entry in PYTHONPATH means the current directory, and is there by accident: ":/my/modules".</summary>
    private static void DropCurrentDirectory(ProcessStartInfo start)
    {
        if (start.Environment.TryGetValue("PYTHONPATH", out string? folders) && folders is not null)
        {
            start.Environment["PYTHONPATH"] =
                string.Join(Path.PathSeparator, folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
        }
    }

    /// <summary>The last line says it: Python puts the exception there.</summary>
    private static string Shorten(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string last = lines.Length == 0 ? "it printed nothing" : lines[^1];
        return last.Length <= 300 ? last : last[..300] + "…";
    }

    private static string ReadScript()
    {
        using Stream stream = typeof(InterpreterProbe).Assembly.GetManifestResourceStream("probe.py")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
