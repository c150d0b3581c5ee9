using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OutliersNative.Bench;

/// <summary>The nearest alternative without a network: the same formula in a Python process, raw doubles over pipes.</summary>
internal sealed class PipeClient : IDisposable
{
    private readonly Process _process;

    public PipeClient(PythonInstallation python)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "functions", "pipe_server.py");
        _process = Process.Start(new ProcessStartInfo(python.Executable, [script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    public long[] Detect(double[] data)
    {
        Stream input = _process.StandardInput.BaseStream, output = _process.StandardOutput.BaseStream;
        input.Write(BitConverter.GetBytes((long)data.Length));
        input.Write(MemoryMarshal.AsBytes(data.AsSpan()));
        input.Flush();
        Span<byte> head = stackalloc byte[sizeof(long)];
        output.ReadExactly(head);
        var positions = new long[BitConverter.ToInt64(head)];
        output.ReadExactly(MemoryMarshal.AsBytes(positions.AsSpan()));
        return positions;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
