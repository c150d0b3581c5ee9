using System.Runtime.CompilerServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Retention;

/// <summary>Memory of a user's MemoryManager is unpinned once: after the call, or when Python releases it.</summary>
public sealed class RetainedMemoryTests
{
    [TearDown]
    public void ReleaseInputs() => RetainedInput.Release();

    [Test]
    public void Detect_WhenNothingIsRetained_UnpinsBeforeItReturns()
    {
        using var manager = new NativeMemoryManager(Five.Values());
        using var outliers = new Outliers("good_results", "int64");

        outliers.Detect((ReadOnlyMemory<double>)manager.Memory);

        Assert.That(manager.Pins, Is.EqualTo(1));
        Assert.That(manager.Unpins, Is.EqualTo(1));
    }

    [TestCase("raises", "value_error")]
    [TestCase("returns", "none")]
    public void Detect_WhenItFails_UnpinsBeforeItThrows(string module, string function)
    {
        using var manager = new NativeMemoryManager(Five.Values());
        using var outliers = new Outliers(module, function);

        Assert.Catch(() => outliers.Detect((ReadOnlyMemory<double>)manager.Memory));

        Assert.That(manager.Pins, Is.EqualTo(1));
        Assert.That(manager.Unpins, Is.EqualTo(1));
    }

    [Test]
    public void Detect_WhenDisposed_DoesNotPin()
    {
        using var manager = new NativeMemoryManager(Five.Values());
        var outliers = new Outliers("good_results", "int64");
        outliers.Dispose();

        Assert.Throws<ObjectDisposedException>(() => outliers.Detect((ReadOnlyMemory<double>)manager.Memory));

        Assert.That(manager.Unpins, Is.EqualTo(manager.Pins));
    }

    [Test]
    public void Detect_WhenInputIsRetained_UnpinsOnceWhenPythonReleasesIt()
    {
        using var manager = new NativeMemoryManager(Five.Values());
        using var outliers = new Outliers("retains", "its_input");
        outliers.Detect((ReadOnlyMemory<double>)manager.Memory);
        RetainedInput.MoveEverything();
        bool intact = RetainedInput.IsIntact();
        int unpinsWhileRetained = manager.Unpins;
        long leasesWhileRetained = Counters.Now().leases;

        RetainedInput.Release();
        bool unpinned = Counters.WaitUntil(() => manager.Unpins > 0);

        Assert.That(intact, Is.True);
        Assert.That(leasesWhileRetained, Is.EqualTo(1));
        Assert.That(unpinsWhileRetained, Is.Zero);
        Assert.That(unpinned, Is.True);
        Assert.That(manager.Pins, Is.EqualTo(1));
        Assert.That(manager.Unpins, Is.EqualTo(1));
    }

    [Test]
    public void Detect_WhenInputIsRetainedByAFunctionThatRaises_UnpinsWhenPythonReleasesIt()
    {
        using var manager = new NativeMemoryManager(Five.Values());
        using var outliers = new Outliers("retains", "and_raises");
        Assert.Throws<PythonException>(() => outliers.Detect((ReadOnlyMemory<double>)manager.Memory));
        int unpinsWhileRetained = manager.Unpins;

        RetainedInput.Release();
        bool unpinned = Counters.WaitUntil(() => manager.Unpins > 0);

        Assert.That(unpinsWhileRetained, Is.Zero);
        Assert.That(unpinned, Is.True);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Detect_WhenInputIsRetained_KeepsTheManagerAlive(bool namesItself)
    {
        WeakReference manager = DetectAndForget("retains", "its_input", namesItself);

        RetainedInput.MoveEverything();

        Assert.That(manager.IsAlive, Is.True);
        Assert.That(RetainedInput.IsIntact(), Is.True);
    }

    [Test]
    public void Detect_WhenNothingIsRetained_TheManagerCanBeCollected()
    {
        WeakReference manager = DetectAndForget("good_results", "int64");

        RetainedInput.MoveEverything();

        Assert.That(manager.IsAlive, Is.False);
    }

    [Test]
    public void Detect_WhenPythonHasReleasedIt_TheManagerCanBeCollected()
    {
        WeakReference manager = DetectAndForget("retains", "its_input");
        RetainedInput.Release();

        bool gone = Counters.WaitUntil(() => IsGone(manager));

        Assert.That(gone, Is.True);
    }

    private static bool IsGone(WeakReference manager)
    {
        GC.Collect();
        return !manager.IsAlive;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference DetectAndForget(string module, string function, bool namesItself = true)
    {
        var manager = new NativeMemoryManager(Five.Values(), namesItself);
        using var outliers = new Outliers(module, function);
        outliers.Detect((ReadOnlyMemory<double>)manager.Memory);
        return new WeakReference(manager);
    }
}
