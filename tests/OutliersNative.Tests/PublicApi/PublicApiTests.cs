using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.PublicApi;

/// <summary>The public API is what managed/OutliersNative/PublicAPI.txt says, so that each change of it shows in a review.</summary>
public sealed class PublicApiTests
{
    private const string AcceptVariable = "OUTLIERS_ACCEPT_API";

    private const string Hint = $"""
        The public API of OutliersNative is not what PublicAPI.txt says. If that is meant, run the tests once with
        {AcceptVariable}=1, which rewrites managed/OutliersNative/PublicAPI.txt, and commit that file with the change.
        """;

    [Test]
    public void PublicApi_OfTheAssembly_IsWhatTheFileSays()
    {
        string api = PublicApiText.Of(typeof(Outliers).Assembly);
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            File.WriteAllText(Path.Combine(Places.Repository, "managed", "OutliersNative", "PublicAPI.txt"), api);
            Assert.Fail($"PublicAPI.txt has been rewritten; look at the difference, and run again without {AcceptVariable}.");
        }

        string accepted = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "PublicAPI.txt"));

        Assert.That(Lines(api), Is.EqualTo(Lines(accepted)), Hint);
    }

    [Test]
    public void PublicApi_OfTheAssembly_HasTheCallThatPeopleComeFor()
    {
        string api = PublicApiText.Of(typeof(Outliers).Assembly);

        Assert.That(Lines(api), Does.Contain("OutliersNative.Outliers.Detect(double[] data): long[]"));
        Assert.That(Lines(api), Does.Contain("OutliersNative.Outliers.Detect(System.ReadOnlySpan<double> data): long[]"));
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
