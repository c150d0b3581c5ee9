namespace OutliersNative.Calls;

/// <summary>Checks of the caller's memory for results.</summary>
internal static class Destination
{
    /// <summary>Throws if a span is shorter than the values.</summary>
    /// <param name="length">The length of the span.</param>
    /// <param name="needed">The number of values.</param>
    /// <param name="parameter">The span's name.</param>
    public static void CheckLength(int length, int needed, string parameter)
    {
        if (length < needed)
        {
            throw new ArgumentException($"The destination has room for {length} values, and there are {needed}: pass one as long.", parameter);
        }
    }

    /// <summary>The same, of a span that may be left empty.</summary>
    /// <inheritdoc cref="CheckLength" path="/param"/>
    public static void CheckUnlessEmpty(int length, int needed, string parameter)
    {
        if (length != 0)
        {
            CheckLength(length, needed, parameter);
        }
    }
}
