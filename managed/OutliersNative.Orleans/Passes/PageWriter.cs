using Orleans.Storage;

namespace OutliersNative.Orleans.Passes;

/// <summary>Stores the result of an attempt in pages, as it comes. Used by the thread that judges.</summary>
internal sealed class PageWriter(PassStorage storage, StepAttempt attempt, CancellationToken cancellation)
{
    private const int PageBytes = 512 << 10;
    private const int RowBytes = 64; // and its texts

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
        Retry.CallAsync(
            async () =>
            {
                // No other writes this attempt: if there is something, it comes from the tries before.
                Task write = isFirst ? storage.WriteAsync(name, new GrainState<PassPage>(page)) : storage.ReplaceAsync(name, page);
                isFirst = false;
                await write.ConfigureAwait(false);
                return true;
            },
            cancellation).GetAwaiter().GetResult();
    }
}
