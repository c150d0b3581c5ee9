using System.Runtime.CompilerServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Retention;

/// <summary>A retained array stays alive and in place until Python releases it.</summary>
public sealed class RetainedArrayTests
{
    [TearDown]
    public void ReleaseInputs() => RetainedInput.Release();

    [Test]
    public void Detect_WhenInputIsRetained_PinOutlivesCall()
    {
        DetectAndForget();

        RetainedInput.MoveEverything();

        Assert.That(RetainedInput.IsIntact(), Is.True);
        Assert.That(Counters.Now().leases, Is.EqualTo(1));
    }

    [Test]
    public void Detect_WhenInputIsRetained_TheArrayDoesNotMove()
    {
        double[] data = Detected();
        long before = Address(data);

        RetainedInput.MoveEverything();

        Assert.That(Address(data), Is.EqualTo(before));
    }

    [Test]
    public void Detect_WhenInputIsRetained_TheArrayLivesUntilPythonReleasesIt()
    {
        WeakReference data = DetectAndForget();
        RetainedInput.MoveEverything();
        bool aliveWhileRetained = data.IsAlive;

        RetainedInput.Release();
        bool released = Counters.Become(now => now.leases == 0);
        RetainedInput.MoveEverything();

        Assert.That(aliveWhileRetained, Is.True);
        Assert.That(released, Is.True);
        Assert.That(data.IsAlive, Is.False);
    }

    [Test]
    public void Detect_WhenNothingIsRetained_TheArrayCanBeCollected()
    {
        using var outliers = new Outliers("good_results", "int64");
        WeakReference data = DetectAndForgetWith(outliers);

        RetainedInput.MoveEverything();

        Assert.That(Counters.Now().leases, Is.Zero);
        Assert.That(data.IsAlive, Is.False);
    }

    [Test]
    public void Detect_OfSliceWhenItIsRetained_PinOutlivesCall()
    {
        DetectSliceAndForget();

        RetainedInput.MoveEverything();

        Assert.That(RetainedInput.IsIntact(), Is.True);
        Assert.That(Counters.Now().leases, Is.EqualTo(1));
    }

    [Test]
    public void Detect_WhenManyInputsAreRetained_EachHasItsLease()
    {
        for (int i = 0; i < 20; i++)
        {
            DetectAndForget();
        }

        RetainedInput.MoveEverything();

        Assert.That(RetainedInput.IsIntact(), Is.True);
        Assert.That(Counters.Now().leases, Is.EqualTo(20));
    }

    [Test]
    public void Detect_WhenOneArrayIsRetainedTwice_EachCallHasItsLease()
    {
        double[] data = Detected();

        RetainedInput.Detect(data);

        Assert.That(Counters.Now().leases, Is.EqualTo(2));
    }

    [Test]
    public void Detect_WhenThreadOfTheCallHasEnded_TheLeaseLasts()
    {
        var thread = new Thread(() => DetectAndForget());
        thread.Start();
        thread.Join();

        RetainedInput.MoveEverything();
        GC.WaitForPendingFinalizers();

        Assert.That(RetainedInput.IsIntact(), Is.True);
        Assert.That(Counters.Now().leases, Is.EqualTo(1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference DetectAndForget() => new(Detected());

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
        using var outliers = new Outliers("retains", "its_input");
        outliers.Detect(InputKind.Slice(Five.Values()));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double[] Detected()
    {
        double[] data = Five.Values();
        RetainedInput.Detect(data);
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
