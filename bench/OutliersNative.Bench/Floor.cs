using System.Runtime.InteropServices;
using System.Text;

namespace OutliersNative.Bench;

/// <summary>The same call as a bare C embedding makes it: bench/floor/floor.c, in this process, on the Python that runs here.</summary>
internal sealed unsafe class Floor
{
    private readonly delegate* unmanaged<long, double*, long, long*, long> _calls;

    public Floor(string module, string function)
    {
        nint library = NativeLibrary.Load(Path.Combine(AppContext.BaseDirectory, "libbench_floor.so"));
        var prepare = (delegate* unmanaged<byte*, byte*, int>)NativeLibrary.GetExport(library, "floor_prepare");
        _calls = (delegate* unmanaged<long, double*, long, long*, long>)NativeLibrary.GetExport(library, "floor_calls");
        fixed (byte* moduleText = Encoding.UTF8.GetBytes(module + '\0'), functionText = Encoding.UTF8.GetBytes(function + '\0'))
        {
            if (prepare(moduleText, functionText) != 0)
            {
                throw new InvalidOperationException($"The floor does not find {module}.{function}.");
            }
        }
    }

    /// <summary>Calls so many times, all of it in C; how many positions there were.</summary>
    public long Detect(int times, double[] data, long[] destination)
    {
        fixed (double* values = data)
        fixed (long* into = destination)
        {
            return _calls(times, values, data.Length, into);
        }
    }
}
