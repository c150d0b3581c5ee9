namespace OutliersNative.Discovery.Probes;

/// <summary>The Pythons that Windows' py launcher lists.</summary>
internal static class LauncherProbe
{
    public static IEnumerable<Candidate> Find() =>
        OperatingSystem.IsWindows() && InterpreterProcess.TryRun("py", ["--list-paths"], out string output, out _) ? Parse(output) : [];

    /// <summary>A line is <c> -V:3.13 *        C:\Python313\python.exe</c>, or <c> -3.9-64        C:\…</c> from an older launcher.</summary>
    public static IEnumerable<Candidate> Parse(string output) =>
        from line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        let drive = line.IndexOf(":\\", StringComparison.Ordinal)
        where line.StartsWith('-') && drive > 0
        select new Candidate(line[(drive - 1)..], "the py launcher");
}
