using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Modules that two threads import at the same time.</summary>
public sealed class ImportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);

    [Test]
    public void Constructor_OnTwoThreadsWhileTheModuleIsImported_BothFindTheFunction()
    {
        Task<long[]> first = OnThread(() => DetectBy("imports.slow"));
        Call("imports", "wait_until_slow_has_begun");
        Task<long[]> second = OnThread(() => DetectBy("imports.slow"));
        long[] meanwhile = DetectBy("imports.dotted");
        bool hasWaited = !first.IsCompleted && !second.IsCompleted;

        Call("imports", "let_slow_go_on");
        bool haveEnded = Task.WaitAll([first, second], Patience);

        Assert.That((hasWaited, haveEnded), Is.EqualTo((true, true)));
        Assert.That(meanwhile, Is.EqualTo(new long[] { 1, 3 }));
        Assert.That(first.Result, Is.EqualTo(new long[] { 1, 3 }));
        Assert.That(second.Result, Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void Constructor_OnTwoThreadsOfModulesThatImportEachOther_DoesNotDeadlock()
    {
        Task<long[]> left = OnThread(() => DetectBy("imports.circular_left"));
        Task<long[]> right = OnThread(() => DetectBy("imports.circular_right"));

        bool haveEnded = Task.WaitAll([left, right], Patience);

        Assert.That(haveEnded, Is.True);
        Assert.That(left.Result, Is.EqualTo(new long[] { 1, 3 }));
        Assert.That(right.Result, Is.EqualTo(new long[] { 1, 3 }));
    }

    private static Task<long[]> OnThread(Func<long[]> call) => Task.Factory.StartNew(
        call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static long[] DetectBy(string module)
    {
        using var outliers = new Outliers(module, "detect");
        return outliers.Detect(Five.Values());
    }

    private static void Call(string module, string function)
    {
        using var outliers = new Outliers(module, function);
        outliers.Detect([0]);
    }
}
