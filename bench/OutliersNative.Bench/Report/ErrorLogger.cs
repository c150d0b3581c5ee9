using BenchmarkDotNet.Loggers;

namespace OutliersNative.Bench;

/// <summary>Prints what BenchmarkDotNet takes for an error, and nothing else of what it says; its log file has all.</summary>
internal sealed class ErrorLogger : ILogger
{
    public string Id => nameof(ErrorLogger);

    public int Priority => 0;

    public void Write(LogKind logKind, string text)
    {
        if (logKind == LogKind.Error) Console.Error.Write(text);
    }

    public void WriteLine()
    {
    }

    public void WriteLine(LogKind logKind, string text) => Write(logKind, text + Environment.NewLine);

    public void Flush()
    {
    }
}
