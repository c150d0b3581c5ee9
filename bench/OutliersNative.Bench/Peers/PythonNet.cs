using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Python.Runtime;

namespace OutliersNative.Bench;

/// <summary>One Python function, called through pythonnet in three ways. Thread-safe.</summary>
/// <remarks>pythonnet joins a Python that runs already, so both libraries can be measured in one process.</remarks>
internal sealed class PythonNet : IDisposable
{
    // The way to a zero-copy ndarray that pythonnet leaves: by the address of pinned memory.
    private const string AddressModule =
        """
        import ctypes
        import numpy as np

        def wrap(address, length):
            return np.frombuffer((ctypes.c_double * length).from_address(address))
        """;

    private static readonly ConcurrentBag<Py.GILState> ThreadStates = []; // never finalized: their finalizer throws

    private readonly Function _name;
    private readonly double[] _data;
    private readonly GCHandle _pin;
    private readonly PyObject _function, _wrap;
    private readonly PyTuple _prepared;

    [ThreadStatic]
    private static bool _isAttached;

    /// <param name="function">The function to call.</param>
    /// <param name="data">The series of all calls; pinned until <see cref="Dispose"/>.</param>
    public PythonNet(Function function, double[] data)
    {
        _name = function;
        _data = data;
        _pin = GCHandle.Alloc(data, GCHandleType.Pinned);
        using (Py.GIL())
        {
            using PyObject module = Py.Import(function.Module), addresses = PyModule.FromString("addresses", AddressModule);
            _function = module.GetAttr(function.Name);
            _wrap = addresses.GetAttr("wrap");
            using PyObject array = Wrap(_pin.AddrOfPinnedObject());
            _prepared = new PyTuple([array]);
        }
    }

    /// <summary>Starts pythonnet in a process that runs no Python yet.</summary>
    public static void Start(string executable, string library)
    {
        Runtime.PythonDLL = library;
        PythonEngine.ProgramName = executable; // finds a virtual environment
        Join(library);
    }

    /// <summary>Starts pythonnet on the Python of this process, once.</summary>
    public static void Join(string library)
    {
        if (PythonEngine.IsInitialized) return;
        Runtime.PythonDLL = library;
        PythonEngine.Initialize();
        PythonEngine.BeginAllowThreads();
        using (Py.GIL())
        {
            dynamic sys = Py.Import("sys");
            sys.path.insert(0, Functions.Folder);
        }
    }

    /// <summary>Gives the current thread a Python thread state for as long as it lives. Without it, each <c>Py.GIL()</c> makes
    /// and destroys one, which takes some 10 µs.</summary>
    public static void AttachThread()
    {
        if (_isAttached) return;
        _isAttached = true;
        ThreadStates.Add(Py.GIL());
        PythonEngine.BeginAllowThreads();
    }

    /// <summary>The fastest: the ndarray was made before, over the pinned array, and the positions are copied out of their buffer.</summary>
    public long[] DetectPrepared()
    {
        using (Py.GIL())
        {
            using PyObject result = _function.Invoke(_prepared, null!);
            return Copy(result);
        }
    }

    /// <summary>The fastest for an array that is not always the same: its ndarray is made in each call, without a copy.</summary>
    public unsafe long[] DetectWrapped()
    {
        fixed (double* values = _data)
        {
            using (Py.GIL())
            {
                using PyObject array = Wrap((nint)values), result = _function.Invoke(array);
                return Copy(result);
            }
        }
    }

    /// <summary>What examples show: <c>np.array</c> copies the values, and <c>tolist</c> makes a Python int of each position.</summary>
    public long[] DetectAsInExamples()
    {
        using (Py.GIL())
        {
            dynamic numpy = Py.Import("numpy");
            dynamic function = Py.Import(_name.Module).GetAttr(_name.Name);
            return function(numpy.array(_data)).tolist().As<long[]>();
        }
    }

    public void Dispose()
    {
        using (Py.GIL())
        {
            _prepared.Dispose();
            _wrap.Dispose();
            _function.Dispose();
        }
        _pin.Free();
    }

    private PyObject Wrap(nint address)
    {
        using PyInt start = new(address), length = new(_data.Length);
        return _wrap.Invoke(start, length);
    }

    private static unsafe long[] Copy(PyObject positions)
    {
        using PyBuffer buffer = positions.GetBuffer(PyBUF.SIMPLE);
        return new ReadOnlySpan<long>((void*)buffer.Buffer, (int)(buffer.Length / sizeof(long))).ToArray();
    }
}
