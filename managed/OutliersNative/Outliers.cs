using System.Runtime.CompilerServices;
using OutliersNative.Calls;
using OutliersNative.Interop;

namespace OutliersNative;

/// <summary>A Python function that finds outliers in a series, called in this process on the memory of the array.</summary>
/// <remarks>
/// <para>Thread-safe: any number of threads may call one instance; Python runs one of them at a time wherever it holds its
/// GIL.</para>
/// <para>The function gets a read-only one-dimensional float64 ndarray, and returns positions (integers of any width, an
/// ndarray, list, tuple, or what <c>np.where</c> gives) or a bool mask of the input's length. If it keeps the array, the
/// memory stays alive and in place until it lets go; whatever .NET writes there meanwhile, Python sees.</para>
/// </remarks>
public sealed partial class Outliers : IDisposable
{
    /// <summary>Positions that fit on the stack, and so need no memory of Python's.</summary>
    private const int FewPositions = 128;

    private readonly NumPyFunction _function;

    /// <summary>Imports a Python function; starts Python if nothing has yet.</summary>
    /// <param name="module">The module, such as <c>outliers</c> (bundled), or one of your own, found through
    /// <see cref="PythonRuntimeOptions.ModulePaths"/>; may be dotted.</param>
    /// <param name="function">The function in it, such as <c>detect</c>; may be dotted.</param>
    /// <exception cref="ArgumentNullException">A name is null.</exception>
    /// <exception cref="ArgumentException">A name is empty, or holds a NUL or half of a surrogate pair.</exception>
    /// <exception cref="PythonException">The module cannot be imported, or has no such function.</exception>
    /// <exception cref="PythonNotFoundException">There is no usable Python.</exception>
    public Outliers(string module, string function)
    {
        CheckName(module, nameof(module));
        CheckName(function, nameof(function));
        PythonRuntime.EnsureStarted();
        _function = new NumPyFunction(module, function);
    }

    /// <summary>Finds the outliers in an array, which Python reads in place: nothing is copied.</summary>
    /// <param name="data">The series; may be empty, which gives an empty result without a call.</param>
    /// <returns>Positions in <paramref name="data"/>, counted from 0, in the order that the function gave them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">This instance has been disposed.</exception>
    /// <exception cref="PythonException">The function raised.</exception>
    /// <exception cref="InvalidResultException">The function returned something that names no positions.</exception>
    public long[] Detect(double[] data) => Detect(data, null);

    /// <inheritdoc cref="Detect(double[])"/>
    /// <param name="data">The series; may be empty, which gives an empty result without a call.</param>
    /// <param name="options">What this call insists on; null for nothing.</param>
    /// <exception cref="InputRetainedException">Python kept the input, and <paramref name="options"/> forbid that.</exception>
    [SkipLocalsInit]
    public long[] Detect(double[] data, DetectOptions? options)
    {
        Span<long> few = stackalloc long[FewPositions];
        return Call(data, few, options).ToArray(few);
    }

    /// <summary>Finds the outliers in an array, which Python reads in place, and writes their positions into memory of the caller's:
    /// nothing is allocated.</summary>
    /// <param name="data">The series; may be empty, which gives 0 without a call.</param>
    /// <param name="destination">Where the positions go. As long as <paramref name="data"/> is always enough.</param>
    /// <param name="options">What this call insists on; null for nothing.</param>
    /// <returns>How many positions were written, from the start of <paramref name="destination"/>.</returns>
    /// <exception cref="ArgumentException">There are more positions than <paramref name="destination"/> holds.</exception>
    /// <inheritdoc cref="Detect(double[], DetectOptions?)" path="/exception"/>
    public int Detect(double[] data, Span<long> destination, DetectOptions? options = null) =>
        CountIn(destination, Call(data, destination, options));

    private Positions Call(double[] data, Span<long> destination, DetectOptions? options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ThrowIfDisposed();
        return data.Length == 0 ? default : _function.Call(data, 0, data.Length, 0, options, destination);
    }

    /// <summary>Finds the outliers in memory, which Python reads in place: nothing is copied.</summary>
    /// <inheritdoc cref="Detect(double[])" path="/param|/returns|/exception"/>
    public long[] Detect(ReadOnlyMemory<double> data) => Detect(data, null);

    /// <summary>Finds the outliers in memory, which Python reads in place: nothing is copied.</summary>
    /// <inheritdoc cref="Detect(double[], DetectOptions?)" path="/param|/returns|/exception"/>
    [SkipLocalsInit]
    public long[] Detect(ReadOnlyMemory<double> data, DetectOptions? options)
    {
        Span<long> few = stackalloc long[FewPositions];
        return Call(data, few, options).ToArray(few);
    }

    /// <summary>Finds the outliers in memory, which Python reads in place, and writes their positions into memory of the caller's.</summary>
    /// <inheritdoc cref="Detect(double[], Span{long}, DetectOptions?)" path="/param|/returns|/exception"/>
    public int Detect(ReadOnlyMemory<double> data, Span<long> destination, DetectOptions? options = null) =>
        CountIn(destination, Call(data, destination, options));

    private Positions Call(ReadOnlyMemory<double> data, Span<long> destination, DetectOptions? options)
    {
        ThrowIfDisposed();
        return data.Length == 0 ? default : _function.Call(data, 0, options, destination);
    }

    /// <summary>Finds the outliers in a span, which is copied once: it may lie on a stack, and Python may keep its input.</summary>
    /// <inheritdoc cref="Detect(double[])" path="/param|/returns|/exception"/>
    public long[] Detect(ReadOnlySpan<double> data) => Detect(data, null);

    /// <summary>Finds the outliers in a span, which is copied once: it may lie on a stack, and Python may keep its input.</summary>
    /// <inheritdoc cref="Detect(double[], DetectOptions?)" path="/param|/returns|/exception"/>
    [SkipLocalsInit]
    public long[] Detect(ReadOnlySpan<double> data, DetectOptions? options)
    {
        Span<long> few = stackalloc long[FewPositions];
        return Call(data, few, options).ToArray(few);
    }

    /// <summary>Finds the outliers in a span, which is copied once, and writes their positions into memory of the caller's.</summary>
    /// <inheritdoc cref="Detect(double[], Span{long}, DetectOptions?)" path="/param|/returns|/exception"/>
    public int Detect(ReadOnlySpan<double> data, Span<long> destination, DetectOptions? options = null) =>
        CountIn(destination, Call(data, destination, options));

    private Positions Call(ReadOnlySpan<double> data, Span<long> destination, DetectOptions? options)
    {
        ThrowIfDisposed();
        return data.Length == 0 ? default : _function.Call(data, 0, options, destination);
    }

    /// <summary>Lets go of the Python function, without waiting for Python. Calls that are running end as usual.</summary>
    public void Dispose() => _function.Dispose();

    private static int CountIn(Span<long> destination, Positions found) => found.All is null ? found.Count : throw new ArgumentException(
        $"The destination holds {destination.Length} positions, and the function returned {found.Count}: pass one as long as the data, which is always enough.",
        nameof(destination));

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_function.IsDisposed, this);

    private static void CheckName(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A Python name cannot hold a NUL character.", parameter);
        }
        if (!Utf8.CanHold(name))
        {
            throw new ArgumentException("A Python name cannot hold half of a surrogate pair.", parameter);
        }
    }
}
