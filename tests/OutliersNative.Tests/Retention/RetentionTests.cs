using System.Runtime.CompilerServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Retention;

/// <summary>By whatever route an input escapes, Python reads right values for as long as it keeps them, and one lease
/// begins and ends with that.</summary>
public sealed class RetentionTests
{
    private const int EnoughStack = 16 << 20; // else the thread state would be that of a thread of the shim, which never ends

    [TearDown]
    public void LetGo() => RetainedInput.Release();

    [TestCaseSource(typeof(RetentionRoutes), nameof(RetentionRoutes.All))]
    public void Detect_WhenInputEscapes_ItStaysRightAndPinnedUntilPythonLetsGo(string route)
    {
        WeakReference data = DetectAndForget(route);
        RetainedInput.MoveEverything();
        bool aliveWhileKept = data.IsAlive;
        long leasesWhileKept = Counters.Now().leases;
        bool intact = RetainedInput.IsIntact();

        RetainedInput.Release();
        bool released = Counters.Become(now => now.leases == 0);
        GC.Collect();

        Assert.That(intact, Is.True);
        Assert.That((leasesWhileKept, aliveWhileKept), Is.EqualTo((1, true)));
        Assert.That((released, data.IsAlive), Is.EqualTo((true, false)));
    }

    [Test]
    public void Detect_OfSliceOrSpanWhenInputEscapes_OneLeaseBeginsAndEnds(
        [ValueSource(typeof(RetentionRoutes), nameof(RetentionRoutes.All))] string route,
        [ValueSource(nameof(KeepableRoads))] InputKind road)
    {
        using Outliers outliers = FixtureFunctions.Load(route);

        long[] positions = road.Detect(outliers, Five.Values());
        long leasesWhileKept = Counters.Now().leases;
        bool intact = RetainedInput.IsIntact();
        RetainedInput.Release();

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
        Assert.That((intact, leasesWhileKept), Is.EqualTo((true, 1)));
        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [TestCaseSource(typeof(RetentionRoutes), nameof(RetentionRoutes.All))]
    public void Detect_OfNativeMemoryWhenInputEscapes_UnpinsOnceAndOnlyWhenPythonLetsGo(string route)
    {
        using var manager = new NativeMemoryManager(Five.Values());
        using Outliers outliers = FixtureFunctions.Load(route);

        outliers.Detect((ReadOnlyMemory<double>)manager.Memory);
        int unpinsWhileKept = manager.Unpins;
        bool intact = RetainedInput.IsIntact();
        RetainedInput.Release();
        bool unpinned = Counters.WaitUntil(() => manager.Unpins > 0);

        Assert.That((intact, unpinsWhileKept), Is.EqualTo((true, 0)));
        Assert.That((unpinned, manager.Pins, manager.Unpins), Is.EqualTo((true, 1, 1)));
    }

    [TestCaseSource(typeof(RetentionRoutes), nameof(RetentionRoutes.All))]
    public void Detect_WhenLastViewDiesOnAPythonThread_TheLeaseEnds(string route)
    {
        DetectAndForget(route);
        long leasesWhileKept = Counters.Now().leases;
        using var releases = new Outliers("retains", "release_on_thread");

        releases.Detect([0]);

        Assert.That(leasesWhileKept, Is.EqualTo(1));
        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [Test]
    public void Detect_WhenPythonExportsItsInputByDLPack_NumPyRefusesOrTheLeaseLasts()
    {
        using Outliers outliers = FixtureFunctions.Load("retains_memory.dlpack");
        string? refusal = null;

        try
        {
            outliers.Detect(Five.Values());
        }
        catch (PythonException e)
        {
            refusal = e.PythonType;
        }

        Assert.That(refusal, Is.Null.Or.EqualTo("BufferError").Or.EqualTo("AttributeError")); // the last before NumPy 1.22
        Assert.That((Counters.Now().leases, RetainedInput.IsIntact()), Is.EqualTo(refusal is null ? (1, true) : (0, false)));
    }

    [Test]
    public void Detect_WhenPythonRefersToItsInputWeakly_ThatIsNoEscape()
    {
        using Outliers outliers = FixtureFunctions.Load("retains_reference.weakly");

        outliers.Detect(Five.Values());

        Assert.That((Counters.Now().leases, RetainedInput.IsIntact()), Is.EqualTo((0, true)));
    }

    [Test]
    public void Detect_WhenAThreadLocalKeepsItsInput_TheLeaseEndsWithTheThread()
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
        long leasesWhileKept = Counters.Now().leases;
        mayEnd.Set();

        Assert.That(leasesWhileKept, Is.EqualTo(1));
        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    /// <summary>Without those that free their memory right after the call, as a user must not, and without the array, which
    /// has its own test.</summary>
    private static IEnumerable<InputKind> KeepableRoads => InputKind.All.Where(road => road.Name is "slice" or "stack span");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference DetectAndForget(string route)
    {
        double[] data = Five.Values();
        using Outliers outliers = FixtureFunctions.Load(route);
        outliers.Detect(data);
        return new WeakReference(data);
    }
}
