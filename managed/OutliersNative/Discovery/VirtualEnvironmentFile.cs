namespace OutliersNative.Discovery;

/// <summary>Knows what pyvenv.cfg says, which makes a folder a virtual environment.</summary>
internal static class VirtualEnvironmentFile
{
    public const string Name = "pyvenv.cfg";

    /// <summary>The folder of the interpreter that it was made with; null if this is no virtual environment.</summary>
    public static string? Home(string folder)
    {
        try
        {
            return File.ReadLines(Path.Combine(folder, Name))
                .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
                .FirstOrDefault(parts => parts is ["home", _])?[1];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
