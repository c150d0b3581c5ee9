using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Ending;

/// <summary>Every situation ended in every way: at once, with the exit code and standard error of .NET alone.</summary>
[Category(Length.Category)]
[Platform("Unix")]
public sealed class ExitMatrixTests
{
    /// <summary>How many processes run at a time. Those after the current row have been started in advance.</summary>
    private static readonly int Ahead = Environment.ProcessorCount + 1;

    private static readonly (Situation Situation, Way Way)[] Pairs =
    [
        .. from situation in Situation.All
           from way in Way.All
           where !(situation.HoldsGil && way.CallsPython) // the handler would wait for that call: see UnusualEndTests
           select (situation, way),
        .. from situation in Situation.Rare
           from way in Way.All.Take(2)
           select (situation, way),
    ];

    private readonly Lazy<Task<ProcessOutcome>>[] _outcomes =
        [.. Pairs.Select(pair => new Lazy<Task<ProcessOutcome>>(() => Endings.EndAsync(pair.Situation, pair.Way)))];

    [TestCaseSource(nameof(Rows))]
    public async Task Process_ToldToEnd_EndsAtOnceAsWithoutPython(Situation situation, Way way)
    {
        int row = Array.IndexOf(Pairs, (situation, way));
        Task<ProcessOutcome>[] begun = [.. _outcomes.Skip(row).Take(Ahead).Select(outcome => outcome.Value)];

        ProcessOutcome outcome = await begun[0];

        await Endings.AssertIsAsWithoutPythonAsync(outcome, way);
        Endings.AssertIsSoon(outcome, situation.Wait);
        Assert.That(outcome.Lines, Is.EqualTo(Lines(situation, way)));
    }

    private static IEnumerable<TestCaseData> Rows() => Pairs.Select(pair => new TestCaseData(pair.Situation, pair.Way));

    private static IEnumerable<string> Lines(Situation situation, Way way)
    {
        string?[] lines = ["started", situation.Says, "ready", way.Says];
        return lines.OfType<string>();
    }
}
