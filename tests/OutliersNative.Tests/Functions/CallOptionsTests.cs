using NUnit.Framework;

namespace OutliersNative.Tests.Functions;

public sealed class CallOptionsTests
{
    private static readonly double[] Spike = [.. Enumerable.Repeat(20.0, 99), 35.0];

    [Test]
    public void Copy_OfOptions_HasThemAll()
    {
        using var source = new CancellationTokenSource();
        var options = new CallOptions
        {
            ForbidRetention = true,
            Timeout = TimeSpan.FromSeconds(7),
            CancellationToken = source.Token,
            Batch = false,
            Keywords = new() { ["direction"] = "down" },
        };

        var copy = new CallOptions(options);

        foreach (System.Reflection.PropertyInfo property in typeof(CallOptions).GetProperties())
        {
            Assert.That(property.GetValue(copy), Is.EqualTo(property.GetValue(options)), property.Name);
        }
    }

    [Test]
    public void Copy_WithAnotherTimeout_PassesTheSameKeywords()
    {
        using var mad = new Outliers("outliers", "mad");
        var options = new CallOptions { Keywords = new() { ["direction"] = "down" } };

        var copy = new CallOptions(options) { Timeout = TimeSpan.FromSeconds(7) };

        Assert.That(mad.Detect(Spike, copy), Is.Empty);
    }

    [Test]
    public void Copy_OfNull_IsAnError() => Assert.That(() => new CallOptions(null!), Throws.ArgumentNullException);
}
