namespace OutliersNative.Service.Requests;

/// <summary>The series of a request.</summary>
/// <param name="buffer">Their values, one series after the other.</param>
/// <param name="ends">Where each series ends; null for a request with one series, which is answered without a list.</param>
/// <param name="names">The names of the series; null if they have none.</param>
internal sealed class RequestSeries(SeriesBuffer buffer, IReadOnlyList<int>? ends = null, IReadOnlyList<string>? names = null) : IDisposable
{
    public bool IsMany => ends is not null;

    public int Count => ends?.Count ?? 1;

    public IReadOnlyList<string>? Names => names;

    public ReadOnlyMemory<double> this[int index]
    {
        get
        {
            int start = index == 0 ? 0 : ends![index - 1];
            return buffer.Series(start, (ends?[index] ?? buffer.Count) - start);
        }
    }

    public void Dispose() => ((IDisposable)buffer).Dispose();
}

/// <summary>A call for one of several series failed.</summary>
internal sealed class SeriesException(int index, Exception innerException) : Exception(innerException.Message, innerException)
{
    public int Index => index;
}
