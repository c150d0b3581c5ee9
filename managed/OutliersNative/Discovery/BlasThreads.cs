using System.Globalization;

namespace OutliersNative.Discovery;

/// <summary>Knows how many threads NumPy's linear algebra may start: it counts the machine's processors, and does not see that a
/// container may use fewer.</summary>
internal static class BlasThreads
{
    private const string ForAll = "OMP_NUM_THREADS";

    /// <summary>Each library's own, and OpenMP's, which most of them obey too.</summary>
    private static readonly string[] Variables =
        ["OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", ForAll];

    /// <summary>The variables to set: none without a quota, and none against what the user has set.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Limits()
    {
        int quota = Environment.ProcessorCount; // .NET counts what the container's quota allows
        bool isLimited = !IsSet(ForAll) && quota < ProcessorsToRunOn();
        return isLimited
            ? Variables.Where(name => !IsSet(name)).Select(name => KeyValuePair.Create(name, (string?)quota.ToString(CultureInfo.InvariantCulture)))
            : [];
    }

    public static bool IsVariable(string name) => Array.IndexOf(Variables, name) >= 0;

    private static bool IsSet(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));

    /// <summary>What BLAS counts: the processors that the scheduler may put this process on; 0 where there are no containers.</summary>
    private static int ProcessorsToRunOn()
    {
        const string Label = "Cpus_allowed_list:";
        try
        {
            string line = Array.Find(File.ReadAllLines("/proc/self/status"), line => line.StartsWith(Label, StringComparison.Ordinal)) ?? "";
            int count = 0;
            foreach (string range in line.Length == 0 ? [] : line[Label.Length..].Split(','))
            {
                count += Count(range);
            }
            return count;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>How many there are in <c>3</c>, or in <c>0-7</c>.</summary>
    private static int Count(string range)
    {
        string[] ends = range.Trim().Split('-');
        return PlainNumber.Read(ends[^1]) - PlainNumber.Read(ends[0]) + 1 ?? 0;
    }
}
