using System.Diagnostics;

namespace OutliersNative.Bench;

/// <summary>The Python process that answers gRPC: whether the Python that runs here can be one, and where it listens.</summary>
internal sealed class GrpcServer : IDisposable
{
    private static readonly Lazy<string?> LazyLacks = new(FindLacks);
    private readonly Process _process;

    public GrpcServer()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "grpc", "grpc_server.py");
        string functions = Path.Combine(AppContext.BaseDirectory, "functions");
        _process = Process.Start(new ProcessStartInfo(Functions.Python.Executable, [script, functions])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        string port = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The gRPC server ended at once.");
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>Why there are no figures for gRPC; null if there are.</summary>
    public static string? Lacks => LazyLacks.Value;

    public Uri Address { get; }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string? FindLacks()
    {
        string python = Functions.Python.Executable;
        using Process asked = Process.Start(new ProcessStartInfo(python, ["-c", "import grpc, google.protobuf"])
        {
            RedirectStandardError = true,
        })!;
        string said = asked.StandardError.ReadToEnd().TrimEnd();
        asked.WaitForExit();
        return asked.ExitCode == 0 ? null : $"{python} lacks grpcio or protobuf: {said.Split('\n')[^1]}";
    }
}
