using System.Globalization;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Stress;

/// <summary>Calls change no reference count in Python and leave no object behind.</summary>
[Category(Length.Category)]
public sealed class ReferenceTests
{
    private const string DebugPython = "/usr/bin/python3-dbg"; // of Debian's package python3-dbg

    private static int Calls => Length.Of(1_000, 100_000);

    private static int CallsOfAChild => Length.Of(1_000, 5_000);

    /// <summary>Those that make no array. For the others sys.gettotalrefcount drifts by a few per call: it does not count what a
    /// release build of NumPy does.</summary>
    private static string[] KindsWithoutArrays => ["construct_and_dispose", "construct_and_forget", "failed_construction"];

    [TestCaseSource(typeof(RepeatedCalls), nameof(RepeatedCalls.Names))]
    public void Detect_CalledOften_LeavesReferencesAndObjectsAsTheyWere(string kind)
    {
        RepeatedCalls.Run(kind, 100);
        Tell("references"); // warm up
        string before = Tell("references");
        RepeatedCalls.Run(kind, Calls);
        string after = Tell("references");

        AssertEqual(kind, Calls, before, after);
    }

    [Test]
    public void Detect_OnADebugPython_LeavesReferencesAndObjectsAsTheyWere() => RunOnDebugPython([.. RepeatedCalls.Names], "references");

    [Test]
    public void Outliers_OnADebugPython_LeavesGetTotalRefCountAsItWas() => RunOnDebugPython(KindsWithoutArrays, "debug_references");

    private static void RunOnDebugPython(string[] kinds, string what)
    {
        if (!File.Exists(DebugPython))
        {
            Assert.Ignore($"There is no {DebugPython}: apt-get install python3-dbg brings it.");
        }
        string[] steps = [.. kinds.SelectMany(kind => Steps(kind, what))];

        ProcessOutcome outcome = new ChildProcess().Run([$"python {DebugPython}", $"modules {Places.Fixtures}", "start", .. steps]);

        Assert.That((outcome.ExitCode, outcome.Lines.Count), Is.EqualTo((0, 1 + (3 * kinds.Length))), outcome.Output + outcome.Errors);
        Assert.Multiple(() =>
        {
            foreach ((int index, string kind) in kinds.Index())
            {
                AssertEqual(kind, CallsOfAChild, outcome.Lines[(3 * index) + 2], outcome.Lines[(3 * index) + 3]);
            }
        });
    }

    /// <summary>Prints the counts three times: to warm up, before the calls, and after them.</summary>
    private static string[] Steps(string kind, string what) =>
        [$"repeat {kind} 100", $"tell {what}", $"tell {what}", $"repeat {kind} {CallsOfAChild}", $"tell {what}"];

    /// <summary>Allows for Python's caches. A leak adds one per call, a missing reference removes one.</summary>
    private static void AssertEqual(string kind, int calls, string before, string after)
    {
        long[] more = [.. Counts(after).Zip(Counts(before), (now, then) => now - then)];
        string counts = string.Join(" and ", more.Zip(["references", "objects"], (count, what) => $"{count:+0;-0;0} {what}"));

        TestContext.Out.WriteLine(FormattableString.Invariant($"{calls:N0} calls ({kind}): {counts}"));
        Assert.That(more, Is.All.InRange(-calls * 9 / 10, calls / 2), kind);
    }

    private static string Tell(string what)
    {
        using var tells = new Outliers("tells", what);
        return Assert.Throws<PythonException>(() => tells.Detect([0])).Message;
    }

    private static IEnumerable<long> Counts(string told) =>
        told.Split(' ').Select(count => long.Parse(count, CultureInfo.InvariantCulture));
}
