namespace OutliersNative.Tables;

/// <summary>Something that the user can put right: one line for stderr, and exit code 2.</summary>
internal sealed class UserError(string message) : Exception(Printable.Line(message));
