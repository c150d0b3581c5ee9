using System.Runtime.CompilerServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Functions;

/// <summary>What Python retains of typed inputs stays alive and in place.</summary>
public sealed class RetainedTypedInputTests
{
    private static readonly CallOptions Forbid = new() { ForbidRetention = true };

    private NumPyFunction<double, double> _retain = null!;
    private NumPyFunction<double, double> _sums = null!;

    [OneTimeSetUp]
    public void Load()
    {
        _retain = new NumPyFunction<double, double>("typed", "retain");
        _sums = new NumPyFunction<double, double>("typed", "retained_sums");
    }

    [TearDown]
    public void Release()
    {
        using var release = new NumPyFunction<double, double>("typed", "release");
        release.Invoke([]);
    }

    [OneTimeTearDown]
    public void Dispose()
    {
        _retain.Dispose();
        _sums.Dispose();
    }

    [Test]
    public void Invoke_WhenInputsOfAnyKindAreRetained_EachOutlivesTheCall()
    {
        using var manager = new NativeMemoryManager([1, 2, 3]);
        RetainManagedInputs();
        _retain.Invoke(new NDInput<double>(manager.Memory, [2], [2]));

        RetainedInput.MoveEverything();

        Assert.That(_sums.Invoke([]), Is.EqualTo(new double[] { 6, 4, 21, 6, 12, 7, 6, 12, 4 }));
        Assert.That(Counters.Now().leases, Is.EqualTo(9));
        Release();
        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [Test]
    public void Invoke_WhenOneOfTwoIsRetained_OnlyThatIsLeased()
    {
        using var second = new NumPyFunction<double, double>("typed", "retain_second");

        second.Invoke([1.0], [2.0]);

        Assert.That(Counters.Now().leases, Is.EqualTo(1));
        Assert.That(_sums.Invoke([]), Is.EqualTo(new double[] { 2 }));
    }

    [Test]
    public void Invoke_WhenInputIsRetainedAndThatIsForbidden_Throws()
    {
        using var copied = new NumPyFunction<double, double>("typed", "copied");

        Assert.Throws<InputRetainedException>(() => _retain.Invoke([1.0], Forbid));
        Assert.Throws<InputRetainedException>(() => _retain.Invoke(new double[] { 1.0 }, Forbid));
        Assert.Throws<InputRetainedException>(() => _retain.InvokeNDArray(new double[] { 1.0 }, Forbid));
        Assert.That(copied.Invoke([1.0], Forbid), Is.EqualTo(new double[] { 1 }));
    }

    [Test]
    public void Invoke_FromManyThreads_GivesEachItsOwn()
    {
        using var doubled = new NumPyFunction<long, long>("typed", "doubled");

        Parallel.For(0, 400, i => Assert.That(doubled.Invoke(new long[] { i, -i }), Is.EqualTo(new long[] { 2 * i, -2 * i })));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RetainManagedInputs()
    {
        _retain.Invoke(new double[] { 1, 2, 3 });
        _retain.Invoke(new NDInput<double>(new double[] { 1, 2, 3 }, [2], [2]));
        _retain.Invoke(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        _retain.Invoke(stackalloc double[] { 1, 2, 3 });
        _retain.Invoke(new double[] { 3, 4, 5 }, new int[] { 7 });
        _retain.InvokeAll([new double[] { 1, 2, 3 }, new double[,] { { 12 } }]);
    }
}
