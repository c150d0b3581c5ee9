using OutliersNative.Interop;

namespace OutliersNative.Calls;

/// <summary>Imports Python functions by their names.</summary>
internal static unsafe class PythonFunction
{
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
    public static FunctionHandle Load(string module, string function, IReadOnlyDictionary<string, object?>? keywords)
    {
        FunctionHandle plain = Load(module, function);
        if (keywords is null)
        {
            return plain;
        }
        using (plain)
        {
            return Keywords.Bind(plain, keywords, $"{module}.{function}");
        }
    }

    private static FunctionHandle Load(string module, string function)
    {
        fixed (byte* moduleText = Utf8.Bytes(module), functionText = Utf8.Bytes(function))
        {
            glue_error error;
            int status = Native.load_func(moduleText, functionText, out FunctionHandle handle, &error);
            NativeError.ThrowIfFailed(status, &error, $"{module}.{function}");
            return handle;
        }
    }
}
