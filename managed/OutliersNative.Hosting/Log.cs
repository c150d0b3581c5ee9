using Microsoft.Extensions.Logging;

namespace OutliersNative.Hosting;

/// <summary>What the package itself logs, with the category <c>OutliersNative.Hosting</c>.</summary>
internal static partial class Log
{
    public const string Category = "OutliersNative.Hosting";

    [LoggerMessage(1, LogLevel.Information, "Python {Version} with NumPy {NumPyVersion} runs, of {Executable}; it started in {Milliseconds} ms.")]
    public static partial void PythonRuns(ILogger logger, string version, string numPyVersion, string executable, long milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "The Python {Path} ({Source}) was chosen for this app and passed over: {Reason} Fix: {Fix}")]
    public static partial void PassedOver(ILogger logger, string path, string source, string reason, string fix);

    [LoggerMessage(3, LogLevel.Information, "The detector {Detector} ({Module}.{Function}) is ready; it took {Milliseconds} ms.")]
    public static partial void DetectorReady(ILogger logger, string detector, string module, string? function, long milliseconds);

    [LoggerMessage(4, LogLevel.Warning,
        "A call of the detector {Detector} passed its timeout of {Timeout} and was abandoned: its code goes on in Python and cannot be interrupted.")]
    public static partial void CallAbandoned(ILogger logger, string detector, TimeSpan timeout);

    [LoggerMessage(5, LogLevel.Warning,
        "The host has stopped, and {Abandoned} calls are still in Python: their code cannot be interrupted. They end with the process. {Detectors}")]
    public static partial void AbandonedAtStop(ILogger logger, long abandoned, string detectors);

    [LoggerMessage(6, LogLevel.Warning,
        "{Dropped} records of Python's logging were dropped: more were waiting than Outliers:Logging:Capacity allows. {Total} since the start.")]
    public static partial void RecordsDropped(ILogger logger, long dropped, long total);

    [LoggerMessage(7, LogLevel.Warning, "Python's logging did not end within {Seconds} s; its last records may be lost.")]
    public static partial void LoggingDidNotEnd(ILogger logger, double seconds);

    [LoggerMessage(8, LogLevel.Error, "Python's logging can no longer be read.")]
    public static partial void LoggingFailed(ILogger logger, Exception exception);
}
