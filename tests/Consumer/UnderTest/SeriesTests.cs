using NUnit.Framework;

namespace Consumer.UnderTest;

/// <summary>A user's own test.</summary>
public sealed class SeriesTests
{
    [Test]
    public void Outliers_OfASeriesWithOne_AreItsPosition()
    {
        Assert.That(Series.Outliers(), Is.EqualTo("7"));
    }
}
