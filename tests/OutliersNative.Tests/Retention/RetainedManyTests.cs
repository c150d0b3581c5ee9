using System.Runtime.CompilerServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Retention;

/// <summary>DetectMany: retained arrays stay alive and in place, and the others can be collected.</summary>
public sealed class RetainedManyTests
{
    private static readonly CallOptions Forbidding = new() { ForbidRetention = true };

    [TearDown]
    public void ReleaseInputs() => RetainedInput.Release();

    [TestCase("retains", "its_input", 3)]
    [TestCase("many_at_once", "retains_list", 3)]
    [TestCase("many_at_once", "retains_first_and_last", 2)]
    public void DetectMany_WhenArraysAreRetained_EachHasItsLease(string module, string function, int leases)
    {
        DetectAndForget(module, function);

        RetainedInput.MoveEverything();

        Assert.That(RetainedInput.IsIntact(), Is.True);
        Assert.That(Counters.Now().leases, Is.EqualTo(leases));
    }

    [Test]
    public void DetectMany_WhenSomeAreRetained_TheOthersCanBeCollected()
    {
        WeakReference[] arrays = DetectAndForget("many_at_once", "retains_first_and_last");

        RetainedInput.MoveEverything();
        bool[] whileRetained = [.. arrays.Select(array => array.IsAlive)];
        RetainedInput.Release();
        bool released = Counters.Become(now => now.leases == 0);
        RetainedInput.MoveEverything();

        Assert.That(whileRetained, Is.EqualTo(new[] { true, false, true }));
        Assert.That(released, Is.True);
        Assert.That(arrays.Select(array => array.IsAlive), Is.All.False);
    }

    [Test]
    public void DetectMany_WhenOneArrayIsThereTwice_EachHasItsLease()
    {
        using var outliers = new Outliers("retains", "its_input");
        double[] data = Five.Values();

        outliers.DetectMany([data, data]);

        Assert.That(Counters.Now().leases, Is.EqualTo(2));
        Assert.That(RetainedInput.IsIntact(), Is.True);
    }

    [Test]
    public void DetectMany_WhenRetentionIsForbidden_SaysWhichAndTheMemoryIsSafe()
    {
        using var outliers = new Outliers("many_at_once", "retains_first_and_last");

        var thrown = Assert.Throws<InputRetainedException>(() => outliers.DetectMany([[], Five.Values(), [1], Five.Values()], Forbidding))!;
        RetainedInput.MoveEverything();

        Assert.That(thrown.Message, Does.StartWith("arrays[1]: The call is over, but its input"));
        Assert.That(thrown.SeriesIndex, Is.EqualTo(1));
        Assert.That(thrown.InnerException, Is.Null);
        Assert.That(RetainedInput.IsIntact(), Is.True);
        Assert.That(Counters.Now().leases, Is.EqualTo(2));
    }

    [TestCase("retains", "and_raises")]
    [TestCase("many_at_once", "retains_and_raises")]
    public void DetectMany_WhenRetentionIsForbiddenAndTheFunctionRaisesToo_ReportsBoth(string module, string function)
    {
        using var outliers = new Outliers(module, function);

        var thrown = Assert.Throws<InputRetainedException>(() => outliers.DetectMany([Five.Values(), Five.Values()], Forbidding))!;

        Assert.That(thrown.InnerException, Is.InstanceOf<PythonException>());
        Assert.That(thrown.InnerException!.Message, Does.Contain("kept, and failed"));
        Assert.That(Counters.Now().leases, Is.EqualTo(1));
    }

    [Test]
    public void DetectMany_WhenRetentionIsForbiddenAndNothingIsRetained_Returns()
    {
        using var outliers = new Outliers("many_at_once", "as_pair");

        Assert.That(outliers.DetectMany([Five.Values()], Forbidding), Is.EqualTo(new long[][] { [1, 3] }));
    }

    [Test]
    public void DetectMany_WhenFunctionWritesToInput_Throws()
    {
        using var outliers = new Outliers("raises", "writing_to_input");

        var thrown = Assert.Throws<PythonException>(() => outliers.DetectMany([Five.Values()]))!;

        Assert.That(thrown.Message, Does.Contain("read-only"));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] DetectAndForget(string module, string function)
    {
        using var outliers = new Outliers(module, function);
        double[][] arrays = [Five.Values(), Five.Values(), Five.Values()];
        outliers.DetectMany(arrays);
        return [.. arrays.Select(array => new WeakReference(array))];
    }
}
