using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Python on threads with small and large stacks: endless recursion is an exception, never a crash.</summary>
public sealed class StackTests
{
    private static readonly int[] StacksKib = [256, 512, 1536, 8192];

    [Test]
    public void Detect_WhenPythonRecursesWithoutEnd_ThrowsRecursionErrorAndTheThreadContinues(
        [ValueSource(nameof(StacksKib))] int stackKib, [ValueSource(nameof(Recursions))] string function)
    {
        using Outliers recurses = FixtureFunctions.Load(function);
        using var goesOn = new Outliers("good_results", "positions");
        PythonException? thrown = null;
        long[] positions = [];
        var thread = new Thread(
            () =>
            {
                thrown = Assert.Throws<PythonException>(() => recurses.Detect([1, 2, 3]));
                positions = goesOn.Detect(Five.Values());
            },
            stackKib * 1024);

        thread.Start();
        thread.Join();

        Assert.That(thrown?.PythonType, Is.EqualTo("RecursionError"));
        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }

    /// <summary>LAPACK and the sort keep large work areas on the stack.</summary>
    [TestCaseSource(nameof(StacksKib))]
    public void Detect_WhenNumPyUsesMuchStack_GivesItsPositions(int stackKib)
    {
        using var uses = new Outliers("uses", "linear_algebra");
        long[] positions = [];
        var thread = new Thread(() => positions = uses.Detect(Five.Values()), stackKib * 1024);

        thread.Start();
        thread.Join();

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }

    private static IEnumerable<string> Recursions => FixtureFunctions.Of("recurses");
}
