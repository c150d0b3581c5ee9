using System.Runtime.InteropServices;
using System.Text;

namespace OutliersNative.Bench;

/// <summary>The same call as a bare C embedding makes it: bench/floor/floor.c, in this process, on the Python that runs here.</summary>
internal sealed unsafe class Floor
{
    private static readonly nint Library = NativeLibrary.Load(Path.Combine(AppContext.BaseDirectory, "libbench_floor.so"));

    private readonly delegate* unmanaged<nint, long, double*, long, long*, long> _calls;
    private readonly nint _function;

    public Floor(string module, string function)
    {
        var prepare = (delegate* unmanaged<byte*, byte*, nint>)NativeLibrary.GetExport(Library, "floor_prepare");
        _calls = (delegate* unmanaged<nint, long, double*, long, long*, long>)NativeLibrary.GetExport(Library, "floor_calls");
        fixed (byte* moduleText = Encoding.UTF8.GetBytes(module + '\0'), functionText = Encoding.UTF8.GetBytes(function + '\0'))
        {
            _function = prepare(moduleText, functionText);
        }
        if (_function == 0) throw new InvalidOperationException($"The floor does not find {module}.{function}.");
    }

    /// <summary>Calls so many times, all of it in C; how many positions there were.</summary>
    public long Detect(int times, double[] data, long[] destination)
    {
        fixed (double* values = data)
        fixed (long* into = destination)
        {
            return _calls(_function, times, values, data.Length, into);
        }
    }
}
