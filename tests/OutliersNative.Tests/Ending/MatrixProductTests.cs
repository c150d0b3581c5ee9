using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Ending;

/// <summary>Processes that are ended while OpenBLAS multiplies matrices for ten seconds on all cores.</summary>
/// <remarks>Only in ways that do not run C's exit(), in which OpenBLAS's destructor waits for its threads, in some releases for
/// ever. Plain Python hangs in the same way.</remarks>
[Category(Length.Category)]
[Platform("Linux")]
public sealed class MatrixProductTests
{
    /// <summary>The product takes twice this number cubed of floating-point operations.</summary>
    private const int Size = 7_000;

    private static readonly Situation Product = new("matrix product", $"multiply {Size}");

    [OneTimeSetUp]
    public void LookForOpenBlas()
    {
        if (!File.ReadLines("/proc/self/maps").Any(line => line.Contains("openblas", StringComparison.OrdinalIgnoreCase)))
        {
            Assert.Ignore($"The NumPy of {Places.NumPyPython} has not loaded OpenBLAS, so there are no threads of it to end.");
        }
    }

    [TestCaseSource(nameof(Ways))]
    public async Task Process_ToldToEndDuringAProduct_EndsAtOnceAsWithoutPython(Way way)
    {
        ProcessOutcome outcome = await Endings.EndAsync(Product, way);

        await Endings.AssertIsAsWithoutPythonAsync(outcome, way);
        Endings.AssertIsSoon(outcome);
        Assert.That(outcome.Lines[^1], Is.EqualTo(way.Says ?? "ready"));
    }

    private static IEnumerable<Way> Ways() => Way.All.Where(way => !way.RunsExit && way.Step is "end throw" or "end wait");
}
