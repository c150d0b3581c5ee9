using System.Runtime.CompilerServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Leases;

/// <summary>An array that Python keeps stays alive and in place, until Python lets go.</summary>
public sealed class KeptArrayTests
{
    [TearDown]
    public void LetGo() => KeptInput.Release("keeps_input");

    [Test]
    public void Detect_WhenPythonKeepsInput_PinOutlivesCall()
    {
        DetectAndForget("keeps_input");

        KeptInput.MoveEverything();

        Assert.That(KeptInput.IsIntact("keeps_input"), Is.True);
        Assert.That(Counters.Now().leases, Is.EqualTo(1));
    }

    [Test]
    public void Detect_WhenPythonKeepsInput_TheArrayStaysWhereItIs()
    {
        double[] data = Detected("keeps_input");
        long before = Address(data);

        KeptInput.MoveEverything();

        Assert.That(Address(data), Is.EqualTo(before));
    }

    [Test]
    public void Detect_WhenPythonKeepsInput_TheArrayLivesUntilPythonLetsGo()
    {
        WeakReference data = DetectAndForget("keeps_input");
        KeptInput.MoveEverything();
        bool aliveWhileKept = data.IsAlive;

        KeptInput.Release("keeps_input");
        bool released = Counters.Become(now => now.leases == 0);
        KeptInput.MoveEverything();

        Assert.That(aliveWhileKept, Is.True);
        Assert.That(released, Is.True);
        Assert.That(data.IsAlive, Is.False);
    }

    [Test]
    public void Detect_WhenPythonKeepsNothing_TheArrayIsFreeToGo()
    {
        using var outliers = new Outliers("good_results", "int64");
        WeakReference data = DetectAndForgetWith(outliers);

        KeptInput.MoveEverything();

        Assert.That(Counters.Now().leases, Is.Zero);
        Assert.That(data.IsAlive, Is.False);
    }

    [Test]
    public void Detect_OfSliceWhenPythonKeepsIt_PinOutlivesCall()
    {
        DetectSliceAndForget();

        KeptInput.MoveEverything();

        Assert.That(KeptInput.IsIntact("keeps_input"), Is.True);
        Assert.That(Counters.Now().leases, Is.EqualTo(1));
    }

    [Test]
    public void Detect_WhenPythonKeepsManyInputs_EachHasItsLease()
    {
        for (int i = 0; i < 20; i++)
        {
            DetectAndForget("keeps_input");
        }

        KeptInput.MoveEverything();

        Assert.That(KeptInput.IsIntact("keeps_input"), Is.True);
        Assert.That(Counters.Now().leases, Is.EqualTo(20));
    }

    [Test]
    public void Detect_WhenOneArrayIsKeptTwice_EachCallHasItsLease()
    {
        double[] data = Detected("keeps_input");

        KeptInput.Detect("keeps_input", data);

        Assert.That(Counters.Now().leases, Is.EqualTo(2));
    }

    [Test]
    public void Detect_WhenInputWasKept_PythonStillCannotWriteToIt()
    {
        double[] data = Detected("keeps_input");
        using var writing = new Outliers("keeps_input", "kept_can_be_written");

        Assert.That(writing.Detect([0]), Is.Empty);

        Assert.That(data, Is.EqualTo(new double[] { 10, 900, 20, 800, 30 }));
    }

    [Test]
    public void Detect_WhenLastReferenceDiesOnAPythonThread_TheLeaseEnds()
    {
        DetectAndForget("keeps_input");
        using var releasing = new Outliers("keeps_input", "release_on_thread");

        releasing.Detect([0]);

        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [Test]
    public void Detect_WhenThreadOfTheCallHasEnded_TheLeaseHolds()
    {
        var thread = new Thread(() => DetectAndForget("keeps_input"));
        thread.Start();
        thread.Join();

        KeptInput.MoveEverything();
        GC.WaitForPendingFinalizers();

        Assert.That(KeptInput.IsIntact("keeps_input"), Is.True);
        Assert.That(Counters.Now().leases, Is.EqualTo(1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference DetectAndForget(string module) => new(Detected(module));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference DetectAndForgetWith(Outliers outliers)
    {
        double[] data = Five.Values();
        outliers.Detect(data);
        return new WeakReference(data);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DetectSliceAndForget()
    {
        using var outliers = new Outliers("keeps_input", "detect");
        outliers.Detect(Road.Slice(Five.Values()));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double[] Detected(string module)
    {
        double[] data = Five.Values();
        KeptInput.Detect(module, data);
        return data;
    }

    private static unsafe long Address(double[] data)
    {
        fixed (double* values = data)
        {
            return (long)values;
        }
    }
}
