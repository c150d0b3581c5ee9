using NUnit.Framework;
using NUnit.Framework.Interfaces;
using OutliersNative.Interop;
using OutliersNative.Tests.Support;

[assembly: NonParallelizable]
[assembly: LeavesNothingBehind]

namespace OutliersNative.Tests.Support;

/// <summary>Fails every test after which a native counter does not return to its earlier value, which is zero unless an earlier
/// test has leaked.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class LeavesNothingBehindAttribute : Attribute, ITestAction
{
    private glue_counters _before;
    private TimeSpan _patience = TimeSpan.FromSeconds(10);

    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test) => _before = Counters.Now();

    public void AfterTest(ITest test)
    {
        Counters.Drain();
        if (!Counters.Become(IsAsBefore, _patience))
        {
            _patience = TimeSpan.FromMilliseconds(200); // a leak often repeats, and each would cost ten seconds
            Assert.Fail($"The test left something behind: {Counters.Text(Counters.Now())}; before it: {Counters.Text(_before)}");
        }
    }

    private bool IsAsBefore(glue_counters now) =>
        now.functions <= _before.functions
        && now.results <= _before.results
        && now.leases <= _before.leases
        && now.queued <= _before.queued
        && now.leaked <= _before.leaked;
}
