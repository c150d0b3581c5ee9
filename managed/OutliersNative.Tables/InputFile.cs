using System.IO.Compression;

namespace OutliersNative.Tables;

/// <summary>A file or standard input, decompressed, whose first bytes have been read.</summary>
internal sealed class InputFile : IDisposable
{
    private const int HeadBytes = 256 << 10;
    private const string StandardInput = "-";

    private static readonly byte[] Gzip = [0x1f, 0x8b];
    private static readonly byte[] Zip = [(byte)'P', (byte)'K', 3, 4];
    private static readonly byte[] EmptyZip = [(byte)'P', (byte)'K', 5, 6];
    private static readonly byte[] Npy = [0x93, .. "NUMPY"u8];

    private readonly Stream _raw;
    private readonly bool _isLive;
    private FollowedStream? _followed;

    private InputFile(string name, Stream raw, bool isLive, string? path = null)
    {
        Path = raw.CanSeek ? path : null; // a pipe cannot be opened again
        _isLive = isLive;
        Name = name;
        _raw = raw;
        Stream = raw;
        Length = raw.CanSeek ? raw.Length : null;
        TakeHead(HeadBytes);
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The content, from its first byte.</summary>
    public Stream Stream { get; private set; }

    /// <summary>The first bytes of the content.</summary>
    public byte[] Head { get; private set; } = [];

    /// <summary>Whether the head is all there is.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The size on disk, in bytes; null if it is not known.</summary>
    public long? Length { get; }

    /// <summary>The path, if the content lies uncompressed in a file.</summary>
    public string? Path { get; private set; }

    /// <summary>Whether the content of a followed file has ended, since another file has its path or it was truncated.</summary>
    public bool IsReplaced => _followed is { IsReplaced: true };

    /// <summary>The number of bytes that were read from disk.</summary>
    public long Position => ((CountingStream)_raw).Count;

    /// <summary>The files that the arguments name: paths, patterns, or - for standard input.</summary>
    public static IEnumerable<string> Expand(IReadOnlyList<string> arguments)
    {
        foreach (string argument in arguments)
        {
            bool isPattern = argument != StandardInput && argument.AsSpan().IndexOfAny("*?") >= 0 && !File.Exists(argument);
            if (!isPattern)
            {
                yield return argument;
                continue;
            }
            string folder = System.IO.Path.GetDirectoryName(argument) is { Length: > 0 } named ? named : ".";
            string[] found = Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder, System.IO.Path.GetFileName(argument)).Order(StringComparer.Ordinal)]
                : [];
            if (found.Length == 0)
            {
                throw new UserError($"No file matches {argument}.");
            }
            foreach (string file in found)
            {
                yield return folder == "." && !argument.StartsWith('.') ? System.IO.Path.GetFileName(file) : file;
            }
        }
    }

    /// <param name="argument">A path, or - for standard input.</param>
    /// <param name="follow">Ends the wait for more at the end of the file; null to end there.</param>
    /// <param name="name">What messages call it; null for the argument.</param>
    public static InputFile Open(string argument, CancellationToken? follow = null, string? name = null)
    {
        if (argument == StandardInput)
        {
            if (StandardStreams.IsClosed(0))
            {
                throw new UserError("Standard input is closed; pass a file.");
            }
            return Unpack(new InputFile("standard input", new CountingStream(Console.OpenStandardInput()), follow is not null));
        }
        if (Directory.Exists(argument))
        {
            throw new UserError($"{name ?? argument} is a folder; expected a file, or a pattern such as '{System.IO.Path.Combine(name ?? argument, "*.csv")}'.");
        }
        return follow is { } end ? Follow(argument, end) : Unpack(new InputFile(name ?? argument, new CountingStream(OpenFile(argument, name ?? argument)), isLive: false, argument));
    }

    /// <summary>Copies the content to memory, if it is not there yet: for formats that are read from their end.</summary>
    public Stream Seekable()
    {
        if (Path is not null)
        {
            return new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        var memory = new MemoryStream();
        Stream.CopyTo(memory);
        memory.Position = 0;
        return memory;
    }

    public bool StartsWith(ReadOnlySpan<byte> magic) => Head.AsSpan().StartsWith(magic);

    public void Dispose()
    {
        Stream.Dispose();
        _raw.Dispose();
    }

    private static FileStream OpenFile(string path, string name)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserError($"{name} does not exist.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{name} cannot be read: {e.Message}");
        }
    }

    /// <summary>Waits for a header and a row, also of the files that replace one that never had them.</summary>
    private static InputFile Follow(string path, CancellationToken end)
    {
        while (true)
        {
            FileStream opened = OpenFile(path, path);
            if (!opened.CanSeek)
            {
                opened.Dispose();
                throw new UserError($"{path} is a pipe; --follow takes a file, or '-' for standard input.");
            }
            var followed = new FollowedStream(opened, path, end);
            var file = new InputFile(path, new CountingStream(followed), isLive: true) { _followed = followed };
            if (IsBinary(file.Head))
            {
                throw new UserError($"{path} is a binary or compressed file; --follow takes CSV, TSV or JSON lines.");
            }
            if (!file.IsReplaced || IsEnough(file.Head))
            {
                return file;
            }
            file.Dispose();
        }
    }

    private static InputFile Unpack(InputFile file)
    {
        if (file.StartsWith(Gzip))
        {
            file.Replace(new GZipStream(file.Stream, CompressionMode.Decompress));
        }
        else if (file.StartsWith(Zip) || file.StartsWith(EmptyZip))
        {
            file.Replace(file.OpenEntry());
        }
        return file;
    }

    /// <summary>Opens the only file of an archive.</summary>
    private Stream OpenEntry()
    {
        try
        {
            var archive = new ZipArchive(Seekable(), ZipArchiveMode.Read);
            ZipArchiveEntry[] entries = [.. archive.Entries.Where(entry => entry.Name.Length > 0 && !entry.FullName.StartsWith("__MACOSX", StringComparison.Ordinal))];
            if (entries.Any(entry => entry.FullName == "[Content_Types].xml"))
            {
                throw new UserError($"{Name} is an Office document; expected a table. Save the sheet as CSV.");
            }
            if (entries.Length != 1)
            {
                string names = entries.Length == 0 ? "" : $" ({string.Join(", ", entries.Take(5).Select(entry => entry.FullName))})";
                throw new UserError($"{Name} holds {entries.Length} files{names}; expected one. Unpack it, and pass the files.");
            }
            return entries[0].IsEncrypted ? throw new UserError($"{Name} is encrypted. Unpack it, and pass the file.") : entries[0].Open();
        }
        catch (InvalidDataException e)
        {
            throw new UserError($"{Name} is a damaged archive: {e.Message}");
        }
    }

    private void Replace(Stream unpacked)
    {
        Path = null;
        Stream = new UnpackedStream(unpacked, Name);
        TakeHead(HeadBytes);
    }

    private void TakeHead(int most)
    {
        byte[] head = new byte[most];
        int count = 0;
        for (int read = 1; read > 0 && count < most && !(_isLive && IsEnough(head.AsSpan(0, count))); count += read)
        {
            read = Stream.Read(head, count, most - count);
            IsWhole = read == 0;
        }
        Stream = new PrefixedStream(head[..count], Stream);
        int end = _isLive && !IsWhole && !IsBinary(head) ? head.AsSpan(0, count).LastIndexOf((byte)'\n') + 1 : count;
        Head = head[..end];
        IsWhole |= _isLive;
    }

    private static bool IsBinary(ReadOnlySpan<byte> head) =>
        head.StartsWith(Gzip) || head.StartsWith(Zip) || head.StartsWith("PAR1"u8) || head.StartsWith(Npy);

    /// <summary>Whether a header and a row have come, or what is no text: then what follows is not waited for.</summary>
    private static bool IsEnough(ReadOnlySpan<byte> head)
    {
        if (IsBinary(head))
        {
            return true;
        }
        int rows = 0;
        foreach (Range line in head.Split((byte)'\n'))
        {
            bool isRow = line.End.Value < head.Length && !head[line].Trim(" \t\r"u8).IsEmpty && head[line][0] != (byte)'#';
            rows += isRow ? 1 : 0;
        }
        return rows >= 2;
    }
}
