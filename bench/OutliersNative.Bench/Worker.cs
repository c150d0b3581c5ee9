using System.Diagnostics;
using System.Globalization;

namespace OutliersNative.Bench;

/// <summary>Another process of this program that measures one thing, a turn at a time, when it is told to.</summary>
/// <remarks>A process of its own keeps apart what is set or remembered per process: malloc's thresholds and free memory,
/// options of the runtime, the Python that pythonnet starts. Between turns a worker waits for its standard input.</remarks>
internal sealed class Worker : IDisposable
{
    /// <summary>The argument that makes this program a worker; the arguments of the worker follow.</summary>
    public const string Verb = "worker";

    private readonly string[] _arguments;
    private readonly Process _process;

    public Worker(params string[] arguments)
    {
        _arguments = arguments;
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Verb, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Runs one turn in the worker and returns what it measured.</summary>
    public double[] Turn(params int[] request)
    {
        try
        {
            _process.StandardInput.WriteLine(string.Join(' ', request));
        }
        catch (IOException)
        {
            // The worker has ended, so there is no answer to read either.
        }
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(
            $"The worker \"{string.Join(' ', _arguments)}\" ended early; its error is above.");
        return [.. answer.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>The worker's side: runs a turn for each line of standard input, until that is closed.</summary>
    public static void Serve(Func<int[], double[]> turn)
    {
        while (Console.ReadLine() is { } line)
        {
            int[] request = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
            Console.WriteLine(string.Join(' ', turn(request).Select(number => number.ToString("R", CultureInfo.InvariantCulture))));
        }
    }
}
