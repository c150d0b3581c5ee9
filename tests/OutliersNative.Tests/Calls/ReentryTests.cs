using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>A function that calls back into .NET, which calls Python again.</summary>
/// <remarks>A callback that holds the GIL may call Detect. It must not wait for another thread that does: that thread needs
/// the GIL. ctypes.CDLL releases the GIL around a callback, ctypes.PyDLL does not.</remarks>
public sealed class ReentryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] Ways = [Callback.WithoutGil, Callback.HoldingGil, Callback.OnPythonThread];
    private static readonly string[] WaysWithoutGil = [Callback.WithoutGil, Callback.OnPythonThread];

    [TestCaseSource(nameof(Ways))]
    public void Detect_InACallback_GivesItsPositions(string way)
    {
        long[] positions = [];

        Callback.Run(way, () => positions = Detect());

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void Detect_InCallbacksOfCallbacks_GivesItsPositions([ValueSource(nameof(Ways))] string way, [Values(2, 10)] int levels)
    {
        long[] positions = [];

        CallBack(way, levels, () => positions = Detect());

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void Detect_InCallbacksOfAllWaysInTurn_GivesItsPositions()
    {
        long[] positions = [];

        Callback.Run(Callback.WithoutGil, () =>
            Callback.Run(Callback.HoldingGil, () =>
                Callback.Run(Callback.OnPythonThread, () =>
                    Callback.Run(Callback.HoldingGil, () => positions = Detect()))));

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }

    [TestCaseSource(nameof(Ways))]
    public void Detect_InACallbackWhenItFails_ThrowsThereAndTheOuterCallContinues(string way)
    {
        PythonException? thrown = null;
        using var raises = new Outliers("raises", "value_error");

        Callback.Run(way, () => thrown = Assert.Throws<PythonException>(() => raises.Detect(Five.Values())));

        Assert.That(thrown?.PythonType, Is.EqualTo("ValueError"));
    }

    [TestCaseSource(nameof(Ways))]
    public void Detect_InACallbackWhenItsInputIsRetained_TheLeaseLasts(string way)
    {
        Callback.Run(way, () => RetainedInput.Detect(Five.Values()));
        long leasesWhileRetained = Counters.Now().leases;
        bool intact = RetainedInput.IsIntact();
        RetainedInput.Release();

        Assert.That((leasesWhileRetained, intact), Is.EqualTo((1, true)));
    }

    [TestCaseSource(nameof(Ways))]
    public void Outliers_ConstructedAndDisposedInACallback_Works(string way)
    {
        Assert.DoesNotThrow(() => Callback.Run(way, () => new Outliers("outliers", "detect").Dispose()));
    }

    [TestCaseSource(nameof(WaysWithoutGil))]
    public void Detect_OnATaskThatACallbackWaitsFor_GivesItsPositions(string way)
    {
        long[] positions = [];

        Callback.Run(way, () =>
        {
            Task<long[]> task = Task.Run(Detect);
            positions = task.Wait(Patience) ? task.Result : throw new TimeoutException("the task hangs");
        });

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }

    [TestCaseSource(nameof(WaysWithoutGil))]
    public void Detect_OnAThreadThatACallbackJoins_GivesItsPositions(string way)
    {
        long[] positions = [];

        Callback.Run(way, () =>
        {
            var thread = new Thread(() => positions = Detect());
            thread.Start();
            Assert.That(thread.Join(Patience), Is.True, "the thread hangs");
        });

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }

    [TestCaseSource(nameof(WaysWithoutGil))]
    public void Detect_ByTheOwnerOfALockThatACallbackWants_BothEnd(string way)
    {
        object gate = new();
        using var isLocked = new ManualResetEventSlim();
        using var isWanted = new ManualResetEventSlim();
        long[] positions = [];
        var owner = new Thread(() =>
        {
            lock (gate)
            {
                isLocked.Set();
                if (isWanted.Wait(Patience))
                {
                    positions = Detect();
                }
            }
        });

        owner.Start();
        isLocked.Wait(Patience);
        Callback.Run(way, () =>
        {
            isWanted.Set();
            Assert.That(Monitor.TryEnter(gate, Patience), Is.True, "the lock's owner hangs");
            Monitor.Exit(gate);
        });
        owner.Join();

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }

    private static void CallBack(string way, int levels, Action action) =>
        Callback.Run(way, levels == 1 ? action : () => CallBack(way, levels - 1, action));

    private static long[] Detect()
    {
        using var outliers = new Outliers("good_results", "positions");
        return outliers.Detect(Five.Values());
    }
}
