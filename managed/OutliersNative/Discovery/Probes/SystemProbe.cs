using System.Text.RegularExpressions;

namespace OutliersNative.Discovery.Probes;

/// <summary>The folders where systems install Pythons, also where PATH does not name them; each folder's own first, then its others,
/// newest first.</summary>
internal static partial class SystemProbe
{
    private const string Source = "the system's folders";

    /// <summary>What stands before the system's folders: nothing, but in tests, whose system has a Python.</summary>
    public static string Root { get; set; } = "";

    /// <summary>A folder of the system's.</summary>
    public static string In(string folder) => Path.Join(Root, folder);

    public static IEnumerable<Candidate> Find()
    {
        IEnumerable<string> files = OperatingSystem.IsWindows() ? OfWindows()
            : OperatingSystem.IsMacOS() ? OfFolder("/opt/homebrew/bin").Concat(OfFolder("/usr/local/bin")).Concat(OfFrameworks())
            : OfFolder("/usr/local/bin").Concat(OfFolder("/usr/bin"));
        return files.Select(file => new Candidate(file, Source));
    }

    private static IEnumerable<string> OfFolder(string folder)
    {
        string real = In(folder);
        if (!Directory.Exists(real))
        {
            return [];
        }
        IEnumerable<string> versions = Directory.EnumerateFiles(real, "python3*")
            .Where(file => Name().IsMatch(Path.GetFileName(file)))
            .OrderByDescending(file => Version.Parse(Path.GetFileName(file)["python".Length..]));
        return versions.Prepend(Path.Combine(real, "python3")).Where(File.Exists);
    }

    /// <summary>Where the installers of python.org put them.</summary>
    private static IEnumerable<string> OfFrameworks() => Inside("/Library/Frameworks/Python.framework/Versions", "3.*");

    private static IEnumerable<string> OfWindows() =>
        Inside(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "Programs", "Python"), "Python3*")
            .Concat(Inside(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "Python3*"));

    private static IEnumerable<string> Inside(string folder, string pattern) =>
        Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder, pattern).OrderDescending(StringComparer.Ordinal).Select(InterpreterFile.Find).OfType<string>()
            : [];

    [GeneratedRegex(@"^python3\.\d+$")]
    private static partial Regex Name();
}
