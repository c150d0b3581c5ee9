using System.Runtime.CompilerServices;
using OutliersNative.Interop;

namespace OutliersNative.Calls;

/// <summary>A Python callable, with the keyword arguments of each call.</summary>
/// <remarks>Thread-safe. <see cref="CallOptions.Keywords"/> are prepared in the first call with these options, which takes some 30 µs;
/// finding what is prepared takes some 10 ns. It lives as long as the options: a service that makes new ones in each call does not
/// fill the memory.</remarks>
internal sealed unsafe class PythonFunction(string name, FunctionHandle handle) : IDisposable
{
    private readonly ConditionalWeakTable<Keywords, FunctionHandle> _prepared = [];
    private volatile bool _isDisposed; // the handle says so only when no call uses it any more

    /// <summary>Module and function, for messages.</summary>
    public string Name => name;

    public bool IsDisposed => _isDisposed;

    /// <summary>Throws unless a name can be one in Python.</summary>
    public static void CheckName(string name, string parameter)
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

    /// <summary>Imports a function. Python must have been started.</summary>
    /// <param name="module">The module.</param>
    /// <param name="function">The function's name in it.</param>
    /// <param name="keywords">Keyword arguments of each call; null if there are none.</param>
    public static PythonFunction Load(string module, string function, IReadOnlyDictionary<string, object?>? keywords = null)
    {
        string name = $"{module}.{function}";
        fixed (byte* moduleText = Utf8.Bytes(module), functionText = Utf8.Bytes(function))
        {
            glue_error error;
            int status = Native.load_func(moduleText, functionText, out FunctionHandle handle, &error);
            NativeError.ThrowIfFailed(status, &error, name);
            var plain = new PythonFunction(name, handle);
            if (keywords is null)
            {
                return plain;
            }
            using (plain)
            {
                return plain.With(keywords);
            }
        }
    }

    /// <summary>The same function with other keyword arguments. Neither disposes the other.</summary>
    public PythonFunction With(IReadOnlyDictionary<string, object?> keywords) =>
        new(name, new Keywords(keywords, copiesArrays: false).BindTo(handle, name));

    /// <summary>The function's own callable attribute, with the function's keyword arguments; null if it has none. Waits for the
    /// GIL.</summary>
    public PythonFunction? Attribute(string attribute)
    {
        fixed (byte* text = Utf8.Bytes(attribute))
        {
            glue_error error;
            int status = Native.glue_attribute(handle, text, out FunctionHandle found, &error);
            NativeError.ThrowIfFailed(status, &error, name);
            return found.IsInvalid ? null : new PythonFunction($"{name}.{attribute}", found);
        }
    }

    /// <summary>What the function returns when it is called without arguments beside its keyword arguments: a callable, under the same
    /// name. Waits for the GIL.</summary>
    public PythonFunction Make()
    {
        glue_error error;
        int status = Native.glue_make(handle, out FunctionHandle made, &error);
        NativeError.ThrowIfFailed(status, &error, name);
        return new PythonFunction(name, made);
    }

    /// <summary>What a call passes to the native side. Waits for the GIL if the keyword arguments of its options are new, within the
    /// limit.</summary>
    /// <param name="options">The options of the call; null for the defaults.</param>
    /// <param name="limit">The limit of the call; null if it has none.</param>
    public FunctionHandle For(CallOptions? options, CallLimit? limit)
    {
        if (options?.Prepared is not { } keywords)
        {
            return handle;
        }
        if (_prepared.TryGetValue(keywords, out FunctionHandle? known))
        {
            return known;
        }
        FunctionHandle bound = keywords.BindTo(handle, name, limit);
        if (!_prepared.TryAdd(keywords, bound))
        {
            bound.Dispose(); // another thread was first
            return For(options, limit);
        }
        return bound;
    }

    public void Dispose()
    {
        _isDisposed = true;
        handle.Dispose();
        foreach ((_, FunctionHandle bound) in _prepared)
        {
            bound.Dispose();
        }
    }
}
