using System.Runtime.CompilerServices;
using System.Threading.Channels;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Async;

/// <summary>DetectManyAsync of a stream: results in order, and not more series at once than allowed.</summary>
public sealed class DetectStreamTests
{
    private Outliers _outliers = null!;

    [SetUp]
    public void SetUp() => _outliers = new Outliers("outliers", "detect");

    [TearDown]
    public void TearDown() => _outliers.Dispose();

    [Test]
    public async Task DetectManyAsync_OfAStream_GivesTheResultsInItsOrder([Values(1, 3, 64)] int maxInFlight)
    {
        List<long[]> found = await ToListAsync(_outliers.DetectManyAsync(Series(1_000), maxInFlight: maxInFlight));

        Assert.That(found.Select(positions => positions.Single()), Is.EqualTo(Enumerable.Range(0, 1_000).Select(i => i % 50)));
    }

    [Test]
    public async Task DetectManyAsync_OfAnEmptyStream_GivesNothing()
    {
        Assert.That(await ToListAsync(_outliers.DetectManyAsync(Series(0))), Is.Empty);
    }

    [Test]
    public async Task DetectManyAsync_OfAStreamThatPauses_GivesWhatIsThere()
    {
        var channel = Channel.CreateUnbounded<ReadOnlyMemory<double>>();
        await using IAsyncEnumerator<long[]> results = _outliers.DetectManyAsync(channel.Reader.ReadAllAsync()).GetAsyncEnumerator();

        foreach (int i in new[] { 3, 7 })
        {
            await channel.Writer.WriteAsync(One(i));
            Assert.That(await results.MoveNextAsync(), Is.True);
            Assert.That(results.Current, Is.EqualTo(new long[] { i }));
        }
        channel.Writer.Complete();

        Assert.That(await results.MoveNextAsync(), Is.False);
    }

    [Test]
    public async Task DetectManyAsync_WhileNothingIsRead_TakesNoMoreThanAllowed()
    {
        int taken = 0;
        using var blocked = new BlockedQueue();
        using var stop = new CancellationTokenSource();
        await using IAsyncEnumerator<long[]> results =
            _outliers.DetectManyAsync(Series(100, () => taken++), maxInFlight: 5, cancellationToken: stop.Token).GetAsyncEnumerator();

        ValueTask<bool> first = results.MoveNextAsync();
        int atOnce = taken;
        await stop.CancelAsync();

        await Assert.CatchAsync<OperationCanceledException>(() => first.AsTask());
        Assert.That(atOnce, Is.EqualTo(5));
    }

    [Test]
    public async Task DetectManyAsync_WhenOneSeriesFails_GivesThoseBeforeItAndThrows()
    {
        var found = new List<long[]>();

        var thrown = (await Assert.ThrowsAsync<PythonException>(async () =>
        {
            await foreach (long[] positions in _outliers.DetectManyAsync(Poisoned(at: 10)))
            {
                found.Add(positions);
            }
        }))!;

        Assert.That(thrown.Message, Does.StartWith("data[0] is nan"));
        Assert.That(found.Select(positions => positions.Single()), Is.EqualTo(Enumerable.Range(0, 10)));
    }

    [Test]
    public async Task DetectManyAsync_WhenTheStreamFails_GivesWhatCameBeforeItAndThrows()
    {
        var found = new List<long[]>();
        int taken = 0;
        IAsyncEnumerable<ReadOnlyMemory<double>> broken = Series(10, () =>
        {
            if (++taken == 8)
            {
                throw new InvalidDataException("the stream is broken");
            }
        });

        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (long[] positions in _outliers.DetectManyAsync(broken))
            {
                found.Add(positions);
            }
        });

        Assert.That(found.Select(positions => positions.Single()), Is.EqualTo(Enumerable.Range(0, 7)));
    }

    [Test]
    public async Task DetectManyAsync_ThatIsLeftEarly_DisposesTheStream()
    {
        bool isDisposed = false;

        await foreach (long[] positions in _outliers.DetectManyAsync(Watched(() => isDisposed = true)))
        {
            break;
        }

        Assert.That(isDisposed, Is.True);
    }

    [Test]
    public async Task DetectManyAsync_WhenCancelled_ThrowsWithTheToken()
    {
        using var stop = new CancellationTokenSource();
        var channel = Channel.CreateUnbounded<ReadOnlyMemory<double>>();

        var thrown = (await Assert.CatchAsync<OperationCanceledException>(async () =>
        {
            await channel.Writer.WriteAsync(One(1));
            await foreach (long[] _ in _outliers.DetectManyAsync(channel.Reader.ReadAllAsync(CancellationToken.None), cancellationToken: stop.Token))
            {
                await stop.CancelAsync();
                await channel.Writer.WriteAsync(One(2));
            }
        }))!;

        Assert.That(thrown.CancellationToken, Is.EqualTo(stop.Token));
    }

    [Test]
    public void DetectManyAsync_WithWrongArguments_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => _outliers.DetectManyAsync((IAsyncEnumerable<ReadOnlyMemory<double>>)null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => _outliers.DetectManyAsync(Series(1), maxInFlight: 0));
    }

    /// <summary>Fifty values, of which the one at this position is an outlier.</summary>
    private static double[] One(int position)
    {
        double[] values = new double[50];
        values[position % 50] = 900;
        return values;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<double>> Series(int count, Action? whenTaken = null)
    {
        for (int i = 0; i < count; i++)
        {
            whenTaken?.Invoke();
            yield return One(i);
        }
        await Task.CompletedTask;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<double>> Poisoned(int at)
    {
        for (int i = 0; ; i++)
        {
            yield return i == at ? new double[] { double.NaN } : One(i);
            await Task.Yield();
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<double>> Watched(Action whenDisposed, [EnumeratorCancellation] CancellationToken token = default)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                token.ThrowIfCancellationRequested();
                yield return One(i);
                await Task.Yield();
            }
        }
        finally
        {
            whenDisposed();
        }
    }

    private static async Task<List<long[]>> ToListAsync(IAsyncEnumerable<long[]> results)
    {
        var list = new List<long[]>();
        await foreach (long[] positions in results)
        {
            list.Add(positions);
        }
        return list;
    }
}
