using System.Text;
using Microsoft.Win32.SafeHandles;
using OutliersNative.Tables;

namespace OutliersNative.Cli.Output;

/// <summary>Standard output, or a file instead.</summary>
internal static class StandardOutput
{
    private const int DefaultWidth = 120;
    private const int BrokenPipe = 32;

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

    public static TextWriter Open(string? path) => new StreamWriter(OpenBytes(path), new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };

    public static Stream OpenBytes(string? path) => path is not null ? File.Create(path)
        : StandardStreams.IsClosed(1) ? throw new UserError("Standard output is closed; pass --output FILE.")
        : OpenPipe() ?? Console.OpenStandardOutput();

    /// <summary>Whether a pipe has no reader any more, as in outliers detect ... | head. That is no error.</summary>
    public static bool IsReaderGone(Exception exception) => exception is IOException { HResult: BrokenPipe } && !OperatingSystem.IsWindows();

    /// <summary>The console's stream drops what is written to a pipe without a reader, and the command would follow a file
    /// forever and lose its outliers. A file stream fails.</summary>
    /// <returns>Null if standard output is a file, whose position is shared with other processes.</returns>
    private static FileStream? OpenPipe()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return null;
        }
        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (!stream.CanSeek)
        {
            return stream;
        }
        stream.Dispose();
        return null;
    }
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
        using Stream to = StandardOutput.OpenBytes(_path);
        BaseStream.CopyTo(to);
    }
}
