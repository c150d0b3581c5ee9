using System.Runtime.CompilerServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Retention;

/// <summary>However an input is retained, Python reads the right values for as long as it retains it, and exactly one lease
/// begins and ends with that.</summary>
public sealed class RetentionTests
{
    private const int EnoughStack = 16 << 20; // else the call would run on a thread of the native library, which never ends

    [TearDown]
    public void ReleaseInputs() => RetainedInput.Release();

    [TestCaseSource(typeof(RetainedInput), nameof(RetainedInput.Routes))]
    public void Detect_WhenInputIsRetained_StaysUnchangedAndPinnedUntilPythonReleasesIt(string route)
    {
        WeakReference data = DetectAndForget(route);
        RetainedInput.MoveEverything();
        bool aliveWhileRetained = data.IsAlive;
        long leasesWhileRetained = Counters.Now().leases;
        bool intact = RetainedInput.IsIntact();

        RetainedInput.Release();
        bool released = Counters.Become(now => now.leases == 0);
        GC.Collect();

        Assert.That(intact, Is.True);
        Assert.That((leasesWhileRetained, aliveWhileRetained), Is.EqualTo((1, true)));
        Assert.That((released, data.IsAlive), Is.EqualTo((true, false)));
    }

    [Test]
    public void Detect_OfSliceOrSpanWhenInputIsRetained_OneLeaseBeginsAndEnds(
        [ValueSource(typeof(RetainedInput), nameof(RetainedInput.Routes))] string route,
        [ValueSource(nameof(RetainableKinds))] InputKind kind)
    {
        using Outliers outliers = FixtureFunctions.Load(route);

        long[] positions = kind.Detect(outliers, Five.Values());
        long leasesWhileRetained = Counters.Now().leases;
        bool intact = RetainedInput.IsIntact();
        RetainedInput.Release();

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
        Assert.That((intact, leasesWhileRetained), Is.EqualTo((true, 1)));
        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [TestCaseSource(typeof(RetainedInput), nameof(RetainedInput.Routes))]
    public void Detect_OfNativeMemoryWhenInputIsRetained_UnpinsOnceWhenPythonReleasesIt(string route)
    {
        using var manager = new NativeMemoryManager(Five.Values());
        using Outliers outliers = FixtureFunctions.Load(route);

        outliers.Detect((ReadOnlyMemory<double>)manager.Memory);
        int unpinsWhileRetained = manager.Unpins;
        bool intact = RetainedInput.IsIntact();
        RetainedInput.Release();
        bool unpinned = Counters.WaitUntil(() => manager.Unpins > 0);

        Assert.That((intact, unpinsWhileRetained), Is.EqualTo((true, 0)));
        Assert.That((unpinned, manager.Pins, manager.Unpins), Is.EqualTo((true, 1, 1)));
    }

    [TestCaseSource(typeof(RetainedInput), nameof(RetainedInput.Routes))]
    public void Detect_WhenLastViewDiesOnAPythonThread_TheLeaseEnds(string route)
    {
        DetectAndForget(route);
        long leasesWhileRetained = Counters.Now().leases;
        using var releases = new Outliers("retains", "release_on_thread");

        releases.Detect([0]);

        Assert.That(leasesWhileRetained, Is.EqualTo(1));
        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [Test]
    public void Detect_WhenPythonExportsItsInputByDLPack_NumPyRaisesOrTheLeaseLasts()
    {
        using Outliers outliers = FixtureFunctions.Load("retains_memory.dlpack");
        string? raised = null;

        try
        {
            outliers.Detect(Five.Values());
        }
        catch (PythonException e)
        {
            raised = e.PythonType;
        }

        Assert.That(raised, Is.Null.Or.EqualTo("BufferError").Or.EqualTo("AttributeError")); // the last before NumPy 1.22
        Assert.That((Counters.Now().leases, RetainedInput.IsIntact()), Is.EqualTo(raised is null ? (1, true) : (0, false)));
    }

    [Test]
    public void Detect_WhenPythonRefersToItsInputWeakly_MakesNoLease()
    {
        using Outliers outliers = FixtureFunctions.Load("retains_reference.weakly");

        outliers.Detect(Five.Values());

        Assert.That((Counters.Now().leases, RetainedInput.IsIntact()), Is.EqualTo((0, true)));
    }

    [Test]
    public void Detect_WhenAThreadLocalRetainsItsInput_TheLeaseEndsWithTheThread()
    {
        using var outliers = new Outliers("retains_reference", "in_thread_local");
        using var mayEnd = new ManualResetEventSlim();
        using var hasCalled = new ManualResetEventSlim();
        var thread = new Thread(
            () =>
            {
                outliers.Detect(Five.Values());
                hasCalled.Set();
                mayEnd.Wait();
            },
            EnoughStack);

        thread.Start();
        hasCalled.Wait();
        long leasesWhileRetained = Counters.Now().leases;
        mayEnd.Set();

        Assert.That(leasesWhileRetained, Is.EqualTo(1));
        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    /// <summary>Without those that free their memory right after the call, as a user must not, and without the array, which has
    /// its own test.</summary>
    private static IEnumerable<InputKind> RetainableKinds => InputKind.All.Where(kind => kind.Name is "slice" or "stack span");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference DetectAndForget(string route)
    {
        double[] data = Five.Values();
        using Outliers outliers = FixtureFunctions.Load(route);
        outliers.Detect(data);
        return new WeakReference(data);
    }
}
