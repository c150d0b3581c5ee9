using System.Runtime.InteropServices;
using NUnit.Framework;
using OutliersNative.Calls;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Async;

/// <summary>InvokeAsync gives what Invoke gives, in the queue of DetectAsync.</summary>
public sealed class InvokeAsyncTests
{
    private static readonly CallOptions Short = new() { Timeout = TimeSpan.FromMilliseconds(20) };

    private readonly double[] _data = [1, 2, 3];

    [TearDown]
    public void AssertThatNothingIsLeft() =>
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared is { Waiting: 0, Abandoned: 0 }), Is.True, "a call is left in the queue");

    [Test]
    public async Task InvokeAsync_OfEachKindOfInput_GivesTheElements()
    {
        using var doubled = new NumPyFunction<double, double>("typed", "doubled");
        using var manager = new NativeMemoryManager(_data);

        Assert.That(await doubled.InvokeAsync(_data), Is.EqualTo(new double[] { 2, 4, 6 }));
        Assert.That(await doubled.InvokeAsync(_data.AsMemory(1)), Is.EqualTo(new double[] { 4, 6 }));
        Assert.That(await doubled.InvokeAsync((ReadOnlyMemory<double>)manager.Memory), Is.EqualTo(new double[] { 2, 4, 6 }));
        Assert.That(await doubled.InvokeAsync(new double[,] { { 1 }, { 2 } }), Is.EqualTo(new double[] { 2, 4 }));
        Assert.That(await doubled.InvokeAsync(new NDInput<double>(_data, [3], strides: [-1], start: 2)), Is.EqualTo(new double[] { 6, 4, 2 }));
        Assert.That(await doubled.InvokeAsync((double[])[]), Is.Empty);
        Assert.That((manager.Pins, manager.Unpins), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task InvokeAsync_OfSeveralInputs_PassesAll()
    {
        using var add = new NumPyFunction<double, double>("typed", "add_all");
        NDInput<double>[] inputs = [_data, _data, _data];

        Task<double[]> all = add.InvokeAllAsync(inputs);
        inputs[0] = new double[] { 0, 0, 0 }; // has no effect: the inputs have been read

        Assert.That(await all, Is.EqualTo(new double[] { 3, 6, 9 }));
        Assert.That(await add.InvokeAsync(_data, new[] { 10, 20, 30 }), Is.EqualTo(new double[] { 11, 22, 33 }));
    }

    [Test]
    public async Task InvokeNDArrayAsync_ReturnsNumPysMemory()
    {
        using var doubled = new NumPyFunction<double, double>("typed", "doubled");
        using var add = new NumPyFunction<double, double>("typed", "add");

        using NDArray<double> one = await doubled.InvokeNDArrayAsync(_data);
        using NDArray<double> two = await add.InvokeNDArrayAsync(_data, (NDInput<double>)_data);

        Assert.That(one.ToArray(), Is.EqualTo(new double[] { 2, 4, 6 }));
        Assert.That(two.ToArray(), Is.EqualTo(new double[] { 2, 4, 6 }));
    }

    [Test]
    public async Task InvokeSeveralAsync_ReturnsAllArrays()
    {
        using var named = new NumPyFunction<double, double>("typed", "named");
        using var byTwo = new NumPyFunction<double, double>("typed", "named_of_two");

        using NDArrayList<double> one = await named.InvokeSeveralAsync(_data);
        using NDArrayList<double> two = await byTwo.InvokeSeveralAsync([_data, _data]);

        Assert.That(one["scaled"].ToArray(), Is.EqualTo(new double[] { 10, 20, 30 }));
        Assert.That(two["copy"].ToArray(), Is.EqualTo(new double[] { 1, 2, 3 }));
    }

    [Test]
    public async Task InvokeAsync_WithKeywords_PassesThem()
    {
        using var sum = new NumPyFunction<double, double>("numpy", "sum", new() { ["axis"] = 0 });
        using NumPyFunction<double, double> byRow = sum.WithKeywords(new() { ["axis"] = 1 });
        double[,] matrix = { { 1, 2 }, { 3, 4 } };

        Assert.That(await sum.InvokeAsync(matrix), Is.EqualTo(new double[] { 4, 6 }));
        Assert.That(await byRow.InvokeAsync(matrix), Is.EqualTo(new double[] { 3, 7 }));
    }

    [Test]
    public void InvokeAsync_OfAWrongArgument_ThrowsAtOnce()
    {
        using var add = new NumPyFunction<double, double>("typed", "add_all");

        Assert.Throws<ArgumentNullException>(() => _ = add.InvokeAsync((double[])null!));
        Assert.Throws<ArgumentNullException>(() => _ = add.InvokeAsync(_data, (int[])null!));
        Assert.Throws<ArgumentException>(() => _ = add.InvokeAllAsync(new NDInput<double>[17]));
        Assert.Throws<ArgumentException>(() => _ = add.InvokeSeveralAsync(new NDInput<double>[17]));
    }

    [Test]
    public async Task InvokeAsync_WhenTheFunctionFails_FailsAsTheSynchronousCall()
    {
        using var raises = new NumPyFunction<double, double>("typed", "raises");
        using var text = new NumPyFunction<double, double>("typed", "text");
        using var retains = new NumPyFunction<double, double>("typed", "retain");
        using var release = new NumPyFunction<double, double>("typed", "release");

        var raised = (await Assert.ThrowsAsync<PythonException>(() => raises.InvokeAsync(_data)))!;
        await Assert.ThrowsAsync<InvalidResultException>(() => text.InvokeAsync(_data));
        await Assert.ThrowsAsync<InputRetainedException>(() => retains.InvokeAsync(_data, new CallOptions { ForbidRetention = true }));
        await release.InvokeAsync(_data);

        Assert.That(raised.Message, Is.EqualTo("no"));
    }

    [Test]
    public async Task InvokeAsync_AfterDispose_Fails()
    {
        var doubled = new NumPyFunction<double, double>("typed", "doubled");

        doubled.Dispose();

        var thrown = (await Assert.ThrowsAsync<ObjectDisposedException>(() => doubled.InvokeAsync(_data)))!;
        Assert.That(thrown.ObjectName, Does.Contain("NumPyFunction"));
    }

    [Test]
    public async Task Dispose_WhileCallsWait_FailsThem()
    {
        var doubled = new NumPyFunction<double, double>("typed", "doubled");
        using var blocked = new BlockedQueue();
        Task<double[]> array = doubled.InvokeAsync(_data);
        Task<NDArray<double>> shared = doubled.InvokeNDArrayAsync(_data);

        doubled.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => array);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => shared);
    }

    [Test]
    public async Task InvokeAsync_WhenTheQueueIsFull_IsRejected()
    {
        using var doubled = new NumPyFunction<double, double>("typed", "doubled");
        Task<double[]> waits;
        try
        {
            using var blocked = new BlockedQueue();
            PythonRuntime.Start(new PythonRuntimeOptions { QueueCapacity = 1, WhenQueueIsFull = QueueFullMode.Reject });
            waits = doubled.InvokeAsync(_data);

            await Assert.ThrowsAsync<QueueFullException>(() => doubled.InvokeAsync(_data));
        }
        finally
        {
            PythonRuntime.Start(new PythonRuntimeOptions { QueueCapacity = CallQueue.DefaultCapacity, WhenQueueIsFull = QueueFullMode.Wait });
        }
        Assert.That(await waits, Is.EqualTo(new double[] { 2, 4, 6 }));
    }

    [Test]
    public async Task InvokeAsync_WithATimeout_EndsCodeThatNeverReturns()
    {
        using var loops = new NumPyFunction<double, double>("endless", "loops");
        var options = new CallOptions { Timeout = TimeSpan.FromMilliseconds(500) }; // long enough to reach Python

        var thrown = (await Assert.ThrowsAsync<PythonTimeoutException>(() => loops.InvokeAsync(_data, options)))!;

        Assert.That(thrown.IsAbandoned, Is.False);
        Assert.That(thrown.InnerException, Is.InstanceOf<PythonException>());
    }

    [Test]
    public async Task InvokeAsync_WithATimeoutInTheQueue_IsNotMade()
    {
        using var raises = new NumPyFunction<double, double>("typed", "raises");
        using var blocked = new BlockedQueue();

        var thrown = (await Assert.ThrowsAsync<PythonTimeoutException>(() => raises.InvokeAsync(_data, Short)))!;

        Assert.That((thrown.IsAbandoned, thrown.InnerException), Is.EqualTo((false, (Exception?)null)));
    }

    [Test]
    public async Task InvokeAsync_CancelledWhileTheFunctionLoops_InterruptsIt()
    {
        using var loops = new NumPyFunction<double, double>("endless", "loops");
        using var source = new CancellationTokenSource();
        Task<double[]> call = loops.InvokeAsync(_data, cancellationToken: source.Token);

        await source.CancelAsync();

        var thrown = (await Assert.CatchAsync<OperationCanceledException>(() => call))!;
        Assert.That(thrown.CancellationToken, Is.EqualTo(source.Token));
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared.Abandoned == 0), Is.True, "the function loops on");
    }

    [Test]
    public async Task InvokeNDArrayAsync_WhenItIsAbandoned_ReleasesItsInputAndItsResultOnceItEnds()
    {
        using var calls = new NumPyFunction<double, double>("calls_back", "without_gil_then_copy");
        using var mayEnd = new ManualResetEventSlim();
        NativeFunction function = () =>
        {
            mayEnd.Wait();
            return 0;
        };
        using var manager = new NativeMemoryManager([Marshal.GetFunctionPointerForDelegate(function)]);

        var thrown = (await Assert.ThrowsAsync<PythonTimeoutException>(
            () => calls.InvokeNDArrayAsync((ReadOnlyMemory<double>)manager.Memory, Short)))!;
        (int Pins, int Unpins, int Abandoned) meanwhile = (manager.Pins, manager.Unpins, CallQueue.Shared.Abandoned);
        mayEnd.Set();

        Assert.That(thrown.IsAbandoned, Is.True);
        Assert.That(meanwhile, Is.EqualTo((1, 0, 1)));
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared.Abandoned == 0 && manager.Unpins == 1), Is.True);
        Assert.That(Counters.Become(counters => counters.results == 0), Is.True, "the result is left to the garbage collector");
        GC.KeepAlive(function);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int NativeFunction();
}
