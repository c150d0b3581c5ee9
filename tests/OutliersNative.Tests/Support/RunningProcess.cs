using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OutliersNative.Tests.Support;

/// <summary>What a process printed and how it ended.</summary>
/// <param name="Lines">The lines of its standard output.</param>
/// <param name="Errors">Its standard error.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="TimeToEnd">From the last line or signal sent to it until it had ended.</param>
internal sealed record ProcessOutcome(IReadOnlyList<string> Lines, string Errors, int ExitCode, TimeSpan TimeToEnd)
{
    public string Output => string.Join('\n', Lines);
}

/// <summary>A running child process. Dispose kills it.</summary>
internal sealed partial class RunningProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Task<string> _errors;
    private readonly Stopwatch _sinceTold = Stopwatch.StartNew();

    public RunningProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Reads until the process has printed each of these lines, in any order.</summary>
    public async Task PrintsAsync(params string[] lines)
    {
        while (lines.Except(_lines).Any())
        {
            string? line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            _lines.Add(line ?? throw new EndOfStreamException($"The process ended early, after:\n{string.Join('\n', _lines)}\n{await _errors}"));
        }
    }

    /// <summary>Writes a line to its standard input.</summary>
    public void Tell(string line = "")
    {
        _sinceTold.Restart();
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Sends it a signal.</summary>
    public void Signal(int signal)
    {
        _sinceTold.Restart();
        if (kill(_process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"kill failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    public async Task<ProcessOutcome> EndAsync()
    {
        Task<string> output = _process.StandardOutput.ReadToEndAsync();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"{string.Join(' ', _process.StartInfo.ArgumentList)} did not end within {Patience.TotalSeconds} seconds.");
        }
        TimeSpan timeToEnd = _sinceTold.Elapsed;
        string text = (await output.WaitAsync(Patience)).ReplaceLineEndings("\n").TrimEnd('\n');
        return new ProcessOutcome(
            [.. _lines, .. text.Length > 0 || _lines.Count == 0 ? text.Split('\n') : []], await _errors, _process.ExitCode, timeToEnd);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
