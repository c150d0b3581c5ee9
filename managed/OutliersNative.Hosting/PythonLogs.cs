using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.IO.Pipes;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OutliersNative.Hosting;

/// <summary>Passes what Python logs to <see cref="ILogger"/>.</summary>
/// <remarks>python/outliers/hosting.py writes to a pipe, from a thread of its own, and a thread here reads it. So a sink that
/// blocks delays no Python call; records that wait too long for it are dropped there.</remarks>
internal sealed class PythonLogs(IOptions<PythonLoggingOptions> options, ILoggerFactory loggers) : IDisposable
{
    private const string Module = "outliers.hosting";

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);
    private static readonly Meter Meter = new(Log.Category);
    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>(
        "outliers.log.dropped", "{record}", "Records of Python's logging that were dropped, since a sink did not keep up.");

    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AnonymousPipeServerStream? _pipe;
    private ActivityListener? _listener;
    private long _key;
    private long _dropped;

    /// <summary>Begins to pass records on. Enters Python.</summary>
    public unsafe void Begin()
    {
        PythonLoggingOptions chosen = options.Value;
        if (chosen.Level == LogLevel.None)
        {
            return;
        }
        _pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        delegate* unmanaged[Cdecl]<byte*, int, int> trace = &WriteTrace;
        using (var capture = new NumPyFunction<double, long>(Module, "capture", new()
        {
            ["handle"] = (long)_pipe.ClientSafePipeHandle.DangerousGetHandle(),
            ["capacity"] = chosen.Capacity,
            ["level"] = NumberOf(chosen.Level),
            ["output"] = chosen.Output,
            ["warnings"] = chosen.Warnings,
            ["trace"] = (long)trace,
        }))
        {
            _key = capture.InvokeAll([])[0];
        }
        if (OperatingSystem.IsWindows())
        {
            _pipe.ClientSafePipeHandle.SetHandleAsInvalid(); // Python's now
        }
        _pipe.DisposeLocalCopyOfClientHandle();
        // On a thread other than the caller's, there is a trace only if somebody wants the call's span.
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "OutliersNative",
            Sample = static (ref ActivityCreationOptions<ActivityContext> span) =>
                span.Parent.TraceId == default ? ActivitySamplingResult.None : ActivitySamplingResult.PropagationData,
        };
        ActivitySource.AddActivityListener(_listener);
        new Thread(Read) { IsBackground = true, Name = "OutliersNative logs" }.Start();
    }

    /// <summary>Passes the last records on, and gives up after a second: some function may hold the GIL, or a sink block.</summary>
    public async Task EndAsync()
    {
        if (_key == 0)
        {
            return;
        }
        _listener?.Dispose();
        Task release = Task.Factory.StartNew(Release, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await Task.WhenAll(release, _ended.Task).WaitAsync(EndPatience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.LoggingDidNotEnd(_logger, EndPatience.TotalSeconds);
        }
        _key = 0;
    }

    /// <summary>Ends it, if the host has not stopped: its start may have failed.</summary>
    public void Dispose() => EndAsync().GetAwaiter().GetResult();

    private void Release()
    {
        using var release = new NumPyFunction<double, long>(Module, "release", new() { ["key"] = _key });
        release.InvokeAll([]);
    }

    private void Read()
    {
        try
        {
            using var reader = new StreamReader(_pipe!, Encoding.UTF8);
            while (reader.ReadLine() is { } line)
            {
                using var batch = JsonDocument.Parse(line);
                if (batch.RootElement.GetProperty("dropped").GetInt64() is > 0 and var dropped)
                {
                    Dropped.Add(dropped);
                    Log.RecordsDropped(_logger, dropped, _dropped += dropped);
                }
                foreach (JsonElement record in batch.RootElement.GetProperty("records").EnumerateArray())
                {
                    Write(record);
                }
            }
        }
        catch (Exception e)
        {
            Log.LoggingFailed(_logger, e);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private void Write(JsonElement json)
    {
        string name = json.GetProperty("name").GetString()!;
        ILogger logger = loggers.CreateLogger(name == "root" ? "Python" : $"Python.{name}");
        LogLevel level = LevelOf(json.GetProperty("level").GetInt32());
        if (!logger.IsEnabled(level))
        {
            return;
        }
        using Activity? trace = TraceOf(json.GetProperty("trace").GetString());
        try
        {
            var record = new PythonLogRecord(json);
            logger.Log(level, default, record, record.Error, static (each, _) => each.ToString());
        }
        catch (AggregateException)
        {
            Dropped.Add(1); // by a sink that throws
        }
    }

    /// <summary>Makes the trace of the call that logged the current one, so that sinks see it.</summary>
    private static Activity? TraceOf(string? parent) =>
        string.IsNullOrEmpty(parent) ? null : new Activity("python.log").SetIdFormat(ActivityIdFormat.W3C).SetParentId(parent).Start();

    /// <summary>Writes the W3C id of the current span. Python calls it where a record is logged, with the GIL held; it waits for
    /// nothing but the .NET garbage collector, which never waits for the GIL.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe int WriteTrace(byte* text, int size)
    {
        try
        {
            return (Activity.Current ?? PythonRuntime.CurrentActivity) is { IdFormat: ActivityIdFormat.W3C, Id: { } id } && id.Length <= size
                ? Encoding.ASCII.GetBytes(id, new Span<byte>(text, size))
                : 0;
        }
        catch (Exception) // must not reach Python
        {
            return 0;
        }
    }

    private static int NumberOf(LogLevel level) => level == LogLevel.Trace ? 1 : 10 * (int)level;

    private static LogLevel LevelOf(int number) => (LogLevel)Math.Clamp(number / 10, 0, 5);
}

/// <summary>A record of Python's logging, as sinks see it: its values have names, as those of a message template.</summary>
internal sealed class PythonLogRecord : List<KeyValuePair<string, object?>>
{
    private readonly string _message;

    public PythonLogRecord(JsonElement json)
    {
        _message = json.GetProperty("message").GetString()!;
        Add(new("Message", _message));
        if (json.TryGetProperty("created", out JsonElement created))
        {
            Add(new("Created", DateTimeOffset.UnixEpoch.AddSeconds(created.GetDouble())));
            Add(new("File", json.GetProperty("file").GetString()));
            Add(new("Line", json.GetProperty("line").GetInt32()));
        }
        if (json.TryGetProperty("error", out JsonElement error))
        {
            Error = new LoggedPythonException(
                error.GetProperty("type").GetString()!, error.GetProperty("message").GetString()!, error.GetProperty("text").GetString()!);
        }
    }

    public LoggedPythonException? Error { get; }

    public override string ToString() => _message;
}
