namespace OutliersNative.Discovery;

/// <summary>Knows where links lead, also those that lead nowhere.</summary>
internal static class RealPath
{
    /// <summary>The file or folder itself, if the path is a link to it; the path, if it is none; null if nothing is there.</summary>
    public static string? Of(string path)
    {
        if (!Path.Exists(path)) // as most that are looked for: a first exception would take longer than the rest of a start
        {
            return null;
        }
        try
        {
            string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            return Path.Exists(target) ? target : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) // a link to itself, a folder that is closed
        {
            return null;
        }
    }
}
