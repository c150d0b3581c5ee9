namespace OutliersNative;

/// <summary>A Python function kept its input beyond the call, and <see cref="DetectOptions.ForbidEscape"/> was set.</summary>
/// <remarks>The memory stays alive and in place until Python lets go of it. The inner exception is the call's own, if it
/// failed too: a function that raises may have kept its input in the exception.</remarks>
public sealed class InputKeptException : Exception
{
    internal InputKeptException(string about, Exception? inner)
        : base(
            about + "The call is over, but its input, or a view of it, is still referenced in Python, and "
            + "DetectOptions.ForbidEscape is set. Have the function keep a copy (data.copy()), or unset ForbidEscape.",
            inner)
    {
    }
}
