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
            return new Keywords(keywords, copiesArrays: false).BindTo(plain, $"{module}.{function}");
        }
    }

    /// <summary>The function's own callable attribute, with the function's keyword arguments; invalid if it has none. Waits for the
    /// GIL.</summary>
    /// <param name="function">The function.</param>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="name">The function's name, for messages.</param>
    public static FunctionHandle Attribute(FunctionHandle function, string attribute, string name)
    {
        fixed (byte* text = Utf8.Bytes(attribute))
        {
            glue_error error;
            int status = Native.glue_attribute(function, text, out FunctionHandle found, &error);
            NativeError.ThrowIfFailed(status, &error, name);
            return found;
        }
    }

    /// <summary>What the function returns when it is called without arguments beside its keyword arguments: a callable.</summary>
    /// <param name="function">The function.</param>
    /// <param name="name">The function's name, for messages.</param>
    public static FunctionHandle Make(FunctionHandle function, string name)
    {
        glue_error error;
        int status = Native.glue_make(function, out FunctionHandle made, &error);
        NativeError.ThrowIfFailed(status, &error, name);
        return made;
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
