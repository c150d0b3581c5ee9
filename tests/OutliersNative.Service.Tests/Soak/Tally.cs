using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace OutliersNative.Service.Tests.Soak;

internal enum Outcome
{
    /// <summary>The answer came and is right. For a bad request, that is the error that it must get.</summary>
    Answered,

    /// <summary>The client gave the request up.</summary>
    Aborted,
}

/// <summary>What became of the requests, by kind. Thread-safe.</summary>
internal sealed class Tally
{
    private const int FailuresShown = 20;

    private readonly ConcurrentDictionary<string, Counts> _kinds = new();

    public ConcurrentQueue<string> Failures { get; } = new();

    public long Sent => _kinds.Values.Sum(counts => counts.Sent);

    public long Lost => _kinds.Values.Sum(counts => counts.Sent - counts.Answered - counts.Aborted);

    /// <summary>Makes a request and counts what becomes of it. An exception is a failure.</summary>
    public async Task CountAsync(string kind, Func<Task<Outcome>> request)
    {
        Counts counts = _kinds.GetOrAdd(kind, _ => new Counts());
        Interlocked.Increment(ref counts.Sent);
        try
        {
            Interlocked.Increment(ref await request() == Outcome.Answered ? ref counts.Answered : ref counts.Aborted);
        }
        catch (Exception e)
        {
            Failures.Enqueue($"{kind}: {string.Join(" / ", Chain(e))}");
        }
    }

    public string Table()
    {
        var table = new StringBuilder("| requests | sent | answered right | given up by the client | lost or wrong |\n| --- | ---: | ---: | ---: | ---: |\n");
        foreach ((string kind, Counts counts) in _kinds.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            table.Append(CultureInfo.InvariantCulture,
                $"| {kind} | {counts.Sent:N0} | {counts.Answered:N0} | {counts.Aborted:N0} | {counts.Sent - counts.Answered - counts.Aborted:N0} |\n");
        }
        return table.ToString();
    }

    public string FirstFailures() => string.Join('\n', Failures.Take(FailuresShown));

    private static IEnumerable<string> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException) yield return $"{exception.GetType().Name}: {exception.Message}";
    }

    private sealed class Counts
    {
        public long Sent, Answered, Aborted;
    }
}
