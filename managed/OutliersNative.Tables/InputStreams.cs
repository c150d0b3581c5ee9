using Microsoft.Win32.SafeHandles;

namespace OutliersNative.Tables;

/// <summary>Waits at the end of a file that grows, until it is replaced or truncated.</summary>
internal sealed class FollowedStream(FileStream inner, string path, CancellationToken end) : ReadOnlyStream
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public bool IsReplaced { get; private set; }

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            // In this order, so that what was written before the replacement is read.
            bool isReplaced = HasChanged();
            int read = inner.Read(buffer);
            if (read > 0)
            {
                return read;
            }
            if (isReplaced || end.WaitHandle.WaitOne(Pause))
            {
                IsReplaced = isReplaced;
                return 0;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Compares lengths, since .NET tells no identity of files. A new file that is as long as the old one is noticed
    /// when it grows.</summary>
    private bool HasChanged()
    {
        long before = inner.Length;
        if (before < inner.Position)
        {
            return true;
        }
        try
        {
            using SafeFileHandle now = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            long length = RandomAccess.GetLength(now);
            return length < before || length > inner.Length;
        }
        catch (FileNotFoundException)
        {
            return false; // it was renamed, and the new one is still to come
        }
    }
}

/// <summary>Counts what is read, for the progress bar.</summary>
internal sealed class CountingStream(Stream inner) : ReadOnlyStream
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public override bool CanSeek => inner.CanSeek;

    public override long Length => inner.Length;

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        Interlocked.Add(ref _count, read);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Says which file it is whose compressed content is damaged.</summary>
internal sealed class UnpackedStream(Stream inner, string name) : ReadOnlyStream
{
    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new UserError($"{name} is damaged or was cut off: {e.Message}");
        }
    }

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Bytes, and then a stream.</summary>
internal sealed class PrefixedStream(byte[] prefix, Stream rest) : ReadOnlyStream
{
    private int _at;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override int Read(Span<byte> buffer)
    {
        if (_at == prefix.Length)
        {
            return rest.Read(buffer);
        }
        int count = Math.Min(buffer.Length, prefix.Length - _at);
        prefix.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        rest.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>The parts of a stream that streams for reading share.</summary>
internal abstract class ReadOnlyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public abstract override int Read(Span<byte> buffer);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
