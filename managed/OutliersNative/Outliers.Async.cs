using System.Runtime.CompilerServices;
using OutliersNative.Calls;

namespace OutliersNative;

/// <content>Asynchronous calls, on the library's own threads.</content>
public sealed partial class Outliers
{
    private const int DefaultInFlight = 64;

    /// <summary>Finds the outliers in an array, on a thread of the library. Python reads the array in place; nothing is copied.</summary>
    /// <param name="data">The series. Its values must not change until the task has completed. If it is empty, the result is empty and
    /// the function is not called.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call. The task is cancelled at once. A call that waits in the queue is not made.
    /// Python code that runs is interrupted, as <see cref="CallOptions.Timeout"/> says; the input stays pinned until Python
    /// returns.</param>
    /// <returns>The positions of the outliers in <paramref name="data"/>, counted from 0, in the order in which the function returned
    /// them.</returns>
    /// <remarks>
    /// <para>Calls wait in a queue with a bounded capacity (<see cref="PythonRuntimeOptions.QueueCapacity"/>). Functions take turns;
    /// the calls of one function are made in order of arrival, and those that wait may be served by one call of its <c>many</c>
    /// (<see cref="CallOptions.Batch"/>). The threads are as many as processors, but at least two.</para>
    /// <para>Continuations run on the thread pool. All exceptions but those about an argument are in the task.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This instance has been disposed, before the call or while it waited.</exception>
    /// <exception cref="QueueFullException">The queue is full, and <see cref="PythonRuntimeOptions.WhenQueueIsFull"/> is
    /// <see cref="QueueFullMode.Reject"/>.</exception>
    /// <exception cref="PythonException">The function raised an exception.</exception>
    /// <exception cref="InvalidResultException">The function returned something that does not name positions.</exception>
    /// <exception cref="InputRetainedException">Python retained the input, and <paramref name="options"/> forbid that.</exception>
    /// <exception cref="PythonStateException">Python and .NET called each other too deeply.</exception>
    /// <exception cref="InsufficientMemoryException">The native library could not allocate memory or start a thread.</exception>
    public Task<long[]> DetectAsync(double[] data, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return DetectAsync(new ReadOnlyMemory<double>(data), options, cancellationToken);
    }

    /// <summary>Finds the outliers in memory, on a thread of the library. Python reads the memory in place; nothing is copied.</summary>
    /// <inheritdoc cref="DetectAsync(double[], CallOptions?, CancellationToken)"/>
    public Task<long[]> DetectAsync(ReadOnlyMemory<double> data, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        data.Length == 0
            ? WithoutCall<long[]>([], options, cancellationToken)
            : new SeriesCall(_lane, data, options, cancellationToken).Enqueue();

    /// <summary>Finds the outliers in many arrays of any lengths, in one crossing to Python, on a thread of the library. Python reads the
    /// arrays in place; nothing is copied.</summary>
    /// <param name="arrays">The series. Their values must not change until the task has completed. An empty one gets an empty result and
    /// is not passed to the function. An array may occur more than once.</param>
    /// <param name="options">The options of this call, which apply to each array; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call, as in
    /// <see cref="DetectAsync(double[], CallOptions?, CancellationToken)"/>.</param>
    /// <returns>For each array the positions of its outliers, counted from 0, in the order in which the function returned
    /// them.</returns>
    /// <remarks>As <see cref="DetectMany"/>, but in the queue of
    /// <see cref="DetectAsync(double[], CallOptions?, CancellationToken)"/>, where it is one call.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="arrays"/> is null.</exception>
    /// <exception cref="ArgumentException">One of <paramref name="arrays"/> is null.</exception>
    /// <inheritdoc cref="DetectAsync(double[], CallOptions?, CancellationToken)" path="/exception[position() > 1]"/>
    public Task<long[][]> DetectManyAsync(
        IReadOnlyList<double[]> arrays, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ReadOnlyMemory<double>[] series = Read(arrays);
        return series.Length == 0
            ? WithoutCall<long[][]>([], options, cancellationToken)
            : new ManySeriesCall(_lane, series, options, cancellationToken).Enqueue();
    }

    /// <summary>Finds the outliers in each series of a stream, and returns the results in the order of the series.</summary>
    /// <param name="series">The series. Each is read in place, so its values must not change until its result has been
    /// returned.</param>
    /// <param name="options">The options of each call; null for the defaults.</param>
    /// <param name="maxInFlight">Upper bound of series that have been taken from the stream and whose results have not been returned.
    /// At least 1. Default: 64.</param>
    /// <param name="cancellationToken">Cancels the enumeration and all its calls. The stream gets a token too; the enumeration ends once
    /// the stream has returned.</param>
    /// <returns>For each series the positions of its outliers. The first result that is an exception ends the enumeration and cancels
    /// the calls that wait.</returns>
    /// <remarks>Each series is a call of <see cref="DetectAsync(ReadOnlyMemory{double}, CallOptions?, CancellationToken)"/>. The next
    /// ones are taken from the stream while earlier ones are in Python. A result is returned as soon as it and all before it are
    /// there.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="series"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxInFlight"/> is less than 1.</exception>
    /// <inheritdoc cref="DetectAsync(double[], CallOptions?, CancellationToken)" path="/exception[position() > 1]"/>
    public IAsyncEnumerable<long[]> DetectManyAsync(
        IAsyncEnumerable<ReadOnlyMemory<double>> series,
        CallOptions? options = null,
        int maxInFlight = DefaultInFlight,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxInFlight, 1);
        return DetectEachAsync(series, options, maxInFlight, cancellationToken);
    }

    private async IAsyncEnumerable<long[]> DetectEachAsync(
        IAsyncEnumerable<ReadOnlyMemory<double>> series,
        CallOptions? options,
        int maxInFlight,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var calls = new Queue<Task<long[]>>();
        IAsyncEnumerator<ReadOnlyMemory<double>> source = series.GetAsyncEnumerator(stop.Token);
        Task<bool>? next = null; // the source's next series; null if it is not asked for one
        bool isOver = false;
        try
        {
            while (!isOver || calls.Count > 0)
            {
                if (!isOver && calls.Count < maxInFlight)
                {
                    next ??= source.MoveNextAsync().AsTask();
                }
                if (next is not null && calls.TryPeek(out Task<long[]>? oldest))
                {
                    await Task.WhenAny(oldest, next).ConfigureAwait(false);
                }
                bool isAnswered = calls.TryPeek(out oldest) && (oldest.IsCompleted || next is not { IsCompletedSuccessfully: true });
                if (isAnswered)
                {
                    yield return await Of(calls.Dequeue(), cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    isOver = !await Of(next!, cancellationToken).ConfigureAwait(false);
                    next = null;
                    if (!isOver)
                    {
                        calls.Enqueue(DetectAsync(source.Current, options, stop.Token));
                    }
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await EndAsync([.. calls]).ConfigureAwait(false);
            if (next is not null)
            {
                await EndAsync(next).ConfigureAwait(false); // a source must not be disposed while it is asked for the next
            }
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The result of a task; if the caller's token was cancelled, the exception names that one and not a linked one.</summary>
    private static async Task<T> Of<T>(Task<T> task, CancellationToken token)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (token.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, token);
        }
    }

    /// <summary>Waits for tasks whose results nobody needs any more.</summary>
    private static async Task EndAsync(params Task[] tasks) =>
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private Task<T> WithoutCall<T>(T result, CallOptions? options, CancellationToken token) =>
        token.IsCancellationRequested ? Task.FromCanceled<T>(token)
        : options is { CancellationToken: { IsCancellationRequested: true } other } ? Task.FromCanceled<T>(other)
        : _function.IsDisposed ? Task.FromException<T>(_lane.Disposed())
        : Task.FromResult(result);
}
