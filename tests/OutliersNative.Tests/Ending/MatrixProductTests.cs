using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Ending;

/// <summary>Processes that are ended while OpenBLAS multiplies matrices for ten seconds, on all cores.</summary>
/// <remarks>Only by ways that do not run C's exit(): in it OpenBLAS's destructor waits for its threads, some releases of it
/// for ever, and so do processes of Python alone.</remarks>
[Category(Length.Category)]
[Platform("Linux")]
public sealed class MatrixProductTests
{
    /// <summary>Twice this number cubed is how often the product multiplies or adds.</summary>
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
