using System.Globalization;

namespace OutliersNative.Discovery;

/// <summary>Knows how an answer is kept as text: a line for each member, which a start reads long before it has loaded JSON.</summary>
internal static class KeptAnswer
{
    /// <summary>How many lines an answer has.</summary>
    public const int Length = 9;

    private const string Yes = "yes", No = "no";

    /// <summary>The lines; null if a member has a line break in it, as paths may.</summary>
    public static string[]? Write(InterpreterAnswer answer)
    {
        string[] lines =
        [
            answer.Version,
            answer.Implementation,
            answer.Executable ?? "",
            answer.Prefix,
            answer.Library ?? "",
            answer.Bits.ToString(CultureInfo.InvariantCulture),
            answer.FreeThreaded ? Yes : No,
            answer.NumPy ?? "",
            answer.NumPyError ?? "",
        ];
        return Array.Exists(lines, line => line.AsSpan().ContainsAny('\r', '\n')) ? null : lines;
    }

    /// <summary>The answer, without what is watched; null if the lines are damaged.</summary>
    public static InterpreterAnswer? Read(string[] lines) =>
        lines is [var version, var implementation, var executable, var prefix, var library, var bits, Yes or No, var numPy, var error]
            && PlainNumber.ReadVersion(version) is not null
            && PlainNumber.Read(bits) is int count
            ? new InterpreterAnswer(
                version, implementation, OrNull(executable), prefix, OrNull(library), count, lines[6] == Yes, OrNull(numPy), OrNull(error), [])
            : null;

    private static string? OrNull(string line) => line.Length == 0 ? null : line;
}
