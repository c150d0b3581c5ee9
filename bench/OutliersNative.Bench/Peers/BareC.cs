using System.Runtime.InteropServices;
using System.Text;

namespace OutliersNative.Bench;

/// <summary>The same call as a bare C embedding makes it: bench/floor/floor.c, in this process, on the same Python.</summary>
internal sealed unsafe class BareC
{
    private static readonly string File = Path.Combine(AppContext.BaseDirectory, "libbench_floor.so");
    private static readonly Lazy<nint> Library = new(() => NativeLibrary.Load(File));

    private readonly delegate* unmanaged<nint, long, double*, long, long*, long> _calls;
    private readonly nint _function;

    /// <exception cref="InvalidOperationException">There is no such function.</exception>
    public BareC(Function function)
    {
        _ = Functions.Python; // floor.c resolves Python's symbols from this process
        var prepare = (delegate* unmanaged<byte*, byte*, nint>)NativeLibrary.GetExport(Library.Value, "floor_prepare");
        _calls = (delegate* unmanaged<nint, long, double*, long, long*, long>)NativeLibrary.GetExport(Library.Value, "floor_calls");
        fixed (byte* module = Encoding.UTF8.GetBytes(function.Module + '\0'), name = Encoding.UTF8.GetBytes(function.Name + '\0'))
        {
            _function = prepare(module, name);
        }
        if (_function == 0) throw new InvalidOperationException($"Bare C cannot import {function.Module}.{function.Name}.");
    }

    /// <summary>Why there are no measurements of it; null if there are.</summary>
    public static string? Missing => System.IO.File.Exists(File) ? null : "no bench/floor, which is built on Linux only";

    /// <summary>Makes a number of calls within one call into C.</summary>
    /// <returns>How many positions the function returned.</returns>
    public long Detect(int times, double[] data, long[] destination)
    {
        fixed (double* values = data)
        fixed (long* into = destination)
        {
            return _calls(_function, times, values, data.Length, into);
        }
    }
}
