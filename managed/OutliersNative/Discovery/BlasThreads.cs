using System.Globalization;

namespace OutliersNative.Discovery;

/// <summary>Knows how many threads NumPy's linear algebra may start: it counts the machine's processors, and does not see that a
/// container may use fewer.</summary>
internal static class BlasThreads
{
    private const string ForAll = "OMP_NUM_THREADS";

    /// <summary>Each library's own, and OpenMP's, which most of them obey too.</summary>
    public static IReadOnlyList<string> Variables { get; } =
        ["OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", ForAll];

    /// <summary>The variables to set: none without a quota, and none against what the user has set.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Limits()
    {
        int quota = Environment.ProcessorCount; // .NET counts what the container's quota allows
        bool isLimited = quota < ProcessorsToRunOn() && !IsSet(ForAll);
        return isLimited
            ? Variables.Where(name => !IsSet(name)).Select(name => KeyValuePair.Create(name, (string?)quota.ToString(CultureInfo.InvariantCulture)))
            : [];
    }

    private static bool IsSet(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));

    /// <summary>What BLAS counts: the processors that the scheduler may put this process on; 0 where there are no containers.</summary>
    private static int ProcessorsToRunOn()
    {
        const string Label = "Cpus_allowed_list:";
        try
        {
            string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Label, StringComparison.Ordinal));
            return line[Label.Length..].Split(',').Sum(Count);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or FormatException)
        {
            return 0;
        }
    }

    /// <summary>How many there are in <c>3</c>, or in <c>0-7</c>.</summary>
    private static int Count(string range)
    {
        int[] ends = [.. range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture))];
        return ends[^1] - ends[0] + 1;
    }
}
