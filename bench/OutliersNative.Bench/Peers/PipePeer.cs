using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OutliersNative.Bench;

/// <summary>A Python process that runs the plain formula: raw doubles go in by a pipe, raw positions come back.</summary>
/// <remarks>The least that another process can cost without shared memory. For one thread.</remarks>
internal sealed class PipePeer
{
    private static readonly Lazy<PipePeer> LazyShared = new(() => new PipePeer());
    private readonly Process _process;

    private PipePeer()
    {
        string script = Path.Combine(Functions.Folder, "pipe_server.py");
        _process = Process.Start(new ProcessStartInfo(Functions.Python.Executable, [script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>The one that all benchmarks use. It ends with this process, which closes its standard input.</summary>
    public static PipePeer Shared => LazyShared.Value;

    public long[] Detect(double[] data)
    {
        Stream input = _process.StandardInput.BaseStream, output = _process.StandardOutput.BaseStream;
        input.Write(BitConverter.GetBytes((long)data.Length));
        input.Write(MemoryMarshal.AsBytes(data.AsSpan()));
        input.Flush();
        Span<byte> count = stackalloc byte[sizeof(long)];
        output.ReadExactly(count);
        var positions = new long[BitConverter.ToInt64(count)];
        output.ReadExactly(MemoryMarshal.AsBytes(positions.AsSpan()));
        return positions;
    }
}
