using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Properties;

/// <summary>Any input arrives bit for bit, and for any result Detect returns the positions that it names or throws.</summary>
[Category(Length.Category)]
public sealed class ResultPropertyTests
{
    [Test]
    public void Detect_OfAnyInputAndAnyResult_ReturnsThePositionsOrThrows()
    {
        using var planner = new Outliers("planned_results", "plan");
        using var outliers = new Outliers("planned_results", "as_planned");
        Config config = Config.QuickThrowOnFailure.WithMaxTest(Length.Of(500, 100_000)).WithReplay(20_260_101, 1);

        Check.One(config, Prop.ForAll(Plans.All, plan => Holds(plan, planner, outliers)));
    }

    private static bool Holds(Plan plan, Outliers planner, Outliers outliers)
    {
        planner.Detect(plan.Encoded());
        try
        {
            long[] positions = plan.InputKind.Detect(outliers, plan.Values());
            return plan.Expected() is { } expected && positions.AsSpan().SequenceEqual(expected);
        }
        catch (InvalidResultException)
        {
            return plan.Expected() is null;
        }
    }
}
