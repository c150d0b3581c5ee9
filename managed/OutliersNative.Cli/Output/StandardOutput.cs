using System.Text;

namespace OutliersNative.Cli.Output;

/// <summary>Standard output, or a file instead.</summary>
internal static class StandardOutput
{
    private const int DefaultWidth = 120;

    /// <summary>The number of columns of the terminal; 120 if there is none.</summary>
    public static int Width
    {
        get
        {
            try
            {
                return !Console.IsOutputRedirected && Console.WindowWidth > 0 ? Console.WindowWidth : DefaultWidth;
            }
            catch (IOException)
            {
                return DefaultWidth;
            }
        }
    }

    public static TextWriter Open(string? path) =>
        new StreamWriter(path is null ? Console.OpenStandardOutput() : File.Create(path), new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
}
