using System.Diagnostics;
using OutliersNative.Interop;

namespace OutliersNative.Diagnosis;

/// <summary>Calls the bundled detector once, as a user would.</summary>
internal static class SelfTest
{
    /// <summary>How long a call took; null if it failed, which is a problem then.</summary>
    public static TimeSpan? Run(List<DiagnosedProblem> problems)
    {
        double[] data = [.. Enumerable.Range(0, 20).Select(i => i == 7 ? 100.0 : i % 2)];
        try
        {
            using var outliers = new Outliers("outliers", "detect");
            outliers.Detect(data); // the first makes this thread's Python state
            long start = Stopwatch.GetTimestamp();
            long[] positions = outliers.Detect(data);
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            if (positions is [7])
            {
                return time;
            }
            problems.Add(new DiagnosedProblem(
                $"outliers.detect found the outliers [{string.Join(", ", positions)}] in the test series; expected [7]: another module of that name is in the way", null));
        }
        catch (Exception e) when (e is PythonException or InvalidResultException)
        {
            problems.Add(new DiagnosedProblem(
                $"the bundled detector outliers.detect failed: {e.Message}; expected its module in {Path.Combine(PackageFolders.All[^1], PackageFolders.Python)}", "dotnet publish"));
        }
        return null;
    }
}
