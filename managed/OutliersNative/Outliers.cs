using System.Diagnostics;
using System.Runtime.CompilerServices;
using OutliersNative.Calls;

namespace OutliersNative;

/// <summary>A Python function that finds outliers in a series. It runs in this process and reads the memory of the .NET array.</summary>
/// <remarks>
/// <para>Thread-safe: any number of threads may call and dispose one instance. Create one instance per function for the whole
/// process; the first one starts Python.</para>
/// <para>The function receives a read-only one-dimensional float64 ndarray. It returns positions (an ndarray, list or tuple of
/// integers, or what <c>np.where</c> returns) or a bool mask of the input's length. Each position must be in range, and none
/// may occur twice.</para>
/// <para>If Python retains the array or a view of it beyond the call, the memory stays alive and in place until Python releases
/// it. What .NET writes to that memory meanwhile, Python sees. <see cref="CallOptions.ForbidRetention"/> makes it an
/// error.</para>
/// </remarks>
[DebuggerDisplay("{_function.Name,nq}, IsDisposed = {_function.IsDisposed}")]
public sealed partial class Outliers : IOutlierDetector
{
    /// <summary>The number of positions that are returned on the stack. More of them are returned in native memory.</summary>
    private const int FewPositions = 128;

    private readonly DetectFunction _function;
    private readonly CallLane _lane;

    /// <summary>Imports a Python function. Starts Python with the default options if it has not been started.</summary>
    /// <param name="module">The module: <c>outliers</c>, which is bundled, or one that Python finds, for instance in
    /// <see cref="PythonRuntimeOptions.ModulePaths"/>. May be dotted.</param>
    /// <param name="function">The name of a callable in the module, such as <c>detect</c>. May be dotted.</param>
    /// <remarks><c>outliers.detect</c> returns the positions of the values more than two standard deviations from the mean. It is
    /// meant for longer series: among five values or fewer, none can be that far away.</remarks>
    /// <exception cref="ArgumentNullException">A name is null.</exception>
    /// <exception cref="ArgumentException">A name is empty, or contains a NUL character or an unpaired surrogate.</exception>
    /// <exception cref="PythonException">The module cannot be imported, or has no such callable.</exception>
    /// <exception cref="PythonNotFoundException">No usable Python was found.</exception>
    public Outliers(string module, string function)
        : this(Import(module, function, null))
    {
    }

    /// <summary>Imports a Python function that every call passes the same keyword arguments. Starts Python with the default options
    /// if it has not been started.</summary>
    /// <param name="module">The module.</param>
    /// <param name="function">The name of a callable in the module.</param>
    /// <param name="keywords">Keyword arguments of each call: double, float, integers, bool, string, null, arrays of one or two
    /// dimensions, which become read-only ndarrays, and lists and dictionaries of these. They are copied once, here; later changes
    /// have no effect.</param>
    /// <remarks>A function's attribute <c>many</c> gets the same keyword arguments.</remarks>
    /// <exception cref="ArgumentNullException">A name, or <paramref name="keywords"/>, is null.</exception>
    /// <exception cref="ArgumentException">A name is empty, or contains a NUL character or an unpaired surrogate; or a value is of
    /// another type; or there are more than 64.</exception>
    /// <exception cref="PythonException">The module cannot be imported, or has no such callable; or the function's signature has no
    /// such keyword: a <c>TypeError</c> whose message shows the signature. A function without a signature, or with <c>**kwargs</c>,
    /// is trusted.</exception>
    /// <exception cref="PythonNotFoundException">No usable Python was found.</exception>
    public Outliers(string module, string function, Dictionary<string, object?> keywords)
        : this(Import(module, function, keywords ?? throw new ArgumentNullException(nameof(keywords))))
    {
    }

    private Outliers(DetectFunction function)
    {
        _function = function;
        _lane = new CallLane(CallQueue.Shared, _function.Name, typeof(Outliers), _function);
    }

    /// <summary>The same function with other keyword arguments, prepared for any number of calls.</summary>
    /// <param name="keywords">Keyword arguments of each call, instead of all that this instance has. Values are as in the
    /// constructor. They are copied once, here; later changes have no effect.</param>
    /// <returns>A function of its own: dispose it too.</returns>
    /// <inheritdoc cref="Outliers(string, string, Dictionary{string, object?})" path="/exception"/>
    /// <exception cref="ObjectDisposedException">This instance has been disposed.</exception>
    public Outliers WithKeywords(Dictionary<string, object?> keywords)
    {
        ThrowIfDisposed();
        return new Outliers(_function.With(keywords));
    }

    /// <summary>Finds the outliers in an array. Python reads the array in place; nothing is copied.</summary>
    /// <param name="data">The series. If it is empty, the result is empty and the function is not called.</param>
    /// <returns>The positions of the outliers in <paramref name="data"/>, counted from 0, in the order in which the function
    /// returned them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">This instance has been disposed.</exception>
    /// <exception cref="PythonException">The function raised an exception.</exception>
    /// <exception cref="InvalidResultException">The function returned something that does not name positions.</exception>
    /// <exception cref="PythonStateException">Python and .NET called each other too deeply.</exception>
    /// <exception cref="InsufficientMemoryException">The native library could not allocate memory or start a thread.</exception>
    public long[] Detect(double[] data) => Detect(data, null);

    /// <inheritdoc cref="Detect(double[])"/>
    /// <param name="data">The series. If it is empty, the result is empty and the function is not called.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <exception cref="InputRetainedException">Python retained the input, and <paramref name="options"/> forbid that.</exception>
    [SkipLocalsInit]
    public long[] Detect(double[] data, CallOptions? options)
    {
        Span<long> few = stackalloc long[FewPositions];
        return Call(data, few, options).ToArray(few);
    }

    /// <summary>Finds the outliers in an array and writes their positions to <paramref name="destination"/>. Nothing is copied and
    /// nothing is allocated on the managed heap.</summary>
    /// <param name="data">The series. If it is empty, the result is 0 and the function is not called.</param>
    /// <param name="destination">Receives the positions. The length of <paramref name="data"/> is always enough.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <returns>The number of positions written, from the start of <paramref name="destination"/>.</returns>
    /// <exception cref="ArgumentException">The function returned more positions than <paramref name="destination"/> holds.</exception>
    /// <inheritdoc cref="Detect(double[], CallOptions?)" path="/exception"/>
    public int Detect(double[] data, Span<long> destination, CallOptions? options = null) =>
        CountIn(destination, Call(data, destination, options));

    private Positions Call(double[] data, Span<long> destination, CallOptions? options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ThrowIfDisposed();
        return data.Length == 0 ? default : _function.Call(data, 0, data.Length, 0, options, destination);
    }

    /// <summary>Finds the outliers in memory. Python reads the memory in place; nothing is copied.</summary>
    /// <inheritdoc cref="Detect(double[])" path="/param|/returns|/exception"/>
    public long[] Detect(ReadOnlyMemory<double> data) => Detect(data, null);

    /// <summary>Finds the outliers in memory. Python reads the memory in place; nothing is copied.</summary>
    /// <inheritdoc cref="Detect(double[], CallOptions?)" path="/param|/returns|/exception"/>
    [SkipLocalsInit]
    public long[] Detect(ReadOnlyMemory<double> data, CallOptions? options)
    {
        Span<long> few = stackalloc long[FewPositions];
        return Call(data, few, options).ToArray(few);
    }

    /// <summary>Finds the outliers in memory, without copying it, and writes their positions to <paramref name="destination"/>.</summary>
    /// <inheritdoc cref="Detect(double[], Span{long}, CallOptions?)" path="/param|/returns|/exception"/>
    public int Detect(ReadOnlyMemory<double> data, Span<long> destination, CallOptions? options = null) =>
        CountIn(destination, Call(data, destination, options));

    private Positions Call(ReadOnlyMemory<double> data, Span<long> destination, CallOptions? options)
    {
        ThrowIfDisposed();
        return data.Length == 0 ? default : _function.Call(data, 0, options, destination);
    }

    /// <summary>Finds the outliers in a span. The span is copied once, since it may be on the stack and Python may retain its
    /// input.</summary>
    /// <inheritdoc cref="Detect(double[])" path="/param|/returns|/exception"/>
    public long[] Detect(ReadOnlySpan<double> data) => Detect(data, null);

    /// <summary>Finds the outliers in a span. The span is copied once, since it may be on the stack and Python may retain its
    /// input.</summary>
    /// <inheritdoc cref="Detect(double[], CallOptions?)" path="/param|/returns|/exception"/>
    [SkipLocalsInit]
    public long[] Detect(ReadOnlySpan<double> data, CallOptions? options)
    {
        Span<long> few = stackalloc long[FewPositions];
        return Call(data, few, options).ToArray(few);
    }

    /// <summary>Finds the outliers in a span, which is copied once, and writes their positions to <paramref name="destination"/>.</summary>
    /// <inheritdoc cref="Detect(double[], Span{long}, CallOptions?)" path="/param|/returns|/exception"/>
    public int Detect(ReadOnlySpan<double> data, Span<long> destination, CallOptions? options = null) =>
        CountIn(destination, Call(data, destination, options));

    private Positions Call(ReadOnlySpan<double> data, Span<long> destination, CallOptions? options)
    {
        ThrowIfDisposed();
        return data.Length == 0 ? default : _function.Call(data, 0, options, destination);
    }

    /// <summary>Releases the Python function without waiting for Python. Calls that are running complete normally; later ones throw
    /// <see cref="ObjectDisposedException"/>, as do asynchronous calls that wait in the queue. Python itself keeps running.</summary>
    public void Dispose()
    {
        _function.Dispose();
        DisposeAttributes();
        CallQueue.Shared.Close(_lane);
    }

    private static DetectFunction Import(string module, string function, Dictionary<string, object?>? keywords)
    {
        PythonFunction.CheckName(module, nameof(module));
        PythonFunction.CheckName(function, nameof(function));
        PythonRuntime.EnsureStarted();
        return new DetectFunction(PythonFunction.Load(module, function, keywords));
    }

    private static int CountIn(Span<long> destination, Positions positions) => positions.All is null ? positions.Count : throw new ArgumentException(
        $"The destination holds {destination.Length} positions, and the function returned {positions.Count}: pass one as long as the data, which is always enough.",
        nameof(destination));

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_function.IsDisposed, this);
}
