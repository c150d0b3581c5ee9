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
            string file = Path.Combine(folder, Name);
            foreach (string line in File.Exists(file) ? File.ReadAllLines(file) : []) // an exception would take longer than the rest
            {
                if (line.Split('=', 2, StringSplitOptions.TrimEntries) is ["home", var home])
                {
                    return home;
                }
            }
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
