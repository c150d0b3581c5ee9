using System.Runtime.InteropServices;
using NUnit.Framework;
using OutliersNative.Calls;
using OutliersNative.Tests.Async;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Functions;

/// <summary>Keyword arguments of a single call, and the same function with others.</summary>
public sealed class CallKeywordTests
{
    private static readonly CallOptions Above850 = new() { Keywords = new() { ["limit"] = 850 } };

    private readonly double[] _data = [10, 900, 20, 800, 30];

    [Test]
    public void WithKeywords_OfOutliers_IsAFunctionOfItsOwn()
    {
        var plain = new Outliers("keywords", "above", new() { ["limit"] = 10 });
        using Outliers above = plain.WithKeywords(new() { ["limit"] = 850 });
        plain.Dispose();

        Assert.That(above.Detect(_data), Is.EqualTo(new long[] { 1 }));
        Assert.Throws<ObjectDisposedException>(() => plain.WithKeywords([]));
        Assert.Throws<ArgumentNullException>(() => above.WithKeywords(null!));
        Assert.Throws<PythonException>(() => above.WithKeywords(new() { ["limt"] = 1 }));
    }

    [Test]
    public async Task Keywords_OfACall_ReplaceThoseOfTheConstructor()
    {
        using var above = new Outliers("keywords", "above", new() { ["scale"] = 0.001 });
        long[] destination = new long[5];

        for (int i = 0; i < 2; i++)
        {
            Assert.That(above.Detect(_data, Above850), Is.EqualTo(new long[] { 1 }));
            Assert.That(above.Detect(_data), Is.Empty);
        }
        Assert.That(above.Detect(_data.AsMemory(), Above850), Is.EqualTo(new long[] { 1 }));
        Assert.That(above.Detect(_data.AsSpan(), Above850), Is.EqualTo(new long[] { 1 }));
        Assert.That(above.Detect(_data, destination, Above850), Is.EqualTo(1));
        Assert.That(above.DetectMany([_data, _data], Above850), Is.EqualTo(new long[][] { [1], [1] }));
        Assert.That(await above.DetectAsync(_data, Above850), Is.EqualTo(new long[] { 1 }));
        Assert.That(await above.DetectManyAsync([_data, []], Above850), Is.EqualTo(new long[][] { [1], [] }));
    }

    [Test]
    public async Task Keywords_OfATypedCall_ArePassed()
    {
        using var sum = new NumPyFunction<double, double>("numpy", "sum");
        var byRow = new CallOptions { Keywords = new() { ["axis"] = 1 } };
        double[,] matrix = { { 1, 2 }, { 3, 4 } };

        Assert.That(sum.Invoke(matrix, byRow), Is.EqualTo(new double[] { 3, 7 }));
        Assert.That(await sum.InvokeAsync(matrix, byRow), Is.EqualTo(new double[] { 3, 7 }));
        Assert.That(sum.Invoke(matrix), Is.EqualTo(new double[] { 10 }));
    }

    [Test]
    public void Keywords_ThatChangeAfterTheyWereSet_HaveNoEffect()
    {
        using var array = new Outliers("keywords", "array");
        double[] values = [1, 2];
        var keywords = new Dictionary<string, object?> { ["value"] = values };
        var options = new CallOptions { Keywords = keywords };
        keywords.Clear();
        values[0] = 99;

        var told = Assert.Throws<PythonException>(() => array.Detect(_data, options))!;

        Assert.That(told.Message, Is.EqualTo("float64 [1.0, 2.0] writeable=False"));
    }

    [Test]
    public void Keywords_ThatAreWrong_FailWithoutACall()
    {
        using var above = new Outliers("keywords", "above");
        var misspelled = new CallOptions { Keywords = new() { ["limt"] = 1 } };

        var thrown = Assert.Throws<PythonException>(() => above.Detect(_data, misspelled))!;

        Assert.That(thrown.Message, Is.EqualTo(
            "above() takes no keyword argument 'limt'; its signature is above(data, limit=100, *, scale=1.0)"));
        Assert.Throws<ArgumentException>(() => _ = new CallOptions { Keywords = new() { ["limit"] = new object() } });
    }

    [Test]
    public void Keywords_OfACall_AreReleasedWithTheFunction()
    {
        long before = Counters.Now().functions;
        var above = new Outliers("keywords", "above");
        above.Detect(_data, Above850);

        above.Dispose();

        Counters.Drain();
        Assert.That(Counters.Become(counters => counters.functions <= before), Is.True);
    }

    [Test]
    public void Keywords_OfManyOptions_AreReleasedWithThem()
    {
        using var above = new Outliers("keywords", "above");
        long before = Counters.Now().functions;

        for (int i = 0; i < 1000; i++)
        {
            above.Detect(_data, new CallOptions { Keywords = new() { ["limit"] = i } });
        }

        Assert.That(Counters.WaitUntil(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Counters.Drain();
            return Counters.Now().functions < before + 10;
        }), Is.True);
    }

    [Test]
    public async Task Keywords_OfManyThreads_AreTheirOwn()
    {
        using var above = new Outliers("keywords", "above");

        bool[] right = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
        {
            bool isRight = true;
            for (int call = 0; call < 500; call++)
            {
                int limit = (call + i) % 2 == 0 ? 850 : 15;
                long[] expected = limit == 850 ? [1] : [1, 2, 3, 4];
                isRight &= above.Detect(_data, limit == 850 ? Above850 : new CallOptions { Keywords = new() { ["limit"] = 15 } }).SequenceEqual(expected);
            }
            return isRight;
        })));

        Assert.That(right, Is.All.True);
    }

    [Test]
    public void Timeout_WhileKeywordsArePrepared_EndsTheCall()
    {
        using var endless = new Outliers("keywords", "endless_signature");
        var options = new CallOptions { Keywords = new() { ["limit"] = 1 }, Timeout = TimeSpan.FromMilliseconds(500) };

        var thrown = Assert.Throws<PythonTimeoutException>(() => endless.Detect(_data, options))!;

        Assert.That(thrown.InnerException, Is.InstanceOf<PythonException>());
        Assert.That(endless.Detect(_data), Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public async Task Timeout_WhileAnotherCallHoldsTheGil_EndsTheCallBeforeItsKeywordsArePrepared()
    {
        using var holds = new Outliers("calls_back", "holding_gil");
        using var above = new Outliers("keywords", "above");
        using var begun = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        NativeFunction function = () =>
        {
            begun.Set();
            mayEnd.Wait();
            return 0;
        };
        Task holding = Task.Factory.StartNew(
            () => holds.Detect([Marshal.GetFunctionPointerForDelegate(function)]), default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        begun.Wait();
        var options = new CallOptions { Keywords = new() { ["limit"] = 850 }, Timeout = TimeSpan.FromMilliseconds(20) };
        try
        {
            var thrown = Assert.Throws<PythonTimeoutException>(() => above.Detect(_data, options))!;
            Assert.That(thrown.InnerException, Is.Null);
        }
        finally
        {
            mayEnd.Set();
            await holding;
        }
        Assert.That(above.Detect(_data, Above850), Is.EqualTo(new long[] { 1 }));
        GC.KeepAlive(function);
    }

    [Test]
    public async Task Calls_WithTheSameKeywords_ShareABatchAndOthersDoNot()
    {
        using var batched = new Outliers("keywords", "batched");
        using var told = new Outliers("keywords", "told_batches");
        await batched.DetectManyAsync([[]]); // after which the queue knows that the function has a many
        Assert.Throws<PythonException>(() => told.Detect([0]));
        CallOptions Limit(int limit) => new() { Keywords = new() { ["limit"] = limit } };
        Task<long[]>[] calls;
        using (new BlockedQueue())
        {
            calls =
            [
                batched.DetectAsync(_data, Limit(850)),
                batched.DetectAsync(_data, Limit(850)),
                batched.DetectAsync(_data, Above850),
                batched.DetectAsync(_data, Limit(15)),
                batched.DetectAsync(_data),
                batched.DetectAsync(_data),
            ];
        }

        Assert.That(await Task.WhenAll(calls), Is.EqualTo(new long[][] { [1], [1], [1], [1, 2, 3, 4], [1, 3], [1, 3] }));
        Assert.That(Assert.Throws<PythonException>(() => told.Detect([0]))!.Message, Is.EqualTo("[(100, 2), (850, 3)]"));
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared is { Waiting: 0, Abandoned: 0 }), Is.True);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int NativeFunction();
}
