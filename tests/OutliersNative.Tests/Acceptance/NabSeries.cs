using System.Globalization;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Acceptance;

/// <summary>Knows where the series of the Numenta Anomaly Benchmark lie, and how they are written. They are no part of the
/// repository: without them the tests that want them are ignored.</summary>
internal static class NabSeries
{
    private static string Folder =>
        Environment.GetEnvironmentVariable("OUTLIERS_NAB") is { Length: > 0 } folder
            ? folder
            : Path.GetFullPath(Path.Combine(Places.Repository, "..", "shared", "data", "nab"));

    public static double[] Read(string name)
    {
        string file = Path.Combine(Folder, "data", name);
        if (!File.Exists(file))
        {
            Assert.Ignore($"The Numenta Anomaly Benchmark (NAB, real series with labels) is not in {Folder}: set OUTLIERS_NAB to its folder.");
        }
        return [.. File.ReadLines(file).Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
    }
}
