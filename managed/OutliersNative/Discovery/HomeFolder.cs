namespace OutliersNative.Discovery;

/// <summary>Knows the user's folder, where pyenv, conda and our own files are.</summary>
internal static class HomeFolder
{
    /// <summary>Null for a user who has none, as services often do.</summary>
    public static string? Path
    {
        get
        {
            string folder = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return folder.Length > 0 && Directory.Exists(folder) ? folder : null;
        }
    }
}
