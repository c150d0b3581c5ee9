using System.Globalization;

namespace OutliersNative.Diagnosis;

/// <summary>The signal handlers of this process, as Linux lists them, and which of them .NET needs.</summary>
internal static class SignalState
{
    private static readonly (int Number, string Name)[] Signals =
        [(2, "SIGINT"), (3, "SIGQUIT"), (7, "SIGBUS"), (8, "SIGFPE"), (11, "SIGSEGV"), (13, "SIGPIPE"), (15, "SIGTERM"), (17, "SIGCHLD")];

    /// <summary>.NET turns these into NullReferenceException and DivideByZeroException.</summary>
    private const int Segv = 11, Fpe = 8;

    /// <summary>Null outside Linux.</summary>
    public static string? Describe() =>
        Masks() is { } masks ? $"handled: {Names(masks.Caught)}; ignored: {Names(masks.Ignored)}; blocked: {Names(masks.Blocked)}" : null;

    public static IEnumerable<DiagnosedProblem> Problems()
    {
        if (Masks() is { } masks && !(Has(masks.Caught, Segv) && Has(masks.Caught, Fpe)))
        {
            yield return new DiagnosedProblem(
                "SIGSEGV or SIGFPE has no handler any more, so a NullReferenceException would end this process: native code has removed .NET's handler", null);
        }
    }

    private static string Names(ulong mask)
    {
        string names = string.Join(' ', Signals.Where(signal => Has(mask, signal.Number)).Select(signal => signal.Name));
        return names.Length == 0 ? "none" : names;
    }

    private static bool Has(ulong mask, int number) => (mask >> (number - 1) & 1) != 0;

    private static (ulong Blocked, ulong Ignored, ulong Caught)? Masks()
    {
        try
        {
            string[] lines = File.ReadAllLines("/proc/self/status");
            return (Mask(lines, "SigBlk:"), Mask(lines, "SigIgn:"), Mask(lines, "SigCgt:"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static ulong Mask(string[] lines, string label) => ulong.Parse(
        lines.First(line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
