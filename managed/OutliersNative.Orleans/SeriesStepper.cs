using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace OutliersNative.Orleans;

/// <summary>What a stream said about a batch, and its state afterwards.</summary>
/// <param name="Results">Score, expected, lower and upper: four rows of float64.</param>
/// <param name="Stream">The saved stream.</param>
internal readonly record struct SeriesStep(byte[] Results, byte[] Stream);

/// <summary>Steps the streams of many series of one detector in few calls of Python. Thread-safe.</summary>
/// <remarks>
/// <para>What waits while a call is made is served together by the next one, up to the bounds below, and the rest by those after it.
/// Nothing waits for a timer, and the batches are as large as the load demands. The timeout is that of one call: it does not count
/// the time until a call takes the batch.</para>
/// <para>Python is given the states and returns the new ones: a call that fails has changed nothing. If one for many series raises,
/// each half is stepped again, so that a series fails for what it did itself only: 1 of 1,024 costs 20 further calls. Streams that
/// are not bundled are always stepped alone: their code may hang.</para>
/// </remarks>
internal sealed class SeriesStepper : IDisposable
{
    private const int MostSeries = 1024; // a call of so many takes some 10 ms
    private const int MostValues = 16_384; // more only if a single batch has more

    private readonly NumPyFunction<byte, byte> _step;
    private readonly Channel<Waiting>? _waiting;
    private readonly TimeSpan _timeout;

    public SeriesStepper(string module, string function, TimeSpan timeout, bool isShared)
    {
        _timeout = timeout;
        _step = new NumPyFunction<byte, byte>("outliers.stepping", "step", new() { ["module"] = module, ["function"] = function });
        if (isShared)
        {
            _waiting = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
            _ = Task.Run(ServeAsync);
        }
    }

    /// <summary>Pushes values to a saved stream.</summary>
    public Task<SeriesStep> StepAsync(byte[] stream, double[] values, double[]? times)
    {
        var waiting = new Waiting(stream, values, times ?? []);
        if (_waiting is null)
        {
            _ = CallAsync([waiting]);
        }
        else
        {
            ObjectDisposedException.ThrowIf(!_waiting.Writer.TryWrite(waiting), this);
        }
        return waiting.Done.Task;
    }

    public void Dispose()
    {
        _waiting?.Writer.TryComplete();
        _step.Dispose();
    }

    private async Task ServeAsync()
    {
        var together = new List<Waiting>();
        while (await _waiting!.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            together.Clear();
            int values = 0;
            while (together.Count < MostSeries && _waiting.Reader.TryPeek(out Waiting? next)
                && (together.Count == 0 || values + next.Values.Length <= MostValues))
            {
                _waiting.Reader.TryRead(out _);
                together.Add(next);
                values += next.Values.Length;
            }
            await CallAsync(together).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the call. A failure goes to the tasks of those that wait.</summary>
    private async Task CallAsync(List<Waiting> series)
    {
        try
        {
            using NDArrayList<byte> answer = await _step.InvokeSeveralAsync(
                [
                    Join(series, each => each.Stream), Join(series, each => new[] { each.Stream.LongLength }),
                    Join(series, each => each.Values), Join(series, each => new[] { each.Values.LongLength }),
                    Join(series, each => each.Times), Join(series, each => new[] { each.Times.LongLength }),
                ],
                new CallOptions { Timeout = _timeout }).ConfigureAwait(false);
            Answer(series, answer);
        }
        catch (PythonException) when (series.Count > 1)
        {
            int half = series.Count / 2;
            await CallAsync(series[..half]).ConfigureAwait(false);
            await CallAsync(series[half..]).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            foreach (Waiting each in series)
            {
                each.Done.TrySetException(e);
            }
        }
    }

    private static void Answer(List<Waiting> series, NDArrayList<byte> answer)
    {
        ReadOnlySpan<byte> results = answer[0].Span, streams = answer[1].Span;
        ReadOnlySpan<long> sizes = MemoryMarshal.Cast<byte, long>(answer[2].Span);
        for (int i = 0; i < series.Count; i++)
        {
            int length = 4 * sizeof(double) * series[i].Values.Length, size = (int)sizes[i];
            series[i].Done.TrySetResult(new SeriesStep(results[..length].ToArray(), streams[..size].ToArray()));
            results = results[length..];
            streams = streams[size..];
        }
    }

    private static byte[] Join<T>(List<Waiting> series, Func<Waiting, T[]> part)
        where T : unmanaged
    {
        int size = 0;
        foreach (Waiting each in series)
        {
            size += MemoryMarshal.AsBytes(part(each).AsSpan()).Length;
        }
        byte[] joined = new byte[size];
        Span<byte> rest = joined;
        foreach (Waiting each in series)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(part(each).AsSpan());
            bytes.CopyTo(rest);
            rest = rest[bytes.Length..];
        }
        return joined;
    }

    private sealed class Waiting(byte[] stream, double[] values, double[] times)
    {
        public byte[] Stream { get; } = stream;

        public double[] Values { get; } = values;

        public double[] Times { get; } = times;

        public TaskCompletionSource<SeriesStep> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
