namespace OutliersNative.Calls;

/// <summary>What a call found: so many positions, in the caller's memory if they fit.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="All">All of them, if they do not fit; else null.</param>
internal readonly record struct Found(int Count, long[]? All)
{
    /// <summary>The positions, of which those that fitted lie in <paramref name="destination"/>.</summary>
    public long[] ToArray(ReadOnlySpan<long> destination) => All ?? destination[..Count].ToArray();
}
