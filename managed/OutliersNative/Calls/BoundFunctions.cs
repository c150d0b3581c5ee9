using System.Runtime.CompilerServices;
using OutliersNative.Interop;

namespace OutliersNative.Calls;

/// <summary>A function with the keyword arguments of <see cref="CallOptions.Keywords"/>, prepared in the first call with these
/// options.</summary>
/// <remarks>Thread-safe. An entry lives as long as the options: a service that makes new ones in each call does not fill the
/// memory. Preparing takes some 30 µs, finding what is prepared some 10 ns.</remarks>
internal sealed unsafe class BoundFunctions(FunctionHandle function, string name) : IDisposable
{
    private readonly ConditionalWeakTable<Keywords, FunctionHandle> _bound = [];

    /// <summary>The function with the keyword arguments of a call. Waits for the GIL if they are new, within the limit.</summary>
    /// <param name="keywords">The keyword arguments; null: the function itself.</param>
    /// <param name="limit">The limit of the call; null if it has none.</param>
    public FunctionHandle With(Keywords? keywords, CallLimit? limit)
    {
        if (keywords is null)
        {
            return function;
        }
        if (_bound.TryGetValue(keywords, out FunctionHandle? known))
        {
            return known;
        }
        FunctionHandle bound = keywords.BindTo(function, name, limit);
        if (!_bound.TryAdd(keywords, bound))
        {
            bound.Dispose(); // another thread was first
            return With(keywords, limit);
        }
        return bound;
    }

    public void Dispose()
    {
        foreach ((_, FunctionHandle bound) in _bound)
        {
            bound.Dispose();
        }
    }
}
