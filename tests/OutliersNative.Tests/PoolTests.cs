using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests;

/// <summary>The memory that is kept for NumPy's next arrays: used where it is on, none where it is off, and results all the same.</summary>
public sealed class PoolTests
{
    private const long DefaultBytes = 64 << 20;
    private const long BytesOfATemporary = 800_000;

    [SetUp]
    public void HaveItEmpty()
    {
        Since.NumPy(1, 22, "has no memory handlers");
        SetPool(0);
        Assert.That(Counters.Become(now => now.pooled_bytes == 0), Is.True);
        SetPool(DefaultBytes);
    }

    [TearDown]
    public void PutBackTheBound() => SetPool(DefaultBytes);

    [Test]
    public void Detect_WithAPool_KeepsTemporaries()
    {
        using var makes = new Outliers("makes_temporaries", "detect");

        OnNewThread(() => makes.Detect([1]));

        Assert.That(Counters.Now().pooled_bytes, Is.InRange(BytesOfATemporary, DefaultBytes));
    }

    [Test]
    public void Detect_WithAPoolThatIsIdle_GivesItBack()
    {
        using var makes = new Outliers("makes_temporaries", "detect");

        OnNewThread(() => makes.Detect([1]));

        Assert.That(Counters.Now().pooled_bytes, Is.Positive);
        Assert.That(Counters.Become(now => now.pooled_bytes == 0), Is.True);
    }

    [Test]
    public void Detect_WithASmallPool_KeepsNoMore()
    {
        using var makes = new Outliers("makes_temporaries", "detect");
        SetPool(BytesOfATemporary / 2);

        OnNewThread(() => makes.Detect([1]));

        Assert.That(Counters.Now().pooled_bytes, Is.InRange(1, BytesOfATemporary / 2));
    }

    [Test]
    public void Detect_WithAPoolOfZero_KeepsNothing()
    {
        using var makes = new Outliers("makes_temporaries", "detect");
        OnNewThread(() => makes.Detect([1]));
        SetPool(0);
        bool isEmpty = Counters.Become(now => now.pooled_bytes == 0);

        OnNewThread(() => makes.Detect([1]));

        Assert.That((isEmpty, Counters.Now().pooled_bytes), Is.EqualTo((true, 0)));
    }

    [Test]
    public void Start_WithoutAPoolSize_LeavesItAsItIs()
    {
        using var makes = new Outliers("makes_temporaries", "detect");
        SetPool(0);

        PythonRuntime.Start();

        OnNewThread(() => makes.Detect([1]));
        Assert.That(Counters.Now().pooled_bytes, Is.Zero);
    }

    [Test]
    public void Detect_WithAndWithoutAPool_FindsTheSame()
    {
        using var plain = new Outliers("makes_temporaries", "plain");
        double[] data = Values(100_000);
        long[] with = OnNewThread(() => plain.Detect(data));
        SetPool(0);

        long[] without = OnNewThread(() => plain.Detect(data));

        Assert.That(with, Is.EqualTo(without));
        Assert.That(with, Has.Length.GreaterThan(1_000));
    }

    [Test]
    public void Detect_OfArraysThatMoveBetweenThreads_IsRight()
    {
        using var keeps = new Outliers("makes_temporaries", "keeps_one");
        using var frees = new Outliers("makes_temporaries", "frees_it_on_a_python_thread");
        long[][] kept = Threads.Run(8, _ => keeps.Detect([1]));
        SetPool(0);

        long[][] freed = Threads.Run(8, _ => frees.Detect([1]));

        Assert.That(kept.Concat(freed), Is.All.Empty);
    }

    /// <summary>Of normal distribution, more or less.</summary>
    private static double[] Values(int count)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()))];
    }

    private static long[] OnNewThread(Func<long[]> call) => Threads.Run(1, _ => call())[0];

    private static void SetPool(long bytes) => PythonRuntime.Start(new PythonRuntimeOptions { PoolBytes = bytes });
}
