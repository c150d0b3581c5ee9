using Orleans.Storage;

namespace OutliersNative.Orleans.Passes;

/// <summary>Stores the result of an attempt in pages, as it comes. Used by the thread that judges.</summary>
internal sealed class PageWriter(PassStorage storage, StepAttempt attempt, CancellationToken cancellation)
{
    private const int PageBytes = 512 << 10;
    private const int RowBytes = 64; // and its texts

    private static readonly TimeSpan RetryFor = TimeSpan.FromMinutes(5), FirstDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromSeconds(2);

    private readonly List<FileOutlier> _rows = [];
    private int _bytes;

    /// <summary>How many pages were written after page 0, which is the last one.</summary>
    public int Pages { get; private set; }

    public void Add(in FileOutlier row)
    {
        _rows.Add(row);
        _bytes += RowBytes + row.Column.Length + (row.Group?.Length ?? 0) + (row.Time?.Length ?? 0);
        if (_bytes >= PageBytes)
        {
            Flush();
        }
    }

    /// <summary>Ends the current page.</summary>
    public void Flush()
    {
        if (_rows.Count > 0)
        {
            Add(new PassPage { Rows = [.. _rows] });
            _rows.Clear();
            _bytes = 0;
        }
    }

    public void Add(PassPage page) => Write(++Pages, page);

    /// <summary>Writes page 0.</summary>
    public void End(PassHeader header, double[][]? numbers = null)
    {
        Flush();
        header.Pages = Pages;
        Write(0, new PassPage { Header = header, Numbers = numbers ?? [] });
    }

    private void Write(int number, PassPage page)
    {
        string name = PassStorage.PageName(attempt, number);
        bool isFirst = true;
        TimeSpan delay = FirstDelay;
        for (long begin = Environment.TickCount64; ; delay = delay < MaxDelay ? 2 * delay : MaxDelay)
        {
            try
            {
                // No other writes this attempt: if there is something, it comes from the tries before.
                (isFirst ? storage.WriteAsync(name, new GrainState<PassPage>(page)) : storage.ReplaceAsync(name, page)).GetAwaiter().GetResult();
                return;
            }
            catch (Exception) when (!cancellation.IsCancellationRequested && Environment.TickCount64 - begin < RetryFor.TotalMilliseconds)
            {
                isFirst = false;
                cancellation.WaitHandle.WaitOne(delay);
            }
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
