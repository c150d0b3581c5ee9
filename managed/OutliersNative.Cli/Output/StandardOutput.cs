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

/// <summary>Keeps what is written in a temporary file until it is released.</summary>
internal sealed class SpooledOutput : StreamWriter
{
    private readonly string? _path;

    public SpooledOutput(string? path)
        : base(new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose), new UTF8Encoding(false))
    {
        _path = path;
        NewLine = "\n";
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(((FileStream)BaseStream).Name); // now, since Ctrl-C leaves no time for it
        }
    }

    /// <summary>Writes it to the file, or to standard output.</summary>
    public void Release()
    {
        Flush();
        BaseStream.Position = 0;
        using Stream to = _path is null ? Console.OpenStandardOutput() : File.Create(_path);
        BaseStream.CopyTo(to);
    }
}
