using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Hosting;

/// <summary>A record that reached a sink.</summary>
internal sealed record Record(string Category, LogLevel Level, string Message, Exception? Exception, ActivityTraceId Trace);

/// <summary>A sink that keeps what it gets, and can block.</summary>
internal sealed class Records : ILoggerProvider
{
    private readonly ConcurrentQueue<Record> _records = new();

    /// <summary>While it is not set, the sink blocks.</summary>
    public ManualResetEventSlim IsOpen { get; } = new(true);

    public IReadOnlyList<Record> All => [.. _records];

    public IReadOnlyList<Record> OfPython => [.. _records.Where(each => each.Category.StartsWith("Python", StringComparison.Ordinal))];

    /// <summary>Waits for so many records of Python.</summary>
    public IReadOnlyList<Record> WaitForPython(int count) =>
        Counters.WaitUntil(() => OfPython.Count >= count)
            ? OfPython
            : throw new TimeoutException($"{OfPython.Count} records came, not {count}: {string.Join("; ", OfPython.Select(each => each.Message))}");

    public ILogger CreateLogger(string categoryName) => new Sink(this, categoryName);

    public void Dispose()
    {
        IsOpen.Set();
        IsOpen.Dispose();
    }

    private sealed class Sink(Records records, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (category.StartsWith("Python", StringComparison.Ordinal))
            {
                records.IsOpen.Wait();
            }
            records._records.Enqueue(new Record(
                category, logLevel, formatter(state, exception), exception, Activity.Current?.TraceId ?? default));
        }
    }
}
